package checks_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
)

// shape says how a generated execution behaves. Uniform traffic hardly ever
// breaks causal delivery, so most shapes are biased towards trouble.
type shape struct {
	name      string
	least     int  // processes
	procs     int  // at most
	events    int  // at most, after those that it begins with
	reorder   bool // a receive takes any pending message, else the oldest of its channel
	multicast float64
	duplicate float64
	drain     bool // sends first, receives last
	partition bool // messages between even and odd processes are late
	restart   bool // a process loses its memory halfway
	local     []string
	begin     beginning
	meant     []string // findings that at least a tenth of the executions have: a check and a certainty
}

// beginning adds the first events of an execution: what the shape is named for.
type beginning func(rng *rand.Rand, x *execution, pending [][]int, held map[[2]int]bool, recorded map[int]bool)

var shapes = []shape{
	{name: "uniform", procs: 3, events: 14, reorder: true, local: []string{"internal"}},
	{name: "fifo channels", procs: 4, events: 16, multicast: 0.5, local: []string{"internal"}},
	{name: "heavy, drained at the end", procs: 3, events: 16, reorder: true, drain: true, multicast: 0.5, local: []string{"internal"},
		meant: []string{"delivery/fifo definite", "delivery/causal definite"}},
	{name: "duplicates", procs: 3, events: 14, reorder: true, duplicate: 0.4, local: []string{"internal"}, meant: []string{"message/match definite"}},
	{name: "leases", procs: 3, events: 16, reorder: true, local: []string{"lease_acquire", "lease_acquire", "write", "lease_release"},
		meant: []string{"lease/overlap possible"}},
	{name: "leases that clash", procs: 2, events: 22, reorder: true, begin: clash, local: []string{"write", "write", "write", "lease_release"},
		meant: []string{"lease/overlap definite", "lease/overlap possible"}},
	{name: "identifiers and oracles", procs: 4, events: 18, reorder: true, local: []string{"id", "timestamp"},
		meant: []string{"id/duplicate definite", "oracle/unique definite", "oracle/monotone definite"}},
	{name: "snapshots", least: 3, procs: 3, events: 14, reorder: true, local: []string{"internal", "snapshot"}, begin: detour, meant: []string{"cut/consistent definite"}},
	{name: "triangle", least: 3, procs: 3, events: 10, reorder: true, local: []string{"internal"}, begin: triangle, meant: []string{"delivery/causal definite"}},
	{name: "crown", least: 4, procs: 4, events: 10, multicast: 0.5, local: []string{"internal"}, begin: crown, meant: []string{"delivery/total definite"}},
	{name: "multicast", least: 3, procs: 4, events: 20, reorder: true, drain: true, multicast: 1, local: []string{"internal"},
		meant: []string{"delivery/fifo definite", "delivery/causal definite"}},
	{name: "restart", procs: 3, events: 14, reorder: true, restart: true, local: []string{"internal"}, meant: []string{"message/match definite"}},
	{name: "partition", least: 3, procs: 4, events: 18, reorder: true, partition: true, local: []string{"lease_acquire", "write", "id", "id", "id"},
		meant: []string{"lease/overlap possible", "id/duplicate definite"}},
	{name: "two phases", least: 3, procs: 4, events: 8, reorder: true, local: []string{"internal"}, begin: twoPhases,
		meant: []string{"delivery/fifo definite", "cut/consistent definite"}},
}

// clash lets two processes acquire a lease, mostly the same one.
func clash(rng *rand.Rand, x *execution, _ [][]int, held map[[2]int]bool, recorded map[int]bool) {
	x.local(rng, "lease_acquire", 0, held, recorded)
	x.local(rng, "lease_acquire", 1, held, recorded)
}

// detour: often 0 records its state, and what it does then comes to 2 before 2
// records its own, by way of 1, which may record nothing.
func detour(rng *rand.Rand, x *execution, _ [][]int, held map[[2]int]bool, recorded map[int]bool) {
	if rng.IntN(4) > 0 {
		return
	}
	x.local(rng, "snapshot", 0, held, recorded)
	x.take(1, x.post(0, 1))
	x.take(2, x.post(1, 2))
	x.local(rng, "snapshot", 2, held, recorded)
}

// triangle: what goes from 0 to 2 is mostly overtaken by what goes by way of 1,
// though no channel changes the order of its messages.
func triangle(rng *rand.Rand, x *execution, pending [][]int, _ map[[2]int]bool, _ map[int]bool) {
	direct := x.post(0, 2)
	first := x.post(0, 1)
	x.take(1, first)
	second := x.post(1, 2)
	if rng.IntN(4) == 0 {
		x.take(2, direct)
		x.take(2, second)
		return
	}
	x.take(2, second)
	if rng.IntN(4) > 0 {
		x.take(2, direct)
	} else {
		pending[2] = append(pending[2], direct) // it comes later or never
	}
}

// crown: two messages that know nothing of each other, which two processes
// receive in any order.
func crown(rng *rand.Rand, x *execution, _ [][]int, _ map[[2]int]bool, _ map[int]bool) {
	a, b := x.post(0, 1, 2, 3), x.post(1, 0, 2, 3)
	x.take(1, a)
	x.take(0, b)
	for q := 2; q < 4; q++ {
		both := []int{a, b}
		if rng.IntN(2) == 0 {
			both = []int{b, a}
		}
		x.take(q, both[0])
		x.take(q, both[1])
	}
}

// twoPhases: 0 asks all, is answered by all but the last, and tells all what
// was decided; the last may hear of that first. All record their state.
func twoPhases(rng *rand.Rand, x *execution, _ [][]int, held map[[2]int]bool, recorded map[int]bool) {
	var others []int
	for p := 1; p < x.procs; p++ {
		others = append(others, p)
	}
	slow := x.procs - 1
	ask := x.post(0, others...)
	for p := 1; p < slow; p++ {
		x.take(p, ask)
		x.take(0, x.post(p, 0))
	}
	if rng.IntN(2) == 0 {
		x.local(rng, "snapshot", 0, held, recorded)
	}
	told := x.post(0, others...)
	x.local(rng, "snapshot", 0, held, recorded)
	for p := 1; p < slow; p++ {
		if rng.IntN(2) == 0 {
			x.local(rng, "snapshot", p, held, recorded)
		}
		x.take(p, told)
		x.local(rng, "snapshot", p, held, recorded)
	}
	both := []int{ask, told}
	if rng.IntN(2) == 0 {
		both = []int{told, ask}
	}
	x.take(slow, both[0])
	x.local(rng, "snapshot", slow, held, recorded)
	x.take(slow, both[1])
}

// post sends a message, which no process has on its way unless the caller says so.
func (x *execution) post(p int, to ...int) (m int) {
	m = len(x.msgs)
	x.add(refEvent{proc: p, kind: "send", msg: m})
	x.msgs = append(x.msgs, refMsg{send: len(x.events) - 1, to: to})
	return m
}

// take receives a message.
func (x *execution) take(q, m int) {
	x.msgs[m].recvs = append(x.msgs[m].recvs, len(x.events))
	x.add(refEvent{proc: q, kind: "receive", msg: m})
}

// restart begins another life of a process, of the one that received last
// where there is one. Some of what it had received comes again.
func (x *execution) restart(rng *rand.Rand, p int, pending [][]int) {
	for _, e := range x.events {
		if e.kind == "receive" {
			p = e.proc
		}
	}
	for i := range x.events {
		e := &x.events[i]
		if e.proc == p {
			e.life = 1
			if e.kind == "receive" && rng.IntN(4) > 0 {
				pending[p] = append(pending[p], e.msg)
			}
		}
	}
	x.add(refEvent{proc: p, kind: "start", msg: -1, life: 2})
}

// findings counts the executions of a shape that have a finding, by check and
// certainty.
type findings map[string]int

func (f findings) add(j judgement) {
	kinds := map[string]bool{}
	for id, r := range j.results {
		for _, finding := range r.Findings {
			kinds[id+" "+finding.Certainty.String()] = true
		}
	}
	for kind := range maps.Keys(kinds) {
		f[kind]++
	}
}

// report prints the shares, and fails where too few executions have what the
// shape aims at.
func (f findings) report(t *testing.T, s shape, executions int) {
	t.Helper()
	text := ""
	for _, kind := range slices.Sorted(maps.Keys(f)) {
		text += fmt.Sprintf("; %s %d %%", kind, 100*f[kind]/executions)
	}
	t.Logf("%s: %d executions%s", s.name, executions, text)
	least := executions / 10
	if raceDetector {
		least /= 2 // of a tenth of the executions, chance takes more
	}
	for _, kind := range s.meant {
		if f[kind] < least {
			t.Errorf("%s: only %d of %d executions have a finding of %s", s.name, f[kind], executions, kind)
		}
	}
}
