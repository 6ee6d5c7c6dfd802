package parse

import (
	"bytes"
	"hash/maphash"
	"iter"
	"slices"
)

// row is one event of a batch. Text stands as ids of the batch's table, and
// zero means absent. It is 64 bytes, a line of the cache; what few events say
// stands apart.
type row struct {
	line     uint32 // within the chunk, from 1
	label    uint32 // number in batch.labels
	from     uint32
	to       uint32 // index into batch.sets, from 1
	clock    uint32 // index in batch.entries of the vector clock's first entry
	entries  uint32 // how many there are
	rare     uint32 // index in batch.rare
	pay      uint32 // offset in batch.payload
	payEnd   uint32 // 0 where there is none
	kindRole uint8  // kind<<2 | role
	form     clockForm
	rose     uint8  // 1 where the own entry rose by one and is none of the entries
	ownLine  uint8  // 1 where the record says so
	again    uint8  // 1 where the line says what the node's line before it said, to the byte
	msg      uint64 // as MsgID
	reply    uint64 // likewise
	wall     uint64 // as stored
}

// batchStrand is the events of one node of one run in a batch.
type batchStrand struct {
	run, node   uint32
	first, tail uint32 // of its stretches, as indices
	row, end    uint32 // of the last stretch: its first row that is free, and its end
	said        uint32 // columns in which a row may say something, apart from those of every row

	starts   bool   // a row is a start
	unowned  bool   // a row has no own entry
	ownFalls bool   // the own entry does not rise at some row
	ownFirst uint64 // own entry of the first row that has one
	own      uint64 // own entry of the stamped row before

	line      []byte       // of the stamped row before; nil before the first
	lineFirst uint64       // hash of the first such line
	lineRow   uint32       // its row
	lineLast  uint64       // hash of the last
	clock     []clockEntry // of the stamped row before
	stamped   bool         // there was one
	indexed   bool         // its names are array indices
	order     uint64       // of its names, as vectorStamp.order; 0 where zeros were left out
	number    uint64       // as vectorStamp.number; likewise
	ownAt     int          // where it has the entry of the node; -1 where it has none
}

// stretch is rows of one strand that stand together in a batch. Each but the
// first is twice as long as the one before, so that a strand of few rows takes
// little room and one of many stands in few places.
type stretch struct {
	first, end uint32 // in batch.rows
	next       uint32 // the strand's next, as an index in batch.stretches; 0 where this is the last
}

// Lengths of stretches, in rows.
const (
	firstStretch = 2
	lastStretch  = blockSize
)

// strand returns the index of the strand of that run and node.
func (b *batch) strand(run, node uint32) uint32 {
	for int(node) >= len(b.latest) {
		b.latest = append(b.latest, 0)
	}
	if s := b.latest[node]; s != 0 && b.strands[s-1].run == run {
		return s - 1
	}
	key := [2]uint32{run, node}
	s, ok := b.index[key]
	if !ok {
		s = b.addStrand(run, node)
		b.index[key] = s
	}
	b.latest[node] = s + 1
	return s
}

func (b *batch) addStrand(run, node uint32) uint32 {
	i := len(b.strands)
	b.strands = slices.Grow(b.strands, 1)[:i+1]
	s := &b.strands[i]
	*s = batchStrand{run: run, node: node, clock: s.clock[:0], ownAt: -1}
	b.addStretch(s, firstStretch)
	s.first = s.tail
	return uint32(i)
}

// newRow appends an empty row to a strand.
func (b *batch) newRow(s *batchStrand) *row {
	if s.row == s.end {
		b.extend(s)
	}
	r := &b.rows[s.row]
	s.row++
	*r = row{}
	return r
}

// extend gives a strand, whose rows are full, twice as much room again.
func (b *batch) extend(s *batchStrand) {
	full := s.tail
	b.addStretch(s, min(2*(s.end-b.stretches[full].first), lastStretch))
	b.stretches[full].next = s.tail
}

// addStretch gives a strand room for n more rows.
func (b *batch) addStretch(s *batchStrand, n uint32) {
	s.row = uint32(len(b.rows))
	s.end = s.row + n
	s.tail = uint32(len(b.stretches))
	b.rows = slices.Grow(b.rows, int(n))[:s.end]
	b.stretches = append(b.stretches, stretch{first: s.row, end: s.end})
}

// rowsOf yields the rows of a strand in their order, a stretch at a time.
func (b *batch) rowsOf(s *batchStrand) iter.Seq[[]row] {
	return func(yield func([]row) bool) {
		for i := s.first; ; {
			t := &b.stretches[i]
			if t.next == 0 {
				yield(b.rows[t.first:s.row])
				return
			}
			if !yield(b.rows[t.first:t.end]) {
				return
			}
			i = t.next
		}
	}
}

// compare notes what there is to note of the own entry of a stamped row and of its
// line where that entry does not rise, or nothing rose before: only lines whose own
// entry stands still can be one event twice, so no others are compared; at the ends
// of chunks hashes stand for the lines.
func (b *batch) compare(s *batchStrand, r *row, own uint64, raw []byte) {
	if s.own == 0 {
		s.ownFirst = own
	} else {
		s.ownFalls = true
	}
	s.unowned = s.unowned || own == 0
	switch {
	case raw == nil:
	case s.line == nil:
		s.lineFirst, s.lineRow = maphash.Bytes(b.seed, raw), s.row-1
	case own == s.own && bytes.Equal(s.line, raw):
		r.again = 1
		s.said |= 1 << colAgain
	}
}

// end ends the chunk, whose lines may be overwritten from now on.
func (b *batch) end() {
	for i := range b.strands {
		if s := &b.strands[i]; s.line != nil {
			s.lineLast = maphash.Bytes(b.seed, s.line)
			s.line = nil
		}
	}
}
