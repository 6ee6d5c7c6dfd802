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
	changedClock           // the entries that differ from those of the strand's stamped row before, by their place in it
)

// clockEntry is an entry of a vector clock in a batch. Its name is an id of the
// batch's table, an array index, or a place in the clock before.
type clockEntry struct {
	name uint32
	n    uint64
}

// addClock appends the vector clock of a row and returns the entry of its node.
// Zero entries are left out, for an absent entry is zero. Mostly a clock has
// the names of the node's clock before, and few of its entries have changed.
func (b *batch) addClock(r *row, rec *Record, node uint32) (own uint64) {
	if !rec.HasVC {
		return 0
	}
	s := &b.strands[r.strand]
	r.clock = uint32(len(b.entries))
	switch {
	case rec.Since != 0 && rec.Since == s.number && s.appendChanged(&b.entries, rec):
		r.form, s.number = changedClock, rec.Clock
	case s.sameOrder(rec) && s.appendChanges(&b.entries, rec.Vector):
		r.form, s.number = changedClock, rec.Clock
	default:
		b.addWhole(r, rec, node)
	}
	r.entries = uint32(len(b.entries)) - r.clock
	if s.ownAt >= 0 {
		own = s.clock[s.ownAt].n
	}
	return own
}

// sameOrder reports whether a clock surely has the names of the clock before,
// in the same order, unless some of its entries are zero.
func (s *batchStrand) sameOrder(rec *Record) bool {
	return rec.Order != 0 && rec.Order == s.order && len(rec.Vector) == len(s.clock)
}

// appendChanged appends the entries in which a clock is known to differ from the
// clock before. It returns false as appendChanges does.
func (s *batchStrand) appendChanged(to *[]clockEntry, rec *Record) bool {
	first := len(*to)
	for _, place := range rec.Changed {
		n := uint64(0)
		if len(rec.Array) > 0 {
			n = rec.Array[place]
		} else {
			n = rec.Vector[place].N
		}
		if n == 0 {
			*to, s.stamped = (*to)[:first], false
			return false
		}
		s.clock[place].n = n
		*to = append(*to, clockEntry{place, n})
	}
	return true
}

// appendChanges appends the entries in which a clock with the names of the
// clock before differs from it. It returns false, and forgets the clock before,
// where an entry is zero. Which entries change cannot be foretold, so no branch
// depends on it.
func (s *batchStrand) appendChanges(to *[]clockEntry, vector []NamedEntry) bool {
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
func (b *batch) addWhole(r *row, rec *Record, node uint32) {
	start := len(b.entries)
	for i := range rec.Vector {
		if e := &rec.Vector[i]; e.N != 0 {
			b.entries = append(b.entries, clockEntry{b.name(e.Name), e.N})
		}
	}
	indexed := len(b.array) == 0 && len(rec.Array) > 0
	for k, v := range rec.Array {
		switch {
		case v == 0:
		case indexed:
			b.entries = append(b.entries, clockEntry{uint32(k), v})
		default:
			b.entries = append(b.entries, clockEntry{b.array[k], v})
		}
	}
	order, number := rec.Order, rec.Clock
	if len(b.aliases) > 0 && !indexed {
		b.entries = b.entries[:start+len(mergeAliases(b.entries[start:]))]
		order, number = 0, 0
	}
	if len(b.entries)-start != len(rec.Vector)+len(rec.Array) {
		order, number = 0, 0
	}
	b.shrinkClock(r, start, indexed, node)
	s := &b.strands[r.strand]
	s.order, s.number = order, number
}

// mergeAliases makes one of two entries whose names an alias made one: the
// greater. It works in place.
func mergeAliases(entries []clockEntry) []clockEntry {
	slices.SortFunc(entries, func(x, y clockEntry) int { return cmp.Or(cmp.Compare(x.name, y.name), cmp.Compare(y.n, x.n)) })
	return slices.CompactFunc(entries, func(x, y clockEntry) bool { return x.name == y.name })
}

// shrinkClock leaves those entries from start on that the strand's clock before
// does not say too.
func (b *batch) shrinkClock(r *row, start int, indexed bool, node uint32) {
	s := &b.strands[r.strand]
	entries := b.entries[start:]
	if s.sameNames(entries, indexed) {
		n := 0
		for i, e := range entries {
			if e.n != s.clock[i].n {
				s.clock[i].n = e.n
				entries[n] = clockEntry{uint32(i), e.n}
				n++
			}
		}
		b.entries = b.entries[:start+n]
		r.form = changedClock
	} else {
		s.clock, s.stamped, s.indexed = append(s.clock[:0], entries...), true, indexed
		r.form = fullClock
		s.ownAt = -1
		if indexed {
			r.form = indexClock
		} else {
			s.ownAt = slices.IndexFunc(entries, func(e clockEntry) bool { return e.name == node })
		}
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
