package parse

import (
	"cmp"
	"encoding/binary"
	"slices"
)

// clockReplay reads the vector clocks that a clockWriter wrote, from the first
// on, by slot.
type clockReplay struct {
	blocks []block
	own    uint32 // slot of the node
	data   []byte
	i      int          // events read so far
	clock  []clockEntry // by rising slot
}

// next reads the next event's clock into c.clock; it returns false where the
// event has none.
func (c *clockReplay) next() bool {
	if c.i%blockSize == 0 {
		c.data = c.blocks[c.i>>blockBits].clocks
	}
	c.i++
	if len(c.data) == 0 {
		return false
	}
	n := c.uvarint()
	if n == 0 {
		return false
	}
	if (n-1)&1 == 1 {
		c.change(c.own, 1)
	}
	for n = (n - 1) >> 1; n > 0; n-- {
		slot := uint32(c.uvarint())
		diff, size := binary.Varint(c.data)
		c.data = c.data[size:]
		c.change(slot, diff)
	}
	return true
}

func (c *clockReplay) uvarint() uint64 {
	n, size := binary.Uvarint(c.data)
	c.data = c.data[size:]
	return n
}

func (c *clockReplay) find(slot uint32) (int, bool) {
	return slices.BinarySearchFunc(c.clock, slot, func(e clockEntry, slot uint32) int { return cmp.Compare(e.name, slot) })
}

func (c *clockReplay) change(slot uint32, diff int64) {
	i, ok := c.find(slot)
	if !ok {
		c.clock = slices.Insert(c.clock, i, clockEntry{name: slot})
	}
	if c.clock[i].n += uint64(diff); c.clock[i].n == 0 {
		c.clock = slices.Delete(c.clock, i, i+1)
	}
}

// at returns the entry of a slot, 0 where there is none.
func (c *clockReplay) at(slot uint32) uint64 {
	if i, ok := c.find(slot); ok {
		return c.clock[i].n
	}
	return 0
}
