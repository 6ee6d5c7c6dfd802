package parse

import (
	"cmp"
	"slices"
)

// clockForm says how a row's vector clock stands in a batch.
type clockForm uint8

const (
	noClock      clockForm = iota
	fullClock              // every entry, by name
	indexClock             // every entry, by array index
	changedClock           // the entries that differ from those of the strand's stamped row before, by their rising place in it
	steppedClock           // likewise, and beside them the own entry, which rose by one
	ownStepClock           // the own entry alone rose by one
)

// saysClock stands for the vector clock among the columns that a strand said.
const saysClock = 1 << numColumns

// clockEntry is an entry of a vector clock in a batch. Its name is an id of the
// batch's table, an array index, or a place in the clock before.
type clockEntry struct {
	name uint32
	n    uint64
}

// addClock appends the vector clock of a row. Zero entries are left out, for an
// absent entry is zero. Mostly a clock has the names of the node's clock before,
// and it is known which few of its entries have changed.
func (b *batch) addClock(s *batchStrand, r *row, c *vectorStamp, raw []byte) {
	s.said |= saysClock
	r.clock = uint32(len(b.entries))
	if c.since == 0 || c.since != s.number || !b.addChanged(s, r, c) {
		b.addUnknown(s, r, c)
	}
	r.entries = uint32(len(b.entries)) - r.clock
	if r.form == steppedClock {
		s.own++
	} else {
		b.compare(s, r, raw)
	}
}

// step takes a clock that differs from the clock before in the own entry only, which
// is higher by one, as most do. It returns false for any other.
func (s *batchStrand) step(r *row, c *vectorStamp) bool {
	if c.since == 0 || c.since != s.number || len(c.changed) != 1 || int(c.changed[0]) != s.ownAt {
		return false
	}
	n := *c.count(s.ownAt)
	if n != s.own+1 {
		return false
	}
	s.own, s.clock[s.ownAt].n, s.number = n, n, c.number
	r.form = ownStepClock
	return true
}

// addChanged appends the entries in which a clock is known to differ from the
// clock before. It returns false, and forgets the clock before, where an entry is
// zero.
func (b *batch) addChanged(s *batchStrand, r *row, c *vectorStamp) bool {
	form := changedClock
	for _, place := range c.changed {
		n := uint64(0)
		if len(c.counts) > 0 {
			n = c.counts[place]
		} else {
			n = c.entries[place].N
		}
		was := &s.clock[place]
		switch {
		case n == 0:
			b.entries = b.entries[:r.clock]
			s.stamped = false
			return false
		case n == was.n+1 && int(place) == s.ownAt:
			form = steppedClock
		default:
			b.entries = append(b.entries, clockEntry{place, n})
		}
		was.n = n
	}
	r.form, s.number = form, c.number
	return true
}

// addUnknown appends a clock of which it is not known where it differs from the
// clock before.
func (b *batch) addUnknown(s *batchStrand, r *row, c *vectorStamp) {
	if s.sameOrder(c) && s.appendFound(&b.entries, c.entries) {
		r.form, s.number = changedClock, c.number
	} else {
		b.addWhole(s, r, c)
	}
}

// sameOrder reports whether a clock surely has the names of the clock before,
// in the same order, unless some of its entries are zero.
func (s *batchStrand) sameOrder(c *vectorStamp) bool {
	return c.order != 0 && c.order == s.order && len(c.entries) == len(s.clock)
}

// appendFound appends the entries in which a clock with the names of the
// clock before differs from it. It returns false as addChanged does. Which entries
// change cannot be foretold, so no branch depends on it.
func (s *batchStrand) appendFound(to *[]clockEntry, vector []NamedEntry) bool {
	first := len(*to)
	list := slices.Grow(*to, len(vector))[:first+len(vector)]
	clock, n, zeros := s.clock[:len(vector)], first, uint64(0)
	for i := range vector {
		v := vector[i].N
		zeros |= (v - 1) >> 63
		changed := 0
		if v != clock[i].n {
			changed = 1
		}
		clock[i].n = v
		list[n] = clockEntry{uint32(i), v}
		n += changed
	}
	if zeros != 0 { // counts are below 2^63
		*to, s.stamped = list[:first], false
		return false
	}
	*to = list[:n]
	return true
}

// addWhole appends a clock whose names may be others than those before.
func (b *batch) addWhole(s *batchStrand, r *row, c *vectorStamp) {
	start := len(b.entries)
	for i := range c.entries {
		if e := &c.entries[i]; e.N != 0 {
			b.entries = append(b.entries, clockEntry{b.name(e.Name), e.N})
		}
	}
	indexed := len(b.array) == 0 && len(c.counts) > 0
	for k, v := range c.counts {
		switch {
		case v == 0:
		case indexed:
			b.entries = append(b.entries, clockEntry{uint32(k), v})
		default:
			b.entries = append(b.entries, clockEntry{b.array[k], v})
		}
	}
	order, number := c.order, c.number
	if len(b.aliases) > 0 && !indexed {
		b.entries = b.entries[:start+len(mergeAliases(b.entries[start:]))]
		order, number = 0, 0
	}
	if len(b.entries)-start != len(c.entries)+len(c.counts) {
		order, number = 0, 0
	}
	if s.order, s.number = 0, 0; b.shrinkClock(s, r, start, indexed) {
		s.order, s.number = order, number
	}
}

// mergeAliases makes one of two entries whose names an alias made one: the
// greater. It works in place.
func mergeAliases(entries []clockEntry) []clockEntry {
	slices.SortFunc(entries, func(x, y clockEntry) int { return cmp.Or(cmp.Compare(x.name, y.name), cmp.Compare(y.n, x.n)) })
	return slices.CompactFunc(entries, func(x, y clockEntry) bool { return x.name == y.name })
}

// shrinkClock leaves those entries from start on that the strand's clock before
// does not say too. It reports whether that clock now has the order of names that
// this one has.
func (b *batch) shrinkClock(s *batchStrand, r *row, start int, indexed bool) bool {
	entries := b.entries[start:]
	if s.sameNames(entries, indexed) {
		b.entries = b.entries[:start+s.take(entries, func(i int) uint32 { return uint32(i) })]
		r.form = changedClock
		return true
	}
	if !indexed && b.placeNames(s, entries) {
		n := s.take(entries, func(i int) uint32 { return b.places[entries[i].name] - 1 })
		b.forgetPlaces(s)
		b.entries = b.entries[:start+n]
		slices.SortFunc(b.entries[start:], func(x, y clockEntry) int { return cmp.Compare(x.name, y.name) })
		r.form = changedClock
		return false
	}
	s.clock, s.stamped, s.indexed = append(s.clock[:0], entries...), true, indexed
	r.form = fullClock
	s.ownAt = -1
	if indexed {
		r.form = indexClock
	} else {
		s.ownAt = slices.IndexFunc(entries, func(e clockEntry) bool { return e.name == s.node })
	}
	return true
}

// take gives the strand's clock new values. It leaves those that differ, in the
// first entries, by the places that place tells, and returns how many they are.
func (s *batchStrand) take(entries []clockEntry, place func(i int) uint32) int {
	n := 0
	for i, e := range entries {
		at := place(i)
		if s.clock[at].n != e.n {
			s.clock[at].n = e.n
			entries[n] = clockEntry{at, e.n}
			n++
		}
	}
	return n
}

// placeNames notes in b.places where the names of the strand's clock before
// stand, from 1, and reports whether a clock has the same, in whatever order.
// Where it returns false, nothing is noted.
func (b *batch) placeNames(s *batchStrand, entries []clockEntry) bool {
	if !s.stamped || s.indexed || len(s.clock) != len(entries) {
		return false
	}
	for len(b.places) < b.texts.len() {
		b.places = append(b.places, 0)
	}
	for i := range s.clock {
		b.places[s.clock[i].name] = uint32(i) + 1
	}
	for i := range entries {
		if b.places[entries[i].name] == 0 {
			b.forgetPlaces(s)
			return false
		}
	}
	return true
}

func (b *batch) forgetPlaces(s *batchStrand) {
	for i := range s.clock {
		b.places[s.clock[i].name] = 0
	}
}

func (s *batchStrand) sameNames(entries []clockEntry, indexed bool) bool {
	if !s.stamped || s.indexed != indexed || len(s.clock) != len(entries) {
		return false
	}
	for i := range entries {
		if entries[i].name != s.clock[i].name {
			return false
		}
	}
	return true
}
