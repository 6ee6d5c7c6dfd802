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
			known := min(i+2, events)
			if i < 3 {
				known = 0 // so far nothing is contradicted
			}
			fmt.Fprintf(&b, `{"node":"n%d","vc":{"n%d":%d,"n%d":%d}}`+"\n", p, p, i+1, 1-p, known)
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

// TestManyCycles: beyond the cycles that are looked for, all stamps that are
// waited for are set aside, and the messages that then still wait are a
// contradiction that nothing mends. The cycle reported is that of the messages.
func TestManyCycles(t *testing.T) {
	const pairs = maxCycles + 4
	var b strings.Builder
	for i := range pairs {
		fmt.Fprintf(&b, `{"node":"p%02d","vc":{"p%02d":1,"q%02d":1}}`+"\n", i, i, i)
		fmt.Fprintf(&b, `{"node":"q%02d","vc":{"p%02d":1,"q%02d":1}}`+"\n", i, i, i)
	}
	stamps := b.String()
	cycle, fatal := buildLog(t, stamps).Cycle()
	if fatal || len(cycle) != 2 {
		t.Errorf("a cycle of %d, fatal: %v", len(cycle), fatal)
	}
	const messages = `{"node":"x","kind":"receive","from":"y","msg_id":2}
{"node":"x","kind":"send","to":"y","msg_id":1}
{"node":"y","kind":"receive","from":"x","msg_id":1}
{"node":"y","kind":"send","to":"x","msg_id":2}
`
	for _, log := range []string{stamps + messages, messages + stamps} {
		g := buildLog(t, log)
		if _, fatal := g.Cycle(); !fatal || len(g.SetAside()) != 2*pairs {
			t.Errorf("%d stamps are set aside, fatal: %v", len(g.SetAside()), fatal)
		}
	}
}
