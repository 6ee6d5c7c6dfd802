package parse

import "sort"

// table interns text: equal text has equal ids, and id 0 is the empty text.
type table struct {
	texts []string
	ids   map[string]uint32
}

func newTable() *table {
	return &table{texts: []string{""}, ids: map[string]uint32{"": 0}}
}

func (t *table) intern(s []byte) uint32 {
	if id, ok := t.ids[string(s)]; ok { // no copy of s for the look-up
		return id
	}
	return t.internString(string(s))
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

// column holds a value for each event, and no memory at all while every event
// has the zero value. Zero means absent.
type column[T comparable] struct {
	v []T
}

// set gives event i a value; events are set by rising i.
func (c *column[T]) set(i int, v T) {
	var zero T
	if v == zero {
		return
	}
	for len(c.v) < i {
		c.v = append(c.v, zero)
	}
	c.v = append(c.v, v)
}

func (c *column[T]) get(i int) T {
	if i < len(c.v) {
		return c.v[i]
	}
	var zero T
	return zero
}

func (c *column[T]) empty() bool { return len(c.v) == 0 }

// files tells where a global line number was read: the lines of all files
// count through, so that one number of four bytes names file and line.
type files struct {
	paths []string
	base  []uint32 // global number of the file's line 0
}

func newFiles(inputs []Input) *files {
	f := &files{}
	var next uint32
	for i := range inputs {
		f.paths = append(f.paths, inputs[i].Path)
		f.base = append(f.base, next)
		next += uint32(inputs[i].Lines) + 1
	}
	return f
}

func (f *files) global(file, line int) uint32 { return f.base[file] + uint32(line) }

func (f *files) source(global uint32) Source {
	i := f.file(global)
	return Source{File: f.paths[i], Line: int(global - f.base[i])}
}

func (f *files) file(global uint32) int {
	return sort.Search(len(f.base), func(i int) bool { return f.base[i] > global }) - 1
}
