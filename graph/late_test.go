package graph

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestLate: late messages are those whose send is before the event that their
// receiver logged just before it took them in, by whatever evidence.
func TestLate(t *testing.T) {
	found := 0
	rapid.Check(t, func(t *rapid.T) {
		for range 10 { // few hold a late message
			s := drawSim(t, 5, 40, true)
			lost := rapid.SliceOfN(rapid.IntRange(0, 5), 20, 20).Draw(t, "lost")
			w := writing{ids: true, kinds: true, vectors: rapid.Bool().Draw(t, "vectors"), seed: rapid.Int().Draw(t, "interleaving"),
				drop: func(p, i int) bool { return i > 0 && lost[(7*p+i)%20] == 0 }}
			log := s.log(w)
			g := buildLog(t, log)
			var want []Msg
			for _, m := range g.msgs[:g.entered] {
				at, pos := g.position(m.enter())
				if from := g.run.StrandOf(m.Send); pos > 0 && from != at && !m.Dup && g.Before(m.Send, m.enter()-1) {
					want = append(want, m)
				}
			}
			found += len(want)
			if !slices.Equal(g.Late(), want) {
				t.Fatalf("late are %v, want %v\n%s", g.Late(), want, log)
			}
		}
	})
	t.Logf("%d late messages", found)
	if found == 0 {
		t.Error("no message was late")
	}
}
