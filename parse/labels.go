package parse

import (
	"bytes"
	"strconv"
)

// Nothing asks whether two events have the same label, only how it reads, and in
// many logs of text half of the labels come once. So labels are not interned
// as names are: a label that was seen lately is kept once, and of one that comes
// again after many others there may be a second copy. That needs no hash table
// that grows with the log.

// batchLabels are the labels of a batch, numbered from 1 in the order in which
// they come.
type batchLabels struct {
	texts textPages
	list  []batchLabel // the first is the empty label
	known [1 << batchLabelBits]uint32
}

type batchLabel struct {
	place uint64
	hash  uint64
}

// labels are the labels of a run. One that differs from an earlier label only in
// the number at its end, as "request id=17" does from "request id=4", is kept as
// that label's place, the length of what they share, and its number: a quarter
// of the memory.
//
// A label is the place of its text, or of what stands for it, and whether it is
// numbered.
type labels struct {
	texts textPages
	known []uint64 // by hash: the rest of the hash, and a label that is the text or begins with it
}

const (
	batchLabelBits = 11
	labelBits      = 16
	maxLabelBits   = 40 // of a label: 2^39 bytes of text
	labelMask      = 1<<maxLabelBits - 1

	numbered = 1 // the lowest bit of a label
	minStem  = 8 // bytes that two labels must share for the second to be kept as a number
	stemBits = 7 // of the length of what they share
)

func (l *batchLabels) reset() {
	l.texts.reset()
	l.list = append(l.list[:0], batchLabel{place: l.texts.add(nil)})
	clear(l.known[:])
}

// add returns the number of a label, 0 for an empty one.
func (l *batchLabels) add(text []byte) uint32 {
	if len(text) == 0 {
		return 0
	}
	hash := hashOf(text)
	known := &l.known[hash>>(64-batchLabelBits)]
	if at := &l.list[*known]; at.hash == hash && string(l.texts.bytes(at.place)) == string(text) {
		return *known
	}
	*known = uint32(len(l.list))
	l.list = append(l.list, batchLabel{l.texts.add(text), hash})
	return *known
}

func newLabels() *labels {
	l := &labels{known: make([]uint64, 1<<labelBits)}
	l.texts.add(nil) // label 0
	return l
}

// addAll adds the labels of a batch, and appends what each is here.
func (l *labels) addAll(to []uint64, from *batchLabels) []uint64 {
	to = append(to, 0)
	for _, at := range from.list[1:] {
		to = append(to, l.add(from.texts.bytes(at.place), at.hash))
	}
	return to
}

// add returns the label of a text with that hash.
func (l *labels) add(text []byte, hash uint64) uint64 {
	slot, rest := l.slot(hash)
	label := *slot & labelMask
	if *slot != rest|label || !l.is(label, text) {
		label = l.put(text)
		*slot = rest | label
	}
	return label
}

// slot returns what is known of a hash, and as much of the hash as there is room
// for in it, which tells most texts apart that share a slot.
func (l *labels) slot(hash uint64) (slot *uint64, rest uint64) {
	return &l.known[hash>>(64-labelBits)], hash << labelBits &^ labelMask
}

// put keeps a text.
func (l *labels) put(text []byte) uint64 {
	stem, number := splitNumber(text)
	if len(stem) < minStem || len(stem) >= 1<<stemBits {
		return l.texts.add(text) << 1
	}
	slot, rest := l.slot(hashOf(stem))
	first := *slot & labelMask
	if *slot != rest|first || first&numbered != 0 || !bytes.HasPrefix(l.texts.bytes(first>>1), stem) {
		first = l.texts.add(text) << 1
		*slot = rest | first
		return first
	}
	return l.texts.addNumbers(first>>1<<stemBits|uint64(len(stem)), number)<<1 | numbered
}

// is reports whether a label has that text.
func (l *labels) is(label uint64, text []byte) bool {
	if label&numbered == 0 {
		return string(l.texts.bytes(label>>1)) == string(text)
	}
	stem, number := l.split(label)
	s, n := splitNumber(text)
	return n == number && string(s) == string(stem)
}

// split returns the parts of a label that is numbered.
func (l *labels) split(label uint64) (stem []byte, number uint64) {
	of, number := l.texts.numbers(label >> 1)
	return l.texts.bytes(of >> stemBits)[:of&(1<<stemBits-1)], number
}

// text returns how a label reads.
func (l *labels) text(label uint64) string {
	if label&numbered == 0 {
		return l.texts.text(label >> 1)
	}
	stem, number := l.split(label)
	return string(strconv.AppendUint(stem[:len(stem):len(stem)], number, 10))
}

// splitNumber splits a text before the number at its end, which has neither
// leading zeros nor more than eighteen digits; else there is no stem.
func splitNumber(text []byte) (stem []byte, number uint64) {
	at := len(text)
	for unit := uint64(1); at > 0 && text[at-1]-'0' <= 9; unit *= 10 {
		at--
		number += uint64(text[at]-'0') * unit
	}
	if digits := len(text) - at; digits == 0 || digits > 18 || digits > 1 && text[at] == '0' {
		return nil, 0
	}
	return text[:at], number
}

// seal frees what only adding needs.
func (l *labels) seal() { l.known = nil }

// hashOf returns a hash of a text that is not empty: texts that differ have
// others, mostly. Whoever makes it a bad one gains only that his labels take more
// memory.
func hashOf(text []byte) uint64 {
	last := len(text) - wordBytes
	if last < 0 {
		key, _ := textKey(text)
		return mix(key)
	}
	hash := uint64(len(text))
	for i := 0; i < last; i += wordBytes {
		hash = mix(hash ^ word(text, i))
	}
	return mix(hash ^ word(text, last))
}

func mix(hash uint64) uint64 {
	hash *= hashFactor
	return hash ^ hash>>32
}
