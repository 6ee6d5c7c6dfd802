package graph

import (
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
// (Mattern 1989: closed to the left under happens-before). It looks at every
// message and stamp edge that enters the cut, once.
func (g *Graph) Inconsistent(c Cut) []Edge {
	var bad []Edge
	for s, st := range g.strands {
		end := st.First + parse.EventID(min(int(c[s]), st.Len))
		i := sort.Search(g.entered, func(i int) bool { return g.msgs[i].enter() >= st.First })
		for ; i < g.entered && g.msgs[i].enter() < end; i++ {
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
// whole causal past lies in c. It takes O(strands² log rises) time after the
// first question about order.
func (g *Graph) GreatestBelow(c Cut) Cut {
	below := make(Cut, len(c))
	for p := range g.knowledge() {
		k := &g.reach.of[p]
		n := min(c[p], uint32(g.strands[p].Len))
		for i, q := range k.about {
			n = min(n, firstBeyond(k.points[k.start[i]:k.start[i+1]], c[q], n))
		}
		below[p] = n
	}
	return below
}

// LeastAbove returns the least consistent cut around c: c and the causal past
// of all that lies in it. It takes the time that GreatestBelow takes.
func (g *Graph) LeastAbove(c Cut) Cut {
	above := make(Cut, len(c))
	for p := range g.knowledge() {
		n := min(c[p], uint32(g.strands[p].Len))
		above[p] = max(above[p], n)
		if n == 0 {
			continue
		}
		k := &g.reach.of[p]
		for i, q := range k.about {
			above[q] = max(above[q], knownAt(k.points[k.start[i]:k.start[i+1]], n-1))
		}
	}
	return above
}
