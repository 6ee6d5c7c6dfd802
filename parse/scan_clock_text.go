package parse

import "bytes"

// whole reads a clock that is all of a text: in JSON, or as entries NODE:COUNT
// between commas. Where it returns false, the text is no plain clock, and
// readVectorText or readVector says what it is.
func (c *clockScanner) whole(text []byte) bool {
	c.reset()
	end := notPlain
	if b := byteAt(text, 0); b == '{' || b == '[' {
		end = c.read(text, 0)
	} else if c.pairs.read(text, &c.entries, &c.orders) {
		end, c.inOrder = len(text), c.pairs.order
	}
	if c.found = end == len(text); !c.found {
		c.reset()
	}
	return c.found
}

// pairScanner reads clocks of entries NODE:COUNT, as readVectorText does. As
// with those in JSON, the names are most often those of the clock before. They
// are kept apart from those: such a name may hold what JSON escapes, and one in
// JSON may hold a comma.
type pairScanner struct {
	expected [][]byte // they differ
	order    uint64   // their number
	names    nameSet
}

// read appends the entries of a clock. orders is the last number of an order of
// names.
func (p *pairScanner) read(text []byte, entries *[]NamedEntry, orders *uint64) bool {
	asBefore := true
	for i := 0; ; i++ {
		for byteAt(text, i) == ' ' {
			i++
		}
		colon, expected := p.colon(text, i, len(*entries))
		if colon <= i {
			return false
		}
		asBefore = asBefore && expected
		n, end := plainCount(text, colon+1)
		if end == notPlain || end < len(text) && text[end] != ',' {
			return false
		}
		*entries = append(*entries, NamedEntry{Name: text[i:colon], N: n})
		if end == len(text) {
			return asBefore || p.learn(*entries, orders)
		}
		i = end
	}
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

// learn reports whether the names of a clock differ, and expects them from now
// on.
func (p *pairScanner) learn(entries []NamedEntry, orders *uint64) bool {
	if !p.names.differ(entries) {
		return false
	}
	p.expected = p.expected[:min(len(p.expected), len(entries))]
	for i, e := range entries {
		if i == len(p.expected) {
			p.expected = append(p.expected, nil)
		}
		p.expected[i] = append(p.expected[i][:0], e.Name...)
	}
	*orders++
	p.order = *orders
	return true
}
