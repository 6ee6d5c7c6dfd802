package graph

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/tracecausal/tracecausal/parse"
)

// TestCuts: on runs small enough to list every cut, a cut is consistent iff it
// is closed to the left, and the greatest consistent cut inside a cut and the
// least one around it are the join and the meet of all there are.
func TestCuts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSim(t, 3, 9, true)
		stampsOnly := rapid.Bool().Draw(t, "stamps only")
		log := s.log(writing{ids: !stampsOnly, kinds: !stampsOnly, vectors: stampsOnly})
		g, hb := buildLog(t, log), s.closure()
		var consistent []Cut
		eachCut(g, func(c Cut) {
			bad := g.Inconsistent(c)
			if closed := leftClosed(g, c, hb); closed != (len(bad) == 0) {
				t.Fatalf("cut %v: left-closed %v, entering:\n%s%s", c, closed, names(g, bad), log)
			}
			for _, e := range bad {
				if g.Contains(c, e.From) || !g.Contains(c, e.To) {
					t.Fatalf("cut %v: %s does not enter it", c, names(g, []Edge{e}))
				}
			}
			if len(bad) == 0 {
				consistent = append(consistent, c)
			}
		})
		eachCut(g, func(c Cut) {
			below, above := make(Cut, len(c)), slices.Clone(consistent[len(consistent)-1])
			for _, x := range consistent {
				if inside(x, c) {
					below = join(below, x)
				}
				if inside(c, x) {
					above = meet(above, x)
				}
			}
			if got := g.GreatestBelow(c); !slices.Equal(got, below) {
				t.Fatalf("greatest below %v: %v, want %v\n%s", c, got, below, log)
			}
			if got := g.LeastAbove(c); !slices.Equal(got, above) {
				t.Fatalf("least above %v: %v, want %v\n%s", c, got, above, log)
			}
		})
	})
}

// eachCut calls f for every cut of the run, the whole run last.
func eachCut(g *Graph, f func(Cut)) {
	c := make(Cut, len(g.strands))
	for {
		f(slices.Clone(c))
		s := len(c) - 1
		for ; s >= 0 && int(c[s]) == g.strands[s].Len; s-- {
			c[s] = 0
		}
		if s < 0 {
			return
		}
		c[s]++
	}
}

// leftClosed is the definition: with every event, a cut holds all that happens
// before it.
func leftClosed(g *Graph, c Cut, hb [][]bool) bool {
	for a := range hb {
		for b := range hb {
			if hb[a][b] && g.Contains(c, parse.EventID(b)) && !g.Contains(c, parse.EventID(a)) {
				return false
			}
		}
	}
	return true
}

func inside(a, b Cut) bool {
	for i := range a {
		if a[i] > b[i] {
			return false
		}
	}
	return true
}

func join(a, b Cut) Cut {
	c := make(Cut, len(a))
	for i := range a {
		c[i] = max(a[i], b[i])
	}
	return c
}

func meet(a, b Cut) Cut {
	c := make(Cut, len(a))
	for i := range a {
		c[i] = min(a[i], b[i])
	}
	return c
}
