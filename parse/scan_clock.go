package parse

// clockScanner reads vector clocks in their plain forms: an object of counters
// by node, and an array of counters, of at most eighteen digits each.
//
//  1. A clock that differs from the one before it at its node in counts only is
//     read by comparing the two texts (scan_last.go).
//  2. The names of an object must differ. Most often they are those of a clock
//     before, perhaps in another order: then each entry goes to the place that
//     its name had there (scan_known.go).
//  3. Other names are scanned as any string, and a hash table tells whether all
//     differ. They are known from then on.
//
// The zero value is ready. It keeps its scratch between clocks, so it is for
// one goroutine.
type clockScanner struct {
	found  *vectorStamp // what was read; nil where nothing was
	own    vectorStamp  // of a clock that was read neither by the last one nor by known names
	places []span       // of its counts, from the clock's first byte; where noted is false, they may be missing
	noted  bool         // the clock at hand is to be noted in last
	last   lastClocks
	names  knownNames
	orders uint64 // numbers given so far to orders of names, also to those of pairs
	churn  churn
	differ nameSet
	pairs  pairScanner // of clocks in text
}

func (c *clockScanner) reset() { c.found = nil }

// begin makes room for a clock.
func (c *clockScanner) begin() {
	c.own.begin()
	c.places = c.places[:0]
}

// read reads the clock that begins at line[i], and returns where it ends. last
// is the last one of its node; nil only makes the reading slower.
func (c *clockScanner) read(last *lastClock, line []byte, i int) int {
	if end := last.read(line, i, false); end != notPlain {
		c.found = c.last.number(last)
		return end
	}
	c.begin()
	c.noted = last.wanted()
	clock, end := c.scan(line, i)
	if end != notPlain {
		c.last.note(last, clock, c.places, line[i:end])
		c.found = clock
	}
	return end
}

// scan reads a clock without regard to the last one.
func (c *clockScanner) scan(line []byte, i int) (clock *vectorStamp, end int) {
	from := skipBlanks(line, i+1)
	switch byteAt(line, i) {
	case '{':
		if clock, end = c.known(line, i, from); clock != nil {
			return clock, end
		}
		c.begin()
		return &c.own, c.object(line, i, from)
	case '[':
		return &c.own, c.array(line, i, from)
	}
	return nil, notPlain
}

// object reads the object that begins at start from its first entry, at i, or
// its end.
func (c *clockScanner) object(line []byte, start, i int) int {
	if byteAt(line, i) == '}' {
		return i + 1
	}
	for {
		nameEnd := keyEnd(line, i)
		if nameEnd == notPlain || nameEnd == i+1 {
			return notPlain
		}
		countAt := colonEnd(line, nameEnd+1)
		n, end := plainCount(line, countAt)
		if end == notPlain {
			return notPlain
		}
		c.own.entries = append(c.own.entries, NamedEntry{Name: line[i+1 : nameEnd], N: n})
		c.places = append(c.places, span{countAt - start, end - start})
		switch end = skipBlanks(line, end); byteAt(line, end) {
		case ',':
			i = skipBlanks(line, end+1)
		case '}':
			if !c.differ.differ(c.own.entries) {
				return notPlain
			}
			if c.churn.worthIt() {
				c.orders++
				c.own.order = c.orders
				c.names.note(c.own.entries, c.orders)
			}
			return end + 1
		default:
			return notPlain
		}
	}
}

// churn counts how often names in a row were not as expected: the longer they
// keep changing, the less it is worth to expect them again.
type churn int

const mostChanges = 64 // after which only one in as many is

func (c *churn) none() { *c = 0 }

// worthIt counts one more, and reports whether the new names are to be expected.
func (c *churn) worthIt() bool {
	*c++
	return *c < mostChanges || *c%mostChanges == 0
}

// array reads the array that begins at start from its first element, at i, or its
// end.
func (c *clockScanner) array(line []byte, start, i int) int {
	if byteAt(line, i) == ']' {
		return i + 1
	}
	for {
		n, end := plainCount(line, i)
		if end == notPlain {
			return notPlain
		}
		c.own.counts = append(c.own.counts, n)
		c.places = append(c.places, span{i - start, end - start})
		switch end = skipBlanks(line, end); byteAt(line, end) {
		case ',':
			i = skipBlanks(line, end+1)
		case ']':
			return end + 1
		default:
			return notPlain
		}
	}
}

// plainCount reads the counter of at most eighteen digits that begins at i, and
// returns where it ends.
func plainCount(line []byte, i int) (n uint64, end int) {
	if i < 0 {
		return 0, notPlain
	}
	if n, digits := shortCount(line, i); digits > 0 {
		return n, i + digits
	}
	end = skipDigits(line, i)
	if end == i || end > i+18 || line[i] == '0' && end > i+1 {
		return 0, notPlain
	}
	for _, c := range line[i:end] {
		n = n*10 + uint64(c-'0')
	}
	return n, end
}

// shortCount reads a counter of at most seven digits, and returns how many it
// has; 0 means that none is there.
func shortCount(line []byte, i int) (n uint64, digits int) {
	if i+8 > len(line) {
		return 0, 0
	}
	w := word(line, i)
	digits = first(nonDigits(w))
	if digits == 8 || byte(w) == '0' && digits > 1 {
		return 0, 0
	}
	return digitsValue(w, digits), digits
}
