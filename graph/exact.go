package graph

import "github.com/tracecausal/tracecausal/parse"

// exactness finds out, along a sweep, whether every vector clock of the run is
// the clock that the sweep computes: for each node, the number of its events in
// the causal past.
//
// The sweep's clock and the logged one are equal before each event. Where nothing
// comes in they stay equal iff the logged one rose by one in the own entry only;
// else iff it did so there, each other entry that it changed is that of the
// sweep's now, and both grew by the same sum. The sweep's never falls, so no entry
// that the logged one left as it was can have risen then.
type exactness struct {
	w       *sweeper
	strand  []parse.StrandID     // the only one of each node; noStrand without a log
	readers []parse.ClockChanges // by strand
	failed  bool

	// Of the event at hand, beside its own entry:
	known []count // the entries that change
	grown uint64  // the sum by which they do
}

// count is how many events of a strand a logged clock says are known.
type count struct {
	strand parse.StrandID
	n      uint64
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
	x := &exactness{w: w, strand: make([]parse.StrandID, len(g.run.Nodes())), readers: make([]parse.ClockChanges, len(g.strands))}
	for n, node := range g.run.Nodes() {
		x.strand[n] = noStrand
		if node.Lives > 1 || len(g.run.StrandsOf(parse.NodeID(n))) > 1 {
			return false
		}
	}
	for s, st := range g.strands {
		x.strand[st.Node] = parse.StrandID(s)
		x.readers[s] = g.run.ClockChanges(parse.StrandID(s))
	}
	late := g.watchLate(w)
	w.stalled = func() bool { x.fail(); return true }
	w.quiet, w.before, w.visit = x.lookAtSteps, x.read, x.look
	w.run()
	if x.failed {
		return false
	}
	late()
	return true
}

// lookAtSteps looks at the next n events, at which nothing comes in.
func (x *exactness) lookAtSteps(n int) {
	if x.readers[x.w.at].OwnSteps(n) < n {
		x.fail()
	}
}

// read notes what the logged clock of the event at hand says, while the sweep's
// is that of the event before it.
func (x *exactness) read() {
	t := &x.w.walks[x.w.at]
	clock := &x.readers[t.strand]
	n, own, _ := clock.Next()
	x.known, x.grown = x.known[:0], 0
	first := parse.NodeID(0)
	for ; n > 0; n-- {
		node, rose := clock.Entry()
		q := x.strand[node]
		if own = own && q != noStrand && q != t.strand && node >= first; !own {
			continue // the sweep ends with its turn, up to which all are to be read
		}
		first = node + 1
		x.known = append(x.known, count{q, uint64(t.known(q)) + uint64(rose)})
		x.grown += uint64(rose)
	}
	if !own {
		x.fail()
	}
}

// look compares the clocks of the event at hand.
func (x *exactness) look(_ parse.EventID, clock []uint32) {
	same := x.grown == x.w.grown
	for _, c := range x.known {
		same = same && uint64(clock[c.strand]) == c.n
	}
	if !same {
		x.fail()
	}
}

// fail ends the sweep.
func (x *exactness) fail() { x.failed, x.w.end = true, 0 }
