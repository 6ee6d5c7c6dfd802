package graph

import "github.com/tracecausal/tracecausal/parse"

// exactness finds out, along a sweep, whether every vector clock of the run is
// the clock that the sweep computes: for each node, the number of its events in
// the causal past.
//
// Both are equal before each event. Where nothing comes in they stay equal iff the
// logged one rose by one in the own entry only. Else the logged one is the maximum
// of those that come together iff it rose so there, it is not below what comes in
// anywhere, and each other entry that it raised is the one that comes in. So the
// sweep need not merge clocks: it takes over what the logged one says.
type exactness struct {
	w       *sweeper
	strand  []parse.StrandID     // the only one of each node; noStrand without a log
	readers []parse.ClockChanges // by strand
	joint   clockRow             // room for the maximum of several clocks that come in
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
	x := &exactness{w: w, strand: make([]parse.StrandID, len(g.run.Nodes())), readers: make([]parse.ClockChanges, len(g.strands)), joint: newRow(len(g.strands))}
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
	w.exact = x
	w.run()
	if x.failed {
		return false
	}
	late()
	return true
}

// step looks at the next n events of a strand, at which nothing comes in.
func (x *exactness) step(t *walk, n uint32) {
	if n > 0 && x.readers[t.strand].OwnSteps(int(n)) < int(n) {
		x.fail()
	}
}

// merge takes over the logged clock of the event at hand, and compares it with what
// comes in there.
func (x *exactness) merge(t *walk) {
	x.w.row(t)
	in := x.join()
	if x.failed || !x.read(t, in.known) || !t.row.covers(in) {
		x.fail()
	}
}

// join returns the maximum of the clocks that come in, each entry at its strand. It
// mostly is the only one.
func (x *exactness) join() *clockRow {
	if f := x.w.in[0].flight; len(x.w.in) == 1 && f != nil && (f.full || f.whole) {
		return &f.clockRow
	}
	x.joint.clear()
	for i := range x.w.in {
		if in := &x.w.in[i]; in.flight != nil {
			x.joint.join(in.flight)
		} else {
			x.joint.set(in.strand, max(in.pos+1, x.joint.known[in.strand]))
		}
	}
	return &x.joint
}

// read raises the clock of a strand to the logged one, all but the own entry. It
// returns false where that is not a clock of the sweep's in any case, or raises an
// entry to another number than comes in there.
func (x *exactness) read(t *walk, in []uint32) bool {
	changes := &x.readers[t.strand]
	n, own, _ := changes.Next()
	for ; n > 0; n-- {
		node, rose := changes.Entry()
		q := x.strand[node]
		if q == noStrand || rose <= 0 || int64(t.row.known[q])+rose != int64(in[q]) {
			return false
		}
		t.row.set(q, in[q])
	}
	return own
}

// fail ends the sweep with its turn, up to which no clock that comes in is compared
// any more.
func (x *exactness) fail() { x.failed, x.w.end = true, 0 }
