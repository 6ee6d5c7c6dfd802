package graph

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sort"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tracecausal/tracecausal/parse"
)

// drawTangle writes a log whose messages may contradict one another: what was
// sent and what was received stands in any order.
func drawTangle(t *rapid.T) string {
	nodes := rapid.IntRange(2, 5).Draw(t, "nodes")
	var lines []string
	for id := range rapid.IntRange(1, 25).Draw(t, "messages") {
		from, to := rapid.IntRange(0, nodes-1).Draw(t, "from"), rapid.IntRange(0, nodes-1).Draw(t, "to")
		send := fmt.Sprintf(`{"node":"n%d","kind":"send","to":"n%d","msg_id":%d}`, from, to, id)
		receive := fmt.Sprintf(`{"node":"n%d","kind":"receive","from":"n%d","msg_id":%d}`, to, from, id)
		for _, line := range []string{send, receive} {
			lines = slices.Insert(lines, rapid.IntRange(max(0, len(lines)-8), len(lines)).Draw(t, "at"), line)
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

// drawAny draws a run of any kind: lawful with ids, with stamps only, with
// lines missing, or contradictory.
func drawAny(t *rapid.T) string {
	if rapid.IntRange(0, 2).Draw(t, "tangled") == 0 {
		return drawTangle(t)
	}
	s := drawSim(t, 6, 60, true)
	lost := rapid.SliceOfN(rapid.IntRange(0, 5), 20, 20).Draw(t, "lost")
	ids := rapid.Bool().Draw(t, "ids")
	return s.log(writing{ids: ids, kinds: ids, vectors: !ids || rapid.Bool().Draw(t, "vectors"),
		drop: func(p, i int) bool { return i > 0 && lost[(7*p+i)%20] == 0 }})
}

// TestQuestionsAgree: the index of edges and the table answer every question
// alike, also where messages contradict one another, and both ways to look for a
// path find the same one where none does.
func TestQuestionsAgree(t *testing.T) {
	fatal, stamps := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		log := drawAny(t)
		g := buildLog(t, log)
		table := g.table()
		for e := range parse.EventID(g.run.Len()) {
			past := g.PastOf(e)
			for s := range g.strands {
				p, pos := g.position(e)
				want := pos + 1
				if int(p) != s {
					want = knownAt(table[p].of(parse.StrandID(s)), pos)
				}
				if past[s] != want {
					t.Fatalf("%s knows %d events of strand %d by the edges, %d by the table\n%s", g.run.Event(e).Name(), past[s], s, want, log)
				}
			}
			for b := range parse.EventID(g.run.Len()) {
				path := g.Path(e, b)
				if g.Before(e, b) != (path != nil) {
					t.Fatalf("from %d to %d: before is %v, the path is %s\n%s", e, b, g.Before(e, b), names(g, path), log)
				}
				if g.fatal { // the search may go by way of messages that the order passes over
					continue
				}
				if diff := cmp.Diff(names(g, breadthFirst(g, e, b)), names(g, path)); diff != "" {
					t.Fatalf("path from %d to %d: %s\n%s", e, b, diff, log)
				}
			}
			for s, first := range g.FutureOf(e) {
				for i, st := uint32(0), g.strands[s]; i < uint32(st.Len); i++ {
					if x := st.First + parse.EventID(i); (x == e || g.Before(e, x)) != (i >= first) {
						t.Fatalf("the future of %d begins at %d of strand %d; not so %d\n%s", e, first, s, x, log)
					}
				}
			}
		}
		if g.fatal {
			fatal++
		}
		stamps += len(g.stamps)
	})
	t.Logf("%d fatal runs, %d stamp edges", fatal, stamps)
	if fatal == 0 || stamps == 0 {
		t.Errorf("%d fatal runs, %d stamp edges: too little was tried", fatal, stamps)
	}
}

// TestLongStrands: what the index says of runs with many blocks is what a sweep
// says.
func TestLongStrands(t *testing.T) {
	for _, nodes := range []int{3, 50} {
		g := buildLog(t, traffic(nodes, 6000, true))
		rng := rand.New(rand.NewPCG(5, 6))
		asked := map[parse.EventID]bool{}
		for range 200 {
			asked[parse.EventID(rng.IntN(g.run.Len()))] = true
		}
		g.Sweep(func(e parse.EventID, clock []uint32) {
			if !asked[e] {
				return
			}
			if past := g.PastOf(e); !slices.Equal(past, Cut(clock)) {
				t.Errorf("%d nodes: the past of %d is %v, want %v", nodes, e, past, clock)
			}
			b := parse.EventID(rng.IntN(g.run.Len()))
			if diff := cmp.Diff(names(g, breadthFirst(g, b, e)), names(g, g.Path(b, e))); diff != "" {
				t.Errorf("%d nodes: path from %d to %d: %s", nodes, b, e, diff)
			}
			if c := g.GreatestBelow(g.PastOf(e)); !slices.Equal(c, Cut(clock)) {
				t.Errorf("%d nodes: the past of %d is not consistent: %v inside %v", nodes, e, c, clock)
			}
		})
	}
}

// breadthFirst is the path that a search finds which goes back from b and opens
// all edges into each strand that it comes to, in their order.
func breadthFirst(g *Graph, a, b parse.EventID) []Edge {
	if !g.Before(a, b) {
		return nil
	}
	type step struct {
		at     parse.EventID
		edge   Edge
		parent int
	}
	home := g.run.StrandOf(a)
	looked := map[parse.StrandID]parse.EventID{}
	steps := []step{{at: b, parent: noStep}}
	i := 0
	for ; steps[i].at < a || g.run.StrandOf(steps[i].at) != home; i++ {
		at := steps[i].at
		s := g.run.StrandOf(at)
		lo := max(looked[s], g.strands[s].First)
		looked[s] = max(lo, at+1)
		add := func(e Edge) {
			if e.From == a || g.Before(a, e.From) && g.Before(e.From, e.To) {
				steps = append(steps, step{e.From, e, i})
			}
		}
		msgs := g.msgs[:g.entered]
		for j := sort.Search(len(msgs), func(j int) bool { return msgs[j].enter() >= lo }); j < len(msgs) && msgs[j].enter() <= at; j++ {
			add(Edge{msgs[j].Send, msgs[j].enter(), Message})
		}
		for _, e := range g.stamps {
			if e.To >= lo && e.To <= at {
				add(e)
			}
		}
	}
	var path []Edge
	at := a
	for ; i != noStep; i = steps[i].parent {
		st := steps[i]
		if at != st.at {
			path = append(path, Edge{at, st.at, Program})
		}
		if st.parent != noStep {
			path = append(path, st.edge)
			at = st.edge.To
		}
	}
	return path
}

// BenchmarkQuestions asks about random events of the runs that Build is measured
// with. First is the first question, which makes the index.
func BenchmarkQuestions(b *testing.B) {
	for _, c := range steadyRuns {
		g := Build(readRun(b, steadyLog(c.nodes, c.group, c.events, c.vectors)), Options{})
		rng := rand.New(rand.NewPCG(3, 4))
		event := func() parse.EventID { return parse.EventID(rng.IntN(g.run.Len())) }
		cut := func() Cut {
			c := make(Cut, len(g.strands))
			for s, st := range g.strands {
				c[s] = uint32(st.Len/4 + rng.IntN(st.Len/2+1))
			}
			return c
		}
		for _, q := range []struct {
			name string
			ask  func()
		}{
			{"first", func() { g.steps = steps{}; g.PastOf(event()) }},
			{"past", func() { g.PastOf(event()) }},
			{"future", func() { g.FutureOf(event()) }},
			{"known", func() { g.reach.asked.Store(math.MinInt64); g.Known(event(), g.run.StrandOf(event())) }},
			{"path", func() { g.Path(event(), event()) }},
			{"inconsistent", func() { g.Inconsistent(cut()) }},
			{"below", func() { g.GreatestBelow(cut()) }},
			{"above", func() { g.LeastAbove(cut()) }},
		} {
			b.Run(c.name+"/"+q.name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					q.ask()
				}
			})
		}
	}
}

// BenchmarkTable makes the table for many questions, and asks it.
func BenchmarkTable(b *testing.B) {
	g := Build(readRun(b, steadyLog(10, 10, 1_000_000, true)), Options{})
	b.Run("make", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			g.reach.of, g.reach.once = nil, sync.Once{}
			g.table()
		}
		perEvent(b, g.run.Len())
	})
	b.Run("before", func(b *testing.B) {
		g.reach.asked.Store(math.MaxInt32)
		n := uint32(g.run.Len())
		rng := rand.New(rand.NewPCG(3, 4))
		for b.Loop() {
			g.Before(parse.EventID(rng.Uint32N(n)), parse.EventID(rng.Uint32N(n)))
		}
	})
}
