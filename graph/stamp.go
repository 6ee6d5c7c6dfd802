package graph

import (
	"cmp"
	"slices"

	"github.com/tracecausal/tracecausal/parse"
)

// stampFinder compares what each vector clock claims with what program order
// and messages say.
type stampFinder struct {
	g       *Graph
	w       *sweeper
	ticks   *ticks
	cursors []*parse.VectorCursor // of the strands under way
	found   edgeLists
	ghosts  []ghost
}

// ghost is an entry of the clock of some event that refers to what no log holds.
type ghost struct {
	n    uint64
	node parse.NodeID
	at   parse.EventID
}

// findStamps sweeps along program order and messages and returns the stamp
// edges beyond them: each from the event that a changed entry of the clock
// refers to, or, where that is a ghost, from the last recorded event before it;
// in the order of compareEdges.
//
// What is found counts from there on, so a node that learns of it by a message
// does not find it again. t is nil in a run without vector clocks; the sweep
// then only looks for cycles.
func (g *Graph) findStamps(t *ticks) []Edge {
	w := newSweeper(g, nil)
	w.stalled = func() bool { return g.breakCycle(w) }
	late := g.watchLate(w)
	f := &stampFinder{g: g, w: w, ticks: t, cursors: make([]*parse.VectorCursor, len(g.strands)), found: make(edgeLists, len(g.strands))}
	if t != nil {
		w.visit = func(e parse.EventID, _ []uint32) { f.look(e) }
	}
	w.run()
	late()
	g.ghosts = countGhosts(f.ghosts)
	return f.found.join()
}

// look examines the clock of e, the next event of its strand.
func (f *stampFinder) look(e parse.EventID) {
	s := f.w.at
	cur := f.cursors[s]
	if cur == nil {
		cur = f.g.run.VectorCursor(s)
		f.cursors[s] = cur
	}
	cur.Next()
	own := f.g.strands[s].Node
	for _, c := range cur.Changed() {
		if c.Node != own && c.N > 0 {
			f.claim(s, e, c)
		}
	}
	if f.w.walks[s].next == f.w.walks[s].len {
		f.cursors[s] = nil
	}
}

// claim examines one entry in which the clock of e differs from the last.
func (f *stampFinder) claim(s parse.StrandID, e parse.EventID, c parse.Entry) {
	from, how := f.ticks.at(c.Node, c.N)
	if how == readGhost {
		f.ghosts = append(f.ghosts, ghost{c.N, c.Node, e})
	}
	if from == parse.NoEvent {
		return
	}
	q, pos := f.g.position(from)
	t := &f.w.walks[s]
	if t.known(q) > pos {
		return
	}
	f.found[s] = append(f.found[s], Edge{from, e, Stamp})
	f.w.learnCount(t, q, pos+1)
}

// countGhosts counts the distinct ghosts of each node.
func countGhosts(list []ghost) map[parse.NodeID]Ghosts {
	slices.SortFunc(list, func(a, b ghost) int {
		return cmp.Or(cmp.Compare(a.node, b.node), cmp.Compare(a.n, b.n), cmp.Compare(a.at, b.at))
	})
	ghosts := make(map[parse.NodeID]Ghosts)
	for i, x := range list {
		if i > 0 && list[i-1].node == x.node && list[i-1].n == x.n {
			continue
		}
		of, some := ghosts[x.node]
		if !some {
			of.First, of.Clock = x.n, x.at
		}
		of.Events++
		ghosts[x.node] = of
	}
	return ghosts
}
