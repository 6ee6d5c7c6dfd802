package parse

import (
	"cmp"
	"math"
	"sort"
)

// NodeID is the index of a name in [Run.Nodes]. Ids follow the names' byte
// order, so comparing ids is comparing names. They mean nothing in another run.
type NodeID uint32

// NoNode is the NodeID of nobody: a receive that does not say who sent.
const NoNode NodeID = math.MaxUint32

// Entry is one component of a vector clock: N ticks of Node are known.
type Entry struct {
	Node NodeID
	N    uint64
}

// Vector is a vector clock (Fidge 1988, Mattern 1989): its entries by rising
// Node, without zeros, so that {"A":1} and {"A":1,"B":0} are the same value.
//
// HAZARD: two vectors are comparable only within one run, and only while no
// node they name has restarted its counter; package graph knows lives, this
// type does not.
type Vector []Entry

// At returns the entry of node n; an absent entry is zero. It takes
// O(log len) time.
func (v Vector) At(n NodeID) uint64 {
	i := sort.Search(len(v), func(i int) bool { return v[i].Node >= n })
	if i < len(v) && v[i].Node == n {
		return v[i].N
	}
	return 0
}

// Covers reports whether every entry of w is at most that of v.
func (v Vector) Covers(w Vector) bool {
	for _, e := range w {
		if v.At(e.Node) < e.N {
			return false
		}
	}
	return true
}

// HLC is a hybrid logical clock stamp (Kulkarni et al. 2014): physical time in
// nanoseconds whatever the log's unit, and a counter. Stamps of one run order
// by (PT, C).
type HLC struct {
	PT int64
	C  uint64
}

// Compare returns -1, 0 or 1 as h is less than, equal to or greater than k.
func (h HLC) Compare(k HLC) int {
	return cmp.Or(cmp.Compare(h.PT, k.PT), cmp.Compare(h.C, k.C))
}

// TrueTime is an interval that holds the true time, in nanoseconds
// (Spanner 2012). Whether Earliest ≤ Latest is for a check to judge.
type TrueTime struct {
	Earliest, Latest int64
	Unit             int64 // nanoseconds of one unit as logged; 0 where it was logged as text
}
