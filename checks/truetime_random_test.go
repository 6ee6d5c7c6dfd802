package checks_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/tracecausal/tracecausal/checks"
	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// judgeByOne judges a log by one check.
func judgeByOne(t *testing.T, id, text string, opt checks.Options) checks.Result {
	t.Helper()
	log, err := parse.Read(context.Background(), []parse.File{parse.Text("log.jsonl", text)}, parse.Options{})
	if err != nil || len(log.Runs) != 1 || log.Bad() > 0 {
		t.Fatalf("%v: %d bad lines in\n%s", err, log.Bad(), text)
	}
	check, ok := checks.ByID(checks.All(), id)
	if !ok {
		t.Fatalf("no check %s", id)
	}
	run := log.Runs[0]
	results, err := checks.Run(&checks.Input{Run: run, Graph: graph.Build(run, graph.Options{}), Options: opt}, []checks.Check{check})
	if err != nil {
		t.Fatal(err)
	}
	return results[0]
}

// tally counts how often a twin expected each status, so that a generator that
// never breaks anything fails the test.
type tally map[checks.Status]int

func (c tally) biases(t *testing.T, want ...checks.Status) {
	t.Helper()
	all := 0
	for _, n := range c {
		all += n
	}
	t.Logf("%v", c)
	for _, status := range want {
		if 10*c[status] < all {
			t.Errorf("only %d of %d runs are %v", c[status], all, status)
		}
	}
}

// span is the interval of an event.
type span struct{ earliest, latest int }

// intervals gives the events of an execution intervals around a true time, of
// which some miss it.
func intervals(rng *rand.Rand, x *execution) []span {
	wrong := rng.IntN(2)
	list := make([]span, len(x.events))
	for i := range x.events {
		now := 1000 + 3*i
		list[i] = span{now - rng.IntN(9), now + rng.IntN(9)}
		if wrong == 1 && rng.IntN(3) == 0 {
			list[i].earliest, list[i].latest = now-25, now-20+rng.IntN(20)
		}
	}
	return list
}

// withIntervals writes an execution with intervals and transactions.
func withIntervals(x *execution, tt []span) string {
	lines := []string{`{"tracecausal":1,"time_unit":"ms"}`}
	for i, e := range x.events {
		line := map[string]any{"node": procName(e.proc), "kind": e.kind, "tt": []int{tt[i].earliest, tt[i].latest}}
		for k, v := range e.fields {
			line[k] = v
		}
		if e.msg >= 0 {
			line["msg_id"] = e.msg + 1
			if e.kind == "receive" {
				line["from"] = procName(x.events[x.msgs[e.msg].send].proc)
			}
		}
		text, _ := json.Marshal(line)
		lines = append(lines, string(text))
	}
	return strings.Join(lines, "\n") + "\n"
}

// TestIntervalAgainstAllPairs: the check finds an event late iff some pair of
// ordered events says so.
func TestIntervalAgainstAllPairs(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 1))
	seen := tally{}
	for range checks.Fewer(1000) {
		x := generate(rng, shapes[rng.IntN(3)])
		tt := intervals(rng, x)
		late := map[int]bool{}
		inverted := 0
		for f := range x.events {
			if tt[f].earliest > tt[f].latest {
				inverted++
			}
			for e := range x.events {
				if x.before[e][f] && tt[e].earliest > tt[f].latest {
					late[f] = true
				}
			}
		}
		want := checks.Pass
		if len(late)+inverted > 0 {
			want = checks.Fail
		}
		seen[want]++
		text := withIntervals(x, tt)
		r := judgeByOne(t, "truetime/interval", text, checks.Options{})
		if r.Status != want || r.Total != len(late)+inverted {
			t.Fatalf("got %v with %d findings, want %v with %d\n%s", r.Status, r.Total, want, len(late)+inverted, text)
		}
	}
	seen.biases(t, checks.Pass, checks.Fail)
}

// refTxn is a transaction of the twin: events of the execution.
type refTxn struct{ start, ack, ts int }

// transactions turns local events into transactions of their processes; their
// timestamps are mostly what TrueTime would give, and sometimes too small or
// acknowledged too early.
func transactions(rng *rand.Rand, x *execution, tt []span) []refTxn {
	var list []refTxn
	open := map[int]int{}
	careless := rng.IntN(2) == 0
	for i := range x.events {
		e := &x.events[i]
		if e.kind != "internal" {
			continue
		}
		now := 1000 + 3*i
		tt[i] = span{now - 4, now + 4}
		if k, ok := open[e.proc]; ok {
			delete(open, e.proc)
			list[k].ack = i
			if !careless {
				tt[i].earliest = max(tt[i].earliest, list[k].ts+1)
				tt[i].latest = tt[i].earliest + 8
			}
			e.kind, e.fields = "txn_ack", map[string]any{"txn": fmt.Sprint("t", k), "ts": list[k].ts}
			continue
		}
		open[e.proc] = len(list)
		ts := tt[i].latest
		if careless && rng.IntN(2) == 0 {
			ts -= 9
		}
		e.kind, e.fields = "txn_start", map[string]any{"txn": fmt.Sprint("t", len(list))}
		list = append(list, refTxn{start: i, ack: -1, ts: ts})
	}
	return list
}

// TestCommitWaitAgainstAllPairs compares every acknowledgement with its
// timestamp, and every two transactions.
func TestCommitWaitAgainstAllPairs(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 2))
	seen := tally{}
	for range checks.Fewer(1000) {
		x := generate(rng, shapes[rng.IntN(2)])
		tt := intervals(rng, x)
		list := transactions(rng, x, tt)
		want, acks := 0, 0
		for _, b := range list {
			if b.ack < 0 {
				continue // without an acknowledgement the log has no ts
			}
			acks++
			if tt[b.ack].earliest <= b.ts {
				want++
			}
			overtaken := false
			for _, a := range list {
				overtaken = overtaken || a.ack >= 0 && x.before[a.ack][b.start] && a.ts >= b.ts
			}
			if overtaken {
				want++
			}
		}
		status := checks.Pass
		switch {
		case want > 0:
			status = checks.Fail
		case len(list) == 0:
			status = checks.NotApplicable
		case acks == 0:
			status = checks.Inconclusive
		}
		seen[status]++
		text := withIntervals(x, tt)
		r := judgeByOne(t, "truetime/commit-wait", text, checks.Options{})
		if r.Status != status || r.Total != want {
			t.Fatalf("got %v with %d findings, want %v with %d\n%s", r.Status, r.Total, status, want, text)
		}
	}
	seen.biases(t, checks.Pass, checks.Fail)
}
