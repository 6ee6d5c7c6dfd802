package graph

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestCutsOfNonsense: of any cut of a contradictory run, too, the edges that
// enter it are those whose ends say so, one by one.
func TestCutsOfNonsense(t *testing.T) {
	fatal, entered := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		for range 10 { // few of these runs are fatal
			f, e := cutsOfNonsense(t)
			fatal, entered = fatal+f, entered+e
		}
	})
	t.Logf("%d fatal runs, whose cuts %d edges enter", fatal, entered)
	if fatal == 0 || entered < fatal {
		t.Errorf("%d fatal runs whose cuts %d edges enter: too few to mean much", fatal, entered)
	}
}

// cutsOfNonsense compares cuts of one run; it returns 1 for a fatal one, and how
// many edges enter its cuts.
func cutsOfNonsense(t *rapid.T) (fatal, entered int) {
	log := drawNonsense(t)
	g := buildLog(t, log)
	if g.fatal {
		fatal = 1
	}
	for range 20 {
		c := make(Cut, len(g.strands))
		for s, st := range g.strands {
			c[s] = uint32(rapid.IntRange(0, st.Len+1).Draw(t, "held"))
		}
		var want []Edge
		for _, m := range g.Messages() {
			if e := (Edge{m.Send, m.enter(), Message}); g.Contains(c, e.To) && !g.Contains(c, e.From) {
				want = append(want, e)
			}
		}
		for _, e := range g.StampEdges() {
			if g.Contains(c, e.To) && !g.Contains(c, e.From) {
				want = append(want, e)
			}
		}
		if diff := cmp.Diff(want, g.Inconsistent(c)); diff != "" {
			t.Fatalf("cut %v (-want +got):\n%s%s", c, diff, log)
		}
		if g.fatal {
			entered += len(want)
		}
	}
	return fatal, entered
}
