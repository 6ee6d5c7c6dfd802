package graph

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tracecausal/tracecausal/parse"
)

// TestLargeTangle: where more stamps contradict each other than may all be
// tried, a shortest cycle is found from one that is met by waiting.
func TestLargeTangle(t *testing.T) {
	const events = maxTangle
	var b strings.Builder
	for p := range 2 {
		for i := range events {
			fmt.Fprintf(&b, `{"node":"n%d","vc":{"n%d":%d,"n%d":%d}}`+"\n", p, p, i+1, 1-p, min(i+2, events))
		}
	}
	g := buildLog(t, b.String())
	cycle, fatal := g.Cycle()
	if n := crossings(cycle); n != 2 || fatal {
		t.Errorf("a cycle of %d stamps, fatal: %v\n%s", n, fatal, names(g, cycle))
	}
	visited := 0
	g.Sweep(func(parse.EventID, []uint32) { visited++ })
	if visited != 2*events {
		t.Errorf("%d events visited", visited)
	}
}
