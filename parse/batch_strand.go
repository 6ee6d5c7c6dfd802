package parse

import (
	"bytes"
	"hash/maphash"
	"slices"
)

// batchStrand is the events of one node of one run in a batch.
type batchStrand struct {
	run, node uint32
	strandRows
	said     uint32 // columns in which a row may say something
	starts   bool   // a row is a start
	unowned  bool   // a row has no own entry
	ownFalls bool   // the own entry does not rise at some row
	ownFirst uint64 // own entry of the first row that has one
	own      uint64 // own entry of the stamped row before

	line      []byte       // of the stamped row before; nil before the first
	lineFirst uint64       // hash of the first such line
	lineRow   *row         // its row
	lineLast  uint64       // hash of the last
	clock     []clockEntry // of the stamped row before
	stamped   bool         // there was one
	indexed   bool         // its names are array indices
	order     uint64       // of its names, as vectorStamp.order; 0 where zeros were left out
	number    uint64       // as vectorStamp.number; likewise
	ownAt     int          // where it has the entry of the node; -1 where it has none
}

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
	*s = batchStrand{run: run, node: node, said: 1<<colLine | 1<<colLabel, clock: s.clock[:0], ownAt: -1}
	return uint32(i)
}

// compare notes the own entry of a stamped row and whether its line repeats the one
// before. Only lines whose own entry stands still can be one event twice, so no
// others are compared; at the ends of chunks hashes stand for the lines.
func (b *batch) compare(s *batchStrand, r *row, raw []byte) {
	own := uint64(0)
	if s.ownAt >= 0 {
		own = s.clock[s.ownAt].n
	}
	if s.own == 0 {
		s.ownFirst = own
	}
	s.unowned = s.unowned || own == 0
	s.ownFalls = s.ownFalls || own <= s.own
	switch {
	case raw == nil:
	case s.line == nil:
		s.lineFirst, s.lineRow = maphash.Bytes(b.seed, raw), r
	case own == s.own && bytes.Equal(s.line, raw):
		r.again = 1
		s.said |= 1 << colAgain
	}
	s.own = own
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
