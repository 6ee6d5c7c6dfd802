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
// values stand (for timestamps, that of the oracles), or of those that the strand
// of the given event learns of, if these are fewer.
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
	p.prefixes(e, func(s *priorStrand, n int) { f(s.best[n-1]) })
}

// all calls f with every value that happens before e and is wanted; of two
// values, the greater must be wanted if the other is. It takes the time of each
// and O(1) for every value from the first of a strand that is wanted on.
func (p *prior) all(e parse.EventID, wanted func(value int) bool, f func(value int)) {
	p.prefixes(e, func(s *priorStrand, n int) {
		for ; n > 0 && wanted(s.best[n-1]); n-- {
			if v := s.values[n-1]; wanted(v) {
				f(v)
			}
		}
	})
}

// prefixes calls f with every strand of which values happen before e, and with
// their number.
func (p *prior) prefixes(e parse.EventID, f func(s *priorStrand, n int)) {
	own := p.g.Run().StrandOf(e)
	learnt, ok := p.g.Learns(own)
	if !ok || len(learnt) > len(p.strands) {
		for i := range p.strands {
			p.prefix(e, own, &p.strands[i], f)
		}
		return
	}
	i, _ := slices.BinarySearch(learnt, own)
	for _, part := range [][]parse.StrandID{learnt[:i], {own}, learnt[i:]} {
		for _, strand := range part {
			if k, ok := slices.BinarySearchFunc(p.strands, strand, func(s priorStrand, id parse.StrandID) int { return cmp.Compare(s.strand, id) }); ok {
				p.prefix(e, own, &p.strands[k], f)
			}
		}
	}
}

// prefix calls f unless no value of a strand happens before e, an event of own.
func (p *prior) prefix(e parse.EventID, own parse.StrandID, s *priorStrand, f func(s *priorStrand, n int)) {
	known := e
	if s.strand != own {
		known = s.first + parse.EventID(p.g.Known(e, s.strand))
	}
	n, _ := slices.BinarySearchFunc(s.values, known, func(v int, limit parse.EventID) int {
		return cmp.Compare(p.at[v], limit)
	})
	if n > 0 {
		f(s, n)
	}
}
