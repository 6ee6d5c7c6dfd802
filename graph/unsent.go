package graph

import (
	"slices"
	"sync"

	"github.com/tracecausal/tracecausal/parse"
)

// unsent are the receives through which order may be missing. They are listed
// when they are first asked for.
type unsent struct {
	once sync.Once
	list []parse.EventID // by rising event
}

// Unsent returns the first receive or delivery inside a cut whose send no log
// holds, so that what lies outside the cut may have come before it; ok is false
// where there is none. Those that the log itself places are passed over: a
// receive that has not been delivered where deliveries are logged, and, where
// every event of the run has a vector clock, one whose clock shows that the
// message brought the clock of its sender.
func (g *Graph) Unsent(c Cut) (e parse.EventID, ok bool) {
	return g.firstUnsent(func(parse.StrandID) uint32 { return 0 }, func(s parse.StrandID) uint32 { return c[s] })
}

// UnsentBetween is Unsent for the events that are b or before it and neither a
// nor before it: where there is none, a is surely not before b if the graph does
// not say so.
func (g *Graph) UnsentBetween(a, b parse.EventID) (e parse.EventID, ok bool) {
	return g.firstUnsent(func(s parse.StrandID) uint32 { return g.Known(a, s) }, func(s parse.StrandID) uint32 { return g.Known(b, s) })
}

// firstUnsent looks at each strand that has such events between two positions.
func (g *Graph) firstUnsent(from, to func(parse.StrandID) uint32) (e parse.EventID, ok bool) {
	g.unsent.once.Do(func() { g.unsent.list = g.findUnsent() })
	for list := g.unsent.list; len(list) > 0; {
		s := g.run.StrandOf(list[0])
		st := g.strands[s]
		i, _ := slices.BinarySearch(list, st.First+parse.EventID(from(s)))
		if i < len(list) && list[i] < st.First+parse.EventID(to(s)) {
			return list[i], true
		}
		i, _ = slices.BinarySearch(list, st.First+parse.EventID(st.Len))
		list = list[i:]
	}
	return parse.NoEvent, false
}

// findUnsent lists the orphans but for those that Unsent passes over.
func (g *Graph) findUnsent() []parse.EventID {
	var list []parse.EventID
	for _, e := range g.matching.Orphans {
		event := g.run.Event(e)
		if event.Role() == parse.Delivers || !g.delivers[event.Node()] {
			list = append(list, e)
		}
	}
	if vector, _, _, _ := g.run.Has(); !vector || len(list) == 0 {
		return list
	}
	var kept []parse.EventID
	left := list
	for s, st := range g.strands {
		cur := g.run.VectorCursor(parse.StrandID(s))
		for range st.Len {
			if cur.Next(); !cur.Has() {
				return list // messages may come without clocks, too
			}
			if len(left) > 0 && left[0] == cur.Event() {
				if !g.knowsSender(cur) {
					kept = append(kept, left[0])
				}
				left = left[1:]
			}
		}
	}
	return kept
}

// knowsSender reports whether the clock of a receive knows more of its sender
// than the clock before.
func (g *Graph) knowsSender(cur *parse.VectorCursor) bool {
	from, ok := g.run.Event(cur.Event()).From()
	return ok && slices.ContainsFunc(cur.Changed(), func(x parse.Entry) bool { return x.Node == from })
}
