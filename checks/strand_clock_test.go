package checks

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/tracecausal/tracecausal/parse"
)

// TestStrandClock compares its answers with a walk along the strand.
func TestStrandClock(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		walls := rapid.SliceOfN(rapid.Int64Range(0, 40), 1, 600).Draw(rt, "walls")
		if rapid.Bool().Draw(rt, "rising") {
			for i := range walls {
				walls[i] = walls[i]/20 + int64(i)/4
			}
		}
		var lines []string
		for i, ns := range walls {
			time := ""
			if (i+int(ns))%3 != 0 {
				time = fmt.Sprintf(`,"time":%d`, leaseEpoch+ns)
			}
			lines = append(lines, `{"node":"n"`+time+`}`)
		}
		run := inputOf(t, lines, Options{}).Run
		c := newStrandClock(run, run.Strands()[0], true)
		from := parse.EventID(rapid.IntRange(0, len(walls)-1).Draw(rt, "from"))
		limit := (leaseEpoch + rapid.Int64Range(0, 160).Draw(rt, "limit")) * 1_000_000
		first, all, last := parse.NoEvent, parse.NoEvent, parse.NoEvent
		for id := range parse.EventID(len(walls)) {
			ns, timed := run.Event(id).Wall()
			switch {
			case !timed:
				continue
			case id < from:
				last = id
			}
			if id <= from {
				continue
			}
			if ns >= limit && first == parse.NoEvent {
				first = id
			}
			if ns < limit {
				all = parse.NoEvent
			} else if all == parse.NoEvent {
				all = id
			}
		}
		if e, ok := c.lastBefore(from); c.firstFrom(from, limit) != first || c.allFrom(from, limit) != all || ok != (last != parse.NoEvent) || ok && e != last {
			rt.Fatalf("after %d from %d: first %d, all %d, last %d; walked %d, %d, %d", from, limit, c.firstFrom(from, limit), c.allFrom(from, limit), e, first, all, last)
		}
	})
}
