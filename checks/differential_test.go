package checks_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/tracecausal/tracecausal/checks"
)

// expectation is what the reference says of one check.
type expectation struct {
	status   string
	findings int // definite ones; -1 where the check and the reference count other things
}

func failIf(n int, examined bool) expectation {
	switch {
	case n > 0:
		return expectation{"fail", n}
	case examined:
		return expectation{"pass", 0}
	}
	return expectation{"not applicable", 0}
}

// expect judges an execution by the definitions.
func (x *execution) expect() map[string]expectation {
	want := map[string]expectation{
		"clock/vector":    {"pass", 0},
		"clock/lamport":   {"pass", 0},
		"cut/consistent":  {x.cutStatus(), -1},
		"id/duplicate":    {failIf(x.sameValue("id", "id"), len(x.ofKind("id")) > 0).status, -1},
		"oracle/unique":   {failIf(x.sameValue("timestamp", "pt", "c"), len(x.ofKind("timestamp")) > 0).status, -1},
		"oracle/monotone": {failIf(x.timestampsBack(), len(x.ofKind("timestamp")) > 0).status, -1},
		"lease/overlap":   x.overlapStatus(),
	}
	if len(x.ofKind("start")) > 0 { // a node forgets its clock, and perhaps reads in a message how far it was
		delete(want, "clock/vector")
		delete(want, "clock/lamport")
	}
	for id, w := range x.messageChecks() {
		want[id] = expectation{w.status, -1}
		if w.role != "" {
			want[id] = expectation{w.status, len(w.culprit)}
		}
	}
	return want
}

// overlapStatus judges all pairs of tenures.
func (x *execution) overlapStatus() expectation {
	definite, possible := x.overlaps()
	e := failIf(definite, len(x.tenures()) > 0 || len(x.reigns()) > 1)
	if e.status == "pass" && possible > 0 {
		e.status = "inconclusive"
	}
	return e
}

// executionsOfShape is how many random executions of each shape one test run
// compares: 14,000 in all.
func executionsOfShape() int {
	if raceDetector {
		return 100
	}
	return 1000
}

// TestDifferential compares the order and the checks with the reference on
// random executions, and makes sure that the executions are worth it: what a
// shape aims at must be found in at least a tenth of its executions.
func TestDifferential(t *testing.T) {
	for k, s := range shapes {
		var all []*execution
		var logs []string
		for i := range executionsOfShape() {
			rng := rand.New(rand.NewPCG(uint64(i*len(shapes)+k), 7))
			all = append(all, generate(rng, s))
			logs = append(logs, all[i].log(rng))
		}
		found := findings{}
		judgeAll(t, promised, logs, checks.All(), func(i int, j judgement) {
			found.add(j)
			if wrong := all[i].compareOrder(j); wrong != "" {
				t.Fatalf("%s, execution %d: %s\n%s", s.name, i, wrong, logs[i])
			}
			if j.status("clock/vector") == "fail" || j.status("clock/lamport") == "fail" || j.status("causality/cycle") == "fail" {
				t.Fatalf("%s, execution %d: true clocks fail\n%s", s.name, i, logs[i])
			}
			for id, want := range all[i].expect() {
				r := j.results[id]
				if r.Status.String() != want.status || want.findings >= 0 && definite(r) != want.findings {
					t.Fatalf("%s, execution %d: %s is %v with %d definite findings, the reference says %s with %d\n%s\n%v",
						s.name, i, id, r.Status, definite(r), want.status, want.findings, logs[i], r)
				}
			}
		})
		found.report(t, s, len(all))
	}
}

func definite(r checks.Result) int {
	n := 0
	for _, f := range r.Findings {
		if f.Certainty == checks.Definite {
			n++
		}
	}
	return n
}

// TestCorruptedClock changes one entry of one clock by one. The log then
// contradicts itself, or tells of events that it lacks, or, where an entry
// rises at an event that is no receive, of a message that nobody logged: that
// gives a stamp edge, which a lawful log of these shapes never has.
func TestCorruptedClock(t *testing.T) {
	statuses := map[string]int{}
	judgeEach(t, checks.Fewer(2000), func(i int) (changed string, log string) {
		rng := rand.New(rand.NewPCG(uint64(i), 11))
		x := generate(rng, shapes[i%2])
		e := &x.events[rng.IntN(len(x.events))]
		p := rng.IntN(x.procs)
		d := 1 - 2*rng.IntN(2)
		if e.ticks[p]+d < 0 || p == e.proc && e.ticks[p] == 1 {
			d = 1 // a first own entry of 0 would be lawful: some counters start there
		}
		e.ticks[p] += d
		return fmt.Sprintf("entry of %s at an event of %s changed by %d", procName(p), procName(e.proc), d), x.log(rng)
	}, func(i int, changed, log string, j judgement) {
		status := j.status("clock/vector")
		statuses[status]++
		if status == "pass" && j.status("causality/cycle") != "fail" && len(j.graph.StampEdges()) == 0 {
			t.Fatalf("execution %d: %s, and nothing shows it\n%s", i, changed, log)
		}
	})
	t.Log(statuses)
}
