package checks

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// inputOf reads JSON lines into the input of checks.
func inputOf(t testing.TB, lines []string, opt Options) *Input {
	t.Helper()
	log := readLog(t, parse.Options{}, parse.Text("log.jsonl", strings.Join(lines, "\n")+"\n"))
	if log.Bad() > 0 || len(log.Runs) != 1 {
		t.Fatalf("%d bad lines, %d runs in\n%s", log.Bad(), len(log.Runs), strings.Join(lines, "\n"))
	}
	return &Input{Run: log.Runs[0], Graph: graph.Build(log.Runs[0], graph.Options{}), Options: opt}
}

// tally counts the definite and the possible findings.
type tally struct{ definite, possible int }

func tallyOf(ev Evidence) (n tally) {
	for _, f := range ev.Findings {
		if f.Certainty == Definite {
			n.definite++
		} else {
			n.possible++
		}
	}
	return n
}

func skewOption(ns int64) Options {
	d := time.Duration(ns)
	return Options{MaxSkew: &d}
}

// lease is a lease on the clock of its node, in milliseconds.
type lease struct {
	node       int
	start, end int64
}

const leaseEpoch = 1_700_000_000_000

// drawLeases draws, for each node, leases that do not touch one another.
func drawLeases(t *rapid.T) (list []lease) {
	for n := range rapid.IntRange(2, 4).Draw(t, "nodes") {
		at := int64(0)
		for range rapid.IntRange(0, 3).Draw(t, "leases") {
			at += rapid.Int64Range(1, 9).Draw(t, "gap")
			l := lease{n, at, at + rapid.Int64Range(1, 9).Draw(t, "length")}
			list, at = append(list, l), l.end
		}
	}
	return list
}

// leaseLines writes leases, each cut into back-to-back renewals at the given
// number of places.
func leaseLines(list []lease, cuts int, shift, scale int64) (lines []string) {
	for _, l := range list {
		at := l.start
		for k := 0; at < l.end; k++ {
			end := l.end
			if k < cuts {
				end = min(at+1, l.end)
			}
			kind := "lease_renew"
			if at == l.start {
				kind = "lease_acquire"
			}
			lines = append(lines, fmt.Sprintf(`{"node":"n%d","kind":%q,"resource":"r","time":%d,"duration_ms":%d}`,
				l.node, kind, leaseEpoch+shift+at*scale, (end-at)*scale))
			at = end
		}
	}
	return lines
}

// onGrid judges leases by trying every offset of the two clocks within the
// bound, and every instant: together at every offset, at some, or at none.
func onGrid(list []lease, skew int64) (n tally) {
	for i, a := range list {
		for _, b := range list[i+1:] {
			if a.node == b.node {
				continue
			}
			every, some := true, false
			for offset := -skew; offset <= skew; offset++ {
				shared := false
				for at := int64(-50); at < 100; at++ {
					shared = shared || a.start <= at && at < a.end && b.start+offset <= at && at < b.end+offset
				}
				every, some = every && shared, some || shared
			}
			switch {
			case every:
				n.definite++
			case some:
				n.possible++
			}
		}
	}
	return n
}

func overlapsOf(t *testing.T, lines []string, skewMS int64) tally {
	return tallyOf(collectOverlap(inputOf(t, lines, skewOption(skewMS*1e6))))
}

// TestOverlapByClock compares the wall basis with every offset and instant of
// a grid of whole milliseconds.
func TestOverlapByClock(t *testing.T) {
	seen := map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		for range Fewer(5) {
			list := drawLeases(rt)
			if len(list) == 0 {
				continue
			}
			skew := rapid.Int64Range(0, 4).Draw(rt, "skew")
			want := onGrid(list, skew)
			got := overlapsOf(t, leaseLines(list, 0, 0, 1), skew)
			if got != want {
				rt.Fatalf("skew %d, %v: %+v, on the grid %+v", skew, list, got, want)
			}
			note(seen, want)
		}
	})
	requireAll(t, seen)
}

func note(seen map[string]int, n tally) {
	seen["all"]++
	if n.definite > 0 {
		seen["definite"]++
	}
	if n.possible > 0 {
		seen["possible"]++
	}
	if n == (tally{}) {
		seen["none"]++
	}
}

// requireAll: a generator that makes a verdict in less than a tenth of its
// runs does not test it.
func requireAll(t *testing.T, seen map[string]int) {
	t.Helper()
	for _, verdict := range []string{"definite", "possible", "none"} {
		t.Logf("%s: %d of %d runs", verdict, seen[verdict], seen["all"])
		if !Few && seen[verdict]*10 < seen["all"] {
			t.Errorf("too few runs are %s", verdict)
		}
	}
}
