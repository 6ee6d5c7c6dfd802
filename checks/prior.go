package checks

import (
	"cmp"
	"slices"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// prior holds values that stand at events, and finds the greatest of those
// that happen before a given event. Values are known by index; at holds their
// events.
//
// A query takes O(k log n) time, where k is the number of strands on which
// values stand (for timestamps, that of the oracles).
type prior struct {
	g       *graph.Graph
	at      []parse.EventID
	strands []priorStrand
}

// priorStrand holds the values of one strand in its order, with the greatest
// of each beginning.
type priorStrand struct {
	strand parse.StrandID
	first  parse.EventID // of the strand
	values []int         // indices into at
	best   []int         // best[i] is the greatest of values[:i+1], the earliest among equals
}

// newPrior takes the events of values and how their values compare.
func newPrior(g *graph.Graph, at []parse.EventID, compare func(i, j int) int) *prior {
	p := &prior{g: g, at: at}
	order := make([]int, len(at))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(at[i], at[j]) })
	run := g.Run()
	for _, i := range order {
		s := run.StrandOf(at[i])
		if n := len(p.strands); n == 0 || p.strands[n-1].strand != s {
			p.strands = append(p.strands, priorStrand{strand: s, first: run.Strands()[s].First})
		}
		p.strands[len(p.strands)-1].add(i, compare)
	}
	return p
}

func (s *priorStrand) add(i int, compare func(i, j int) int) {
	best := i
	if n := len(s.best); n > 0 && compare(s.best[n-1], i) >= 0 {
		best = s.best[n-1]
	}
	s.values, s.best = append(s.values, i), append(s.best, best)
}

// each calls f with the greatest value of every strand among those that happen
// before e.
func (p *prior) each(e parse.EventID, f func(value int)) {
	own := p.g.Run().StrandOf(e)
	for i := range p.strands {
		s := &p.strands[i]
		known := s.first + parse.EventID(p.g.Known(e, s.strand))
		if s.strand == own {
			known = e
		}
		n, _ := slices.BinarySearchFunc(s.values, known, func(v int, limit parse.EventID) int {
			return cmp.Compare(p.at[v], limit)
		})
		if n > 0 {
			f(s.best[n-1])
		}
	}
}
