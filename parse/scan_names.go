package parse

import (
	"bytes"
	"hash/maphash"
)

// expectedName is a name as a key of an object: quoted, and with its colon. Its
// first sixteen bytes are two words.
type expectedName struct {
	words, masks [2]uint64
	size         int // in bytes, quotation marks and colon included
	text         []byte
}

const wordBytes = 16

// set makes e the key of that name. The name must hold nothing that is escaped.
func (e *expectedName) set(name []byte) {
	e.text = append(append(append(e.text[:0], '"'), name...), `":`...)
	e.size = len(e.text)
	var padded, mask [wordBytes]byte
	for i := range copy(padded[:], e.text) {
		mask[i] = 0xff
	}
	e.words = [2]uint64{word(padded[:], 0), word(padded[:], 8)}
	e.masks = [2]uint64{word(mask[:], 0), word(mask[:], 8)}
}

// at reports whether the key stands at line[i].
func (e *expectedName) at(line []byte, i int) bool {
	if i+wordBytes > len(line) || e.size > wordBytes {
		return bytes.HasPrefix(line[i:], e.text)
	}
	return (word(line, i)^e.words[0])&e.masks[0]|(word(line, i+8)^e.words[1])&e.masks[1] == 0
}

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

// differ reports whether no name stands twice.
func (s *nameSet) differ(entries []NamedEntry) bool {
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
