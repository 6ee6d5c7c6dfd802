package checks_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
)

// generate makes a random execution of a shape, with true clocks on it.
func generate(rng *rand.Rand, s shape) *execution {
	x := &execution{procs: max(s.least, 2+rng.IntN(s.procs-1))}
	pending := make([][]int, x.procs) // messages on the way to each process
	held := map[[2]int]bool{}
	recorded := map[int]bool{}
	if s.begin != nil {
		s.begin(rng, x, pending, held, recorded)
	}
	restart := -1
	n := len(x.events) + 4 + rng.IntN(s.events-3)
	if s.restart {
		restart = (len(x.events) + n) / 2
	}
	for len(x.events) < n {
		p := rng.IntN(x.procs)
		late := len(x.events)*2 > n
		if len(x.events) >= restart && restart >= 0 {
			x.restart(rng, p, pending)
			restart = -1
		}
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
	x.add(refEvent{proc: p, kind: "send", msg: len(x.msgs)})
	x.msgs = append(x.msgs, m)
}

// add appends an event to the present life of its process.
func (x *execution) add(e refEvent) {
	for _, f := range x.events {
		if f.proc == e.proc {
			e.life = max(e.life, f.life)
		}
	}
	x.events = append(x.events, e)
}

func (x *execution) receive(rng *rand.Rand, s shape, p int, pending [][]int) {
	i := rng.IntN(len(pending[p]))
	if s.partition && rng.IntN(8) > 0 && x.events[x.msgs[pending[p][i]].send].proc%2 != p%2 {
		return // hardly a message comes from the other side
	}
	if !s.reorder { // the oldest from that sender
		from := x.events[x.msgs[pending[p][i]].send].proc
		i = slices.IndexFunc(pending[p], func(m int) bool { return x.events[x.msgs[m].send].proc == from })
	}
	m := pending[p][i]
	if rng.Float64() >= s.duplicate {
		pending[p] = slices.Delete(pending[p], i, i+1)
	}
	x.msgs[m].recvs = append(x.msgs[m].recvs, len(x.events))
	x.add(refEvent{proc: p, kind: "receive", msg: m})
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
		e.fields["pt"], e.fields["c"] = 1000+len(x.events)/3+rng.IntN(2), rng.IntN(3)
	case "snapshot":
		if recorded[p] {
			return
		}
		recorded[p] = true
		e.fields["snapshot"] = 1
	}
	x.add(e)
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
		if e.kind == "start" {
			clock[e.proc], height[e.proc] = make([]int, x.procs), 0
		}
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

// name is what a log of x calls a process.
func (x *execution) name(p int) string {
	if x.names != nil {
		p = x.names[p]
	}
	return procName(p)
}

// label is how an event is known in a log.
func (x *execution) label(i int) string {
	if label := x.events[i].label; label != "" {
		return label
	}
	return fmt.Sprint("e", i)
}

// evidence says what a log tells of the order of its events: message ids with
// the ends of messages, kinds without which no message has ends, vector and
// Lamport clocks.
type evidence struct{ ids, kinds, stamps bool }

// full is all that a log can tell.
var full = evidence{ids: true, kinds: true, stamps: true}

// lines writes the execution as JSON lines, one slice for each process.
func (x *execution) lines(ev evidence) [][]string {
	out := make([][]string, x.procs)
	for i, e := range x.events {
		out[e.proc] = append(out[e.proc], x.line(i, ev))
	}
	return out
}

// line writes an event.
func (x *execution) line(i int, ev evidence) string {
	e := x.events[i]
	b := fmt.Appendf(nil, `{"node":"%s","event":"%s"`, x.name(e.proc), x.label(i))
	if ev.kinds {
		b = fmt.Appendf(b, `,"kind":"%s"`, e.kind)
		for _, key := range slices.Sorted(maps.Keys(e.fields)) {
			value := e.fields[key]
			if key == "resource" {
				value = fmt.Sprintf("r%d", value)
			}
			text, err := json.Marshal(value)
			if err != nil {
				panic(err)
			}
			b = fmt.Appendf(b, `,"%s":%s`, key, text)
		}
	}
	if e.life > 0 {
		b = fmt.Appendf(b, `,"incarnation":%d`, e.life)
	}
	if ev.kinds && e.msg >= 0 {
		b = x.appendEnd(b, e, ev)
	}
	if ev.stamps {
		b = fmt.Appendf(b, `,"lamport":%d,"vc":`, e.height)
		comma := byte('{')
		for p, n := range e.ticks {
			if n > 0 {
				b = fmt.Appendf(append(b, comma), `"%s":%d`, x.name(p), n)
				comma = ','
			}
		}
		b = append(b, '}')
	}
	return string(append(b, '}', '\n'))
}

// appendEnd writes what an end of a message says of the message.
func (x *execution) appendEnd(b []byte, e refEvent, ev evidence) []byte {
	if ev.ids {
		b = fmt.Appendf(b, `,"msg_id":%d`, e.msg+1)
	}
	m := x.msgs[e.msg]
	if e.kind != "send" {
		return fmt.Appendf(b, `,"from":"%s"`, x.name(x.events[m.send].proc))
	}
	comma := `,"to":[`
	for _, q := range m.to {
		b = fmt.Appendf(b, `%s"%s"`, comma, x.name(q))
		comma = ","
	}
	return append(b, ']')
}

// log writes the execution as one file with all its evidence, the processes'
// lines interleaved in any way that keeps each process's order.
func (x *execution) log(rng *rand.Rand) string { return x.logOf(rng, full) }

func (x *execution) logOf(rng *rand.Rand, ev evidence) string {
	rest := x.lines(ev)
	var b strings.Builder
	for left := len(x.events); left > 0; left-- {
		p := rng.IntN(len(rest))
		for len(rest[p]) == 0 {
			p = (p + 1) % len(rest)
		}
		b.WriteString(rest[p][0])
		rest[p] = rest[p][1:]
	}
	return b.String()
}
