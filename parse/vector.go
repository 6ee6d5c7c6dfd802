package parse

import (
	"encoding/binary"
	"sort"
)

// VectorCursor walks the vector clocks of one strand in program order.
type VectorCursor struct {
	run     *Run
	strand  *Strand
	data    []byte // clocks of the block at hand from the next event on
	left    int    // events of that block still to come
	block   int    // index of the next block
	clock   Vector
	changed []Entry
	has     bool
	event   EventID
	next    EventID
}

// VectorCursor returns a cursor before the first event of strand s.
func (r *Run) VectorCursor(s StrandID) *VectorCursor {
	st := &r.strands[s]
	return &VectorCursor{run: r, strand: st, next: st.First, event: NoEvent}
}

// Next moves to the strand's next event, whether or not it carries a clock.
// It must not be called more often than the strand has events.
func (c *VectorCursor) Next() {
	if c.left == 0 {
		c.open()
	}
	c.left--
	c.event = c.next
	c.next++
	c.changed = c.changed[:0]
	c.has = false
	if len(c.data) == 0 {
		return
	}
	if n := c.uvarint(); n > 0 {
		c.has = true
		c.apply((n-1)>>1, (n-1)&1 == 1)
	}
}

// open begins the next block.
func (c *VectorCursor) open() {
	c.data = c.strand.blocks[c.block].clocks
	c.block++
	c.left = blockSize
}

// ownStep stands for a clock that differs from the one before in the node's own
// entry only, which rose by one.
const ownStep = 1 + 1

// OwnSteps moves over at most n events, as long as the clock of each is that of
// the one before with the node's own entry raised by one, and returns how many
// these are. It is the same as so many calls of Next.
func (c *VectorCursor) OwnSteps(n int) int {
	moved := 0
	for moved < n {
		if c.left == 0 {
			c.open()
		}
		run := 0
		most := min(n-moved, c.left, len(c.data))
		for run < most && c.data[run] == ownStep {
			run++
		}
		c.data = c.data[run:]
		c.left -= run
		moved += run
		if run < most || most == 0 {
			break
		}
	}
	if moved > 0 {
		c.next += EventID(moved)
		c.event = c.next - 1
		c.has = true
		c.changed = c.changed[:0]
		c.change(c.strand.Node, int64(moved))
	}
	return moved
}

// apply reads n changed entries and puts the node's own, where that rose, in
// its place among them.
func (c *VectorCursor) apply(n uint64, rose bool) {
	own := c.strand.Node
	for ; n > 0; n-- {
		node := c.run.nodeOf[c.uvarint()]
		u := c.uvarint()
		if rose && own < node {
			rose = false
			c.change(own, 1)
		}
		c.change(node, int64(u>>1)^-int64(u&1)) // zigzag, as binary.Varint reads it
	}
	if rose {
		c.change(own, 1)
	}
}

// Seek moves to an event of the strand, forwards or backwards. It costs a
// replay of about as many bytes as the clock has, or of blockSize events, and
// less where the event is a little ahead.
func (c *VectorCursor) Seek(e EventID) {
	if e == c.event {
		return
	}
	b := int(e-c.strand.First) >> blockBits
	for b > 0 && !c.strand.blocks[b].marked {
		b--
	}
	if start := c.strand.First + EventID(b<<blockBits); e < c.next || start > c.next {
		c.next, c.block, c.left = start, b, 0
		c.data = c.strand.blocks[b].before
		c.clock = c.clock[:0]
		if len(c.data) > 0 {
			for n := c.uvarint(); n > 0; n-- {
				node := c.run.nodeOf[c.uvarint()]
				c.clock = append(c.clock, Entry{node, c.uvarint()})
			}
		}
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

func (c *VectorCursor) change(node NodeID, diff int64) {
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
