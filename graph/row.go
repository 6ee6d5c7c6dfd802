package graph

import "github.com/tracecausal/tracecausal/parse"

// clockRow is what one strand, or one event, knows: how many events of each
// strand are in its past.
//
// In a run of many strands that each hear of a few, going through all entries
// would be most of the work. So a row also lists those that are not zero while
// they are few.
type clockRow struct {
	known []uint32         // by strand; in a copy of few entries, by index in about
	about []parse.StrandID // strands with an entry above zero, in the order of learning; empty in full rows
	full  bool             // about is not kept: any entry may be above zero
}

// narrow is up to how many strands a row is full from the start: to go through
// all of them costs no more then.
const narrow = 32

// few is up to which part of its entries a row lists those above zero.
const few = 4

// newRow returns a row of zeros.
func newRow(width int) clockRow {
	return clockRow{known: make([]uint32, width), full: width <= narrow}
}

// clear makes every entry zero.
func (r *clockRow) clear() {
	if r.full {
		clear(r.known)
	}
	for _, q := range r.about {
		r.known[q] = 0
	}
	r.about, r.full = r.about[:0], len(r.known) <= narrow
}

// note lists a strand whose entry is not zero any more.
func (r *clockRow) note(q parse.StrandID) {
	if r.full {
		return
	}
	if len(r.about) == len(r.known)/few {
		r.fill()
		return
	}
	r.about = append(r.about, q)
}

// fill ends the list.
func (r *clockRow) fill() { r.full, r.about = true, r.about[:0] }

// set makes n the entry of a strand, which is not lower than before.
func (r *clockRow) set(q parse.StrandID, n uint32) {
	if r.known[q] == 0 {
		r.note(q)
	}
	r.known[q] = n
}

// join makes a row the maximum of itself and the clock of a flight. It takes no
// branch on entries of full rows, which nobody could predict.
func (r *clockRow) join(f *flight) {
	if !f.full {
		for i, q := range f.about {
			r.set(q, max(r.known[q], f.listed(i)))
		}
		return
	}
	r.fill()
	row := r.known[:len(f.known)]
	for i, n := range f.known {
		row[i] = max(row[i], n)
	}
}

// covers reports whether no entry of another row, which has one for each strand, is
// above that of this one. It takes no branch on entries of full rows, either.
func (r *clockRow) covers(other *clockRow) bool {
	below := uint64(0)
	if other.full {
		row := r.known[:len(other.known)]
		for i, n := range other.known {
			below |= uint64(row[i]) - uint64(n)
		}
	}
	for _, q := range other.about {
		below |= uint64(r.known[q]) - uint64(other.known[q])
	}
	return below>>63 == 0
}
