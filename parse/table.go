package parse

import (
	"encoding/binary"
	"hash/maphash"
	"math/bits"
	"sort"
)

// table interns text: equal text has equal ids, and id 0 is the empty text. Ids
// count up in the order in which texts first come.
//
// A log can have as many message ids of text as events, so neither the texts nor
// the hash table hold pointers: the one lie in pages, the other is open-addressed.
type table struct {
	texts textPages
	at    []uint64 // of each text, by id: its place
	slots []uint64 // of the hash table: upper half of the hash, whose lower bits choose the slot, and id; 0 is free
	seed  maphash.Seed
	known [1 << knownBits]knownText
}

// knownText is a text that was looked up a while ago. A log says the same few
// names over and over, and a look here costs a fraction of one in the table.
type knownText struct {
	key uint64
	id  uint32 // 0 where nothing is known
}

const (
	knownBits     = 11
	minTableSlots = 64
)

func newTable() *table {
	t := &table{seed: maphash.MakeSeed(), slots: make([]uint64, minTableSlots)}
	t.reset()
	return t
}

// reset forgets all texts. What text returned before becomes invalid.
func (t *table) reset() {
	clear(t.slots)
	clear(t.known[:])
	t.at = append(t.at[:0], 0)
	t.texts.reset()
}

// seal frees what only interning needs.
func (t *table) seal() { t.slots = nil }

// len returns the number of ids.
func (t *table) len() int { return len(t.at) }

func (t *table) intern(s []byte) uint32 {
	if len(s) == 0 {
		return 0
	}
	key, exact := textKey(s)
	k := &t.known[spread(key, knownBits)]
	if k.key == key && k.id != 0 && (exact || t.text(k.id) == string(s)) {
		return k.id
	}
	id := t.find(s)
	*k = knownText{key, id}
	return id
}

func (t *table) internString(s string) uint32 {
	if s == "" {
		return 0
	}
	return t.find([]byte(s))
}

// internAll interns the texts of another table, and appends the id here of each.
func (t *table) internAll(ids []uint32, from *table) []uint32 {
	ids = append(ids, 0)
	for id := 1; id < from.len(); id++ {
		ids = append(ids, t.find(from.bytes(uint32(id))))
	}
	return ids
}

// find returns the id of a text that is not empty, a new one where it has none.
func (t *table) find(s []byte) uint32 {
	if 4*t.len() > 3*len(t.slots) {
		t.grow()
	}
	hash, last := maphash.Bytes(t.seed, s)>>32, uint64(len(t.slots)-1)
	for i := hash & last; ; i = (i + 1) & last {
		slot := t.slots[i]
		if slot == 0 {
			id := t.add(s)
			t.slots[i] = hash<<32 | uint64(id)
			return id
		}
		if id := uint32(slot); slot>>32 == hash && string(t.bytes(id)) == string(s) {
			return id
		}
	}
}

// grow doubles the number of slots.
func (t *table) grow() {
	old := t.slots
	t.slots = make([]uint64, 2*len(old))
	last := uint64(len(t.slots) - 1)
	for _, slot := range old {
		if slot == 0 {
			continue
		}
		i := slot >> 32 & last
		for t.slots[i] != 0 {
			i = (i + 1) & last
		}
		t.slots[i] = slot
	}
}

// add keeps a copy of a text and returns its id.
func (t *table) add(s []byte) uint32 {
	t.at = append(t.at, t.texts.add(s))
	return uint32(len(t.at) - 1)
}

// bytes returns a text, which must not be changed.
func (t *table) bytes(id uint32) []byte {
	if id == 0 {
		return nil
	}
	return t.texts.bytes(t.at[id])
}

func (t *table) text(id uint32) string {
	if id == 0 {
		return ""
	}
	return t.texts.text(t.at[id])
}

// hashFactor is 2^64 divided by the golden ratio: the highest bits of a product
// with it depend on all bits of the other factor.
const hashFactor = 0x9e3779b97f4a7c15

// spread turns a key into a slot of a table of 1<<bits.
func spread(key uint64, bits int) uint64 { return key * hashFactor >> ((64 - bits) & 63) }

// hintKey is above the keys that tell a text exactly.
const hintKey = 1 << 63

// textKey packs text of up to seven bytes into a word, exactly: with a 1 behind it.
// The key of longer text is only a hint, and at least hintKey.
func textKey(s []byte) (key uint64, exact bool) {
	switch n := len(s); {
	case n >= 8:
		last := binary.LittleEndian.Uint64(s[n-8:])
		return binary.LittleEndian.Uint64(s) ^ bits.RotateLeft64(last, 23) ^ uint64(n) | hintKey, false
	case cap(s) >= 8:
		return shortKey(binary.LittleEndian.Uint64(s[:8]), n), true
	default:
		key = 1 << (8 * n)
		for i, c := range s {
			key |= uint64(c) << (8 * i)
		}
		return key, true
	}
}

// files tells where a global line number was read: the lines of all files
// count through, so that one number of four bytes names file and line.
type files struct {
	paths []string
	base  []uint32 // global number of the file's line 0
	names fileNames
}

// add appends a file, whose lines follow those of all files before it.
func (f *files) add(path string, base uint32) {
	f.paths, f.base = append(f.paths, path), append(f.base, base)
}

func (f *files) source(global uint32) Source {
	i := f.file(global)
	return Source{File: f.paths[i], Line: int(global - f.base[i])}
}

func (f *files) file(global uint32) int {
	return sort.Search(len(f.base), func(i int) bool { return f.base[i] > global }) - 1
}
