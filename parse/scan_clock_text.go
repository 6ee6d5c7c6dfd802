package parse

import "bytes"

// whole reads the clock that is all of a text: in JSON, or as entries NODE:COUNT
// between commas. last is as in read. Where it returns false, the text is no plain
// clock, and readVectorText or readVector says what it is.
func (c *clockScanner) whole(last *lastClock, text []byte) bool {
	if last.readWhole(text) {
		c.found = c.last.number(last)
		return true
	}
	c.begin()
	c.noted = last.wanted()
	clock, end := &c.own, len(text)
	if b := byteAt(text, 0); b == '{' || b == '[' {
		clock, end = c.scan(text, 0)
	} else if !c.readPairs(text) {
		end = notPlain
	}
	if c.found = nil; end == len(text) {
		c.last.note(last, clock, c.places, text)
		c.found = clock
	}
	return c.found != nil
}

// pairScanner reads clocks of entries NODE:COUNT, as readVectorText does. As
// with those in JSON, the names are most often those of the clock before. They
// are kept apart from those: such a name may hold what JSON escapes, and one in
// JSON may hold a comma.
type pairScanner struct {
	expected [][]byte // they differ
	order    uint64   // their number
	churn    churn
}

// readPairs reads a clock of entries NODE:COUNT.
func (c *clockScanner) readPairs(text []byte) bool {
	p := &c.pairs
	asBefore := true
	for i := 0; ; i++ {
		for byteAt(text, i) == ' ' {
			i++
		}
		colon, expected := p.colon(text, i, len(c.own.entries))
		if colon <= i {
			return false
		}
		asBefore = asBefore && expected
		n, end := plainCount(text, colon+1)
		if end == notPlain || end < len(text) && text[end] != ',' {
			return false
		}
		c.own.entries = append(c.own.entries, NamedEntry{Name: text[i:colon], N: n})
		c.places = append(c.places, span{colon + 1, end})
		if end == len(text) {
			return c.orderedPairs(asBefore)
		}
		i = end
	}
}

// orderedPairs notes the order of the names that were read, which are as expected or
// are from now on. It returns false where one stands twice.
func (c *clockScanner) orderedPairs(asBefore bool) bool {
	p := &c.pairs
	switch {
	case asBefore:
		c.own.order = p.order
		p.churn.none()
		return true
	case !c.differ.differ(c.own.entries):
		return false
	case p.churn.worthIt():
		p.expect(c.own.entries)
		c.orders++
		p.order, c.own.order = c.orders, c.orders
	}
	return true
}

// colon returns where the colon after the name that begins at i stands, which
// is the last one of its entry, and whether the name is the expected one.
func (p *pairScanner) colon(text []byte, i, place int) (at int, expected bool) {
	if place < len(p.expected) {
		name := p.expected[place]
		if at = i + len(name); byteAt(text, at) == ':' && bytes.HasPrefix(text[i:], name) {
			return at, true
		}
	}
	entry := text[i:]
	if comma := bytes.IndexByte(entry, ','); comma >= 0 {
		entry = entry[:comma]
	}
	colon := bytes.LastIndexByte(entry, ':')
	if colon < 0 || len(bytes.TrimSpace(entry[:colon])) < colon {
		return notPlain, false
	}
	return i + colon, false
}

// expect expects the names of a clock from now on.
func (p *pairScanner) expect(entries []NamedEntry) {
	p.expected = p.expected[:min(len(p.expected), len(entries))]
	for i, e := range entries {
		if i == len(p.expected) {
			p.expected = append(p.expected, nil)
		}
		p.expected[i] = append(p.expected[i][:0], e.Name...)
	}
}
