package parse

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// blockWriter writes the events of one strand into blocks.
type blockWriter struct {
	mem      *arena
	n        int               // events in the block under way
	columns  []columnWriter    // those that were ever used
	used     [numColumns]uint8 // by column: its place in columns, from 1; a node with few events uses few
	clocks   []byte            // empty where no event of the block has one
	unmarked int               // bytes of clocks since the last mark
	before   []byte
	marked   bool
	blocks   []block
}

// columnWriter packs what the events of the block under way say in one column.
type columnWriter struct {
	n     int    // events so far: those behind them say nothing
	first uint64 // what the first of them says
	width int    // in how many lowest bytes the others differ from it
	data  []byte // these bytes of each
}

// noValues are what events say in a column that is not theirs.
var noValues [blockSize]uint64

// put says something of the event under way.
func (w *blockWriter) put(c column, v uint64) {
	if v != 0 {
		w.add(c, []uint64{v})
	}
}

// add says what the event under way and those after it say in a column.
func (w *blockWriter) add(c column, values []uint64) {
	at := w.used[c]
	if at == 0 {
		w.columns = append(w.columns, columnWriter{})
		at = uint8(len(w.columns))
		w.used[c] = at
	}
	of := &w.columns[at-1]
	of.fill(w.mem, w.n)
	of.add(w.mem, values)
}

// fill says that the events up to the n-th say nothing where they have not been
// heard of.
func (c *columnWriter) fill(mem *arena, n int) {
	if c.n < n {
		c.add(mem, noValues[:n-c.n])
	}
}

// add packs what some events say.
func (c *columnWriter) add(mem *arena, values []uint64) {
	if c.n == 0 {
		c.first = values[0]
	}
	if width := (bits.Len64(differing(values, c.first)) + 7) / 8; width > c.width {
		c.widen(mem, width)
	}
	c.n += len(values)
	if c.width > 0 {
		size := len(values) * c.width
		c.data = slices.Grow(c.data, size+spare)[:c.n*c.width]
		packValues(c.data[len(c.data)-size:len(c.data)+spare], values, c.width)
	}
}

// packValues writes the lowest bytes of values, one behind the other; spare bytes
// behind them may be overwritten.
func packValues(data []byte, values []uint64, width int) {
	switch width {
	case 1: // as kinds and names are
		for ; len(values) >= 8; values, data = values[8:], data[8:] {
			v, to := (*[8]uint64)(values), (*[8]byte)(data)
			to[0], to[1], to[2], to[3] = byte(v[0]), byte(v[1]), byte(v[2]), byte(v[3])
			to[4], to[5], to[6], to[7] = byte(v[4]), byte(v[5]), byte(v[6]), byte(v[7])
		}
	case 2: // as lines and ids are
		for ; len(values) >= 4; values, data = values[4:], data[8:] {
			v := (*[4]uint64)(values)
			binary.LittleEndian.PutUint64(data[:8], v[0]&0xffff|v[1]&0xffff<<16|v[2]&0xffff<<32|v[3]<<48)
		}
	}
	at := 0
	for _, v := range values {
		binary.LittleEndian.PutUint64(data[at:at+8], v)
		at += width
	}
}

// widen keeps more bytes of each event, for there comes one that differs in them. The
// room that it borrows is given to no block.
func (c *columnWriter) widen(mem *arena, width int) {
	of := packed{base: c.first &^ widthMask[c.width], width: uint8(c.width)}
	old := mem.reserve(len(c.data) + spare)
	copy(old, c.data)
	c.data = slices.Grow(c.data[:0], c.n*width+spare)
	data := c.data[:c.n*width+spare]
	for i := range c.n {
		binary.LittleEndian.PutUint64(data[i*width:], of.value(old, i))
	}
	c.data, c.width = data[:c.n*width], width
}

// skipClocks says that the event under way and those after it, n of them, have no
// vector clock.
func (w *blockWriter) skipClocks(n int) {
	if len(w.clocks) > 0 {
		w.clocks = append(w.clocks, make([]byte, n)...)
	}
}

// openClocks prepares for the clock of the event under way.
func (w *blockWriter) openClocks() {
	if len(w.clocks) == 0 {
		w.clocks = append(w.clocks, make([]byte, w.n)...)
	}
}

// advance ends n events, for which the block must have room.
func (w *blockWriter) advance(n int) {
	if w.n += n; w.n == blockSize {
		w.flush()
	}
}

// flush ends the block under way.
func (w *blockWriter) flush() {
	if w.n == 0 {
		return
	}
	b := block{before: w.before, marked: w.marked, clocks: w.mem.copy(w.clocks)}
	w.flushColumns(&b)
	w.blocks = append(w.blocks, b)
	w.unmarked += max(len(w.clocks), w.n)
	w.n, w.before, w.marked = 0, nil, false
	w.clocks = w.clocks[:0]
}

// flushColumns moves the columns into the block that ends.
func (w *blockWriter) flushColumns(b *block) {
	b.packed = make([]packed, 0, len(w.columns))
	size := spare
	for i := range w.columns {
		w.columns[i].fill(w.mem, w.n)
		size += w.n * w.columns[i].width
	}
	b.data = w.mem.keep(w.mem.reserve(size))
	at := 0
	for c, i := range w.used {
		if i == 0 {
			continue
		}
		of := &w.columns[i-1]
		if p := (packed{of.first &^ widthMask[of.width], uint32(at), uint8(of.width)}); p.base > 0 || p.width > 0 {
			b.present |= 1 << c
			b.packed = append(b.packed, p)
			at += copy(b.data[at:], of.data[:w.n*of.width])
		}
		of.n, of.width, of.data = 0, 0, of.data[:0]
	}
}

// differing returns the bits in which some of the values differ from the first.
func differing(values []uint64, first uint64) (found uint64) {
	for ; len(values) >= 8; values = values[8:] {
		v := (*[8]uint64)(values)
		found |= (v[0] ^ first) | (v[1] ^ first) | (v[2] ^ first) | (v[3] ^ first) |
			(v[4] ^ first) | (v[5] ^ first) | (v[6] ^ first) | (v[7] ^ first)
	}
	for _, v := range values {
		found |= v ^ first
	}
	return found
}
