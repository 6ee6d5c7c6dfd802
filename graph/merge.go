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
			return cmp.Or(cmp.Compare(b.when, a.when), cmp.Compare(b.from, a.from), cmp.Compare(a.reason, b.reason))
		})
	}
	stepImplied := w.next[s] == 0
	for _, x := range w.in {
		if x.flight >= 0 && x.strand != s && w.flights.clock(x.flight)[s] == w.next[s] {
			stepImplied = true
		}
		if w.known(s, x.strand) <= x.pos {
			if w.kept != nil {
				w.kept(Edge{x.from, e, x.reason})
			}
			w.learn(s, x)
		}
		w.flights.release(x.from, x.flight)
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
	if w.rows[s] == nil {
		return 0
	}
	return w.rows[s][q]
}

// learn merges the clock of x's source into that of s.
func (w *sweeper) learn(s parse.StrandID, x inEdge) {
	row := w.row(s)
	if x.flight < 0 {
		w.learnCount(s, x.strand, x.pos+1)
		return
	}
	clock := w.flights.clock(x.flight)[:len(row)]
	if w.learned == nil {
		for i, n := range clock {
			if n > row[i] {
				row[i] = n
			}
		}
		return
	}
	for i, n := range clock {
		if n > row[i] && i != int(s) {
			row[i] = n
			w.learned(s, parse.StrandID(i), n)
		}
	}
}

// learnCount raises one entry of the clock of s.
func (w *sweeper) learnCount(s, q parse.StrandID, n uint32) {
	w.row(s)[q] = n
	if w.learned != nil {
		w.learned(s, q, n)
	}
}

// row returns the clock of s, made at its first use.
func (w *sweeper) row(s parse.StrandID) []uint32 {
	if w.rows[s] == nil {
		w.rows[s] = w.flights.row()
		w.rows[s][s] = w.next[s]
	}
	return w.rows[s]
}
