package parse

import (
	"fmt"
	"slices"
	"testing"
	"unsafe"
)

// TestRowsOfAStrandStandInOrder: however many rows a strand has, and however those
// of others come between, they are read back whole and in order; so are the
// receives that their records stand for.
func TestRowsOfAStrandStandInOrder(t *testing.T) {
	counts := map[string]int{"one": 1, "two": 2, "three": 3, "some": 6, "more": 7, "full": 2*blockSize - firstStretch, "many": 5*blockSize + 1}
	b := batchOf(t, &Options{})
	want := map[string][]uint32{}
	line := uint32(0)
	add := func(rec *Record) {
		if err := b.add(rec, int(line), nil); err != nil {
			t.Fatal(err)
		}
		want[string(rec.Node)] = append(want[string(rec.Node)], line)
		if rec.Received {
			want["receiver"] = append(want["receiver"], line)
		}
	}
	for round := range 5*blockSize + 1 {
		for node, n := range counts {
			if round < n {
				line++
				add(&Record{Node: []byte(node), To: [][]byte{[]byte("receiver")}, Received: round%3 == 0})
			}
		}
	}
	for i := range b.strands {
		s := &b.strands[i]
		node := b.texts.text(s.node)
		var got []uint32
		for _, r := range strandRowsOf(b, s) {
			got = append(got, r.line)
		}
		if fmt.Sprint(got) != fmt.Sprint(want[node]) {
			t.Errorf("lines of node %s are %v, expected %v", node, got, want[node])
		}
	}
	if len(b.strands) != len(want) {
		t.Errorf("%d strands, expected %d", len(b.strands), len(want))
	}
}

// TestRowsAreLinesOfTheCache: a row that grew takes two, and all that walks rows is
// slower.
func TestRowsAreLinesOfTheCache(t *testing.T) {
	if size := unsafe.Sizeof(row{}); size != 64 {
		t.Errorf("a row takes %d bytes", size)
	}
}

// strandRowsOf returns the rows of one strand.
func strandRowsOf(b *batch, s *batchStrand) []row {
	return slices.Concat(slices.Collect(b.rows.of(&s.strandRows))...)
}

// rowsByStrand returns all rows, those of each strand together.
func rowsByStrand(b *batch) (all []row) {
	for i := range b.strands {
		all = append(all, strandRowsOf(b, &b.strands[i])...)
	}
	return all
}
