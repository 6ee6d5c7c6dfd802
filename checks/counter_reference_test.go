package checks_test

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/tracecausal/tracecausal/checks"
)

// counterRun is a random execution of a counter. What a replica has seen is a
// set of updates; what it says is what its slots add up to, and some replicas
// merge wrongly.
type counterRun struct {
	rng     *rand.Rand
	amounts []int         // by update
	seen    []set         // by replica
	slots   []map[int]int // by replica: what it believes
	inbox   [][]counterMessage
	lines   []string
	ids     int
	wrong   bool
}

type counterMessage struct {
	from, id int
	seen     set
	slots    map[int]int
}

func (x *counterRun) log(node int, kind string, fields map[string]any) {
	line := map[string]any{"node": procName(node), "kind": kind, "counter": "x"}
	maps.Copy(line, fields)
	text, err := json.Marshal(line)
	if err != nil {
		panic(err)
	}
	x.lines = append(x.lines, string(text))
}

func (x *counterRun) step(p int) {
	n := len(x.seen)
	switch x.rng.IntN(6) {
	case 0:
		amount := 1 + x.rng.IntN(4)
		x.seen[p][len(x.amounts)] = true
		kind := "increment"
		if x.rng.IntN(4) == 0 {
			kind = "decrement"
			x.amounts, x.slots[p][p] = append(x.amounts, -amount), x.slots[p][p]-amount
		} else {
			x.amounts, x.slots[p][p] = append(x.amounts, amount), x.slots[p][p]+amount
		}
		x.log(p, kind, map[string]any{"amount": amount})
	case 1, 2:
		q := (p + 1 + x.rng.IntN(n-1)) % n
		x.ids++
		x.log(p, "send", map[string]any{"to": procName(q), "msg_id": x.ids})
		x.inbox[q] = append(x.inbox[q], counterMessage{p, x.ids, union(x.seen[p]), maps.Clone(x.slots[p])})
	case 3, 4:
		if len(x.inbox[p]) > 0 {
			i := x.rng.IntN(len(x.inbox[p]))
			x.merge(p, x.inbox[p][i])
			x.inbox[p] = slices.Delete(x.inbox[p], i, i+1)
		}
	default:
		x.report(p)
	}
}

// merge takes the newer slot of each other replica: here a slot may go down, so
// the one that knows more updates is the newer one.
func (x *counterRun) merge(p int, m counterMessage) {
	x.log(p, "receive", map[string]any{"from": procName(m.from), "msg_id": m.id})
	x.log(p, "merge", map[string]any{"from": procName(m.from)})
	adds := x.rng.IntN(2) == 0
	for q, sum := range m.slots {
		switch {
		case adds:
			x.slots[p][q] += sum
		case q != p && x.updates(m.seen, q) > x.updates(x.seen[p], q):
			x.slots[p][q] = sum
		}
	}
	x.seen[p] = union(x.seen[p], m.seen)
}

// owner of each update is found in the log, which has one line for each.
func (x *counterRun) updates(s set, p int) int {
	n, at := 0, 0
	for _, line := range x.lines {
		if strings.Contains(line, `crement"`) {
			if s[at] && strings.Contains(line, `"node":"`+procName(p)+`"`) {
				n++
			}
			at++
		}
	}
	return n
}

func (x *counterRun) report(p int) {
	said, sum := 0, 0
	for _, n := range x.slots[p] {
		said += n
	}
	for u := range x.seen[p] {
		sum += x.amounts[u]
	}
	x.wrong = x.wrong || said != sum
	x.log(p, "value", map[string]any{"value": said})
}

// TestCounterReference compares the check of counters with sets of updates.
func TestCounterReference(t *testing.T) {
	runs := checks.Fewer(3000)
	failed := 0
	judgeEach(t, runs, generateCounter, func(i int, x *counterRun, log string, j judgement) {
		r := j.results["counter/convergence"]
		want := checks.Pass
		if x.wrong {
			failed++
			want = checks.Fail
		}
		if r.Status != want {
			t.Fatalf("run %d: %v, want %v\n%s\n%v", i, r.Status, want, log, r)
		}
	})
	t.Logf("%d of %d runs report a wrong value", failed, runs)
	if failed*10 < runs {
		t.Error("they try too little")
	}
}

func generateCounter(i int) (*counterRun, string) {
	rng := rand.New(rand.NewPCG(uint64(i), 29))
	n := 2 + rng.IntN(3)
	x := &counterRun{rng: rng, inbox: make([][]counterMessage, n)}
	for p := range n {
		x.seen, x.slots = append(x.seen, set{}), append(x.slots, map[int]int{})
		x.log(p, "increment", map[string]any{"amount": 0})
		x.seen[p][len(x.amounts)] = true
		x.amounts = append(x.amounts, 0)
	}
	for range 16 + rng.IntN(20) {
		x.step(rng.IntN(n))
	}
	x.report(0)
	return x, strings.Join(x.lines, "\n") + "\n"
}
