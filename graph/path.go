package graph

import (
	"slices"
	"sort"

	"github.com/tracecausal/tracecausal/parse"
)

// Path returns a path of edges from a to b with the fewest messages and stamps,
// nil where a does not happen before b. The program order between them is one
// edge each, however many events it spans. It looks only at events between a
// and b, at each edge among them once.
func (g *Graph) Path(a, b parse.EventID) []Edge {
	if !g.Before(a, b) {
		return nil
	}
	s := &search{g: g, from: a, looked: make(map[parse.StrandID]parse.EventID)}
	home := g.locate.strand(a)
	s.steps = []step{{at: b, parent: noStep}}
	for i := 0; ; i++ {
		if at := s.steps[i].at; at >= a && g.locate.strand(at) == home {
			return s.path(i)
		}
		s.open(i)
	}
}

// search goes back from the end of a path, breadth first. Arriving at an event
// opens all edges that come into its strand up to there, each once.
type search struct {
	g      *Graph
	from   parse.EventID
	steps  []step
	looked map[parse.StrandID]parse.EventID // edges into a strand before this event were opened
}

// step stands at an event from which edge leads towards the end of the path, by
// way of the step before it.
type step struct {
	at     parse.EventID
	edge   Edge
	parent int
}

func (s *search) open(i int) {
	at := s.steps[i].at
	strand := s.g.locate.strand(at)
	lo, ok := s.looked[strand]
	if !ok {
		lo = s.g.strands[strand].First
	}
	if at < lo {
		return
	}
	s.looked[strand] = at + 1
	msgs, stamps := s.g.msgs[:s.g.entered], s.g.stamps
	j := sort.Search(len(msgs), func(j int) bool { return msgs[j].enter() >= lo })
	for ; j < len(msgs) && msgs[j].enter() <= at; j++ {
		s.add(i, Edge{msgs[j].Send, msgs[j].enter(), Message})
	}
	j = sort.Search(len(stamps), func(j int) bool { return stamps[j].To >= lo })
	for ; j < len(stamps) && stamps[j].To <= at; j++ {
		s.add(i, stamps[j])
	}
}

// add takes an edge whose source lies between the two events asked for. In a
// run whose evidence is contradictory that also leaves out the edges that the
// order passed over.
func (s *search) add(parent int, e Edge) {
	if e.From == s.from || s.g.Before(s.from, e.From) && s.g.Before(e.From, e.To) {
		s.steps = append(s.steps, step{e.From, e, parent})
	}
}

// path returns the edges from the search's first event to its last, by way of
// step i.
func (s *search) path(i int) []Edge {
	var path []Edge
	at := s.from
	for ; i != noStep; i = s.steps[i].parent {
		st := &s.steps[i]
		if at != st.at {
			path = append(path, Edge{at, st.at, Program})
		}
		if st.parent != noStep {
			path = append(path, st.edge)
			at = st.edge.To
		}
	}
	return slices.Clip(path)
}
