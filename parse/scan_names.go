package parse

import (
	"bytes"
	"hash/maphash"
)

// expectedText is text that is likely to come, such as a key of an object with
// its quotation marks and its colon. The first four words of it are compared as
// words.
type expectedText struct {
	text         []byte
	words, masks [expectedBytes / wordBytes]uint64
}

const (
	wordBytes     = 8
	expectedBytes = 4 * wordBytes
)

// setText makes e any text.
func (e *expectedText) setText(text []byte) {
	e.text = append(e.text[:0], text...)
	e.pack()
}

// pack makes words of the text.
func (e *expectedText) pack() {
	var head, mask [expectedBytes]byte
	n := copy(head[:], e.text)
	for i := range n {
		mask[i] = 0xff
	}
	for i := range e.words {
		e.words[i], e.masks[i] = word(head[:], i*wordBytes), word(mask[:], i*wordBytes)
	}
}

// fills reports whether the first words of a text are those of e.
func (e *expectedText) fills(text []byte) bool {
	head := (*[expectedBytes]byte)(text)[:]
	return e.begins(word(head, 0), word(head, wordBytes)) &&
		(word(head, 2*wordBytes)^e.words[2])&e.masks[2]|(word(head, 3*wordBytes)^e.words[3])&e.masks[3] == 0
}

// ignore takes any bytes for those from one place to before another.
func (e *expectedText) ignore(from, to int) {
	for i := from; i < to; i++ {
		e.masks[i/wordBytes] &^= 0xff << (8 * (i % wordBytes))
	}
}

// size returns the length of the text.
func (e *expectedText) size() int { return len(e.text) }

// at reports whether the text stands at text[i].
func (e *expectedText) at(text []byte, i int) bool {
	return bytes.HasPrefix(text[min(i, len(text)):], e.text)
}

func (e *expectedText) equal(f *expectedText) bool {
	return bytes.Equal(e.text, f.text)
}

// begins reports whether the first words of a text are those of e.
func (e *expectedText) begins(first, second uint64) bool {
	return (first^e.words[0])&e.masks[0]|(second^e.words[1])&e.masks[1] == 0
}

// goesOn reports whether text at text[i], whose first words are those of e, is e to
// its end. There are
// expectedBytes at least.
func (e *expectedText) goesOn(text []byte, i int) bool {
	return (word(text, i+2*wordBytes)^e.words[2])&e.masks[2]|(word(text, i+3*wordBytes)^e.words[3])&e.masks[3] == 0 &&
		(len(e.text) <= expectedBytes || bytes.HasPrefix(text[i+expectedBytes:], e.text[expectedBytes:]))
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
