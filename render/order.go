package render

import (
	"cmp"
	"slices"
	"sort"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// order returns the links of a picture: the transitive reduction of
// happens-before among its marks, and, marked as implied, the program edges
// and messages between marks that the reduction leaves out.
//
// A mark's direct predecessors are found without looking at all pairs:
//
//  1. On each lane the latest mark in the causal past is the only candidate,
//     for it follows all others there.
//  2. A candidate that the lane's previous mark already had in its past is
//     implied by that one.
//  3. Of the rest, those that happen before another one are implied.
func order(g *graph.Graph, p *picture, cross map[[2]int]linkReason) []link {
	o := orderer{g: g, p: p}
	for to := range p.marks {
		before := o.candidates(to)
		for _, from := range before {
			why := o.why(from, to, cross)
			implied := slices.ContainsFunc(before, func(other int) bool { return other != from && o.before(from, other) })
			if implied && why == byPath && p.marks[from].lane != p.marks[to].lane {
				continue
			}
			o.links = append(o.links, link{from, to, why, implied})
			delete(cross, [2]int{from, to})
		}
	}
	for pair, why := range cross {
		if why == byMessage {
			o.links = append(o.links, link{pair[0], pair[1], why, true})
		}
	}
	sortLinks(o.links)
	return o.links
}

func sortLinks(links []link) {
	slices.SortFunc(links, func(a, b link) int { return cmp.Or(cmp.Compare(a.to, b.to), cmp.Compare(a.from, b.from)) })
}

type orderer struct {
	g     *graph.Graph
	p     *picture
	links []link
}

// candidates returns the marks that may directly precede mark to: the previous
// one on its lane, and on other lanes the latest in its past that this one does
// not know yet.
func (o *orderer) candidates(to int) []int {
	m := o.p.marks[to]
	prev := to - 1
	if to == o.p.lanes[m.lane].first {
		prev = -1
	}
	var out []int
	for l := range o.p.lanes {
		if l == m.lane {
			if prev >= 0 {
				out = append(out, prev)
			}
			continue
		}
		from := o.latest(m.first, l)
		if from < 0 || prev >= 0 && o.before(from, prev) {
			continue
		}
		out = append(out, from)
	}
	return out
}

// latest returns the last mark of a lane that lies wholly in the past of e, -1
// for none.
func (o *orderer) latest(e parse.EventID, l int) int {
	ln := o.p.lanes[l]
	known := parse.EventID(o.g.Known(e, ln.strand)) + o.p.run.Strands()[ln.strand].First
	n := ln.last - ln.first + 1
	i := sort.Search(n, func(i int) bool { return o.p.marks[ln.first+i].last >= known })
	if i == 0 {
		return -1
	}
	return ln.first + i - 1
}

// before reports whether mark a happens before mark b.
func (o *orderer) before(a, b int) bool {
	return o.g.Before(o.p.marks[a].last, o.p.marks[b].first)
}

// why says what the link from one mark to another stands for.
func (o *orderer) why(from, to int, cross map[[2]int]linkReason) linkReason {
	if why, ok := cross[[2]int{from, to}]; ok {
		return why
	}
	a, b := o.p.marks[from], o.p.marks[to]
	if a.lane == b.lane && a.last+1 == b.first {
		return byProgram
	}
	return byPath
}
