package graph

import (
	"sync"

	"github.com/tracecausal/tracecausal/parse"
)

// steps are the two kinds of edges between strands that the order is made of,
// indexed when the first question about order is asked.
type steps struct {
	once  sync.Once
	kinds [2]*hops // messages, stamp edges
}

// hops returns the indexed edges: messages first. Edges that the order passes
// over, since it is contradictory beyond mending, are left out.
func (g *Graph) hops() *[2]*hops {
	g.steps.once.Do(func() {
		msgs := g.msgs[:g.entered]
		stamps := make([]Msg, len(g.stamps))
		for i, e := range g.stamps {
			stamps[i] = Msg{Send: e.From, Receive: e.To, Deliver: parse.NoEvent}
		}
		if g.fatal {
			passed := g.passedOver()
			msgs, stamps = without(msgs, passed, Message), without(stamps, passed, Stamp)
		}
		g.steps.kinds = [2]*hops{newHops(g, msgs), newHops(g, stamps)}
	})
	return &g.steps.kinds
}

// passedOver returns the edges that a sweep does not follow.
func (g *Graph) passedOver() map[Edge]bool {
	passed := make(map[Edge]bool)
	w := newSweeper(g, g.stamps)
	w.passed = func(e Edge) { passed[e] = true }
	w.run()
	return passed
}

func without(edges []Msg, passed map[Edge]bool, why Reason) []Msg {
	var kept []Msg
	for _, m := range edges {
		if !passed[Edge{m.Send, m.enter(), why}] {
			kept = append(kept, m)
		}
	}
	return kept
}

// closePast adds to c the causal past of all that lies in it, until it knows
// more than enough of strand s; enough may be more than the strand holds.
//
// A strand is looked at again when more of it lies in the past. The shortest way
// to an event passes each strand at most once; so a queue is done with after at
// most as many rounds as there are strands, and mostly after two or three.
func (g *Graph) closePast(c Cut, s parse.StrandID, enough uint32) {
	kinds := g.hops()
	seen := make([]uint32, len(c)) // how much of each strand was looked at
	w := newWorklist(len(c))
	for p := range c {
		if c[p] > 0 {
			w.push(parse.StrandID(p))
		}
	}
	for c[s] <= enough {
		p, ok := w.pop()
		if !ok {
			return
		}
		lo := seen[p]
		seen[p] = c[p]
		for _, h := range kinds {
			h.raise(c, p, lo, seen[p], w.push)
		}
	}
}

// closeFuture lowers the entries of first, an event of each strand, to the first
// event that follows one of these or a later event of their strands.
func (g *Graph) closeFuture(first Cut) {
	kinds := g.hops()
	w := newWorklist(len(first))
	for p := range first {
		w.push(parse.StrandID(p))
	}
	for p, ok := w.pop(); ok; p, ok = w.pop() {
		for _, h := range kinds {
			i := h.first(first, p, first[p])
			if i < 0 {
				continue
			}
			_, first[p] = g.position(h.edges[i].enter())
			g.eachAfter(p, w.push)
		}
	}
}

// eachAfter calls f for each strand that edges lead to from p.
func (g *Graph) eachAfter(p parse.StrandID, f func(parse.StrandID)) {
	for _, h := range g.hops() {
		for _, q := range h.outof[p] {
			f(q)
		}
	}
}

// worklist is a queue of strands that holds each at most once.
type worklist struct {
	ring
	queued []bool
}

func newWorklist(strands int) *worklist {
	return &worklist{newRing(strands), make([]bool, strands)}
}

func (w *worklist) push(s parse.StrandID) {
	if !w.queued[s] {
		w.queued[s] = true
		w.ring.push(s)
	}
}

func (w *worklist) pop() (parse.StrandID, bool) {
	s, ok := w.ring.pop()
	if ok {
		w.queued[s] = false
	}
	return s, ok
}
