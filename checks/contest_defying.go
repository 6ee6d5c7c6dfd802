package checks

import (
	"cmp"
	"slices"

	"github.com/tracecausal/tracecausal/parse"
)

// defying visits the pairs of tenures that are apart by clocks though the order
// of events may prove that they met: the one that starts later by clocks starts
// before a use, or the sure end, of the other. Clocks that keep to their bound
// leave none. They are the pairs that sweepTime passes over, so none is visited
// twice.
//
// It takes the time of a question to prior for each end and use.
func (c *contest) defying(byTime []timed, visit func(a, b *tenure)) {
	starts := make([]parse.EventID, len(byTime))
	for i, t := range byTime {
		starts[i] = t.start
	}
	p := newPrior(c.in.Graph, starts, func(i, j int) int { return cmp.Compare(byTime[i].from, byTime[j].from) })
	met := make([]int, len(byTime)) // 1 + the index of the tenure that each met last
	for i, a := range byTime {
		if a.until == never {
			continue
		}
		later := func(j int) bool { return c.over(a, byTime[j]) }
		for _, e := range slices.Concat(a.uses, []parse.EventID{a.sure}) {
			p.all(e, later, func(j int) {
				if j <= i || met[j] == i+1 || !c.spend() {
					return
				}
				met[j] = i + 1
				visit(a.tenure, byTime[j].tenure)
			})
		}
	}
}
