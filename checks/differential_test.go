package checks_test

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/tracecausal/tracecausal/checks"
	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// differentialRuns is how many random executions one test run compares.
const differentialRuns = 12_000

// judgeText reads JSON lines and judges them by every check.
func judgeText(t *testing.T, log string) (map[string]checks.Result, *graph.Graph) {
	t.Helper()
	read, err := parse.Read(context.Background(), []parse.File{parse.Text("run.jsonl", log)}, parse.Options{Workers: 1})
	if err != nil {
		t.Fatalf("%v\n%s", err, log)
	}
	run := read.Runs[0]
	g := graph.Build(run, graph.Options{})
	results, err := checks.Run(&checks.Input{Run: run, Graph: g}, checks.All())
	if err != nil {
		t.Fatalf("%v\n%s", err, log)
	}
	byID := map[string]checks.Result{}
	for _, r := range results {
		byID[r.Check.ID] = r
	}
	return byID, g
}

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
func (x *execution) expect(s shape) map[string]expectation {
	received := 0
	for _, m := range x.msgs {
		received += len(m.recvs)
	}
	want := map[string]expectation{
		"clock/vector":    {"pass", 0},
		"clock/lamport":   {"pass", 0},
		"delivery/fifo":   failIf(len(x.overtaken(true)), received > 0),
		"delivery/causal": failIf(len(x.overtaken(false)), received > 0),
		"cut/consistent":  {x.cutStatus(), -1},
		"id/duplicate":    failIf(x.sameValue("id", "id"), len(x.ofKind("id")) > 0),
	}
	want["id/duplicate"] = expectation{want["id/duplicate"].status, -1}
	if n := x.duplicates(); n > 0 {
		want["message/match"] = expectation{"observed", -1}
	} else if received > 0 {
		want["message/match"] = expectation{"pass", 0}
	}
	issued := len(x.ofKind("timestamp")) > 0
	want["oracle/unique"] = expectation{failIf(x.sameValue("timestamp", "pt", "c"), issued).status, -1}
	back := 0
	if x.timestampsGoBack() {
		back = 1
	}
	want["oracle/monotone"] = expectation{failIf(back, issued).status, -1}
	if strings.HasPrefix(s.name, "leases") {
		definite, possible := x.overlaps()
		e := failIf(definite, len(x.tenures()) > 0)
		if e.status == "pass" && possible > 0 {
			e.status = "inconclusive"
		}
		want["lease/overlap"] = e
	}
	return want
}

// TestDifferential compares the checks with the reference on random
// executions, and makes sure that the executions are worth it: every property
// must be broken in at least a tenth of those of the shape that aims at it.
func TestDifferential(t *testing.T) {
	broken := map[string]map[string]int{} // check → shape → executions
	total := map[string]int{}
	for i := range differentialRuns {
		s := shapes[i%len(shapes)]
		rng := rand.New(rand.NewPCG(uint64(i), 7))
		x := generate(rng, s)
		log := x.log(rng)
		got, _ := judgeText(t, log)
		total[s.name]++
		for id, want := range x.expect(s) {
			r := got[id]
			if want.status == "fail" || id == "message/match" && want.status == "observed" {
				if broken[id] == nil {
					broken[id] = map[string]int{}
				}
				broken[id][s.name]++
			}
			if r.Status.String() != want.status || want.findings >= 0 && definite(r) != want.findings {
				t.Fatalf("%s, execution %d: %s is %v with %d definite findings, the reference says %s with %d\n%s\n%v",
					s.name, i, id, r.Status, definite(r), want.status, want.findings, log, r)
			}
		}
	}
	for id, aim := range map[string]string{
		"delivery/fifo": "heavy, drained at the end", "delivery/causal": "heavy, drained at the end", "message/match": "duplicates",
		"cut/consistent": "snapshots", "lease/overlap": "leases that clash", "id/duplicate": "identifiers and oracles",
		"oracle/unique": "identifiers and oracles", "oracle/monotone": "identifiers and oracles",
	} {
		share := 100 * broken[id][aim] / total[aim]
		t.Logf("%-16s broken in %d %% of the executions of shape %q", id, share, aim)
		if share < 10 {
			t.Errorf("%s is broken in %d %% of the executions of shape %q: they try too little", id, share, aim)
		}
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
	for i := range 2000 {
		rng := rand.New(rand.NewPCG(uint64(i), 11))
		x := generate(rng, shapes[i%2])
		e := &x.events[rng.IntN(len(x.events))]
		p := rng.IntN(x.procs)
		d := 1 - 2*rng.IntN(2)
		if e.ticks[p]+d < 0 || p == e.proc && e.ticks[p] == 1 {
			d = 1 // a first own entry of 0 would be lawful: some counters start there
		}
		e.ticks[p] += d
		log := x.log(rng)
		got, g := judgeText(t, log)
		status := got["clock/vector"].Status
		statuses[status.String()]++
		if status == checks.Pass && got["causality/cycle"].Status != checks.Fail && len(g.StampEdges()) == 0 {
			t.Fatalf("execution %d: entry of %s at an event of %s changed by %d, and nothing shows it\n%s", i, procName(p), procName(e.proc), d, log)
		}
	}
	t.Log(statuses)
}
