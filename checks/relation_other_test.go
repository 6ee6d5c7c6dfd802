package checks_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/tracecausal/tracecausal/checks"
)

// The relations of this file compare a run with one of which more, or something
// else, is true.

// insert puts an event before the one at a place.
func (x *execution) insert(at int, e refEvent) {
	x.events = append(x.events[:at:at], append([]refEvent{e}, x.events[at:]...)...)
	shift := func(i *int) {
		if *i >= at {
			*i++
		}
	}
	for m := range x.msgs {
		shift(&x.msgs[m].send)
		for r := range x.msgs[m].recvs {
			shift(&x.msgs[m].recvs[r])
		}
	}
}

// someone returns a process that keeps a log.
func (x *execution) someone(rng *rand.Rand) int { return x.events[rng.IntN(len(x.events))].proc }

func localEvent(t *testing.T) {
	relate(t, promised, func(rng *rand.Rand, x *execution) (string, string) {
		if len(x.ofKind("start")) > 0 {
			return "", ""
		}
		y := x.copy()
		y.insert(rng.IntN(len(x.events)+1), refEvent{label: "new", proc: x.someone(rng), kind: "internal", msg: -1})
		y.stamp(rng)
		return x.all(full), y.all(full)
	}, func(a, b judgement) string {
		if a.cuts() > b.cuts() {
			return "fewer cuts"
		}
		return sameOrder(a, b) + sameFindings(a, b)
	})
}

func reversedTime(t *testing.T) {
	ev := evidence{ids: true, kinds: true}
	relate(t, promised, func(rng *rand.Rand, x *execution) (string, string) {
		x, ok := x.channelsOnly()
		if !ok {
			return "", ""
		}
		y := x.copy()
		last := len(x.events) - 1
		for i := range x.events {
			e := &y.events[last-i]
			*e = x.events[i]
			e.label = x.label(i)
			switch e.kind {
			case "send":
				e.kind = "receive"
			case "receive":
				e.kind = "send"
			}
		}
		for m, msg := range x.msgs {
			if len(msg.recvs) == 1 {
				y.msgs[m] = refMsg{last - msg.recvs[0], []int{x.events[msg.send].proc}, []int{last - msg.send}}
			}
		}
		return x.all(ev), y.all(ev)
	}, func(a, b judgement) string {
		switch {
		case a.cuts() != b.cuts() || a.pairs() != b.pairs():
			return "other numbers of cuts or concurrent pairs"
		case len(a.witnesses("delivery/fifo", "late delivery")) != len(b.witnesses("delivery/fifo", "late delivery")):
			return "other numbers of late messages"
		}
		back := b.labelled()
		here := a.labelled()
		for l1, e1 := range here {
			for l2, e2 := range here {
				if a.graph.Before(e1, e2) != b.graph.Before(back[l2], back[l1]) {
					return l1 + " and " + l2 + " do not change places"
				}
			}
		}
		return ""
	})
}

// channelsOnly returns the execution without what has no counterpart when time
// goes back: sends that nobody received, and what is no message. ok is false
// where a message was received more than once.
func (x *execution) channelsOnly() (y *execution, ok bool) {
	y = x.copy()
	for m, msg := range x.msgs {
		if len(msg.recvs) > 1 {
			return nil, false
		}
		if len(msg.recvs) == 1 {
			y.msgs[m].to = []int{x.events[msg.recvs[0]].proc}
		} else {
			y.events[msg.send].kind, y.events[msg.send].msg = "internal", -1
		}
	}
	for i := range y.events {
		e := &y.events[i]
		if e.fields = nil; e.msg < 0 {
			e.kind, e.life = "internal", 0
		}
		e.life = 0
	}
	return y, true
}

func disjointUnion(t *testing.T) {
	// One snapshot, one resource, one oracle is one, whoever logs it.
	shared := func(x *execution) bool { return len(x.ofKind("send", "receive", "internal")) < len(x.events) }
	var ones, others, both []string
	for i := range 2 * eachShape() * len(shapes) {
		rng := rand.New(rand.NewPCG(uint64(i), 47))
		x, y := generate(rng, shapes[i%len(shapes)]), generate(rng, shapes[(i*3+1)%len(shapes)])
		if shared(x) || shared(y) || len(x.events)+len(y.events) > 22 {
			continue
		}
		y = y.copy()
		for e := range y.events {
			y.events[e].label = fmt.Sprint("f", e)
		}
		for p := range y.procs {
			y.names = append(y.names, 10+p)
		}
		ones, others, both = append(ones, x.all(full)), append(others, y.all(full)), append(both, x.all(full)+y.all(full))
	}
	var first, second []judgement
	judgeAll(t, promised, ones, checks.All(), func(_ int, j judgement) { first = append(first, j) })
	judgeAll(t, promised, others, checks.All(), func(_ int, j judgement) { second = append(second, j) })
	found := 0
	judgeAll(t, promised, both, checks.All(), func(i int, j judgement) {
		a, b, union := first[i].found(everything), second[i].found(everything), j.found(everything)
		if first[i].cuts()*second[i].cuts() != j.cuts() {
			t.Fatalf("the cuts do not multiply\n%s", both[i])
		}
		if wrong := more(union, a) + more(union, b); wrong != "" || len(union) != len(a)+len(b) {
			t.Fatalf("%d and %d findings, %d in both together; %s\n%s", len(a), len(b), len(union), wrong, both[i])
		}
		found += min(1, len(union))
	})
	if t.Logf("%d pairs of runs, %d with findings", len(both), found); 2*len(both) < eachShape() || found*10 < len(both) {
		t.Error("too few")
	}
}

func freshAndRepeatedID(t *testing.T) {
	with := func(id func(rng *rand.Rand, known []int) int) change {
		return func(rng *rand.Rand, x *execution) (string, string) {
			var known []int
			for _, e := range x.ofKind("id") {
				known = append(known, x.events[e].fields["id"].(int))
			}
			if len(known) == 0 {
				known = []int{7}
				x.events = append(x.events, refEvent{proc: 0, kind: "id", msg: -1, fields: map[string]any{"id": 7}})
			}
			y := x.copy()
			y.events = append(y.events, refEvent{label: "new", proc: x.someone(rng), kind: "id", msg: -1, fields: map[string]any{"id": id(rng, known)}})
			ev := evidence{ids: true, kinds: true}
			return x.all(ev), y.all(ev)
		}
	}
	relate(t, promised, with(func(*rand.Rand, []int) int { return 100 }), sameFindings)
	relate(t, promised, with(func(rng *rand.Rand, known []int) int { return known[rng.IntN(len(known))] }), func(_, b judgement) string {
		if b.status("id/duplicate") != "fail" {
			return "a repeated identifier is " + b.status("id/duplicate")
		}
		return ""
	})
}
