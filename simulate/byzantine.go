package simulate

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// byzantine keeps clocks in step although some nodes lie about their time, and
// tell everybody something else. Every node asks all others for their time and
// has a rule that f liars cannot lead astray while there are n > 3f nodes: in
// every other round the fault-tolerant average, which drops the f lowest and
// the f highest offsets (Lamport & Melliar-Smith, 1985; Welch & Lynch, 1988),
// in the others Marzullo's algorithm, which takes the smallest interval that
// most nodes agree on (Marzullo, 1984).
//
// Simplified: nothing is signed, no message is lost, and liars answer at once.
var byzantine = System{
	Name:   "byzantine",
	Title:  "clocks kept in step among nodes that lie",
	Source: "001-12",
	About: "Every node asks all others for their time every eight seconds and corrects its clock by the fault-tolerant average of the offsets or, in every other round, by Marzullo's algorithm. " +
		"Nodes that lie tell everybody another time, and keep no log. After L. Lamport and P. Melliar-Smith, Synchronizing Clocks in the Presence of Faults, 1985, and K. Marzullo, Maintaining the Time in a Distributed System, 1984.",
	Nodes: 4, Min: 4,
	Checks: []string{"sync/round", "sync/skew", "message/match"},
	Faults: []Fault{
		{"too-many-liars", "one node more lies than n > 3f allows", []string{"sync/skew"}},
		{"plain-mean", "the mean of all offsets is taken, lies and all", []string{"sync/round", "sync/skew"}},
	},
	record: recordByzantine,
}

const (
	byzantineEvery = 8 * time.Second
	byzantineBound = 15_000 // microseconds that honest clocks differ by at most from their mean
	byzantineError = 12_000 // microseconds that a clock is taken to be off
)

func recordByzantine(s *Setup) error {
	tolerates := (s.Nodes - 1) / 3
	liars := tolerates
	if s.fault("too-many-liars") {
		liars++
	}
	w := NewWorld(s.Seed, NewJSONLines(s.Create, Pair{"external", []string{"liar*"}}, Pair{"promise", []string{"monotone-wall"}}), s.limit(120))
	w.Net.Latency = Uniform(2*time.Millisecond, 6*time.Millisecond)
	group := &byzantineGroup{Setup: s, tolerates: tolerates}
	var names []string
	for i := range s.Nodes {
		name := fmt.Sprintf("n%d", i+1)
		if i >= s.Nodes-liars {
			name = fmt.Sprintf("liar%d", i+1)
		}
		names = append(names, name)
	}
	for i, name := range names {
		if i >= s.Nodes-liars {
			w.AddNode(name, liar{by: micro(200_000 + w.Rand.IntN(200_000))}).Silent = true
			continue
		}
		n := w.AddNode(name, &byzantineNode{byzantineGroup: group, peers: without(names, name), odd: i%2 == 0})
		n.Clock.Drift = (2*w.Rand.Float64() - 1) * syncDrift
		n.Clock.Set(0, time.Duration(w.Rand.Int64N(int64(8*time.Millisecond)))-4*time.Millisecond)
		group.honest = append(group.honest, n)
	}
	return w.RunAll(horizon)
}

// liar answers with a time that is off by much, ahead for some and behind for
// others.
type liar struct{ by micro }

func (liar) Start(*Node) {}

func (l liar) Receive(n *Node, m Message) {
	n.Received(m)
	by := l.by
	if ask, ok := m.Body.(byzantineAsk); ok && ask.odd {
		by = -by
	}
	n.Reply(m, "my time", timeAnswer{readClock(n) + by, readClock(n) + by, 0})
}

type byzantineGroup struct {
	*Setup
	tolerates int
	honest    []*Node
}

// mean is what the honest clocks show on average: the reference of the record.
func (g *byzantineGroup) mean() micro {
	first := readClock(g.honest[0])
	sum := micro(0)
	for _, n := range g.honest {
		sum += readClock(n) - first
	}
	return first + sum/micro(len(g.honest))
}

// byzantineAsk is a request for the time; liars tell odd nodes other lies.
type byzantineAsk struct{ odd bool }

// byzantineOffset is how far another clock is ahead of the own one.
type byzantineOffset struct {
	node        string
	offset, rtt micro
}

func (o byzantineOffset) half() micro { return o.rtt/2 + byzantineError }

type byzantineNode struct {
	*byzantineGroup
	peers   []string
	odd     bool
	rounds  int
	asked   micro
	offsets []byzantineOffset
}

func (b *byzantineNode) Start(n *Node) {
	repeat(n, stagger(n), byzantineEvery, func() {
		b.rounds++
		b.asked, b.offsets = readClock(n), []byzantineOffset{{node: n.Name}}
		n.Send("what time is it?", byzantineAsk{b.odd}, nil, b.peers...)
	})
}

func (b *byzantineNode) Receive(n *Node, m Message) {
	n.Received(m)
	a, ok := m.Body.(timeAnswer)
	if !ok {
		t2 := readClock(n)
		n.Reply(m, "my time", timeAnswer{t2, readClock(n), 0})
		return
	}
	x := exchange{b.asked, a.t2, a.t3, readClock(n)}
	b.offsets = append(b.offsets, byzantineOffset{m.From, x.offset(), x.rtt()})
	if len(b.offsets) == len(b.peers)+1 {
		b.correct(n)
	}
}

// correct ends a round by the rule of its turn.
func (b *byzantineNode) correct(n *Node) {
	name, rule := "fault-tolerant-average", b.average
	if b.rounds%2 == 0 {
		name, rule = "marzullo", b.marzullo
	}
	adjustment := rule()
	if b.fault("plain-mean") {
		adjustment = meanOffset(b.offsets)
	}
	var sources []any
	for _, o := range b.offsets {
		source := object{{"node", o.node}, {"offset", o.offset}}
		if name == "marzullo" {
			source = append(source, Pair{"error", o.half()})
		}
		sources = append(sources, source)
	}
	n.Log("sync", "round", Pair{"algorithm", name}, Pair{"tolerates", b.tolerates}, Pair{"t4", readClock(n)}, Pair{"sources", sources},
		Pair{"adjustment", adjustment}, Pair{"bound", micro(byzantineBound)}, Pair{"reference", b.mean()})
	n.Clock.Slew(n.World().Now(), time.Duration(adjustment)*time.Microsecond, syncSlew)
}

// average is the fault-tolerant average: the mean of the offsets without the f
// lowest and the f highest.
func (b *byzantineNode) average() micro {
	sorted := slices.Clone(b.offsets)
	slices.SortFunc(sorted, func(x, y byzantineOffset) int { return cmp.Compare(x.offset, y.offset) })
	return meanOffset(sorted[b.tolerates : len(sorted)-b.tolerates])
}

func meanOffset(list []byzantineOffset) micro {
	sum := micro(0)
	for _, o := range list {
		sum += o.offset
	}
	return sum / micro(len(list))
}

// marzullo is the middle of the smallest interval that lies in as many of the
// nodes' intervals as any point does, the lowest of equal ones.
func (b *byzantineNode) marzullo() micro {
	type end struct {
		at   micro
		step int // 1 opens an interval, -1 closes one
	}
	var ends []end
	for _, o := range b.offsets {
		ends = append(ends, end{o.offset - o.half(), 1}, end{o.offset + o.half(), -1})
	}
	slices.SortFunc(ends, func(x, y end) int { return cmp.Or(cmp.Compare(x.at, y.at), cmp.Compare(y.step, x.step)) })
	open, most := 0, 0
	var low, high micro
	for i, e := range ends {
		open += e.step
		if e.step < 0 {
			continue
		}
		next := ends[i+1].at
		if open > most || open == most && ends[i+1].step < 0 && next-e.at < high-low {
			most, low, high = open, e.at, next
		}
	}
	return low + (high-low)/2
}
