package graph

import (
	"cmp"
	"slices"

	"github.com/tracecausal/tracecausal/parse"
)

// merge brings the clocks of the edges in w.in into the clock of a strand, whose
// next event they come in at.
//
// The sources are taken latest first. A source that precedes another was
// visited before it, so by the time its turn comes the clock covers it if any
// other edge implies it: what is not covered then is the transitive reduction.
func (w *sweeper) merge(t *walk) {
	if len(w.in) > 1 {
		slices.SortFunc(w.in, func(a, b inEdge) int {
			return cmp.Or(cmp.Compare(b.flight.visited(), a.flight.visited()), cmp.Compare(b.source, a.source), cmp.Compare(a.reason, b.reason))
		})
	}
	e := t.first + parse.EventID(t.next)
	stepImplied := t.next == 0
	for i := range w.in {
		x := &w.in[i]
		if w.kept != nil && x.flight != nil && x.strand != t.strand && x.flight.of(t.strand) == t.next {
			stepImplied = true
		}
		if known := x.known || i > 0 && t.known(x.strand) > x.pos; !known {
			if w.kept != nil {
				w.kept(Edge{w.walks[x.strand].first + parse.EventID(x.pos), e, x.reason})
			}
			w.learn(t, x)
		}
	}
	if w.kept != nil && !stepImplied {
		w.kept(Edge{e - 1, e, Program})
	}
}

// known returns how many events of strand q are in the past of the strand's last
// visited event, that included.
func (t *walk) known(q parse.StrandID) uint32 {
	switch {
	case t.row.known != nil:
		return t.row.known[q]
	case q == t.strand:
		return t.next
	}
	return 0
}

// learn merges the clock of x's source into that of a strand. That clock knows no
// more of the strand than the strand itself.
func (w *sweeper) learn(t *walk, x *inEdge) {
	f := x.flight
	if f == nil {
		w.learnCount(t, x.strand, x.pos+1)
		return
	}
	if t.row.known == nil && w.takeOver(t, f) {
		return
	}
	w.row(t)
	if w.learned != nil {
		w.tell(t, f)
	}
	t.row.join(f)
}

// tell says how the clock of a strand grows by that of a flight.
func (w *sweeper) tell(t *walk, f *flight) {
	tell := func(q parse.StrandID, n uint32) {
		if n > t.row.known[q] {
			w.learned(t.strand, q, n)
		}
	}
	if f.full {
		for q, n := range f.known {
			tell(parse.StrandID(q), n)
		}
		return
	}
	for i, q := range f.about {
		tell(q, f.listed(i))
	}
}

// takeOver makes the clock of a flight that of a strand that has none, where
// nobody else needs it. Whoever wants to know of each growth does without.
func (w *sweeper) takeOver(t *walk, f *flight) bool {
	if w.learned != nil || w.visit != nil {
		return false
	}
	row, ok := w.flights.take(f)
	if !ok {
		return false
	}
	row.set(t.strand, t.next)
	t.row = row
	return true
}

// learnCount raises one entry of a strand's clock, which is lower.
func (w *sweeper) learnCount(t *walk, q parse.StrandID, n uint32) {
	w.row(t)
	t.row.set(q, n)
	if w.learned != nil {
		w.learned(t.strand, q, n)
	}
}

// row makes the clock of a strand at its first use.
func (w *sweeper) row(t *walk) {
	if t.row.known == nil {
		t.row = w.flights.row()
		t.row.set(t.strand, t.next)
	}
}
