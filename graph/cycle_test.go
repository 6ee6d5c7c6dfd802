package graph

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/tracecausal/tracecausal/parse"
)

// TestContradictions: whatever receives, sends and vector clocks claim, the
// graph is built, a cycle is reported exactly where the edges close one, it is
// a loop of edges, and what is left of the order has none.
func TestContradictions(t *testing.T) {
	cycles, mended, trials := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		for range 5 { // so that the shares are no accident
			log := drawNonsense(t)
			g := buildLog(t, log)
			cycle, fatal := g.Cycle()
			trials++
			if cycle != nil {
				cycles++
				checkLoop(t, g, cycle, log)
			}
			if cycle != nil && !fatal {
				mended++
				if got, want := crossings(cycle), shortestLoop(g); got != want {
					t.Fatalf("a cycle of %d messages and stamps, want %d:\n%s%s", got, want, names(g, cycle), log)
				}
			}
			all := matrix(g.run.Len())
			for _, e := range append(g.Edges(), g.SetAside()...) {
				all[e.From][e.To] = true
			}
			if loops(close(all)) != (cycle != nil) {
				t.Fatalf("cycle reported: %v; edges:\n%s%s", cycle != nil, names(g, g.Edges()), log)
			}
			checkRest(t, g, fatal, log)
		}
	})
	t.Logf("%d runs, %d with a cycle, %d with one that sets stamps aside", trials, cycles, mended)
	if cycles*10 < trials || mended*10 < trials {
		t.Errorf("of %d runs %d have a cycle, %d one with stamps to set aside: too few to mean much", trials, cycles, mended)
	}
}

// drawNonsense draws a log that obeys no law but that own entries count up.
func drawNonsense(t *rapid.T) string {
	var b strings.Builder
	n := rapid.IntRange(2, 3).Draw(t, "nodes")
	for p := range n {
		for i := range rapid.IntRange(1, 5).Draw(t, "events") {
			kind := rapid.SampledFrom([]string{"internal", "internal", "send", "receive"}).Draw(t, "kind")
			fmt.Fprintf(&b, `{"node":"n%d","kind":%q`, p, kind)
			peer := rapid.IntRange(0, n-1).Draw(t, "peer")
			switch kind {
			case "send":
				fmt.Fprintf(&b, `,"msg_id":%d`, rapid.IntRange(1, 6).Draw(t, "id"))
			case "receive":
				fmt.Fprintf(&b, `,"from":"n%d","msg_id":%d`, peer, rapid.IntRange(1, 6).Draw(t, "id"))
			}
			fmt.Fprintf(&b, `,"vc":{"n%d":%d`, p, i+1)
			if peer != p && rapid.Bool().Draw(t, "claims") {
				fmt.Fprintf(&b, `,"n%d":%d`, peer, rapid.IntRange(1, 5).Draw(t, "claim"))
			}
			b.WriteString("}}\n")
		}
	}
	return b.String()
}

func matrix(n int) [][]bool {
	rows := make([][]bool, n)
	for i := range rows {
		rows[i] = make([]bool, n)
	}
	return rows
}

func loops(hb [][]bool) bool {
	for i := range hb {
		if hb[i][i] {
			return true
		}
	}
	return false
}

// TestTangle: a large log that is contradictory all over is still ordered in
// moments, with a cycle of two to show for it.
func TestTangle(t *testing.T) {
	const events = 3000
	rng := rand.New(rand.NewPCG(1, 2))
	var b strings.Builder
	for p := range 3 {
		for i := range events {
			q := (p + 1 + rng.IntN(2)) % 3
			fmt.Fprintf(&b, `{"node":"n%d","vc":{"n%d":%d,"n%d":%d}}`+"\n", p, p, i+1, q, 1+rng.IntN(events))
		}
	}
	run := readRun(t, b.String())
	g := Build(run, Options{})
	cycle, fatal := g.Cycle()
	if n := crossings(cycle); n < 2 || n > 3 || fatal || len(g.SetAside()) < maxCycles {
		t.Errorf("a cycle of %d stamps, %d set aside, fatal: %v\n%s", n, len(g.SetAside()), fatal, names(g, cycle))
	}
	visited := 0
	g.Sweep(func(parse.EventID, []uint32) { visited++ })
	if visited != 3*events {
		t.Errorf("%d events visited", visited)
	}
	for _, e := range g.StampEdges() {
		if !g.Before(e.From, e.To) {
			t.Fatalf("edge without order: %s", names(g, []Edge{e}))
		}
	}
}

func crossings(cycle []Edge) int {
	n := 0
	for _, e := range cycle {
		if e.Reason != Program {
			n++
		}
	}
	return n
}

// shortestLoop returns the fewest messages and stamps on any cycle, by trying
// all.
func shortestLoop(g *Graph) int {
	best := unreachable
	for i, row := range fewestHops(g.run.Len(), append(g.Edges(), g.SetAside()...)) {
		best = min(best, row[i])
	}
	return best
}

// checkLoop fails unless each edge of the cycle is one and ends where the next
// begins.
func checkLoop(t *rapid.T, g *Graph, cycle []Edge, log string) {
	t.Helper()
	edges := make(map[Edge]bool)
	for _, e := range append(g.Edges(), g.SetAside()...) {
		edges[e] = true
	}
	for i, e := range cycle {
		spans := e.Reason == Program && e.From < e.To && g.run.StrandOf(e.From) == g.run.StrandOf(e.To)
		if next := cycle[(i+1)%len(cycle)]; e.To != next.From || !spans && !edges[e] {
			t.Fatalf("not a loop:\n%s%s", names(g, cycle), log)
		}
	}
}

// checkRest fails unless every event is visited once, paths are found where
// order is claimed, and, if the evidence could be mended, all edges left are
// part of the order and nothing precedes itself.
func checkRest(t *rapid.T, g *Graph, fatal bool, log string) {
	t.Helper()
	visits := make([]int, g.run.Len())
	g.Sweep(func(e parse.EventID, _ []uint32) { visits[e]++ })
	for e, n := range visits {
		if n != 1 {
			t.Fatalf("event %d visited %d times\n%s", e, n, log)
		}
	}
	for a := range visits {
		for b := range visits {
			before := g.Before(parse.EventID(a), parse.EventID(b))
			if before && g.Before(parse.EventID(b), parse.EventID(a)) {
				t.Fatalf("%d and %d precede each other\n%s", a, b, log)
			}
			if path := g.Path(parse.EventID(a), parse.EventID(b)); (path != nil) != before {
				t.Fatalf("Before(%d, %d) = %v, path:\n%s%s", a, b, before, names(g, path), log)
			}
		}
	}
	for _, e := range g.Edges() {
		if !fatal && !g.Before(e.From, e.To) {
			t.Fatalf("edge without order: %s%s", names(g, []Edge{e}), log)
		}
	}
}
