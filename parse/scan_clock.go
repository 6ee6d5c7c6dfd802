package parse

// clockScanner reads vector clocks in their plain forms: an object of counters
// by node, and an array of counters, of at most eighteen digits each.
//
// The names of an object must differ. In most logs a clock has the names of the
// one before in the same order, so those are kept (scan_names.go):
//
//  1. A name that stands where it stood before is told by comparing two words.
//     If all do, they differ, because those before did.
//  2. From the first other name on, names are scanned as any string. At the
//     clock's end a hash table tells whether all differ, and they are the ones
//     to expect from then on.
//
// The zero value is ready. It keeps its scratch between clocks, so it is for
// one goroutine.
type clockScanner struct {
	found    bool         // a clock was read, into the next two
	entries  []NamedEntry // of an object; names point into the line
	counts   []uint64     // of an array
	expected []expectedName
	known    []NamedEntry // with the expected names, in memory of their own
	borrowed bool         // entries is a part of known
	scratch  []NamedEntry // then: what it was before
	order    uint64       // number of the names that are expected
	orders   uint64       // numbers given so far, also to those of pairs
	inOrder  uint64       // number of the names of entries, as Record.Order
	asBefore bool         // all names of the clock so far are the expected ones
	names    nameSet
	pairs    pairScanner // of clocks in text
}

func (c *clockScanner) reset() {
	if c.borrowed {
		c.entries, c.borrowed = c.scratch, false
	}
	c.found, c.entries, c.counts = false, c.entries[:0], c.counts[:0]
}

// read reads the clock that begins at line[i] and returns where it ends.
func (c *clockScanner) read(line []byte, i int) int {
	switch byteAt(line, i) {
	case '{':
		i = c.object(line, skipBlanks(line, i+1))
	case '[':
		i = c.array(line, skipBlanks(line, i+1))
	default:
		i = notPlain
	}
	if c.found = i != notPlain; !c.found {
		c.reset()
	}
	c.inOrder = c.order
	return i
}

// object reads an object from its first entry, or its end.
func (c *clockScanner) object(line []byte, i int) int {
	if byteAt(line, i) == '}' {
		return i + 1
	}
	var closed bool
	if i, closed = c.run(line, i); closed {
		return i
	}
	c.asBefore = true
	for {
		nameEnd, countAt := c.name(line, i)
		n, end := plainCount(line, countAt)
		if end == notPlain {
			return notPlain
		}
		c.entries = append(c.entries, NamedEntry{Name: line[i+1 : nameEnd], N: n})
		if byteAt(line, end) != ',' {
			end = skipBlanks(line, end)
		}
		switch byteAt(line, end) {
		case ',':
			i = skipBlanks(line, end+1)
		case '}':
			if !c.asBefore && !c.learn() {
				return notPlain
			}
			return end + 1
		default:
			return notPlain
		}
	}
}

// run reads the first entries of an object, as long as they have the expected
// names, a count of at most seven digits, and no blanks. It returns where the
// next entry begins, or the index after the clock where it has closed.
func (c *clockScanner) run(line []byte, i int) (next int, closed bool) {
	place := 0
	for ; place < len(c.known); place++ {
		e, from := &c.expected[place], line[i:]
		if len(from) < 3*wordBytes || e.size > 2*wordBytes || !e.begins(from) {
			break
		}
		w := word(from, e.size)
		if digits := first(nonDigits(w)); digits != e.digits {
			e.digits = digits
		}
		digits := e.digits // mostly what it was, so nothing waits for it
		after := byte(w >> (8 * digits))
		if digits == 0 || digits > 1 && byte(w) == '0' || after != ',' && after != '}' {
			break
		}
		c.known[place].N = digitsValue(w, digits)
		if i += e.size + digits + 1; after == '}' {
			c.scratch, c.entries, c.borrowed = c.entries, c.known[:place+1], true
			return i, true
		}
	}
	c.entries = append(c.entries, c.known[:place]...)
	return skipBlanks(line, i), false
}

// name reads the name that begins at i. It returns where the name ends and
// where its count begins; notPlain means that none does.
func (c *clockScanner) name(line []byte, i int) (end, countAt int) {
	if place := len(c.entries); c.asBefore && place < len(c.expected) {
		if e := &c.expected[place]; e.at(line, i) {
			countAt = i + e.size
			return countAt - len(`":`), skipBlanks(line, countAt)
		}
	}
	c.asBefore = false
	if end = keyEnd(line, i); end == notPlain || end == i+1 {
		return notPlain, notPlain
	}
	return end, colonEnd(line, end+1)
}

// learn reports whether the names of the clock differ, and expects them from
// now on.
func (c *clockScanner) learn() bool {
	if !c.names.differ(c.entries) {
		return false
	}
	for i := range c.entries {
		if i == len(c.expected) {
			c.expected = append(c.expected, expectedName{})
		}
		c.expected[i].set(c.entries[i].Name)
	}
	c.expected = c.expected[:len(c.entries)]
	c.known = c.known[:0]
	for i := range c.expected {
		c.known = append(c.known, NamedEntry{Name: c.expected[i].name()})
	}
	c.orders++
	c.order = c.orders
	return true
}

// array reads an array from its first element, or its end.
func (c *clockScanner) array(line []byte, i int) int {
	if byteAt(line, i) == ']' {
		return i + 1
	}
	for {
		n, end := plainCount(line, i)
		if end == notPlain {
			return notPlain
		}
		c.counts = append(c.counts, n)
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
