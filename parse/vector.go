package parse

import "sort"

// VectorCursor walks the vector clocks of one strand in program order.
type VectorCursor struct {
	changes ClockChanges
	clock   Vector
	changed []Entry
	has     bool
	event   EventID
	next    EventID
}

// VectorCursor returns a cursor before the first event of strand s.
func (r *Run) VectorCursor(s StrandID) *VectorCursor {
	return &VectorCursor{changes: r.ClockChanges(s), next: r.strands[s].First, event: NoEvent}
}

// Next moves to the strand's next event, whether or not it carries a clock.
// It must not be called more often than the strand has events.
func (c *VectorCursor) Next() {
	c.event = c.next
	c.next++
	c.changed = c.changed[:0]
	n, own, has := c.changes.Next()
	if c.has = has; has {
		c.apply(n, own)
	}
}

// OwnSteps moves over at most n events, as long as the clock of each is that of
// the one before with the node's own entry raised by one, and returns how many
// these are. It is the same as so many calls of Next.
func (c *VectorCursor) OwnSteps(n int) int {
	moved := c.changes.OwnSteps(n)
	if moved > 0 {
		c.next += EventID(moved)
		c.event = c.next - 1
		c.has = true
		c.changed = c.changed[:0]
		c.change(c.changes.strand.Node, int64(moved))
	}
	return moved
}

// apply reads n changed entries and puts the node's own, where that rose, in
// its place among them.
func (c *VectorCursor) apply(n int, rose bool) {
	own := c.changes.strand.Node
	for ; n > 0; n-- {
		node, diff := c.changes.Entry()
		if rose && own < node {
			rose = false
			c.change(own, 1)
		}
		c.change(node, diff)
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
	in := &c.changes
	b := int(e-in.strand.First) >> blockBits
	for b > 0 && !in.strand.blocks[b].marked {
		b--
	}
	if start := in.strand.First + EventID(b<<blockBits); e < c.next || start > c.next {
		c.next, in.block, in.left = start, b, 0
		in.data = in.strand.blocks[b].before
		c.clock = c.clock[:0]
		if len(in.data) > 0 {
			for n := in.uvarint(); n > 0; n-- {
				node := in.nodeOf[in.uvarint()]
				c.clock = append(c.clock, Entry{node, in.uvarint()})
			}
		}
	}
	for c.next <= e {
		if c.OwnSteps(int(e-c.next)) == 0 {
			c.Next()
		}
	}
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
