package parse

import (
	"bytes"
	"slices"
)

// lastClocks reads the clock of an event by the text of the clock before it at
// its node: the two differ in few places, so most of the text is compared, eight
// bytes at a time, and only the counts that changed are read.
//
// That needs a clock that has been read before, and counts that have kept their
// numbers of digits. All others are read by a clockScanner, and noted here.
type lastClocks struct {
	slots  []*lastClock // by a hash of the node's name; the first node of a slot keeps it
	number uint64       // of the clock that was read last
}

const (
	lastBits = 8

	// maxLastText bounds the text that is kept for each node.
	maxLastText = 4 << 10
)

// lastClock is the last clock of a node.
type lastClock struct {
	node    []byte
	text    []byte // from bracket to bracket; empty where there is none to compare
	counts  []span // where each count stands in it
	entries []NamedEntry
	array   []uint64
	number  uint64   // of the clock, as Record.Clock
	order   uint64   // as Record.Order
	changed []uint32 // places of the counts that changed the last time
}

// span is a part of a text.
type span struct{ from, to uint32 }

// of returns the slot of a node; nil where another node has it.
func (c *lastClocks) of(node []byte) *lastClock {
	if len(node) == 0 {
		return nil
	}
	if c.slots == nil {
		c.slots = make([]*lastClock, 1<<lastBits)
	}
	key, _ := textKey(node)
	slot := &c.slots[key*0x9e3779b97f4a7c15>>(64-lastBits)]
	if *slot == nil {
		*slot = &lastClock{node: bytes.Clone(node)}
	}
	if !bytes.Equal((*slot).node, node) {
		return nil
	}
	return *slot
}

// read reads the clock that begins at line[i] into rec, where it has the text
// of the node's last one but for some counts. It returns where it ends.
func (c *lastClocks) read(rec *Record, l *lastClock, line []byte, i int) int {
	size := len(l.text)
	if size == 0 || len(line)-i < size+wordBytes {
		return notPlain
	}
	if !l.update(line[i : i+size+wordBytes]) {
		l.text = l.text[:0]
		return notPlain
	}
	c.number++
	rec.Vector, rec.Array, rec.HasVC, rec.Order = l.entries, l.array, true, l.order
	rec.Clock, rec.Since, rec.Changed = c.number, l.number, l.changed
	l.number = c.number
	return i + size
}

// update takes the counts that stand in from, which goes on behind the clock
// by a word. It returns false where anything else differs.
func (l *lastClock) update(from []byte) bool {
	size := len(l.text)
	text := l.text[:size+wordBytes]
	l.changed = l.changed[:0]
	next := 0 // the first count that may still differ
	for at := 0; at < size; {
		diff := word(from, at) ^ word(text, at)
		if diff == 0 {
			at += wordBytes
			continue
		}
		if at += first(diff); at >= size {
			break
		}
		for next < len(l.counts) && int(l.counts[next].to) <= at {
			next++
		}
		if next == len(l.counts) || int(l.counts[next].from) > at {
			return false
		}
		start, end := int(l.counts[next].from), int(l.counts[next].to)
		n, ends := plainCount(from, start)
		if ends != end {
			return false
		}
		l.set(next, n)
		copy(text[start:end], from[start:end])
		at = end
	}
	return true
}

// set gives a count a new value.
func (l *lastClock) set(place int, n uint64) {
	if len(l.entries) > 0 {
		l.entries[place].N = n
	} else {
		l.array[place] = n
	}
	l.changed = append(l.changed, uint32(place))
}

// note notes the clock of a node that was read into rec from a text without
// blanks.
func (c *lastClocks) note(rec *Record, l *lastClock, text []byte) {
	if len(text) > maxLastText || len(rec.Vector)+len(rec.Array) == 0 {
		return
	}
	l.counts, l.array = l.counts[:0], append(l.array[:0], rec.Array...)
	l.entries = slices.Grow(l.entries[:0], len(rec.Vector))[:len(rec.Vector)]
	at := 1
	for i := range rec.Vector {
		e := &rec.Vector[i]
		l.entries[i] = NamedEntry{append(l.entries[i].Name[:0], e.Name...), e.N}
		at = l.addCount(at+len(`"":`)+len(e.Name), e.N)
	}
	for _, n := range rec.Array {
		at = l.addCount(at, n)
	}
	if at != len(text) { // there are blanks
		l.text = l.text[:0]
		return
	}
	l.text = append(append(l.text[:0], text...), make([]byte, wordBytes)...)[:len(text)]
	c.number++
	l.number, l.order = c.number, rec.Order
	rec.Clock = c.number
}

// addCount notes that a count stands at a place of the text, and returns where
// the next entry begins.
func (l *lastClock) addCount(at int, n uint64) int {
	to := at + 1
	for ; n >= 10; n /= 10 {
		to++
	}
	l.counts = append(l.counts, span{uint32(at), uint32(to)})
	return to + 1
}
