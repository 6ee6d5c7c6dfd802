package graph

import (
	"slices"

	"github.com/tracecausal/tracecausal/parse"
)

// Learns returns the strands, by rising id, of which strand s comes to know any
// event by an edge that comes in: for all others, Known is zero at every event of
// s. It is false where that is not known, as while too few questions were asked
// to make the table for them. It takes O(1) time.
func (g *Graph) Learns(s parse.StrandID) (of []parse.StrandID, ok bool) {
	if g.reach.asked.Add(1) <= int64(g.run.Len()/tableAfter) {
		return nil, false
	}
	table := g.table()
	if table == nil {
		return nil, false
	}
	return slices.Clip(table[s].about), true
}
