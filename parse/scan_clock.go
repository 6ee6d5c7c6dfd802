package parse

// clockScanner reads vector clocks in their plain forms: an object of counters
// by node, and an array of counters, of at most eighteen digits each.
//
//  1. A clock that differs from the one before it at its node in counts only is
//     read by comparing the two texts (scan_last.go).
//  2. The names of an object must differ. Often a clock has the names of the one
//     before in the same order, so those are kept (scan_names.go). A name that
//     stands where it stood before is told by comparing two words, and if all do,
//     they differ, because those before did.
//  3. From the first other name on, names are scanned as any string. At the
//     clock's end a hash table tells whether all differ.
//
// The zero value is ready. It keeps its scratch between clocks, so it is for
// one goroutine.
type clockScanner struct {
	found    *scannedClock // what was read; nil where nothing was
	own      scannedClock  // of a clock that was not read by the last one
	places   []span        // of its counts, from the clock's first byte
	last     lastClocks
	expected []expectedText
	order    uint64 // number of the names that are expected
	orders   uint64 // numbers given so far, also to those of pairs
	changes  changes
	asBefore bool // all names of the clock so far are the expected ones
	names    nameSet
	pairs    pairScanner // of clocks in text
}

// scannedClock is a clock as the scanner read it. It is valid until the next.
type scannedClock struct {
	entries []NamedEntry // of an object; names point into the line, or into memory of the scanner
	counts  []uint64     // of an array
	order   uint64       // as Record.Order
	number  uint64       // as Record.Clock
	since   uint64       // as Record.Since
	changed []uint32     // as Record.Changed
}

func (c *clockScanner) reset() { c.found = nil }

// begin makes room for a clock.
func (c *clockScanner) begin() {
	c.own = scannedClock{entries: c.own.entries[:0], counts: c.own.counts[:0]}
	c.places = c.places[:0]
}

// read reads the clock of a node that begins at line[i], and returns where it
// ends. The node may be unknown; it only makes the reading faster.
func (c *clockScanner) read(node, line []byte, i int) int {
	last := c.last.of(node)
	if end := last.read(line, i); end != notPlain {
		c.found = c.last.number(last)
		return end
	}
	c.begin()
	end := c.scan(line, i)
	if end != notPlain {
		c.last.note(last, &c.own, c.places, line[i:end])
		c.found = &c.own
	}
	return end
}

// scan reads a clock without regard to the last one.
func (c *clockScanner) scan(line []byte, i int) int {
	switch byteAt(line, i) {
	case '{':
		return c.object(line, i, skipBlanks(line, i+1))
	case '[':
		return c.array(line, i, skipBlanks(line, i+1))
	}
	return notPlain
}

// object reads the object that begins at start from its first entry, at i, or
// its end.
func (c *clockScanner) object(line []byte, start, i int) int {
	if byteAt(line, i) == '}' {
		return i + 1
	}
	c.asBefore = true
	for {
		nameEnd, countAt := c.name(line, i)
		n, end := plainCount(line, countAt)
		if end == notPlain {
			return notPlain
		}
		c.own.entries = append(c.own.entries, NamedEntry{Name: line[i+1 : nameEnd], N: n})
		c.places = append(c.places, span{countAt - start, end - start})
		if byteAt(line, end) != ',' {
			end = skipBlanks(line, end)
		}
		switch byteAt(line, end) {
		case ',':
			i = skipBlanks(line, end+1)
		case '}':
			if !c.ordered() {
				return notPlain
			}
			return end + 1
		default:
			return notPlain
		}
	}
}

// name reads the name that begins at i. It returns where the name ends and
// where its count begins; notPlain means that none does.
func (c *clockScanner) name(line []byte, i int) (end, countAt int) {
	if place := len(c.own.entries); c.asBefore && place < len(c.expected) {
		if e := &c.expected[place]; e.at(line, i) {
			countAt = i + e.size()
			return countAt - len(`":`), skipBlanks(line, countAt)
		}
	}
	c.asBefore = false
	if end = keyEnd(line, i); end == notPlain || end == i+1 {
		return notPlain, notPlain
	}
	return end, colonEnd(line, end+1)
}

// ordered reports whether the names of the clock differ, and numbers their
// order.
func (c *clockScanner) ordered() bool {
	if c.asBefore {
		c.own.order = c.order
		c.changes.none()
		return true
	}
	if !c.names.differ(c.own.entries) {
		return false
	}
	if c.changes.worthIt() {
		c.expect()
	}
	return true
}

// expect expects the names of the clock from now on.
func (c *clockScanner) expect() {
	for i, e := range c.own.entries {
		if i == len(c.expected) {
			c.expected = append(c.expected, expectedText{})
		}
		c.expected[i].setKey(e.Name)
	}
	c.expected = c.expected[:len(c.own.entries)]
	c.orders++
	c.order, c.own.order = c.orders, c.orders
}

// changes counts how often names in a row were not as expected: the longer they
// keep changing, the less it is worth to expect them again.
type changes int

const mostChanges = 64 // after which only one in as many is

func (c *changes) none() { *c = 0 }

// worthIt counts one more, and reports whether the new names are to be expected.
func (c *changes) worthIt() bool {
	*c++
	return *c&(*c-1) == 0 || *c%mostChanges == 0
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
