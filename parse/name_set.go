package parse

import (
	"bytes"
	"hash/maphash"
)

// nameSet tells whether names differ: an open-addressed table of those that
// were seen, which is at most half full.
type nameSet struct {
	seed  maphash.Seed
	slots []nameSlot
	round uint32 // slots of other rounds are free
}

type nameSlot struct {
	round uint32
	entry uint32 // index of the name
}

// fewNames is up to how many names are compared with each other.
const fewNames = 16

// differ reports whether no name stands twice.
func (s *nameSet) differ(entries []NamedEntry) bool {
	if len(entries) <= fewNames {
		return fewDiffer(entries)
	}
	if s.round++; s.round == 0 || len(s.slots) < 2*len(entries) {
		s.begin(len(entries))
	}
	for i := range entries {
		if !s.add(entries, uint32(i)) {
			return false
		}
	}
	return true
}

func fewDiffer(entries []NamedEntry) bool {
	var keys [fewNames]uint64
	for i := range entries {
		key, exact := textKey(entries[i].Name)
		for j, other := range keys[:i] {
			if other == key && (exact || bytes.Equal(entries[j].Name, entries[i].Name)) {
				return false
			}
		}
		keys[i] = key
	}
	return true
}

func (s *nameSet) begin(names int) {
	size := 64
	for size < 2*names {
		size *= 2
	}
	s.seed, s.slots, s.round = maphash.MakeSeed(), make([]nameSlot, size), 1
}

// add notes the name of an entry, and reports whether it is a new one.
func (s *nameSet) add(entries []NamedEntry, entry uint32) bool {
	name := entries[entry].Name
	last := uint64(len(s.slots) - 1)
	for h := maphash.Bytes(s.seed, name) & last; ; h = (h + 1) & last {
		slot := &s.slots[h]
		if slot.round != s.round {
			*slot = nameSlot{s.round, entry}
			return true
		}
		if bytes.Equal(entries[slot.entry].Name, name) {
			return false
		}
	}
}
