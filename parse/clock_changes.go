package parse

import "encoding/binary"

// ClockChanges reads how the vector clocks of one strand change from event to
// event, in program order. It holds no clock: a [VectorCursor] does.
type ClockChanges struct {
	nodeOf []NodeID // by slot
	strand *Strand
	data   []byte // clocks of the block at hand from the next event on
	left   int    // events of that block still to come
	block  int    // index of the next block
}

// ClockChanges returns a reader before the first event of strand s.
func (r *Run) ClockChanges(s StrandID) ClockChanges {
	return ClockChanges{nodeOf: r.nodeOf, strand: &r.strands[s]}
}

// ownStep stands for a clock that differs from the one before in the node's own
// entry only, which rose by one.
const ownStep = 1 + 1

// OwnSteps moves over at most n events, as long as the clock of each is that of
// the one before with the node's own entry raised by one, and returns how many
// these are.
func (c *ClockChanges) OwnSteps(n int) int {
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
	return moved
}

// Next moves to the strand's next event. n is in how many entries its clock differs
// from that of the strand's previous stamped event; own reports that the node's own
// entry rose by one, which does not count among them then. has is false where the
// event carries no clock. Each entry must be read before the next event, and there
// must be one.
func (c *ClockChanges) Next() (n int, own, has bool) {
	if c.left == 0 {
		c.open()
	}
	c.left--
	if len(c.data) == 0 {
		return 0, false, false
	}
	head := c.uvarint()
	if head == 0 {
		return 0, false, false
	}
	return int((head - 1) >> 1), (head-1)&1 == 1, true
}

// open begins the next block.
func (c *ClockChanges) open() {
	c.data = c.strand.blocks[c.block].clocks
	c.block++
	c.left = blockSize
}

// Entry returns the next changed entry of the event at hand, by rising node, and by
// how much it rose.
func (c *ClockChanges) Entry() (node NodeID, rose int64) {
	var slot, u uint64
	if d := c.data; len(d) > 1 && d[0]|d[1] < 0x80 { // most numbers here are small
		slot, u = uint64(d[0]), uint64(d[1])
		c.data = d[2:]
	} else {
		slot, u = c.uvarint(), c.uvarint()
	}
	return c.nodeOf[slot], int64(u>>1) ^ -int64(u&1) // zigzag, as binary.Varint reads it
}

func (c *ClockChanges) uvarint() uint64 {
	if b := c.data[0]; b < 0x80 {
		c.data = c.data[1:]
		return uint64(b)
	}
	n, size := binary.Uvarint(c.data)
	c.data = c.data[size:]
	return n
}
