package graph

import "github.com/tracecausal/tracecausal/parse"

// exactness finds out, along a sweep, whether every vector clock of the run is
// the clock that the sweep computes: for each node, the number of its events in
// the causal past.
//
// The sweep's clock and the logged one are equal before each event. Where nothing
// comes in they stay equal iff the logged one rose by one in the own entry only;
// else iff it changed in as many entries as merging raised and its own, and all of
// these have the computed value.
type exactness struct {
	w       *sweeper
	strand  []parse.StrandID      // the only one of each node; noStrand without a log
	cursors []*parse.VectorCursor // by strand
	failed  bool
}

const noStrand = ^parse.StrandID(0)

// clocksAreExact reports whether every event of the run carries a vector clock
// that says exactly what program order and messages say. It finds the late
// messages on the way.
//
// Where it holds, nothing can be wrong with the clocks and nothing be learned
// from them. Every node has one life on one strand, all events tick, and an
// entry refers to an event that the sweep has passed: so no stamp edge, no
// ghost and no doubt comes of any. And there is no cycle.
func (g *Graph) clocksAreExact(opt Options) bool {
	vector, _, _, _ := g.run.Has()
	if !vector || opt.Ticks == parse.TicksSends {
		return false
	}
	w := newSweeper(g, nil)
	x := &exactness{w: w, strand: make([]parse.StrandID, len(g.run.Nodes())), cursors: make([]*parse.VectorCursor, len(g.strands))}
	for n, node := range g.run.Nodes() {
		x.strand[n] = noStrand
		if node.Lives > 1 || len(g.run.StrandsOf(parse.NodeID(n))) > 1 {
			return false
		}
	}
	for s, st := range g.strands {
		x.strand[st.Node] = parse.StrandID(s)
		x.cursors[s] = g.run.VectorCursor(parse.StrandID(s))
	}
	late := g.watchLate(w)
	w.stalled = func() bool { x.fail(); return true }
	w.visit, w.quiet = x.look, x.lookAtSteps
	w.run()
	if x.failed {
		return false
	}
	late()
	return true
}

// lookAtSteps looks at the next n events, at which nothing comes in.
func (x *exactness) lookAtSteps(n int) {
	if x.cursors[x.w.at].OwnSteps(n) < n {
		x.fail()
	}
}

// look compares the clocks of the event at hand.
func (x *exactness) look(_ parse.EventID, clock []uint32) {
	cur := x.cursors[x.w.at]
	cur.Next()
	changed := cur.Changed()
	if !cur.Has() || len(changed) != x.w.raised+1 {
		x.fail()
		return
	}
	for _, c := range changed {
		if s := x.strand[c.Node]; s == noStrand || uint64(clock[s]) != c.N {
			x.fail()
			return
		}
	}
}

// fail ends the sweep.
func (x *exactness) fail() { x.failed, x.w.end = true, 0 }
