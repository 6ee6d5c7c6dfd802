package parse

import "iter"

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
	pay      uint32 // index in batch.payload
	kindRole uint8  // kind<<2 | role
	form     clockForm
	ownLine  uint8  // 1 where the record says so
	again    uint8  // 1 where the line says what the node's line before it said, to the byte
	msg      uint64 // as MsgID
	reply    uint64 // likewise
	wall     uint64 // as stored
}

// rowStore keeps the rows of a batch. Those of a strand stand together in
// stretches, each twice as long as the one before, so that a strand of few rows
// takes little room and one of many stands in few places.
type rowStore struct {
	slabs     [][]row // used again for each chunk
	used      int     // of the slabs
	free      []row   // of the last of these
	stretches []stretch
}

// strandRows are the rows of one strand: full stretches, and the one that is being
// filled.
type strandRows struct {
	first, last uint32 // of the full stretches, as indices from 1; 0 where there is none
	n           int    // how many stand in the other
	rows        []row  // the other, with those to come
}

// stretch is rows of one strand that stand together.
type stretch struct {
	rows []row
	next uint32 // the strand's next, likewise
}

// Lengths of stretches and slabs, in rows.
const (
	firstStretch = 2
	lastStretch  = blockSize
	slabRows     = 16 * lastStretch
)

func (t *rowStore) reset() {
	t.used, t.free, t.stretches = 0, nil, t.stretches[:0]
}

// full reports whether there is no room for a row.
func (s *strandRows) full() bool { return s.n == len(s.rows) }

// next appends a row, with anything in it, for which there is room. It stays where it
// is.
func (s *strandRows) next() *row {
	r := &s.rows[s.n]
	s.n++
	return r
}

// extend begins a new stretch of a strand.
func (t *rowStore) extend(s *strandRows) {
	if len(s.rows) > 0 {
		t.stretches = append(t.stretches, stretch{rows: s.rows})
		full := uint32(len(t.stretches))
		if s.first == 0 {
			s.first = full
		} else {
			t.stretches[s.last-1].next = full
		}
		s.last = full
	}
	n := max(firstStretch, min(2*len(s.rows), lastStretch))
	if n > len(t.free) {
		t.nextSlab()
	}
	s.rows, s.n, t.free = t.free[:n], 0, t.free[n:]
}

func (t *rowStore) nextSlab() {
	if t.used == len(t.slabs) {
		t.slabs = append(t.slabs, make([]row, slabRows))
	}
	t.free = t.slabs[t.used]
	t.used++
}

// of yields the rows of a strand in their order, a stretch at a time.
func (t *rowStore) of(s *strandRows) iter.Seq[[]row] {
	return func(yield func([]row) bool) {
		for i := s.first; i != 0; i = t.stretches[i-1].next {
			if !yield(t.stretches[i-1].rows) {
				return
			}
		}
		yield(s.rows[:s.n])
	}
}
