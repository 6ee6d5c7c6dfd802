package parse

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// lastClocks knows the last clock of each node by its text. The next one differs
// in few places, so most of its text is compared, eight bytes at a time, and only
// the counts that changed are read.
//
// That needs a clock that has been read before, and counts that have kept their
// numbers of digits. All others are read by a clockScanner, and noted here.
//
// Clocks that are read or noted here are numbered, so that a batch can tell
// whether the last one that it took of a node is the one that a new clock was
// compared with: then the changed counts are all that it needs (vectorStamp.since).
type lastClocks struct {
	slots  []*lastClock // by a hash of the node's name
	bits   int          // there are 1<<bits slots
	kept   int          // bytes of text
	clocks uint64       // numbers given so far, from 1
}

const (
	minLastBits = 4
	maxLastBits = 12

	// maxLastText bounds the text that is kept of all nodes.
	maxLastText = 1 << 20

	// maxMisses is how often in a row a node's clock may differ in more than
	// counts before it is not noted any more.
	maxMisses = 8
)

// lastClock is the last clock of a node. A nil one has nothing.
type lastClock struct {
	node   []byte
	text   []byte // of it and a word of zeros; empty where there is none to compare
	places []span // where each count stands in it
	clock  vectorStamp
	only   int // place of the last count that changed alone, as a node's own does at most events
	misses int // in a row
}

// span is a part of a text.
type span struct{ from, to int }

// of returns the last clock of a node, which is empty before the first; nil
// where none is kept. Two nodes never share a slot: the table grows until all
// have their own, and a node that finds none in the largest is left out.
func (c *lastClocks) of(node []byte) *lastClock {
	if len(node) == 0 {
		return nil
	}
	if c.slots == nil {
		c.slots, c.bits = make([]*lastClock, 1<<minLastBits), minLastBits
	}
	slot := c.slot(node)
	for *slot != nil && !bytes.Equal((*slot).node, node) {
		if c.bits == maxLastBits {
			return nil
		}
		c.grow()
		slot = c.slot(node)
	}
	if *slot == nil {
		*slot = &lastClock{node: bytes.Clone(node)}
	}
	return *slot
}

func (c *lastClocks) slot(node []byte) **lastClock {
	key, _ := textKey(node)
	return &c.slots[spread(key, c.bits)]
}

// grow doubles the number of slots.
func (c *lastClocks) grow() {
	old := c.slots
	c.bits++
	c.slots = make([]*lastClock, 1<<c.bits)
	for _, l := range old {
		if l != nil {
			*c.slot(l.node) = l
		}
	}
}

// read reads the clock that begins at line[i], where it has the text of the last
// one but for some counts. It returns where it ends. Mostly the one count has
// changed that did so last, so that one is taken first, unless several are expected.
func (l *lastClock) read(line []byte, i int, several bool) int {
	if l == nil || len(l.text) == 0 || len(line)-i < len(l.text) {
		return notPlain
	}
	from := line[i : i+len(l.text)]
	if !several && l.updateOne(from) || l.update(from) {
		return i + len(from) - wordBytes
	}
	return notPlain
}

// updateOne is update where no count differs but the one that did so last. It
// returns false where another does.
func (l *lastClock) updateOne(from []byte) bool {
	text, at := l.text, l.places[l.only]
	w, digits := word(from, at.from), at.to-at.from
	if !isCount(w, digits) {
		return false
	}
	before, size := word(text, at.from), len(text)-wordBytes
	putWord(text, at.from, w, digits)
	if !bytes.Equal(from[:size], text[:size]) { // one comparison, for two would take twice as long
		binary.LittleEndian.PutUint64(text[at.from:], before)
		return false
	}
	l.clock.changed, l.misses = l.clock.changed[:0], 0
	if count, n := l.clock.count(l.only), digitsValue(w, digits); *count != n {
		*count = n
		l.clock.changed = append(l.clock.changed, uint32(l.only))
	}
	return true
}

// readWhole is read for a clock that is all of a text.
func (l *lastClock) readWhole(text []byte) bool {
	size := len(text) + wordBytes
	return l != nil && len(text) > 0 && len(l.text) == size && cap(text) >= size && l.read(text[:size], 0, false) != notPlain
}

// update takes the counts that stand in from, which goes on behind the clock
// by a word. It returns false, and forgets the last clock, where anything else
// differs.
func (l *lastClock) update(from []byte) bool {
	text, size := l.text, len(l.text)-wordBytes
	l.findChanged(from)
	for _, place := range l.clock.changed {
		at, n := l.places[place], uint64(0)
		if w, digits := word(from, at.from), at.to-at.from; isCount(w, digits) {
			n = digitsValue(w, digits)
			putWord(text, at.from, w, digits)
		} else {
			if n, digits = plainCount(from, at.from); digits != at.to {
				return l.miss()
			}
			copy(text[at.from:at.to], from[at.from:])
		}
		*l.clock.count(int(place)) = n
	}
	if !bytes.Equal(from[:size], text[:size]) {
		return l.miss()
	}
	if len(l.clock.changed) == 1 {
		l.only = int(l.clock.changed[0])
	}
	l.misses = 0
	return true
}

// findChanged notes the places of the counts that differ. Which do cannot be
// foretold, so no branch depends on it.
func (l *lastClock) findChanged(from []byte) {
	list, n, text := room(l.clock.changed, len(l.places)), 0, l.text[:len(from)]
	for i, at := range l.places {
		diff := word(from, at.from) ^ word(text, at.from)
		if digits := at.to - at.from; digits <= wordBytes {
			diff <<= -8 * digits & 63
		} else if !bytes.Equal(from[at.from:at.to], text[at.from:at.to]) {
			diff = 1
		}
		list[n] = uint32(i)
		if diff != 0 {
			n++
		}
	}
	l.clock.changed = list[:n]
}

// isCount reports whether the first digits bytes of a word are a count, of at most
// as many digits as a word has bytes.
func isCount(w uint64, digits int) bool {
	return digits <= wordBytes && nonDigits(w)<<(-8*digits&63) == 0 && (byte(w) != '0' || digits == 1)
}

// putWord makes the first size bytes of a word those of the text at i.
func putWord(text []byte, i int, w uint64, size int) {
	mask := ^uint64(0) >> (-8 * size & 63)
	binary.LittleEndian.PutUint64(text[i:i+wordBytes], word(text, i)&^mask|w&mask)
}

// wanted reports whether it is worth it to note a clock of the node.
func (l *lastClock) wanted() bool { return l != nil && l.misses < maxMisses }

func (l *lastClock) miss() bool {
	l.text = l.text[:0]
	l.misses++
	return false
}

// count returns the count at a place.
func (c *vectorStamp) count(place int) *uint64 {
	if len(c.entries) > 0 {
		return &c.entries[place].N
	}
	return &c.counts[place]
}

// number numbers the clock that was just read by the last one of its node.
func (c *lastClocks) number(l *lastClock) *vectorStamp {
	c.clocks++
	l.clock.since, l.clock.number = l.clock.number, c.clocks
	return &l.clock
}

// note notes and numbers the clock of a node that was read from a text.
func (c *lastClocks) note(l *lastClock, clock *vectorStamp, places []span, text []byte) {
	if !l.wanted() || len(places) == 0 || bytes.IndexByte(text, '\n') >= 0 { // in a line there is none
		return
	}
	if more := len(text) + wordBytes - cap(l.text); more > 0 {
		if c.kept += more; c.kept > maxLastText {
			c.kept -= more
			return
		}
	}
	l.text = append(append(l.text[:0], text...), make([]byte, wordBytes)...)
	l.places, l.only = append(l.places[:0], places...), 0
	l.clock.counts, l.clock.order = append(l.clock.counts[:0], clock.counts...), clock.order
	l.clock.entries = slices.Grow(l.clock.entries[:0], len(clock.entries))[:len(clock.entries)]
	for i := range clock.entries {
		e := &l.clock.entries[i]
		e.Name, e.N = append(e.Name[:0], clock.entries[i].Name...), clock.entries[i].N
	}
	c.clocks++
	l.clock.number, clock.number = c.clocks, c.clocks
}
