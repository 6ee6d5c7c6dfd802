package graph

import (
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"github.com/tracecausal/tracecausal/parse"
)

// sim is an execution made up by a generator: what really happened. Its events
// are numbered as the run numbers them: by node, then position.
type sim struct {
	events [][]simEvent // by node
	msgs   []simMsg
}

type simEvent struct {
	kind string // internal, send, receive, deliver
	msg  int    // index in sends
	from int    // sender of what is received
	to   []int  // receivers of a send
}

// simMsg says where message id entered the past of a node.
type simMsg struct {
	id           int
	from, to     int
	sendAt, into int // positions from 0; into is -1 while held back
	arrived      int
}

type inFlight struct {
	id, from, sendAt int
	arrived          bool
}

// drawSim draws an execution. At nodes with an odd number deliveries are events
// of their own if holdBack is set.
func drawSim(t *rapid.T, maxNodes, maxEvents int, holdBack bool) *sim {
	n := rapid.IntRange(1, maxNodes).Draw(t, "nodes")
	s := &sim{events: make([][]simEvent, n)}
	boxes := make([][]inFlight, n) // on the way to each node
	ids := 0
	for range rapid.IntRange(1, maxEvents).Draw(t, "events") {
		p := rapid.IntRange(0, n-1).Draw(t, "node")
		at := len(s.events[p])
		choice := rapid.IntRange(0, 5).Draw(t, "choice")
		switch {
		case choice <= 2 && len(boxes[p]) > 0:
			i := rapid.IntRange(0, len(boxes[p])-1).Draw(t, "which")
			again := rapid.IntRange(0, 9).Draw(t, "again") == 0
			s.take(p, at, i, boxes, holdBack && p%2 == 1, again)
		case choice <= 4:
			to := []int{rapid.IntRange(0, n-1).Draw(t, "to")}
			if rapid.IntRange(0, 4).Draw(t, "broadcast") == 0 {
				to = rapid.Permutation(seq(n)).Draw(t, "all")
				to = to[:rapid.IntRange(1, n).Draw(t, "fan")]
				slices.Sort(to)
			}
			for _, q := range to {
				boxes[q] = append(boxes[q], inFlight{id: ids, from: p, sendAt: at})
			}
			s.events[p] = append(s.events[p], simEvent{kind: "send", msg: ids, to: to})
			ids++
		default:
			s.events[p] = append(s.events[p], simEvent{kind: "internal"})
		}
	}
	for i, m := range s.msgs {
		if !slices.ContainsFunc(s.events[m.to], func(e simEvent) bool { return e.kind == "deliver" }) {
			s.msgs[i].into = m.arrived // nothing says that the node holds back
		}
	}
	return s
}

// take lets message i of p's box arrive, or be delivered if it has arrived and
// p holds back. again keeps it in the box: it will come a second time.
func (s *sim) take(p, at, i int, boxes [][]inFlight, holds, again bool) {
	m := boxes[p][i]
	e := simEvent{kind: "receive", msg: m.id, from: m.from}
	switch {
	case holds && !m.arrived:
		boxes[p][i].arrived = true
		s.msgs = append(s.msgs, simMsg{m.id, m.from, p, m.sendAt, -1, at})
	default:
		if holds {
			e.kind = "deliver"
		}
		if holds || !again {
			boxes[p] = slices.Delete(boxes[p], i, i+1)
		}
		s.msgs = append(s.msgs, simMsg{m.id, m.from, p, m.sendAt, at, at})
	}
	s.events[p] = append(s.events[p], e)
}

func seq(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

// base returns the number of each node's first event, and of all events last.
func (s *sim) base() []int {
	base := []int{0}
	for _, list := range s.events {
		base = append(base, base[len(base)-1]+len(list))
	}
	return base
}

// closure returns happens-before by its definition: Floyd and Warshall's
// closure of program order and messages.
func (s *sim) closure() [][]bool {
	base := s.base()
	n := base[len(base)-1]
	hb := make([][]bool, n)
	for i := range hb {
		hb[i] = make([]bool, n)
	}
	for p, list := range s.events {
		for i := 1; i < len(list); i++ {
			hb[base[p]+i-1][base[p]+i] = true
		}
	}
	for _, m := range s.msgs {
		if m.into >= 0 {
			hb[base[m.from]+m.sendAt][base[m.to]+m.into] = true
		}
	}
	return close(hb)
}

func close(hb [][]bool) [][]bool {
	for k := range hb {
		for i := range hb {
			for j := range hb {
				hb[i][j] = hb[i][j] || hb[i][k] && hb[k][j]
			}
		}
	}
	return hb
}

// writing says how an execution is logged.
type writing struct {
	ids, kinds, vectors bool
	drop                func(p, i int) bool // lines left out; may be nil
	seed                int                 // how the nodes' lines interleave
}

// log writes the execution as JSON lines.
func (s *sim) log(w writing) string {
	hb, base := s.closure(), s.base()
	var lines [][]string
	for p, list := range s.events {
		var mine []string
		for i, e := range list {
			if w.drop != nil && w.drop(p, i) {
				continue
			}
			mine = append(mine, s.line(w, p, e, vectorOf(hb, base, base[p]+i)))
		}
		lines = append(lines, mine)
	}
	var b strings.Builder
	for left := w.seed; ; left = left*31 + 7 {
		open := slices.DeleteFunc(seq(len(lines)), func(p int) bool { return len(lines[p]) == 0 })
		if len(open) == 0 {
			return b.String()
		}
		p := open[(left&0xffff)%len(open)]
		b.WriteString(lines[p][0])
		lines[p] = lines[p][1:]
	}
}

func (s *sim) line(w writing, p int, e simEvent, vector []int) string {
	var b strings.Builder
	fmt.Fprintf(&b, `{"node":"n%d"`, p)
	if w.kinds {
		fmt.Fprintf(&b, `,"kind":%q`, e.kind)
		switch e.kind {
		case "send":
			fmt.Fprintf(&b, `,"to":["n%s"]`, strings.Trim(strings.Join(strings.Fields(fmt.Sprint(e.to)), `","n`), "[]"))
		case "receive", "deliver":
			fmt.Fprintf(&b, `,"from":"n%d"`, e.from)
		}
		if w.ids && e.kind != "internal" {
			fmt.Fprintf(&b, `,"msg_id":%d`, e.msg+1)
		}
	}
	if w.vectors {
		b.WriteString(`,"vc":{`)
		for q, n := range vector {
			if q > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, `"n%d":%d`, q, n)
		}
		b.WriteByte('}')
	}
	return b.String() + "}\n"
}

// vectorOf counts the events of each node in the past of e, e included.
func vectorOf(hb [][]bool, base []int, e int) []int {
	v := make([]int, len(base)-1)
	for p := range v {
		for x := base[p]; x < base[p+1]; x++ {
			if x == e || hb[x][e] {
				v[p]++
			}
		}
	}
	return v
}

// inRun returns, for each event of the simulation, its id in a run read from a
// log without the dropped lines; NoEvent for those.
func (s *sim) inRun(drop func(p, i int) bool) []parse.EventID {
	var ids []parse.EventID
	next := parse.EventID(0)
	for p, list := range s.events {
		for i := range list {
			if drop != nil && drop(p, i) {
				ids = append(ids, parse.NoEvent)
				continue
			}
			ids = append(ids, next)
			next++
		}
	}
	return ids
}
