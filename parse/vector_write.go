package parse

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strings"
)

// clockWriter writes the vector clocks of one node's events, each as its
// difference from the node's stamped event before. For each event stands
//
//   - 0 where it has no clock,
//   - else 1 + 2 × the number of entries that changed, + 1 where the node's own
//     entry rose by one, which is then not one of them; then each of them as
//     slot and signed difference, by rising name.
//
// All numbers are of variable length, so a local step takes one byte, however
// many nodes there are.
type clockWriter struct {
	run     *runBuilder
	own     uint32   // slot of the node
	slots   []uint32 // whose entries the last clock had, in the order of the log
	values  []uint64
	rank    []uint32 // places of slots by rising name; nil where they stand so
	changes []slotChange
}

// slotChange is a changed entry. Its place says where it stands in the order of
// names, as far as that is known.
type slotChange struct {
	slot  uint32
	place uint32
	diff  int64
}

// update takes new values for entries of the last clock, by rising place, and
// appends what changed to data.
func (c *clockWriter) update(data []byte, entries []clockEntry) []byte {
	if c.rank == nil && len(entries) <= fewChanges {
		return c.updateFew(data, entries)
	}
	c.changes = c.changes[:0]
	for _, e := range entries {
		c.change(e.name, e.n)
	}
	if c.rank != nil {
		slices.SortFunc(c.changes, func(x, y slotChange) int { return cmp.Compare(x.place, y.place) })
	}
	return c.write(data)
}

// fewChanges is how many changes can be counted in one byte of a clock.
const fewChanges = 63

// updateFew is update where the entries stand by rising name and are few: what
// changed is written at once, and counted behind.
func (c *clockWriter) updateFew(data []byte, entries []clockEntry) []byte {
	at, n, rose := len(data), 0, 0
	data = append(data, 0)
	for _, e := range entries {
		diff, slot := int64(e.n-c.values[e.name]), c.slots[e.name]
		c.values[e.name] = e.n
		switch {
		case diff == 1 && slot == c.own:
			rose = 1
		case diff != 0:
			data = binary.AppendUvarint(data, uint64(slot))
			data = binary.AppendVarint(data, diff)
			n++
		}
	}
	data[at] = byte(1 + n<<1 + rose)
	return data
}

// change gives the entry at a place of the last clock a new value.
func (c *clockWriter) change(at uint32, v uint64) {
	if diff := int64(v - c.values[at]); diff != 0 {
		place := at
		if c.rank != nil {
			place = c.rank[at]
		}
		c.changes = append(c.changes, slotChange{c.slots[at], place, diff})
		c.values[at] = v
	}
}

// replace takes a whole clock, entry by entry without zeros, and appends what
// changed to data. It takes O(n log n) time where the names are not those of
// the last clock.
func (c *clockWriter) replace(data []byte, slots []uint32, values []uint64) []byte {
	c.changes = c.changes[:0]
	if slices.Equal(slots, c.slots) {
		for i, v := range values {
			c.change(uint32(i), v)
		}
		if c.rank != nil {
			slices.SortFunc(c.changes, func(x, y slotChange) int { return cmp.Compare(x.place, y.place) })
		}
		return c.write(data)
	}
	old := c.run.scratch() // by slot, all zero
	for i, s := range c.slots {
		old[s] = c.values[i]
	}
	for i, s := range slots {
		if diff := int64(values[i] - old[s]); diff != 0 {
			c.changes = append(c.changes, slotChange{slot: s, diff: diff})
		}
		old[s] = 0
	}
	for _, s := range c.slots {
		if old[s] != 0 {
			c.changes = append(c.changes, slotChange{slot: s, diff: -int64(old[s])})
			old[s] = 0
		}
	}
	slices.SortFunc(c.changes, func(x, y slotChange) int { return c.run.compareNames(x.slot, y.slot) })
	c.slots, c.values = append(c.slots[:0], slots...), append(c.values[:0], values...)
	c.rank = c.run.ranks(c.slots)
	return c.write(data)
}

func (c *clockWriter) write(data []byte) []byte {
	n, rose := len(c.changes), uint64(0)
	for i := range c.changes {
		if c.changes[i].slot == c.own && c.changes[i].diff == 1 {
			n, rose = n-1, 1
		}
	}
	data = binary.AppendUvarint(data, 1+uint64(n)<<1+rose)
	for _, x := range c.changes {
		if x.slot != c.own || x.diff != 1 {
			data = binary.AppendUvarint(data, uint64(x.slot))
			data = binary.AppendVarint(data, x.diff)
		}
	}
	return data
}

// appendMark writes the last clock whole: the number of its entries, then each
// as slot and value, by rising name.
func (c *clockWriter) appendMark(data []byte) []byte {
	data = binary.AppendUvarint(data, uint64(len(c.slots)))
	order := make([]int, len(c.slots))
	for i := range order {
		if c.rank == nil {
			order[i] = i
		} else {
			order[c.rank[i]] = i
		}
	}
	for _, i := range order {
		data = binary.AppendUvarint(data, uint64(c.slots[i]))
		data = binary.AppendUvarint(data, c.values[i])
	}
	return data
}

// scratch returns a zero for each slot of the run; whoever changes one puts it
// back.
func (r *runBuilder) scratch() []uint64 {
	for len(r.zeros) < len(r.slots) {
		r.zeros = append(r.zeros, 0)
	}
	return r.zeros
}

func (r *runBuilder) compareNames(x, y uint32) int {
	return cmp.Or(strings.Compare(r.texts.text(r.slots[x]), r.texts.text(r.slots[y])), cmp.Compare(x, y))
}

// ranks returns the place of each slot in the order of names, nil where they
// stand in it.
func (r *runBuilder) ranks(slots []uint32) []uint32 {
	if slices.IsSortedFunc(slots, r.compareNames) {
		return nil
	}
	order := make([]uint32, len(slots))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(i, j uint32) int { return r.compareNames(slots[i], slots[j]) })
	ranks := make([]uint32, len(slots))
	for place, i := range order {
		ranks[i] = uint32(place)
	}
	return ranks
}
