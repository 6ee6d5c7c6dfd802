package parse

import (
	"encoding/binary"
	"hash/maphash"
	"math/bits"
	"slices"
	"sort"
	"unsafe"
)

// table interns text: equal text has equal ids, and id 0 is the empty text. Ids
// count up in the order in which texts first come.
//
// A log of texts can have as many labels as events, so neither the texts nor the
// hash table hold pointers: the one lie in pages, the other is open-addressed.
type table struct {
	pages [][]byte // texts, each after its length
	page  int      // the one that is being filled
	at    []uint64 // of each text, by id: its page and its place there
	slots []uint64 // of the hash table: upper half of the hash, id; 0 is free
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
	firstTextPage = 1 << 10 // bytes; each page is twice as large as the one before,
	lastTextPage  = 1 << 18 // up to this
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
	t.pages = slices.DeleteFunc(t.pages, func(p []byte) bool { return cap(p) > lastTextPage })
	for i, p := range t.pages {
		t.pages[i] = p[:0]
	}
	t.page = 0
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
	hash, last := maphash.Bytes(t.seed, s), uint64(len(t.slots)-1)
	for i := hash & last; ; i = (i + 1) & last {
		slot := t.slots[i]
		if slot == 0 {
			id := t.add(s)
			t.slots[i] = hash>>32<<32 | uint64(id)
			return id
		}
		if id := uint32(slot); slot>>32 == hash>>32 && string(t.bytes(id)) == string(s) {
			return id
		}
	}
}

// grow doubles the number of slots.
func (t *table) grow() {
	t.slots = make([]uint64, 2*len(t.slots))
	last := uint64(len(t.slots) - 1)
	for id := 1; id < t.len(); id++ {
		hash := maphash.Bytes(t.seed, t.bytes(uint32(id)))
		i := hash & last
		for t.slots[i] != 0 {
			i = (i + 1) & last
		}
		t.slots[i] = hash>>32<<32 | uint64(id)
	}
}

// add keeps a copy of a text and returns its id.
func (t *table) add(s []byte) uint32 {
	p := t.room(len(s) + binary.MaxVarintLen64)
	id := uint32(len(t.at))
	t.at = append(t.at, uint64(t.page)<<32|uint64(len(*p)))
	*p = append(binary.AppendUvarint(*p, uint64(len(s))), s...)
	return id
}

// room returns a page with room for n bytes.
func (t *table) room(n int) *[]byte {
	for {
		if t.page == len(t.pages) {
			size := min(firstTextPage<<min(t.page, 16), lastTextPage)
			t.pages = append(t.pages, make([]byte, 0, max(n, size)))
		}
		if p := &t.pages[t.page]; cap(*p)-len(*p) >= n {
			return p
		}
		t.page++
	}
}

// bytes returns a text, which must not be changed.
func (t *table) bytes(id uint32) []byte {
	if id == 0 {
		return nil
	}
	at := t.at[id]
	from := t.pages[at>>32][uint32(at):]
	n, size := binary.Uvarint(from)
	return from[size : size+int(n)]
}

func (t *table) text(id uint32) string {
	s := t.bytes(id)
	return unsafe.String(unsafe.SliceData(s), len(s)) // nothing changes it before the table is reset
}

// spread turns a key into a slot of a table of 1<<bits: the highest bits of its
// product with 2^64 divided by the golden ratio, which depend on all of its bits.
func spread(key uint64, bits int) uint64 { return key * 0x9e3779b97f4a7c15 >> ((64 - bits) & 63) }

// hintKey is above the keys that tell a text exactly.
const hintKey = 1 << 63

// textKey packs text of up to seven bytes and its length into a word, exactly.
// The key of longer text is only a hint, and at least hintKey.
func textKey(s []byte) (key uint64, exact bool) {
	switch n := len(s); {
	case n >= 8:
		last := binary.LittleEndian.Uint64(s[n-8:])
		return binary.LittleEndian.Uint64(s) ^ bits.RotateLeft64(last, 23) ^ uint64(n) | hintKey, false
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
