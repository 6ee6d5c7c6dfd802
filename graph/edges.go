package graph

import (
	"slices"

	"github.com/tracecausal/tracecausal/parse"
)

// Edges returns every edge of the graph by rising To, From and Reason: program
// order from each event to the next, messages, and the stamp edges that nothing
// else implies. Those that were set aside are not among them.
func (g *Graph) Edges() []Edge {
	edges := make([]Edge, 0, g.run.Len()+g.entered+len(g.stamps))
	for _, st := range g.strands {
		for i := 1; i < st.Len; i++ {
			e := st.First + parse.EventID(i)
			edges = append(edges, Edge{e - 1, e, Program})
		}
	}
	for i := range g.msgs[:g.entered] {
		edges = append(edges, Edge{g.msgs[i].Send, g.msgs[i].enter(), Message})
	}
	edges = append(edges, g.stamps...)
	slices.SortFunc(edges, compareEdges)
	return edges
}

// Reduction returns the transitive reduction of happens-before by rising To and
// From: the fewest edges with the same closure, each with its strongest reason.
// It may leave out a program edge that messages to and fro imply.
func (g *Graph) Reduction() []Edge {
	var edges []Edge
	w := newSweeper(g, g.stamps)
	w.kept = func(e Edge) { edges = append(edges, e) }
	w.run()
	slices.SortFunc(edges, compareEdges)
	return edges
}
