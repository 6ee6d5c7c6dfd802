package graph

import "github.com/tracecausal/tracecausal/parse"

// exactness finds out, along a sweep, whether every vector clock of the run is
// the clock that the sweep computes: for each node, the number of its events in
// the causal past.
//
// Both are equal before each event. Where nothing comes in they stay equal iff the
// logged one rose by one in the own entry only. Where a message comes in, the logged
// one is the maximum iff it rose so there, it is nowhere below the clock that comes
// in, and each other entry that it raised is that clock's. So the sweep need not
// merge clocks: it takes over what the logged one says. An event is the end of one
// message, so no more come in at any.
type exactness struct {
	w       *sweeper
	strand  []parse.StrandID     // the only one of each node; noStrand without a log
	readers []parse.ClockChanges // by strand
	spread  clockRow             // room for a clock that comes in as a list of entries
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
	x := &exactness{w: w, strand: make([]parse.StrandID, len(g.run.Nodes())), readers: make([]parse.ClockChanges, len(g.strands)), spread: newRow(len(g.strands))}
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
	in := x.incoming()
	if x.failed || in == nil || !x.read(t, in.known) || !t.row.covers(in) {
		x.fail()
	}
}

// incoming returns the clock that comes in, each entry at its strand; nil where not
// just one does.
func (x *exactness) incoming() *clockRow {
	if len(x.w.in) != 1 {
		return nil
	}
	in := &x.w.in[0]
	if f := in.flight; f != nil && (f.full || f.whole) {
		return &f.clockRow
	}
	x.spread.clear()
	if in.flight != nil {
		x.spread.join(in.flight)
	} else {
		x.spread.set(in.strand, in.pos+1)
	}
	return &x.spread
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
