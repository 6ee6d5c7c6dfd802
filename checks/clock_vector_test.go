package checks

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/tracecausal/tracecausal/parse"
)

// clocked is one event of a generated run, with the clock that its node logs.
type clocked struct {
	node int
	send int // the event whose message it receives, -1
	to   int // the node it sends to, -1
	v    [3]int
}

// drawClocked draws a lawful run of three nodes, and spoils some entries of
// some clocks by one.
func drawClocked(t *rapid.T) []clocked {
	var run []clocked
	var now [3][3]int
	var coming [3][]int
	for range rapid.IntRange(1, 12).Draw(t, "events") {
		e := clocked{node: rapid.IntRange(0, 2).Draw(t, "node"), send: -1, to: -1}
		v := &now[e.node]
		v[e.node]++
		switch box := &coming[e.node]; rapid.IntRange(0, 3).Draw(t, "kind") {
		case 0, 1:
			if len(*box) > 0 {
				i := rapid.IntRange(0, len(*box)-1).Draw(t, "message")
				e.send = (*box)[i]
				*box = append((*box)[:i:i], (*box)[i+1:]...)
				for q, n := range run[e.send].v {
					v[q] = max(v[q], n)
				}
			}
		case 2:
			e.to = (e.node + rapid.IntRange(1, 2).Draw(t, "to")) % 3
			coming[e.to] = append(coming[e.to], len(run))
		}
		e.v = *v
		run = append(run, e)
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "spoiled") {
		e, q := rapid.IntRange(0, len(run)-1).Draw(t, "event"), rapid.IntRange(0, 2).Draw(t, "entry")
		if i > 0 && q == run[e].node {
			continue // two own entries that change places prove that the lines were shuffled
		}
		run[e].v[q] = max(0, run[e].v[q]+rapid.SampledFrom([]int{-1, 1}).Draw(t, "by"))
	}
	return run
}

// clockedLog writes a generated run as JSON lines.
func clockedLog(t *rapid.T, run []clocked, stops [3]bool) string {
	var b strings.Builder
	name := func(n int) string { return string(rune('A' + n)) }
	for i, e := range run {
		line := map[string]any{"node": name(e.node), "event": fmt.Sprint("e", i), "vc": map[string]int{"A": e.v[0], "B": e.v[1], "C": e.v[2]}}
		switch {
		case e.send >= 0:
			line["kind"], line["from"], line["msg_id"] = "receive", name(run[e.send].node), e.send
		case e.to >= 0:
			line["kind"], line["to"], line["msg_id"] = "send", name(e.to), i
		case stops[e.node] && lastOf(run, e.node) == i:
			line["kind"] = "stop"
		}
		text, err := json.Marshal(line)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(append(text, '\n'))
	}
	return b.String()
}

func lastOf(run []clocked, node int) int {
	last := -1
	for i, e := range run {
		if e.node == node {
			last = i
		}
	}
	return last
}

// lawOf judges a run by the six rules as they are defined, event by event and
// all pairs, where every event ticks.
func lawOf(run []clocked, stops [3]bool) Status {
	broken, open := false, false
	vague := [3]bool{}
	for i, e := range run {
		if p := previous(run, i); p >= 0 && e.v[e.node] < run[p].v[e.node] {
			vague[e.node] = true
		}
	}
	for i, e := range run {
		var before [3]int
		p := previous(run, i)
		if p >= 0 {
			before = run[p].v
		}
		rise := e.v[e.node] - before[e.node]
		broken = broken || p >= 0 && rise < 1 // rule 1
		open = open || rise > 1
		for q, n := range e.v {
			if q == e.node || vague[q] {
				continue
			}
			last := lastOf(run, q)
			reached := reach(run, q)
			stopped := stops[q] && last >= 0 && run[last].send < 0 && run[last].to < 0
			broken = broken || n < before[q] || stopped && n > reached // rules 3 and 2
			open = open || n > reached
			broken = broken || !coversKnown(run, e, q, vague)                                    // rule 4
			broken = broken || e.send >= 0 && n < run[e.send].v[q]                               // rule 5
			broken = broken || e.send >= 0 && rise == 1 && n > before[q] && n > run[e.send].v[q] // rule 6
			open = open || e.send >= 0 && rise == 0 && n > before[q] && n > run[e.send].v[q]     // rule 6, at a first event that may be none
		}
	}
	switch {
	case broken:
		return Fail
	case open:
		return Inconclusive
	}
	return Pass
}

func previous(run []clocked, i int) int {
	for j := i - 1; j >= 0; j-- {
		if run[j].node == run[i].node {
			return j
		}
	}
	return -1
}

// reach is the highest own entry of a node.
func reach(run []clocked, node int) int {
	most := 0
	for _, e := range run {
		if e.node == node {
			most = max(most, e.v[node])
		}
	}
	return most
}

// coversKnown is rule 4 for one entry of an event's clock.
func coversKnown(run []clocked, e clocked, q int, vague [3]bool) bool {
	for _, f := range run {
		if f.node != q || f.v[q] != e.v[q] || e.v[q] == 0 {
			continue
		}
		for r, n := range f.v {
			if e.v[r] < n && !vague[r] {
				return false
			}
		}
		return true
	}
	return true
}

// TestVectorLaw: the check agrees with the definitions on random runs, twenty
// to each draw of the property, so that the shares below are no accident.
func TestVectorLaw(t *testing.T) {
	list, err := Select([]string{"clock/vector"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	share := map[Status]int{}
	total := 0
	rapid.Check(t, func(rt *rapid.T) {
		for range Fewer(20) {
			run := drawClocked(rt)
			var stops [3]bool
			for n := range stops {
				stops[n] = rapid.Bool().Draw(rt, "stop")
			}
			text := clockedLog(rt, run, stops)
			log := readLog(t, parse.Options{Ticks: parse.TicksAll}, parse.Text("run.jsonl", text))
			got := judgeLog(t, log, Options{Ticks: parse.TicksAll}, list)
			want := lawOf(run, stops)
			if s := got[0].results[0].Status; s != want {
				rt.Fatalf("%v, want %v\n%s%s", s, want, text, everything(got))
			}
			share[want]++
			total++
		}
	})
	for _, s := range []Status{Pass, Fail, Inconclusive} {
		t.Logf("%v: %d of %d", s, share[s], total)
		if share[s]*10 < total && !Few && !t.Failed() {
			t.Errorf("only %d of %d runs are to %v", share[s], total, s)
		}
	}
}
