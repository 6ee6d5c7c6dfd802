package graph

import (
	"cmp"
	"slices"
	"sort"

	"github.com/tracecausal/tracecausal/parse"
)

// Looking for a shortest cycle costs a search for each edge of the part of the
// run that no sweep can reach. Beyond these bounds less is tried: a log that is
// contradictory all over must not take hours to say so.
const (
	maxTangle = 2048 // edges, up to which every one is tried
	maxStarts = 16   // edges tried beyond that
	maxCycles = 16   // cycles looked for; then edges are set aside without a search
)

// noStep is the parent of a search's first step.
const noStep = -1

// crossing is a message or stamp edge between events that are not visited.
type crossing struct {
	Edge
	stamp int // its index among the sweep's stamp edges; -1 for a message
}

// breakCycle finds a cycle among the events that the stalled sweep w has not
// visited and sets its stamp edges aside. It returns false where it has none.
func (g *Graph) breakCycle(w *sweeper) bool {
	if w.cycles++; w.cycles > maxCycles {
		return g.breakHeads(w)
	}
	t := newTangle(w)
	loop := t.shortest()
	broken := false
	for _, c := range loop {
		if c.stamp >= 0 {
			w.aside[c.stamp] = true
			g.aside = append(g.aside, c.Edge)
			broken = true
		}
	}
	if g.cycle == nil || !broken && !g.fatal {
		g.cycle = closeLoop(loop)
	}
	g.fatal = g.fatal || !broken
	return broken
}

// breakHeads sets every stamp edge aside that a strand is waiting at. Where none
// waits at one, all wait at messages, and those close a cycle without stamps.
func (g *Graph) breakHeads(w *sweeper) bool {
	broken := false
	for s := range w.walks {
		t := &w.walks[s]
		if t.next == t.len {
			continue
		}
		for j := t.stamp; j < len(w.stamps) && w.stampAt(t, j) == t.coming; j++ {
			if !w.aside[j] && !w.visited(w.stamps[j].From) {
				w.aside[j] = true
				g.aside = append(g.aside, w.stamps[j])
				broken = true
			}
		}
	}
	g.fatal = g.fatal || !broken
	return broken
}

func (w *sweeper) visited(e parse.EventID) bool {
	s, pos := w.g.position(e)
	return pos < w.walks[s].next
}

// closeLoop writes a loop of crossings with the program order between them.
func closeLoop(loop []crossing) []Edge {
	var cycle []Edge
	for i, c := range loop {
		cycle = append(cycle, c.Edge)
		if next := loop[(i+1)%len(loop)].From; next != c.To {
			cycle = append(cycle, Edge{c.To, next, Program})
		}
	}
	return cycle
}

// tangle is the part of a run that a sweep could not reach.
type tangle struct {
	w     *sweeper
	edges []crossing // by rising From

	opened []int // by strand: edges from this index on have been followed
	marks  []int // in which search opened was set
	search int
}

func newTangle(w *sweeper) *tangle {
	t := &tangle{w: w, opened: make([]int, len(w.g.strands)), marks: make([]int, len(w.g.strands))}
	add := func(e Edge, stamp int) {
		if !w.visited(e.From) && !w.visited(e.To) {
			t.edges = append(t.edges, crossing{e, stamp})
		}
	}
	for i := range w.g.msgs[:w.g.entered] {
		m := &w.g.msgs[i]
		add(Edge{m.Send, m.enter(), Message}, -1)
	}
	for j, e := range w.stamps {
		if !w.aside[j] {
			add(e, j)
		}
	}
	slices.SortFunc(t.edges, func(a, b crossing) int {
		return cmp.Or(cmp.Compare(a.From, b.From), compareEdges(a.Edge, b.Edge))
	})
	return t
}

// shortest returns a shortest loop: all loops of a small tangle are considered,
// of a large one those through the edges of one of its loops.
func (t *tangle) shortest() []crossing {
	var best []crossing
	for _, start := range t.starts() {
		if loop := t.loopFrom(start, len(best)); loop != nil {
			best = loop
		}
	}
	return best
}

func (t *tangle) starts() []int {
	if len(t.edges) > maxTangle {
		loop := t.waitLoop()
		return loop[:min(len(loop), maxStarts)]
	}
	all := make([]int, len(t.edges))
	for i := range all {
		all[i] = i
	}
	return all
}

// waitLoop follows who waits for whom until a strand comes up again, and
// returns the edges in between.
func (t *tangle) waitLoop() []int {
	into := make(map[parse.EventID]int) // an edge into each event
	for i, c := range t.edges {
		into[c.To] = i
	}
	w := t.w
	at := make(map[parse.StrandID]int) // length of the walk when it came to the strand
	s := slices.IndexFunc(w.g.strands, func(st parse.Strand) bool { return !w.visited(st.End() - 1) })
	var walk []int
	for q := parse.StrandID(s); ; {
		if n, ok := at[q]; ok {
			return walk[n:]
		}
		at[q] = len(walk)
		i := into[w.walks[q].first+parse.EventID(w.walks[q].next)]
		walk = append(walk, i)
		q = w.g.run.StrandOf(t.edges[i].From)
	}
}

type loopStep struct {
	edge, parent int
	length       int
}

// loopFrom returns a shortest loop that begins with that edge, nil where there
// is none shorter than limit (0: any). It goes breadth first; arriving at an
// event opens all edges that leave its strand from there on, once.
func (t *tangle) loopFrom(start, limit int) []crossing {
	t.search++
	goal := t.edges[start].From
	home := t.w.g.run.StrandOf(goal)
	steps := []loopStep{{start, noStep, 1}}
	for i := 0; i < len(steps); i++ {
		st := steps[i]
		if limit > 0 && st.length >= limit {
			return nil
		}
		to := t.edges[st.edge].To
		s := t.w.g.run.StrandOf(to)
		if s == home && to <= goal {
			return t.trace(steps, i)
		}
		end := t.end(s)
		first := sort.Search(end, func(k int) bool { return t.edges[k].From >= to })
		for k := first; k < end; k++ {
			steps = append(steps, loopStep{k, i, st.length + 1})
		}
		t.opened[s] = min(first, end)
	}
	return nil
}

// end returns the index after the edges of strand s that this search has not
// followed.
func (t *tangle) end(s parse.StrandID) int {
	if t.marks[s] != t.search {
		t.marks[s] = t.search
		st := t.w.g.strands[s]
		t.opened[s] = sort.Search(len(t.edges), func(k int) bool { return t.edges[k].From >= st.End() })
	}
	return t.opened[s]
}

func (t *tangle) trace(steps []loopStep, i int) []crossing {
	var loop []crossing
	for ; i != noStep; i = steps[i].parent {
		loop = append(loop, t.edges[steps[i].edge])
	}
	slices.Reverse(loop)
	return loop
}
