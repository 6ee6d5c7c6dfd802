package graph

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/tracecausal/tracecausal/parse"
)

// TestPath: a path exists exactly where a happens before b, leads from a to b
// by edges of the graph, and uses as few messages as any.
func TestPath(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSim(t, 5, 24, false)
		log := s.log(writing{ids: true, kinds: true})
		g := buildLog(t, log)
		hops := fewestHops(g.run.Len(), g.Edges())
		for a := range hops {
			for b := range hops {
				path := g.Path(parse.EventID(a), parse.EventID(b))
				if a == b || hops[a][b] == unreachable {
					if path != nil {
						t.Fatalf("a path from %d to %d:\n%s%s", a, b, names(g, path), log)
					}
					continue
				}
				if n := checkPath(t, g, path, parse.EventID(a), parse.EventID(b)); n != hops[a][b] {
					t.Fatalf("%d messages from %d to %d, want %d:\n%s%s", n, a, b, hops[a][b], names(g, path), log)
				}
			}
		}
	})
}

const unreachable = 1000

// fewestHops returns how many message and stamp edges lead from each event to
// each other, by Floyd and Warshall's algorithm.
func fewestHops(n int, edges []Edge) [][]int {
	hops := make([][]int, n)
	for i := range hops {
		hops[i] = make([]int, n)
		for j := range hops[i] {
			hops[i][j] = unreachable
		}
	}
	for _, e := range edges {
		weight := 1
		if e.Reason == Program {
			weight = 0
		}
		hops[e.From][e.To] = min(hops[e.From][e.To], weight)
	}
	for k := range hops {
		for i := range hops {
			for j := range hops {
				hops[i][j] = min(hops[i][j], hops[i][k]+hops[k][j], unreachable)
			}
		}
	}
	return hops
}

// checkPath fails unless path leads from a to b by edges of g, and returns how
// many of them are not program order.
func checkPath(t *rapid.T, g *Graph, path []Edge, a, b parse.EventID) int {
	t.Helper()
	edges := make(map[Edge]bool)
	for _, e := range g.Edges() {
		edges[e] = true
	}
	at, n := a, 0
	for i, e := range path {
		spans := e.Reason == Program && e.From < e.To && g.run.StrandOf(e.From) == g.run.StrandOf(e.To)
		twice := e.Reason == Program && i > 0 && path[i-1].Reason == Program
		if e.From != at || !spans && !edges[e] || twice {
			t.Fatalf("edge %d of the path from %d to %d:\n%s", i, a, b, names(g, path))
		}
		if e.Reason != Program {
			n++
		}
		at = e.To
	}
	if at != b || len(path) == 0 {
		t.Fatalf("path from %d to %d ends at %d:\n%s", a, b, at, names(g, path))
	}
	return n
}

// TestReduction: the transitive reduction has the same closure, and no edge of
// it follows from the others.
func TestReduction(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSim(t, 5, 20, false)
		stampsOnly := rapid.Bool().Draw(t, "stamps only")
		log := s.log(writing{ids: !stampsOnly, kinds: !stampsOnly, vectors: stampsOnly})
		g := buildLog(t, log)
		want := s.closure()
		edges := g.Reduction()
		for skip := -1; skip < len(edges); skip++ {
			hb := make([][]bool, len(want))
			for i := range hb {
				hb[i] = make([]bool, len(want))
			}
			for i, e := range edges {
				hb[e.From][e.To] = i != skip
			}
			same := true
			for i, row := range close(hb) {
				for j := range row {
					same = same && row[j] == want[i][j]
				}
			}
			if same != (skip == -1) {
				t.Fatalf("without edge %d the closure is the same: %v\n%s%s", skip, same, names(g, edges), log)
			}
		}
	})
}
