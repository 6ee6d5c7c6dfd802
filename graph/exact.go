package graph

import (
	"math"

	"github.com/tracecausal/tracecausal/parse"
)

// exactness finds out, along a sweep, whether every vector clock of the run is
// the clock that the sweep computes: for each node, the number of its events in
// the causal past.
//
// Both are equal before each event. Where nothing comes in they stay equal iff the
// logged one rose by one in the own entry only. Else the logged one is the maximum
// of those that come together iff it rose so there, none of these is above it, and
// each other entry that it raised is that of one of them. So the sweep need not
// merge clocks: it takes over what the logged one says.
type exactness struct {
	w       *sweeper
	strand  []parse.StrandID     // the only one of each node; noStrand without a log
	readers []parse.ClockChanges // by strand
	failed  bool

	// Of the event at hand, beside its own entry:
	raised  []parse.StrandID // whose entries rise
	open    []bool           // by strand: it is one of these, and no edge says so yet
	missing int              // how many are open
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
	x := &exactness{w: w, strand: make([]parse.StrandID, len(g.run.Nodes())), readers: make([]parse.ClockChanges, len(g.strands)), open: make([]bool, len(g.strands))}
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
	w.quiet, w.merger = x.lookAtSteps, x.merge
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

// merge takes over the logged clock of the event at hand, and compares it with what
// comes in there.
func (x *exactness) merge(t *walk) {
	x.w.row(t)
	if x.failed || !x.read(t) {
		x.fail()
		return
	}
	for i := range x.w.in {
		x.compare(t.row.known, &x.w.in[i])
	}
	if x.missing > 0 {
		x.fail()
	}
}

// read raises the clock of a strand to the logged one, all but the own entry. It
// returns false where another clock than the sweep's is logged in any case.
func (x *exactness) read(t *walk) bool {
	n, own, _ := x.readers[t.strand].Next()
	x.raised, x.missing = x.raised[:0], n
	for ; n > 0; n-- {
		node, rose := x.readers[t.strand].Entry()
		q := x.strand[node]
		if q == noStrand {
			return false
		}
		old := int64(t.row.known[q])
		if old+rose <= old || old+rose > math.MaxUint32 {
			return false
		}
		if old == 0 {
			t.row.note(q)
		}
		t.row.known[q] = uint32(old + rose)
		x.raised, x.open[q] = append(x.raised, q), true
	}
	return own
}

// compare compares the clock of the event at hand with one that comes in.
func (x *exactness) compare(row []uint32, in *inEdge) {
	switch f := x.w.flights.at(in.slot); {
	case f == nil:
		x.hear(row, in.strand, in.pos+1)
	case f.full:
		if !covers(row, f.known) {
			x.fail()
		}
		for _, q := range x.raised {
			x.hear(row, q, f.known[q])
		}
	default:
		for i, q := range f.about {
			x.hear(row, q, f.listed(i))
		}
	}
}

// hear compares one entry of the clock of the event at hand with what comes in.
func (x *exactness) hear(row []uint32, q parse.StrandID, n uint32) {
	if n > row[q] {
		x.fail()
	}
	if n == row[q] && x.open[q] {
		x.open[q] = false
		x.missing--
	}
}

// covers reports whether no entry of another row is above that of a row. It takes
// no branch on any.
func covers(row, other []uint32) bool {
	row = row[:len(other)]
	below := uint64(0)
	for i, n := range other {
		below |= uint64(row[i]) - uint64(n)
	}
	return below>>63 == 0
}

// fail ends the sweep with its turn, up to which no clock that comes in is compared
// any more.
func (x *exactness) fail() { x.failed, x.w.end = true, 0 }
