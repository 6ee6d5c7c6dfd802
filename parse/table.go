package parse

import (
	"encoding/binary"
	"math/bits"
	"sort"
)

// table interns text: equal text has equal ids, and id 0 is the empty text.
type table struct {
	texts []string
	ids   map[string]uint32
	known [1 << knownBits]knownText
}

// knownText is a text that was looked up a while ago. A log says the same few
// names over and over, and a look here costs a fraction of one in the map.
type knownText struct {
	key uint64
	id  uint32 // 0 where nothing is known
}

const knownBits = 8

func newTable() *table {
	t := &table{ids: make(map[string]uint32)}
	t.reset()
	return t
}

// reset forgets all texts.
func (t *table) reset() {
	clear(t.ids)
	t.texts = append(t.texts[:0], "")
	t.ids[""] = 0
	clear(t.known[:])
}

func (t *table) intern(s []byte) uint32 {
	if len(s) == 0 {
		return 0
	}
	key, exact := textKey(s)
	k := &t.known[spread(key, knownBits)]
	if k.key == key && k.id != 0 && (exact || t.texts[k.id] == string(s)) {
		return k.id
	}
	id, ok := t.ids[string(s)] // no copy of s for the look-up
	if !ok {
		id = t.internString(string(s))
	}
	*k = knownText{key, id}
	return id
}

// spread turns a key into a slot of a table of 1<<bits: the highest bits of its
// product with 2^64 divided by the golden ratio, which depend on all of its bits.
func spread(key uint64, bits int) uint64 { return key * 0x9e3779b97f4a7c15 >> (64 - bits) }

// textKey packs text of up to seven bytes and its length into a word, exactly.
// The key of longer text is only a hint.
func textKey(s []byte) (key uint64, exact bool) {
	switch n := len(s); {
	case n >= 8:
		last := binary.LittleEndian.Uint64(s[n-8:])
		return binary.LittleEndian.Uint64(s) ^ bits.RotateLeft64(last, 23) ^ uint64(n), false
	case cap(s) >= 8:
		return binary.LittleEndian.Uint64(s[:8])&(1<<(8*n)-1) | uint64(n)<<56, true
	default:
		key = uint64(n) << 56
		for i, c := range s {
			key |= uint64(c) << (8 * i)
		}
		return key, true
	}
}

func (t *table) internString(s string) uint32 {
	id, ok := t.ids[s]
	if !ok {
		id = uint32(len(t.texts))
		t.texts = append(t.texts, s)
		t.ids[s] = id
	}
	return id
}

func (t *table) text(id uint32) string { return t.texts[id] }

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
