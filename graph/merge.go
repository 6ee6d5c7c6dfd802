package graph

import (
	"cmp"
	"slices"

	"github.com/tracecausal/tracecausal/parse"
)

// merge brings the clocks of the edges in w.in into the clock of s, whose next
// event e is.
//
// The sources are taken latest first. A source that precedes another was
// visited before it, so by the time its turn comes the clock covers it if any
// other edge implies it: what is not covered then is the transitive reduction.
func (w *sweeper) merge(s parse.StrandID, e parse.EventID) {
	if len(w.in) > 1 {
		slices.SortFunc(w.in, func(a, b inEdge) int {
			return cmp.Or(cmp.Compare(b.when, a.when), cmp.Compare(b.source, a.source), cmp.Compare(a.reason, b.reason))
		})
	}
	w.grown = 0
	stepImplied := w.next[s] == 0
	for i := range w.in {
		x := &w.in[i]
		if w.kept != nil && x.flight != nil && x.strand != s && x.flight.of(s) == w.next[s] {
			stepImplied = true
		}
		if known := x.known || i > 0 && w.known(s, x.strand) > x.pos; !known {
			if w.kept != nil {
				w.kept(Edge{w.g.strands[x.strand].First + parse.EventID(x.pos), e, x.reason})
			}
			w.learn(s, x)
		}
		w.flights.release(x.source)
	}
	if w.kept != nil && !stepImplied {
		w.kept(Edge{e - 1, e, Program})
	}
}

// known returns how many events of strand q are in the past of strand s.
func (w *sweeper) known(s, q parse.StrandID) uint32 {
	if s == q {
		return w.next[s]
	}
	if w.rows[s].known == nil {
		return 0
	}
	return w.rows[s].known[q]
}

// learn merges the clock of x's source into that of s. That clock knows no more
// of s than s itself.
func (w *sweeper) learn(s parse.StrandID, x *inEdge) {
	switch {
	case x.flight == nil:
		w.learnCount(s, x.strand, x.pos+1)
	case w.takeOver(s, x):
	case !x.flight.full:
		for i, q := range x.flight.about {
			if n := x.flight.listed(i); n > w.known(s, q) {
				w.learnCount(s, q, n)
			}
		}
	case w.learned == nil:
		row := w.row(s)
		row.fill()
		w.grown += raise(row.known, x.flight.known)
	default:
		known := w.row(s).known
		for q, n := range x.flight.known {
			if n > known[q] {
				w.learnCount(s, parse.StrandID(q), n)
			}
		}
	}
}

// takeOver makes the clock of x's source that of s, where s has none and nobody
// else needs it. Whoever wants to know of each growth does without.
func (w *sweeper) takeOver(s parse.StrandID, x *inEdge) bool {
	if w.learned != nil || w.visit != nil || w.quiet != nil || w.rows[s].known != nil {
		return false
	}
	row, ok := w.flights.take(x.flight)
	if !ok {
		return false
	}
	if row.known[s] == 0 {
		row.note(s)
	}
	row.known[s] = w.next[s]
	w.rows[s] = row
	return true
}

// raise makes a row the maximum of itself and another one, and returns the sum by
// which its entries grew. It takes no branch on what it finds, which nobody could
// predict.
func raise(row, other []uint32) (grown uint64) {
	row = row[:len(other)]
	for i, n := range other {
		old := row[i]
		n = max(n, old)
		row[i] = n
		grown += uint64(n - old)
	}
	return grown
}

// learnCount raises one entry of the clock of s, which is lower.
func (w *sweeper) learnCount(s, q parse.StrandID, n uint32) {
	row := w.row(s)
	if row.known[q] == 0 {
		row.note(q)
	}
	w.grown += uint64(n - row.known[q])
	row.known[q] = n
	if w.learned != nil {
		w.learned(s, q, n)
	}
}

// row returns the clock of s, made at its first use.
func (w *sweeper) row(s parse.StrandID) *clockRow {
	row := &w.rows[s]
	if row.known == nil {
		*row = w.flights.row()
		row.known[s] = w.next[s]
		row.note(s)
	}
	return row
}
