package checks_test

import (
	"math/rand/v2"
	"testing"

	"github.com/tracecausal/tracecausal/checks"
)

// The relations of this file compare a run with a part of it.

func prefix(t *testing.T) {
	relate(t, promised, func(rng *rand.Rand, x *execution) (string, string) {
		end := 1 + rng.IntN(len(x.events))
		return x.all(full), x.some(full, func(i int) bool { return i < end })
	}, func(a, b judgement) string { return more(a.found(certain), b.found(certain)) })
}

func cone(t *testing.T) {
	var all []*execution
	var logs []string
	for i := range eachShape() * len(shapes) {
		rng := rand.New(rand.NewPCG(uint64(i), 43))
		x := generate(rng, shapes[i%len(shapes)])
		all, logs = append(all, x), append(logs, x.all(full))
	}
	var cones, wants []string
	judgeAll(t, promised, logs, checks.All(), func(i int, j judgement) {
		x := all[i]
		for id, r := range j.results {
			for _, f := range r.Findings {
				if f.Certainty != checks.Definite {
					continue
				}
				inside := make([]bool, len(x.events))
				for e := range x.events {
					for _, label := range j.labelsOf(f) {
						w := x.labelled(label)
						inside[e] = inside[e] || e == w || x.before[e][w]
					}
				}
				cones = append(cones, x.some(full, func(i int) bool { return inside[i] }))
				wants = append(wants, findingName(j, id, f))
			}
		}
	})
	judgeAll(t, promised, cones, checks.All(), func(i int, j judgement) {
		if !j.found(certain)[wants[i]] {
			t.Fatalf("lost: %s\n%s%s", wants[i], cones[i], j.wording())
		}
	})
	if t.Logf("%d findings of %d executions", len(cones), len(all)); 4*len(cones) < len(all) {
		t.Error("too few")
	}
}

// labelled returns the event of a label.
func (x *execution) labelled(label string) int {
	for i := range x.events {
		if x.label(i) == label {
			return i
		}
	}
	return -1
}

func droppedEvent(t *testing.T) {
	relate(t, promised, func(rng *rand.Rand, x *execution) (string, string) {
		ev := evidence{ids: true, kinds: true, stamps: rng.IntN(2) == 0}
		gone := rng.IntN(len(x.events))
		return x.all(ev), x.some(ev, func(i int) bool { return i != gone })
	}, func(a, b judgement) string { return more(a.found(certain), b.found(certain)) })
}

func filtered(t *testing.T) {
	relate(t, promised, func(rng *rand.Rand, x *execution) (string, string) {
		ev := evidence{ids: true, kinds: true, stamps: rng.IntN(2) == 0}
		nodes, from := 1+rng.IntN(1<<x.procs-1), 0
		if rng.IntN(2) == 0 {
			nodes, from = 1<<x.procs-1, rng.IntN(len(x.events))
		}
		to := from + 1 + rng.IntN(len(x.events)-from)
		return x.all(ev), x.some(ev, func(i int) bool { return nodes>>x.events[i].proc&1 == 1 && from <= i && i < to })
	}, func(a, b judgement) string { return more(a.found(certain), b.found(certain)) })
}

func fifoWithinCausal(t *testing.T) {
	relate(t, promised, func(rng *rand.Rand, x *execution) (string, string) {
		ev := evidence{ids: true, kinds: true}
		gone := rng.IntN(2 * len(x.events))
		return x.all(full), x.some(ev, func(i int) bool { return i != gone })
	}, func(a, b judgement) string {
		for _, j := range []judgement{a, b} {
			if wrong := more(j.witnesses("delivery/causal", "late delivery"), j.witnesses("delivery/fifo", "late delivery")); wrong != "" {
				return wrong
			}
		}
		return ""
	})
}

func forgottenMatch(t *testing.T) {
	ev := evidence{ids: true, kinds: true}
	relate(t, promised, func(rng *rand.Rand, x *execution) (string, string) {
		receives := x.ofKind("receive")
		if len(receives) == 0 || x.duplicates() > 0 { // the second copy would be the first
			return "", ""
		}
		y := x.copy()
		e := &y.events[receives[rng.IntN(len(receives))]]
		e.kind, e.msg = "internal", -1
		return x.all(ev), y.all(ev)
	}, func(a, b judgement) string {
		if a.cuts() > b.cuts() || a.pairs() > b.pairs() {
			return "fewer cuts or concurrent pairs"
		}
		return more(a.found(certain), b.found(certain)) + ordersDiffer(a, b, func(one, other bool) bool { return other && !one })
	})
}
