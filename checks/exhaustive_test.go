package checks_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/tracecausal/tracecausal/checks"
	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// families are the executions that are tried one and all; the first is the one
// that counts. Those after it are for nodes that send to themselves, and for
// broadcasts that two nodes deliver in different orders.
var families = []family{
	{procs: 3, events: 5, locals: true, repeats: true},
	{procs: 2, events: 4, locals: true, repeats: true, toSelf: true},
	{procs: 2, events: 7, toSelf: true, broadcasts: true},
}

// smallExecutions lists the executions of all families, those of the race
// detector with an event less.
func smallExecutions() (all []*execution) {
	for _, f := range families {
		if raceDetector {
			f.events--
		}
		all = append(all, f.everyExecution()...)
	}
	for i, x := range all {
		x.names = namesOf(x.procs, i)
		x.stamp(rand.New(rand.NewPCG(uint64(i), 31)))
		x.close()
	}
	return all
}

// promised binds a run by all that is not a law and that these runs can break.
const promised = `{"tracecausal":1,"promise":["fifo","causal","total","exactly-once"]}` + "\n"

// TestEveryExecution compares all small executions with the definitions: the
// order, the clocks and the cuts, however the log tells them, and the checks
// of messages where it tells all.
func TestEveryExecution(t *testing.T) {
	all := smallExecutions()
	list, err := checks.Select([]string{"causality", "clock", "message", "delivery"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, ev := range []evidence{{ids: true, kinds: true}, full, {kinds: true, stamps: true}, {stamps: true}} {
		logs := make([]string, len(all))
		for i, x := range all {
			logs[i] = x.logOf(rand.New(rand.NewPCG(uint64(i), 37)), ev)
		}
		seen := map[string]int{}
		judgeAll(t, promised, logs, list, func(i int, j judgement) {
			if wrong := all[i].compareOrder(j); wrong != "" {
				t.Fatalf("%+v: %s\n%s", ev, wrong, logs[i])
			}
			for _, id := range []string{"clock/vector", "clock/lamport"} {
				if got := j.status(id); ev.stamps && (got == "fail" || ev.ids && got != "pass") {
					t.Fatalf("%+v: %s is %s of true clocks\n%s", ev, id, got, logs[i])
				}
			}
			for id, want := range all[i].messageChecks() {
				r := j.results[id]
				if wrong := want.compare(j, id, ev); wrong != "" {
					t.Fatalf("%+v: %s\n%s\n%+v", ev, wrong, logs[i], r)
				}
				if ev.ids {
					seen[id+" "+r.Status.String()]++
				}
			}
		})
		t.Logf("%+v: %d executions; %v", ev, len(all), seen)
	}
}

// compareOrder says where the graph differs from the definitions: of
// happens-before, of a vector clock (how many events of each node are in the
// causal past), and of a consistent cut (with each event, all before it).
func (x *execution) compareOrder(j judgement) string {
	id := make([]parse.EventID, len(x.events))
	for label, e := range j.labelled() {
		var i int
		fmt.Sscanf(label, "e%d", &i)
		id[i] = e
	}
	for a := range x.events {
		for b := range x.events {
			if got := j.graph.Before(id[a], id[b]); got != x.before[a][b] {
				return fmt.Sprintf("e%d before e%d is %v", a, b, got)
			}
		}
	}
	strand := make([]int, x.procs) // of each process; -1 where it logs nothing
	for p := range strand {
		strand[p] = slices.IndexFunc(j.run.Strands(), func(s parse.Strand) bool { return j.run.Nodes()[s.Node].Name == x.name(p) })
	}
	wrong := ""
	j.graph.Sweep(func(e parse.EventID, clock []uint32) {
		i := slices.Index(id, e)
		for p, n := range x.past(i) {
			if strand[p] >= 0 && int(clock[strand[p]]) != n {
				wrong = fmt.Sprintf("the clock of e%d has %d for %s, of whose events %d are in its past", i, clock[strand[p]], x.name(p), n)
			}
		}
	})
	if wrong == "" {
		x.eachCut(func(cut []int) {
			c := make(graph.Cut, len(j.run.Strands()))
			for p, n := range cut {
				if strand[p] >= 0 {
					c[strand[p]] = uint32(n)
				}
			}
			if consistent := len(j.graph.Inconsistent(c)) == 0; consistent != x.leftClosed(cut) {
				wrong = fmt.Sprintf("the cut %v is to be consistent: %v", cut, consistent)
			}
		})
	}
	return wrong
}

// past counts the events of each process in the causal past of i, itself
// included.
func (x *execution) past(i int) []int {
	n := make([]int, x.procs)
	for a, e := range x.events {
		if a == i || x.before[a][i] {
			n[e.proc]++
		}
	}
	return n
}

// eachCut calls f with every cut: how many events of each process lie inside.
func (x *execution) eachCut(f func([]int)) {
	length := make([]int, x.procs)
	for _, e := range x.events {
		length[e.proc]++
	}
	cut := make([]int, x.procs)
	for p := 0; p < x.procs; {
		f(cut)
		for p = 0; p < x.procs; p++ {
			if cut[p]++; cut[p] <= length[p] {
				break
			}
			cut[p] = 0
		}
	}
}

// leftClosed is the definition of a consistent cut.
func (x *execution) leftClosed(cut []int) bool {
	place := make([]int, x.procs)
	inside := make([]bool, len(x.events))
	for i, e := range x.events {
		inside[i] = place[e.proc] < cut[e.proc]
		place[e.proc]++
	}
	for a := range x.events {
		for b := range x.events {
			if x.before[a][b] && inside[b] && !inside[a] {
				return false
			}
		}
	}
	return true
}

// small is what the definitions say of one check: its status, and the events
// that play a role in its findings, where that is one.
type small struct {
	status  string
	role    string
	culprit map[string]bool
}

// messageChecks judges an execution by the definitions of the checks of
// messages, all of whose promises bind.
func (x *execution) messageChecks() map[string]small {
	received, awaited, again := 0, 0, map[string]bool{}
	for m, msg := range x.msgs {
		for _, r := range msg.recvs {
			if x.events[r].proc != x.events[msg.send].proc {
				received++
			}
		}
		if slices.ContainsFunc(x.events, func(e refEvent) bool { return slices.Contains(msg.to, e.proc) }) {
			awaited++ // by a node that keeps a log
		}
		for _, r := range msg.recvs {
			if x.firstDelivery(m, x.events[r].proc) != r {
				again[fmt.Sprint("e", r)] = true
			}
		}
	}
	late := func(sameSender bool) map[string]bool {
		labels := map[string]bool{}
		for e := range x.overtaken(sameSender) {
			labels[fmt.Sprint("e", e)] = true
		}
		return labels
	}
	want := map[string]small{
		"delivery/fifo":   {statusFor(late(true), received), "late delivery", late(true)},
		"delivery/causal": {statusFor(late(false), received), "late delivery", late(false)},
		"message/match":   {statusFor(again, awaited), "second receive", again},
		"delivery/total":  {status: x.totalStatus()},
	}
	return want
}

func statusFor(culprits map[string]bool, examined int) string {
	return failIf(len(culprits), examined > 0).status
}

// totalStatus judges the union of the orders of all nodes.
func (x *execution) totalStatus() string {
	var orders [][]int
	nodes := make([]int, len(x.msgs)) // that deliver each message
	shared := false
	for q := range x.procs {
		var order []int
		for _, e := range x.events {
			if e.kind == "receive" && e.proc == q && !slices.Contains(order, e.msg) {
				order = append(order, e.msg)
				nodes[e.msg]++
				shared = shared || nodes[e.msg] > 1
			}
		}
		if order != nil {
			orders = append(orders, order)
		}
	}
	cyclic, _ := roundTrip(len(x.msgs), orders)
	switch {
	case len(orders) == 0:
		return "not applicable"
	case cyclic:
		return "fail"
	case len(orders) > 1 && !shared:
		return "inconclusive"
	}
	return "pass"
}

// compare says where a result differs from the definitions. Where the log
// leaves out which message is which, a check may say that it cannot tell; but
// what it passes is sound, and what it finds is there.
func (want small) compare(j judgement, id string, ev evidence) string {
	got, r := j.status(id), j.results[id]
	culprits := map[string]bool{}
	if want.role != "" {
		culprits = j.witnesses(id, want.role)
	}
	switch {
	case !ev.kinds:
		return ""
	case ev.ids && (got != want.status || !maps.Equal(culprits, want.culprit) && want.role != "" || len(r.Findings) != definite(r)),
		got == "pass" && want.status == "fail", got == "fail" && want.status != "fail":
		return fmt.Sprintf("%s is %s with %v, the definition says %s with %v", id, got, culprits, want.status, want.culprit)
	}
	for e := range culprits {
		if !want.culprit[e] {
			return fmt.Sprintf("%s finds %s, which is sound", id, e)
		}
	}
	return ""
}

// namesOf gives n processes names in one of all orders.
func namesOf(n, i int) []int {
	var all [][]int
	eachPermutation(n, func(p []int) { all = append(all, slices.Clone(p)) })
	return all[i%len(all)]
}
