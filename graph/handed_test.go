package graph

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/tracecausal/tracecausal/parse"
)

// wideTraffic writes a run of messages among many nodes, each of which lives a
// few events only, so that clocks go from hand to hand.
func wideTraffic(rng *rand.Rand, nodes, events int) string {
	type letter struct{ from, to, id int }
	var sent []letter
	var b strings.Builder
	for i := range events {
		lo := i * nodes / events // nodes come and go: those around lo are awake
		switch p := min(lo+rng.IntN(4), nodes-1); {
		case len(sent) > 0 && rng.IntN(2) == 0:
			k := len(sent) - 1 - rng.IntN(min(len(sent), 5))
			m := sent[k]
			sent = slices.Delete(sent, k, k+1)
			fmt.Fprintf(&b, `{"node":"n%03d","kind":"receive","from":"n%03d","msg_id":%d}`+"\n", m.to, m.from, m.id)
		case rng.IntN(8) == 0:
			fmt.Fprintf(&b, `{"node":"n%03d"}`+"\n", p)
		default:
			m := letter{p, min(p+rng.IntN(3), nodes-1), i}
			sent = append(sent, m)
			fmt.Fprintf(&b, `{"node":"n%03d","kind":"send","to":"n%03d","msg_id":%d}`+"\n", m.from, m.to, m.id)
		}
	}
	return b.String()
}

// TestHandedClocks: a sweep in which strands hand their clocks on finds the same
// late messages as one that shows, and so copies, every clock.
func TestHandedClocks(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	found := 0
	for range 300 {
		text := wideTraffic(rng, narrow+1+rng.IntN(60), 100+rng.IntN(300))
		g := Build(readRun(t, text), Options{})
		clocks := make([][]uint32, g.run.Len())
		g.Sweep(func(e parse.EventID, clock []uint32) { clocks[e] = slices.Clone(clock) })
		var want []Msg
		for _, m := range g.msgs[:g.entered] {
			to, at := g.position(m.enter())
			from, pos := g.position(m.Send)
			if at > 0 && to != from && !m.Dup && clocks[m.enter()-1][from] > pos {
				want = append(want, m)
			}
		}
		if !slices.Equal(g.late, want) {
			t.Fatalf("%d late messages, want %d, in\n%s", len(g.late), len(want), text)
		}
		found += len(want)
	}
	if found < 300 {
		t.Errorf("only %d late messages in 300 runs", found)
	}
}
