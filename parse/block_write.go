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
	values   [][]uint64        // of those, for each column that was ever used; shorter where the last ones say nothing
	used     [numColumns]uint8 // by column: its place in values, from 1; a node with few events uses few
	clocks   []byte            // empty where no event of the block has one
	payload  []byte
	unmarked int // bytes of clocks since the last mark
	before   []byte
	marked   bool
	blocks   []block
}

// put says something of event i of the block, the event under way or one behind
// it.
func (w *blockWriter) put(i int, c column, v uint64) {
	if v != 0 {
		list := w.column(c, i)
		*list = append(*list, v)
	}
}

// extend returns room for what the event under way and those after it say in a
// column: n values, all of which are to be set.
func (w *blockWriter) extend(c column, n int) []uint64 {
	list := w.column(c, w.n)
	*list = slices.Grow(*list, n)[:w.n+n]
	return (*list)[w.n:]
}

// column returns the values of a column, up to event i.
func (w *blockWriter) column(c column, i int) *[]uint64 {
	at := w.used[c]
	if at == 0 {
		w.values = append(w.values, nil)
		at = uint8(len(w.values))
		w.used[c] = at
	}
	list := &w.values[at-1]
	for len(*list) < i {
		*list = append(*list, 0)
	}
	return list
}

// keepPayload keeps a payload, as appendPayload writes it, and returns what its
// event says in colPayload.
func (w *blockWriter) keepPayload(encoded []byte) uint64 {
	w.payload = append(w.payload, encoded...)
	return uint64(len(w.payload)-len(encoded)) + 1
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
	b := block{before: w.before, marked: w.marked, packed: make([]packed, 0, len(w.values))}
	data := w.mem.reserve(8*w.n*len(w.values) + spare)
	at := 0
	for c, i := range w.used {
		if i == 0 || len(w.values[i-1]) == 0 {
			continue
		}
		if p := w.pack(data[at:], w.values[i-1]); p.base > 0 || p.width > 0 {
			p.at = uint32(at)
			b.present |= 1 << c
			b.packed = append(b.packed, p)
			at += w.n * int(p.width)
		}
		w.values[i-1] = w.values[i-1][:0]
	}
	b.data = w.mem.keep(data[:at+spare])
	b.clocks = w.mem.copy(w.clocks)
	b.payload = w.mem.copy(w.payload)
	w.blocks = append(w.blocks, b)
	w.unmarked += max(len(w.clocks), w.n)
	w.n, w.before, w.marked = 0, nil, false
	w.clocks, w.payload = w.clocks[:0], w.payload[:0]
}

// pack writes those lowest bytes of a column's values in which they differ.
func (w *blockWriter) pack(data []byte, list []uint64) packed {
	for len(list) < w.n {
		list = append(list, 0)
	}
	width := (bits.Len64(differing(list)) + 7) / 8
	switch width {
	case 0:
	case 1: // as kinds and names are
		data = data[:len(list)]
		for i, v := range list {
			data[i] = byte(v)
		}
	default:
		at := 0
		for _, v := range list {
			binary.LittleEndian.PutUint64(data[at:at+8], v)
			at += width
		}
	}
	return packed{base: list[0] &^ widthMask[width], width: uint8(width)}
}

// differing returns the bits in which some of the values differ.
func differing(list []uint64) (found uint64) {
	first := list[0]
	for ; len(list) >= 4; list = list[4:] {
		found |= (list[0] ^ first) | (list[1] ^ first) | (list[2] ^ first) | (list[3] ^ first)
	}
	for _, v := range list {
		found |= v ^ first
	}
	return found
}
