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
	own     uint32       // slot of the node
	ownAt   uint32       // where it stands in the last clock; any where it does not
	clock   []clockEntry // the last clock by slot, in the order of the log
	rank    []uint32     // places of its entries by rising name; nil where they stand so
	changes []slotChange
}

// slotChange is a changed entry. Its place says where it stands in the order of
// names, as far as that is known.
type slotChange struct {
	slot  uint32
	place uint32
	diff  int64
}

// fewChanges is how many changes beside that of the own entry can be counted in
// one byte of a clock.
const fewChanges = 62

// updateFew is update for the first of some rows whose clocks changed in few
// entries, which stand by rising name, as most do: what changed is written at
// once, and counted behind. It returns how many rows these are.
func (c *clockWriter) updateFew(data []byte, b *batch, rows []row) ([]byte, int) {
	if c.rank != nil {
		return data, 0
	}
	clock := c.clock
	for k := range rows {
		r := &rows[k]
		if r.form == ownStepClock { // as most
			clock[c.ownAt].n++
			data = append(data, ownStep)
			continue
		}
		if r.form < changedClock || r.entries > fewChanges {
			return data, k
		}
		at, n := len(data), uint8(0)
		if r.form == steppedClock {
			clock[c.ownAt].n++
			n = 1
		}
		data = append(data, 1+n)
		for i := range r.entries {
			e := &b.entries[r.clock+i]
			was := &clock[e.name]
			diff := int64(e.n - was.n)
			was.n = e.n
			switch {
			case diff == 1 && was.name == c.own:
				n++
			case diff != 0:
				data = appendChange(data, was.name, diff)
				n += 2
			}
		}
		data[at] = 1 + n
	}
	return data, len(rows)
}

// stepped takes the step of the own entry that some forms tell of, and returns 1
// where this one does.
func (c *clockWriter) stepped(form clockForm) uint8 {
	if form < steppedClock {
		return 0
	}
	c.clock[c.ownAt].n++
	return 1
}

// update takes new values for entries of the last clock, by rising place, and
// appends what changed to data.
func (c *clockWriter) update(data []byte, entries []clockEntry, form clockForm) []byte {
	rose := c.stepped(form)
	c.changes = c.changes[:0]
	for _, e := range entries {
		c.change(e.name, e.n)
	}
	if c.rank != nil {
		slices.SortFunc(c.changes, func(x, y slotChange) int { return cmp.Compare(x.place, y.place) })
	}
	return c.write(data, rose)
}

// change gives the entry at a place of the last clock a new value.
func (c *clockWriter) change(at uint32, v uint64) {
	e := &c.clock[at]
	if diff := int64(v - e.n); diff != 0 {
		place := at
		if c.rank != nil {
			place = c.rank[at]
		}
		c.changes = append(c.changes, slotChange{e.name, place, diff})
		e.n = v
	}
}

// replace takes a whole clock, entry by entry without zeros, and appends what
// changed to data. It takes O(n log n) time where the names are not those of
// the last clock.
func (c *clockWriter) replace(data []byte, clock []clockEntry) []byte {
	c.changes = c.changes[:0]
	if slices.EqualFunc(clock, c.clock, func(x, y clockEntry) bool { return x.name == y.name }) {
		for i, e := range clock {
			c.change(uint32(i), e.n)
		}
		if c.rank != nil {
			slices.SortFunc(c.changes, func(x, y slotChange) int { return cmp.Compare(x.place, y.place) })
		}
		return c.write(data, 0)
	}
	old := c.run.scratch() // by slot, all zero
	for _, e := range c.clock {
		old[e.name] = e.n
	}
	for _, e := range clock {
		if diff := int64(e.n - old[e.name]); diff != 0 {
			c.changes = append(c.changes, slotChange{slot: e.name, diff: diff})
		}
		old[e.name] = 0
	}
	for _, e := range c.clock {
		if old[e.name] != 0 {
			c.changes = append(c.changes, slotChange{slot: e.name, diff: -int64(old[e.name])})
			old[e.name] = 0
		}
	}
	slices.SortFunc(c.changes, func(x, y slotChange) int { return c.run.compareNames(x.slot, y.slot) })
	c.clock = append(c.clock[:0], clock...)
	c.rank = c.run.ranks(c.clock)
	c.ownAt = uint32(max(slices.IndexFunc(clock, func(e clockEntry) bool { return e.name == c.own }), 0))
	return c.write(data, 0)
}

func (c *clockWriter) write(data []byte, rose uint8) []byte {
	n := len(c.changes)
	for i := range c.changes {
		if c.changes[i].slot == c.own && c.changes[i].diff == 1 {
			n, rose = n-1, 1
		}
	}
	data = binary.AppendUvarint(data, 1+uint64(n)<<1+uint64(rose))
	for _, x := range c.changes {
		if x.slot != c.own || x.diff != 1 {
			data = appendChange(data, x.slot, x.diff)
		}
	}
	return data
}

// appendChange writes a changed entry. Most numbers are small.
func appendChange(data []byte, slot uint32, diff int64) []byte {
	rose := uint64(diff)<<1 ^ uint64(diff>>63) // as binary.AppendVarint writes it
	if uint64(slot)|rose < 0x80 {
		return append(data, byte(slot), byte(rose))
	}
	return binary.AppendUvarint(binary.AppendUvarint(data, uint64(slot)), rose)
}

// appendMark writes the last clock whole: the number of its entries, then each
// as slot and value, by rising name.
func (c *clockWriter) appendMark(data []byte) []byte {
	data = binary.AppendUvarint(data, uint64(len(c.clock)))
	order := make([]int, len(c.clock))
	for i := range order {
		if c.rank == nil {
			order[i] = i
		} else {
			order[c.rank[i]] = i
		}
	}
	for _, i := range order {
		data = binary.AppendUvarint(data, uint64(c.clock[i].name))
		data = binary.AppendUvarint(data, c.clock[i].n)
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

// ranks returns the place of each entry of a clock in the order of names, nil
// where they stand in it.
func (r *runBuilder) ranks(clock []clockEntry) []uint32 {
	if slices.IsSortedFunc(clock, func(x, y clockEntry) int { return r.compareNames(x.name, y.name) }) {
		return nil
	}
	order := make([]uint32, len(clock))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(i, j uint32) int { return r.compareNames(clock[i].name, clock[j].name) })
	ranks := make([]uint32, len(clock))
	for place, i := range order {
		ranks[i] = uint32(place)
	}
	return ranks
}
