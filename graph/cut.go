package graph

import (
	"math"
	"sort"

	"github.com/tracecausal/tracecausal/parse"
)

// Cut is a number of events of each strand, indexed by StrandID: the first
// Cut[s] events of strand s lie inside.
type Cut []uint32

// Contains reports whether e lies inside the cut.
func (g *Graph) Contains(c Cut, e parse.EventID) bool {
	s, pos := g.position(e)
	return pos < c[s]
}

// Inconsistent returns the edges that lead into the cut from outside: messages
// that are received inside and sent outside, in the order of Messages, then
// stamp edges in the order of StampEdges. It is nil where the cut is consistent
// (Mattern 1989: closed to the left under happens-before). At each strand it
// looks at the edges from the first that may come from outside on.
func (g *Graph) Inconsistent(c Cut) []Edge {
	var bad []Edge
	msgs := g.hops()[0]
	for s, st := range g.strands {
		end := st.First + parse.EventID(min(int(c[s]), st.Len))
		first := msgs.first(c, parse.StrandID(s), uint32(end-st.First))
		if g.fatal { // the index lacks messages that contradict each other
			first = sort.Search(g.entered, func(i int) bool { return g.msgs[i].enter() >= st.First })
		}
		for i := first; i >= 0 && i < g.entered && g.msgs[i].enter() < end; i++ {
			if m := &g.msgs[i]; !g.Contains(c, m.Send) {
				bad = append(bad, Edge{m.Send, m.enter(), Message})
			}
		}
	}
	for _, e := range g.stamps {
		if g.Contains(c, e.To) && !g.Contains(c, e.From) {
			bad = append(bad, e)
		}
	}
	return bad
}

// GreatestBelow returns the greatest consistent cut inside c: the events whose
// whole causal past lies in c. It takes O(strands² log events) time, mostly, after
// the first question about order.
func (g *Graph) GreatestBelow(c Cut) Cut {
	below := g.clip(c)
	g.closeFuture(below)
	return below
}

// LeastAbove returns the least consistent cut around c: c and the causal past
// of all that lies in it. It takes O(strands²) time, mostly, after the first
// question about order.
func (g *Graph) LeastAbove(c Cut) Cut {
	above := g.clip(c)
	g.closePast(above, 0, math.MaxUint32)
	return above
}

// clip returns a cut that ends with the strands.
func (g *Graph) clip(c Cut) Cut {
	clipped := make(Cut, len(c))
	for s, st := range g.strands {
		clipped[s] = min(c[s], uint32(st.Len))
	}
	return clipped
}
