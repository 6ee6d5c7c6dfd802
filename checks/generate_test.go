package checks_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// shape says how a generated execution behaves. Uniform traffic hardly ever
// breaks causal delivery, so most shapes are biased towards trouble.
type shape struct {
	name      string
	procs     int
	events    int
	reorder   bool // a receive takes any pending message, else the oldest of its channel
	multicast float64
	duplicate float64
	drain     bool // sends first, receives last
	clash     bool // two processes acquire the same lease at the start
	local     []string
}

var shapes = []shape{
	{name: "uniform", procs: 3, events: 14, reorder: true, local: []string{"internal"}},
	{name: "fifo channels", procs: 4, events: 16, multicast: 0.5, local: []string{"internal"}},
	{name: "heavy, drained at the end", procs: 3, events: 16, reorder: true, drain: true, multicast: 0.5, local: []string{"internal"}},
	{name: "duplicates", procs: 3, events: 14, reorder: true, duplicate: 0.4, local: []string{"internal"}},
	{name: "leases", procs: 3, events: 16, reorder: true, local: []string{"lease_acquire", "lease_acquire", "write", "lease_release"}},
	{name: "leases that clash", procs: 2, events: 24, reorder: true, clash: true, local: []string{"write", "write", "write", "lease_release"}},
	{name: "identifiers and oracles", procs: 4, events: 18, reorder: true, local: []string{"id", "timestamp"}},
	{name: "snapshots", procs: 3, events: 16, reorder: true, local: []string{"snapshot"}},
}

// generate makes a random execution of a shape, with true clocks on it.
func generate(rng *rand.Rand, s shape) *execution {
	x := &execution{procs: 2 + rng.IntN(s.procs-1)}
	pending := make([][]int, x.procs) // messages on the way to each process
	held := map[[2]int]bool{}
	recorded := map[int]bool{}
	n := 4 + rng.IntN(s.events-3)
	if s.clash {
		x.local(rng, "lease_acquire", 0, held, recorded)
		x.local(rng, "lease_acquire", 1, held, recorded)
	}
	for len(x.events) < n {
		p := rng.IntN(x.procs)
		late := len(x.events)*2 > n
		switch rng.IntN(3) {
		case 0:
			if s.drain && late {
				continue
			}
			x.send(rng, s, p, pending)
		case 1:
			if len(pending[p]) > 0 && (!s.drain || late) {
				x.receive(rng, s, p, pending)
			} else if s.drain && late {
				n-- // nothing is left to receive here: end sooner
			}
		default:
			x.local(rng, s.local[rng.IntN(len(s.local))], p, held, recorded)
		}
	}
	x.stamp(rng)
	x.close()
	return x
}

func (x *execution) send(rng *rand.Rand, s shape, p int, pending [][]int) {
	m := refMsg{send: len(x.events)}
	for q := range x.procs {
		if q != p && (len(m.to) == 0 && (q == x.procs-1 || q == x.procs-2 && p == x.procs-1 || rng.IntN(2) == 0) || rng.Float64() < s.multicast) {
			m.to = append(m.to, q)
			pending[q] = append(pending[q], len(x.msgs))
		}
	}
	x.events = append(x.events, refEvent{proc: p, kind: "send", msg: len(x.msgs)})
	x.msgs = append(x.msgs, m)
}

func (x *execution) receive(rng *rand.Rand, s shape, p int, pending [][]int) {
	i := rng.IntN(len(pending[p]))
	if !s.reorder { // the oldest from that sender
		from := x.events[x.msgs[pending[p][i]].send].proc
		i = slices.IndexFunc(pending[p], func(m int) bool { return x.events[x.msgs[m].send].proc == from })
	}
	m := pending[p][i]
	if rng.Float64() >= s.duplicate {
		pending[p] = slices.Delete(pending[p], i, i+1)
	}
	x.msgs[m].recvs = append(x.msgs[m].recvs, len(x.events))
	x.events = append(x.events, refEvent{proc: p, kind: "receive", msg: m})
}

// local adds a step of the vocabulary, with values from a domain so small that
// they often clash.
func (x *execution) local(rng *rand.Rand, kind string, p int, held map[[2]int]bool, recorded map[int]bool) {
	e := refEvent{proc: p, kind: kind, msg: -1, fields: map[string]any{}}
	key := [2]int{p, rng.IntN(x.procs - 1)} // two processes share one resource
	switch kind {
	case "lease_acquire":
		if held[key] {
			return
		}
		held[key] = true
		e.fields["resource"], e.fields["token"] = key[1], len(x.events)*2+1-rng.IntN(8)
	case "write", "lease_release":
		if !held[key] {
			return
		}
		held[key] = kind == "write"
		e.fields["resource"] = key[1]
	case "id":
		e.fields["id"] = rng.IntN(12)
	case "timestamp":
		e.fields["pt"], e.fields["c"] = 1000+len(x.events)/3+rng.IntN(2), rng.IntN(4)
	case "snapshot":
		if recorded[p] {
			return
		}
		recorded[p] = true
		e.fields["snapshot"] = 1
	}
	x.events = append(x.events, e)
}

// stamp gives every event its true vector and Lamport clocks.
func (x *execution) stamp(rng *rand.Rand) {
	clock := make([][]int, x.procs)
	height := make([]int, x.procs)
	for p := range clock {
		clock[p] = make([]int, x.procs)
	}
	for i := range x.events {
		e := &x.events[i]
		if e.kind == "receive" {
			s := x.events[x.msgs[e.msg].send]
			for q, v := range s.ticks {
				clock[e.proc][q] = max(clock[e.proc][q], v)
			}
			height[e.proc] = max(height[e.proc], s.height)
		}
		clock[e.proc][e.proc]++
		height[e.proc]++
		e.ticks, e.height, e.wall = slices.Clone(clock[e.proc]), height[e.proc], int64(1_700_000_000_000+10*i+rng.IntN(5))
	}
}

// procName is the node name of a process.
func procName(p int) string { return string(rune('A' + p)) }

// lines writes the execution as JSON lines, one slice for each process.
// Clocks and message ids are left out on demand, to see what is left of the
// evidence.
func (x *execution) lines(stamps, ids bool) [][]string {
	out := make([][]string, x.procs)
	for i, e := range x.events {
		line := map[string]any{"node": procName(e.proc), "event": fmt.Sprintf("e%d", i), "kind": e.kind}
		for k, v := range e.fields {
			line[k] = v
		}
		if res, ok := e.fields["resource"]; ok {
			line["resource"] = fmt.Sprintf("r%d", res)
		}
		if stamps {
			vc := map[string]int{}
			for p, n := range e.ticks {
				if n > 0 {
					vc[procName(p)] = n
				}
			}
			line["vc"], line["lamport"] = vc, e.height
		}
		if e.msg >= 0 {
			m := x.msgs[e.msg]
			if ids {
				line["msg_id"] = e.msg + 1
			}
			if e.kind == "send" {
				var to []string
				for _, q := range m.to {
					to = append(to, procName(q))
				}
				line["to"] = to
			} else {
				line["from"] = procName(x.events[m.send].proc)
			}
		}
		text, err := json.Marshal(line)
		if err != nil {
			panic(err)
		}
		out[e.proc] = append(out[e.proc], string(text))
	}
	return out
}

// log writes the execution as one file, the processes' lines interleaved as
// they happened or, shuffled, in any way that keeps each process's order.
func (x *execution) log(rng *rand.Rand) string {
	rest := x.lines(true, true)
	var b strings.Builder
	for left := len(x.events); left > 0; left-- {
		p := rng.IntN(len(rest))
		for len(rest[p]) == 0 {
			p = (p + 1) % len(rest)
		}
		b.WriteString(rest[p][0] + "\n")
		rest[p] = rest[p][1:]
	}
	return b.String()
}
