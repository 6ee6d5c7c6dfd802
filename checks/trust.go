package checks

import (
	"fmt"
	"slices"
	"sync"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// trust says how far the order of a run can be relied on.
type trust struct {
	fatal        bool                // a cycle without stamp edges: the order means nothing
	contradicted bool                // the vector clocks contradict themselves or the messages
	stamped      bool                // some edge of the order rests on vector clocks
	matched      map[graph.Edge]bool // message edges that rest on them
	gaps         []string            // why a pass may rest on too little
	mute         map[parse.NodeID]bool
}

// weigh finds out what the order is worth before anything is concluded from it.
func (j *judge) weigh(list []Check) {
	j.trust.mute = muteNodes(j.in)
	if !slices.ContainsFunc(list, func(c Check) bool { return c.UsesOrder }) {
		return
	}
	t := &j.trust
	cycle, fatal := j.in.Graph.Cycle()
	t.fatal = fatal
	t.contradicted = cycle != nil && !fatal || j.vectorsBroken()
	if t.contradicted {
		t.findStamped(j.in.Graph)
	}
	t.gaps = append(slices.Clone(j.in.Run.Gaps()), ghosts(j.in)...)
	if len(j.in.Graph.StampEdges()) > 0 { // where messages give all of the order, stamps could add nothing to it
		t.gaps = append(t.gaps, j.in.Graph.Uncertain()...)
	}
}

// vectorsBroken collects clock/vector, whether or not it was asked for:
// skipping a check must not make another one more certain.
func (j *judge) vectorsBroken() (broken bool) {
	if has, _, _, _ := j.in.Run.Has(); !has {
		return false
	}
	defer func() {
		if p := recover(); p != nil {
			passLimit(p)
			j.errs = append(j.errs, fmt.Errorf("internal error: check %s: panic: %v", clockVector.ID, p))
			broken = true
		}
	}()
	ev := clockVector.Collect(j.in)
	return slices.ContainsFunc(ev.Findings, func(f Finding) bool { return f.Certainty == Definite })
}

func (t *trust) findStamped(g *graph.Graph) {
	t.matched = make(map[graph.Edge]bool)
	for _, m := range g.Messages() {
		if to := g.Enter(m); m.Basis == graph.ByStamp && to != parse.NoEvent {
			t.matched[graph.Edge{From: m.Send, To: to, Reason: graph.Message}] = true
		}
	}
	t.stamped = len(t.matched) > 0 || len(g.StampEdges()) > 0
}

// weakens reports whether a proof needs an edge that contradicted clocks made.
func (t *trust) weakens(proofs []Proof) bool {
	return t.contradicted && slices.ContainsFunc(proofs, func(p Proof) bool {
		return slices.ContainsFunc(p.Path, func(e graph.Edge) bool { return e.Reason == graph.Stamp || t.matched[e] })
	})
}

// muteNodes lists the nodes that may hold messages back though none of their
// deliveries is logged: other nodes log theirs, and lines are missing. There an
// arrival may not be a delivery.
func muteNodes(in *Input) map[parse.NodeID]bool {
	mute, delivers := map[parse.NodeID]bool{}, false
	for n := range in.Run.Nodes() {
		d := in.Graph.Delivers(parse.NodeID(n))
		mute[parse.NodeID(n)], delivers = !d, delivers || d
	}
	if !delivers || !in.Options.torn() && len(in.Graph.Matching().Orphans) == 0 && len(in.Graph.Ghosts()) == 0 {
		return nil
	}
	return mute
}

// takesIn reports whether a finding rests on an arrival at one of some nodes.
func (f *Finding) takesIn(run *parse.Run, nodes map[parse.NodeID]bool) bool {
	arrival := func(e parse.EventID) bool {
		event := run.Event(e)
		return event.Role() == parse.Receives && nodes[event.Node()]
	}
	return slices.ContainsFunc(f.Events, func(w Witness) bool { return arrival(w.Event) }) ||
		slices.ContainsFunc(f.Proof, func(p Proof) bool {
			return slices.ContainsFunc(p.Path, func(e graph.Edge) bool { return e.Reason == graph.Message && arrival(e.To) })
		})
}

// doubts lists what keeps a check that found nothing from passing.
func (j *judge) doubts(c *Check) []string {
	var doubts []string
	if n := j.in.Options.BadLines; n > 0 {
		doubts = append(doubts, count(n, "line")+" could not be read and may hold what this check looks for")
	}
	if !c.UsesOrder {
		return doubts
	}
	if j.trust.contradicted && j.trust.stamped {
		doubts = append(doubts, "the order rests in part on vector clocks that contradict the log (see clock/vector and causality/cycle)")
	}
	return append(doubts, j.trust.gaps...)
}

// ghosts says which events are known to be missing from the log.
func ghosts(in *Input) []string {
	var words []string
	missing := in.Graph.Ghosts()
	for n, node := range in.Run.Nodes() {
		id := parse.NodeID(n)
		k, name := missing[id], nodeName(in.Run, id)
		if k.Events == 0 || node.External {
			continue
		}
		text := fmt.Sprintf("the clocks know of %s at %s that no log holds", count(k.Events, "event"), name)
		if bare := clockless(in.Run, id); bare > 0 {
			text += fmt.Sprintf(" with its clock (events there without one: %d of %d)", bare, node.Events)
		}
		text += fmt.Sprintf(": the clock of %s has %d for %s", eventName(in.Run, k.Clock), k.First, name)
		if node.Events == 0 {
			text += "; add the log of " + name + ", or declare it with --external"
		}
		words = append(words, text)
	}
	return words
}

// clockless counts the events of a node that carry no vector clock: one of them
// may be an event that the clocks of others refer to.
func clockless(run *parse.Run, n parse.NodeID) int {
	bare := 0
	for _, s := range run.StrandsOf(n) {
		cur := run.VectorCursor(s)
		for range run.Strands()[s].Len {
			if cur.Next(); !cur.Has() {
				bare++
			}
		}
	}
	return bare
}

// holes returns a function that reports, with one look at the clocks, that
// lines are known to be missing from the log: what rests on nothing having
// happened between two events is then only possible.
func (in *Input) holes() func() bool {
	return sync.OnceValue(func() bool {
		return in.Options.torn() || len(in.Graph.Matching().Orphans) > 0 || len(in.Run.Gaps()) > 0 || len(ghosts(in)) > 0 || len(clockVector.Collect(in).Missing) > 0
	})
}
