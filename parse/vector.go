package parse

import (
	"encoding/binary"
	"sort"
)

// markEvery is how many events of a strand a random access replays at most.
const markEvery = 256

// vectorColumn holds the vector clocks of one strand. For each event it holds
// what changed since the strand's previous stamped event: 0 for an event
// without a clock, else 1 + the number of changed entries, then each as node
// and signed difference, all in variable length. A local step costs four bytes
// or so, however many nodes there are.
type vectorColumn struct {
	data  []byte
	marks []vectorMark
	last  Vector // while it is built: the clock of the previous stamped event
	n     int
}

type vectorMark struct {
	offset int
	before Vector // the clock before event number i*markEvery
}

// add appends the next event's clock. v must be sorted and without zeros.
func (c *vectorColumn) add(v Vector, has bool) {
	if c.n%markEvery == 0 {
		c.marks = append(c.marks, vectorMark{len(c.data), append(Vector(nil), c.last...)})
	}
	c.n++
	if !has {
		c.data = append(c.data, 0)
		return
	}
	c.data = appendDiff(c.data, c.last, v)
	c.last = append(c.last[:0], v...)
}

// appendDiff encodes how w differs from v; both are sorted.
func appendDiff(data []byte, v, w Vector) []byte {
	changed := 0
	merge(v, w, func(NodeID, int64) { changed++ })
	data = binary.AppendUvarint(data, uint64(changed)+1)
	merge(v, w, func(n NodeID, diff int64) {
		data = binary.AppendUvarint(data, uint64(n))
		data = binary.AppendVarint(data, diff)
	})
	return data
}

// merge calls f for every node whose entries in v and w differ, by rising node.
func merge(v, w Vector, f func(n NodeID, diff int64)) {
	for len(v) > 0 || len(w) > 0 {
		switch {
		case len(w) == 0 || len(v) > 0 && v[0].Node < w[0].Node:
			f(v[0].Node, -int64(v[0].N))
			v = v[1:]
		case len(v) == 0 || w[0].Node < v[0].Node:
			f(w[0].Node, int64(w[0].N))
			w = w[1:]
		default:
			if v[0].N != w[0].N {
				f(w[0].Node, int64(w[0].N)-int64(v[0].N))
			}
			v, w = v[1:], w[1:]
		}
	}
}

// at returns the clock of the strand's event number i.
func (c *vectorColumn) at(i int) (Vector, bool) {
	m := i / markEvery
	cur := VectorCursor{data: c.data[c.marks[m].offset:], clock: append(Vector(nil), c.marks[m].before...)}
	for j := m * markEvery; j <= i; j++ {
		cur.Next()
	}
	if !cur.has {
		return nil, false
	}
	return cur.clock, true
}

// VectorCursor walks the vector clocks of one strand in program order.
type VectorCursor struct {
	column  *vectorColumn // nil where the run has no vector clocks
	first   EventID       // of the strand
	data    []byte
	clock   Vector
	changed []Entry
	has     bool
	event   EventID
	next    EventID
}

// VectorCursor returns a cursor before the first event of strand s.
func (r *Run) VectorCursor(s StrandID) *VectorCursor {
	c := &VectorCursor{first: r.strands[s].First, next: r.strands[s].First, event: NoEvent}
	if r.vectors != nil {
		c.column = &r.vectors[s]
		c.data = c.column.data
	}
	return c
}

// Next moves to the strand's next event, whether or not it carries a clock.
// It must not be called more often than the strand has events.
func (c *VectorCursor) Next() {
	c.event = c.next
	c.next++
	c.changed = c.changed[:0]
	c.has = false
	if len(c.data) == 0 {
		return
	}
	n := c.uvarint()
	if n == 0 {
		return
	}
	c.has = true
	for ; n > 1; n-- {
		node := NodeID(c.uvarint())
		u := c.uvarint()
		c.apply(node, int64(u>>1)^-int64(u&1)) // zigzag, as binary.Varint reads it
	}
}

// Seek moves to an event of the strand, forwards or backwards. It costs at most
// a replay of markEvery events, and less where the event is a little ahead.
func (c *VectorCursor) Seek(e EventID) {
	if e == c.event {
		return
	}
	if c.column != nil {
		mark := int(e-c.first) / markEvery
		if start := c.first + EventID(mark*markEvery); e < c.next || start > c.next {
			m := c.column.marks[mark]
			c.data, c.clock, c.next = c.column.data[m.offset:], append(c.clock[:0], m.before...), start
		}
	} else {
		c.next = e
	}
	for c.next <= e {
		c.Next()
	}
}

func (c *VectorCursor) uvarint() uint64 {
	if b := c.data[0]; b < 0x80 { // most numbers here are small
		c.data = c.data[1:]
		return uint64(b)
	}
	n, size := binary.Uvarint(c.data)
	c.data = c.data[size:]
	return n
}

func (c *VectorCursor) apply(node NodeID, diff int64) {
	i := int(node) // where it stands if every node has an entry
	if i >= len(c.clock) || c.clock[i].Node != node {
		i = sort.Search(len(c.clock), func(i int) bool { return c.clock[i].Node >= node })
	}
	if i == len(c.clock) || c.clock[i].Node != node {
		c.clock = append(c.clock, Entry{})
		copy(c.clock[i+1:], c.clock[i:])
		c.clock[i] = Entry{Node: node}
	}
	c.clock[i].N += uint64(diff)
	c.changed = append(c.changed, c.clock[i])
	if c.clock[i].N == 0 {
		c.clock = append(c.clock[:i], c.clock[i+1:]...)
	}
}

// Event returns the event the cursor stands at.
func (c *VectorCursor) Event() EventID { return c.event }

// Has reports whether that event carries a vector clock.
func (c *VectorCursor) Has() bool { return c.has }

// At returns an entry of the clock of the last event that carried one.
func (c *VectorCursor) At(n NodeID) uint64 { return c.clock.At(n) }

// Clock returns that clock. It is valid until Next.
func (c *VectorCursor) Clock() Vector { return c.clock }

// Changed returns the entries, with their new values, in which the event's
// clock differs from that of the strand's previous stamped event, by rising
// node. It is valid until Next.
func (c *VectorCursor) Changed() []Entry { return c.changed }
