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
		run := timedStrand(t, walls)
		from := parse.EventID(rapid.IntRange(0, len(walls)-1).Draw(rt, "from"))
		compareStrandClock(rt, run, newStrandClock(run, run.Strands()[0], true), from, rapid.Int64Range(0, 160).Draw(rt, "limit"))
	})
}

// TestLongStrandClock does so for three blocks and more: rising times, ones of
// which a middle block alone is low or high, and ones whose last is lowest.
func TestLongStrandClock(t *testing.T) {
	const n = 1200 // of which two in three have a time
	for name, wall := range map[string]func(i int64) int64{
		"rising":    func(i int64) int64 { return i / 9 },
		"low":       func(i int64) int64 { return 50 - i/400%2*20 - i%2 },
		"high":      func(i int64) int64 { return 20 + i/400%2*30 + i%3 },
		"last":      func(i int64) int64 { return 60 - i/(n-1)*50 },
		"unordered": func(i int64) int64 { return i * 7919 % 100 },
	} {
		walls := make([]int64, n)
		for i := range walls {
			walls[i] = wall(int64(i))
		}
		run := timedStrand(t, walls)
		c := newStrandClock(run, run.Strands()[0], true)
		for limit := range int64(140) {
			compareStrandClock(t, run, c, parse.EventID(limit%3*400), limit)
		}
		if t.Failed() {
			t.Fatal(name)
		}
	}
}

// timedStrand returns a run of one strand with these times, as far as its events
// have any.
func timedStrand(t *testing.T, walls []int64) *parse.Run {
	var lines []string
	for i, ns := range walls {
		time := ""
		if (i+int(ns))%3 != 0 {
			time = fmt.Sprintf(`,"time":%d`, leaseEpoch+ns)
		}
		lines = append(lines, `{"node":"n"`+time+`}`)
	}
	return inputOf(t, lines, Options{}).Run
}

// compareStrandClock asks a clock about an event and a time.
func compareStrandClock(t interface{ Fatalf(string, ...any) }, run *parse.Run, c *strandClock, from parse.EventID, after int64) {
	limit := (leaseEpoch + after) * 1_000_000
	first, all, last := parse.NoEvent, parse.NoEvent, parse.NoEvent
	for id := range parse.EventID(run.Len()) {
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
		t.Fatalf("after %d from %d: first %d, all %d, last %d; walked %d, %d, %d", from, limit, c.firstFrom(from, limit), c.allFrom(from, limit), e, first, all, last)
	}
}
