package checks

import (
	"cmp"
	"slices"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// ranking numbers some events of a run by a linear extension of happens-before.
type ranking struct {
	events []parse.EventID // rising
	rank   []uint32        // of each
}

// newRanking takes one sweep of the run, where there is anything to compare,
// and 8 bytes for each event that is ranked.
func newRanking(g *graph.Graph, events []parse.EventID) ranking {
	events = slices.Compact(slices.Sorted(slices.Values(events)))
	r := ranking{events, make([]uint32, len(events))}
	if len(events) < 2 {
		return r
	}
	wanted := newEventSet(g.Run().Len())
	for _, e := range events {
		wanted.set(e)
	}
	n := uint32(0)
	g.Sweep(func(e parse.EventID, _ []uint32) {
		if wanted.has(e) {
			r.rank[r.index(e)] = n
			n++
		}
	})
	return r
}

func (r ranking) index(e parse.EventID) int {
	i, _ := slices.BinarySearch(r.events, e)
	return i
}

// compare compares the ranks of two of the events.
func (r ranking) compare(a, b parse.EventID) int {
	return cmp.Compare(r.rank[r.index(a)], r.rank[r.index(b)])
}
