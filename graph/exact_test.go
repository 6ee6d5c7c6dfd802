package graph

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tracecausal/tracecausal/parse"
)

// buildWhole is Build without the short way of exact clocks.
func buildWhole(run *parse.Run, opt Options) *Graph {
	g := newGraph(run, 1)
	g.addStamps(g.match(opt), opt)
	return g
}

var clockEntry = regexp.MustCompile(`("n\d":)(\d+)`)

// corrupt changes one number of one clock, at random, by one.
func corrupt(t *rapid.T, log string) string {
	entries := clockEntry.FindAllStringSubmatchIndex(log, -1)
	e := entries[rapid.IntRange(0, len(entries)-1).Draw(t, "entry")]
	n, _ := strconv.Atoi(log[e[4]:e[5]])
	if n == 0 || rapid.Bool().Draw(t, "up") {
		n += 2
	}
	return log[:e[4]] + strconv.Itoa(n-1) + log[e[5]:]
}

// TestExactClocks: where the clocks are exact, the general way finds no stamp
// edge, no ghost, no doubt and no cycle, and the same in everything else. Lawful
// runs whose lines and matches are complete are exact, corrupted ones are not.
func TestExactClocks(t *testing.T) {
	seen := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		for range 10 { // so that every kind is tried
			s := drawSim(t, 5, 30, true)
			w := writing{ids: true, kinds: true, vectors: true, seed: rapid.IntRange(0, 1<<30).Draw(t, "interleaving")}
			harm := rapid.SampledFrom([]string{"none", "lost line", "wrong entry", "no clock", "no log", "no ids", "second life"}).Draw(t, "harm")
			if harm == "lost line" {
				p, i := rapid.IntRange(0, 4).Draw(t, "p"), rapid.IntRange(0, 9).Draw(t, "i")
				w.drop = func(q, k int) bool { return q == p && k == i }
			}
			w.ids = harm != "no ids"
			log := s.log(w)
			if log == "" {
				continue // the only line is lost
			}
			switch harm {
			case "wrong entry":
				log = corrupt(t, log)
			case "no clock":
				i := regexp.MustCompile(`,"vc":\{[^}]*\}`).FindStringIndex(log)
				log = log[:i[0]] + log[i[1]:]
			case "no log":
				entries := clockEntry.FindAllStringSubmatchIndex(log, -1)
				e := entries[rapid.IntRange(0, len(entries)-1).Draw(t, "entry")]
				log = log[:e[2]] + `"m":1` + log[e[5]:]
			case "second life":
				log += `{"node":"n0","kind":"start","vc":{"n0":1}}` + "\n"
			}
			if rapid.IntRange(0, 3).Draw(t, "others") == 0 {
				log += bystanders
			}
			run := readRun(t, log)
			opt := Options{Ticks: rapid.SampledFrom([]parse.Ticks{parse.TicksUnknown, parse.TicksAll, parse.TicksSends}).Draw(t, "ticks")}
			g := Build(run, opt)
			seen[fmt.Sprint(harm, " ", g.ExactClocks())]++
			if want := harm == "none" && opt.Ticks != parse.TicksSends; want && !g.exact {
				t.Fatalf("not exact:\n%s", log)
			}
			whole := buildWhole(run, opt)
			repeat := run.Len() < strings.Count(log, "\n") // the wrong entry made a line like the one before it
			if g.exact && (harm == "wrong entry" && !repeat || harm == "no clock" || harm == "no log" || run.Nodes()[0].Lives > 1 || opt.Ticks == parse.TicksSends) {
				t.Fatalf("exact in spite of %s (%v):\n%s", harm, opt.Ticks, log)
			}
			if diff := cmp.Diff(describe(whole), describe(g)); diff != "" || !slices.Equal(whole.late, g.late) {
				t.Fatalf("the general way (-) differs: %s\nlate %v, %v\n%s", diff, whole.late, g.late, log)
			}
			if g.exact && (len(whole.stamps) > 0 || len(whole.ghosts) > 0 || whole.uncertain != nil || whole.cycle != nil || whole.aside != nil) {
				t.Fatalf("exact, but the general way finds something:\n%s%s", describe(whole), log)
			}
		}
	})
	t.Log(seen)
	for _, want := range []string{"none true", "none false", "lost line true", "lost line false", "wrong entry false", "no ids false"} {
		if seen[want] == 0 && !t.Failed() {
			t.Errorf("never tried: %s (%v)", want, seen)
		}
	}
}
