package graph

import (
	"slices"

	"github.com/tracecausal/tracecausal/parse"
)

// Path returns a path of edges from a to b with the fewest messages and stamps,
// nil where a does not happen before b. The program order between them is one
// edge each, however many events it spans.
//
//  1. It goes forward from a, level by level: which is the first event of each
//     strand that one more edge leads to, until that is b or comes before it.
//  2. It goes back from b, each time by the first edge into the strand, up to the
//     event at hand, that comes from what the level before reaches: a message, or
//     else a stamp edge.
//
// Each step is a look into the index of edges (hops.go), so that the way between
// far events of a long run costs no more than that between near ones.
func (g *Graph) Path(a, b parse.EventID) []Edge {
	home, start := g.position(a)
	goal, end := g.position(b)
	if home == goal {
		if a >= b {
			return nil
		}
		return []Edge{{a, b, Program}}
	}
	s := &search{g: g, reached: make(Cut, len(g.strands)), goal: goal, end: end + 1}
	for p, st := range g.strands {
		s.reached[p] = uint32(st.Len)
	}
	s.set(home, start, 0)
	length, ok := s.forward(home)
	if !ok {
		return nil
	}
	return s.back(a, b, length)
}

// search looks for a shortest path to a strand's events before position end.
type search struct {
	g       *Graph
	goal    parse.StrandID
	end     uint32
	reached Cut      // the first event of each strand that can be reached with as many edges as were tried
	undo    []change // of reached, by level
}

// change says what an entry was before it fell when level edges were tried.
type change struct {
	level  int
	strand parse.StrandID
	was    uint32
}

func (s *search) set(p parse.StrandID, pos uint32, level int) {
	s.undo = append(s.undo, change{level, p, s.reached[p]})
	s.reached[p] = pos
}

// forward finds how many edges lead from what is reached in strand home to the
// goal.
func (s *search) forward(home parse.StrandID) (length int, ok bool) {
	fresh := []parse.StrandID{home}
	next := newWorklist(len(s.reached))
	for level := 1; len(fresh) > 0; level++ {
		if _, ok := s.enter(s.goal, s.end); ok {
			return level, true
		}
		for _, q := range fresh {
			s.g.eachAfter(q, next.push)
		}
		fresh = s.advance(next, level, fresh[:0])
	}
	return 0, false
}

// advance tries one more edge into each strand of a worklist and appends those
// that it leads further in. All of them start from what was reached before.
func (s *search) advance(next *worklist, level int, fresh []parse.StrandID) []parse.StrandID {
	type arrival struct {
		strand parse.StrandID
		pos    uint32
	}
	var found []arrival
	for p, ok := next.pop(); ok; p, ok = next.pop() {
		if e, ok := s.enterEither(p, s.reached[p]); ok {
			_, pos := s.g.position(e)
			found = append(found, arrival{p, pos})
		}
	}
	for _, f := range found {
		s.set(f.strand, f.pos, level)
		fresh = append(fresh, f.strand)
	}
	return fresh
}

// enterEither returns where the first edge of either kind enters p.
func (s *search) enterEither(p parse.StrandID, end uint32) (at parse.EventID, ok bool) {
	at = parse.NoEvent
	for _, h := range s.g.hops() {
		if i := h.first(s.reached, p, end); i >= 0 {
			at = min(at, h.edges[i].enter())
		}
	}
	return at, at != parse.NoEvent
}

// enter returns the first message, else the first stamp edge, into strand p
// before position end that comes from what is reached.
func (s *search) enter(p parse.StrandID, end uint32) (Edge, bool) {
	for i, h := range s.g.hops() {
		if k := h.first(s.reached, p, end); k >= 0 {
			return Edge{h.edges[k].Send, h.edges[k].enter(), Message + Reason(i)}, true
		}
	}
	return Edge{}, false
}

// back returns the path from a to b. On its way it takes back what was reached,
// level by level.
func (s *search) back(a, b parse.EventID, length int) []Edge {
	var path []Edge
	at := b
	for level := length; level > 0; level-- {
		for k := len(s.undo) - 1; s.undo[k].level >= level; k-- {
			s.reached[s.undo[k].strand] = s.undo[k].was
			s.undo = s.undo[:k]
		}
		p, pos := s.g.position(at)
		e, _ := s.enter(p, pos+1)
		if e.To != at {
			path = append(path, Edge{e.To, at, Program})
		}
		path = append(path, e)
		at = e.From
	}
	if at != a {
		path = append(path, Edge{a, at, Program})
	}
	slices.Reverse(path)
	return slices.Clip(path)
}
