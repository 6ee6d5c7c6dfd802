package simulate

import "time"

// courier is the oldest of protocols: letters over a network that reorders and
// doubles them are handed over once each and in the order of their sending, by
// a sequence number for each pair of nodes (N. V. Stenning, A Data Transfer
// Protocol, 1976; TCP does the same with bytes). Nodes carry vector clocks.
//
// Simplified: the network loses nothing, so nothing is sent again.
var courier = System{
	Name:   "courier",
	Title:  "letters in order and once each over a network that reorders and doubles",
	Source: "001-8",
	About: "Two or more clerks write to an office, which acknowledges each letter. Every pair of nodes numbers its messages; the receiver keeps those that come early and throws copies away. " +
		"After N. V. Stenning, A Data Transfer Protocol, 1976. Vector clocks after C. Fidge, 1988, and F. Mattern, 1989.",
	Nodes:  2,
	Min:    1,
	Checks: []string{"causality/cycle", "clock/vector", "message/match", "delivery/fifo", "delivery/causal"},
	Faults: []Fault{
		{"no-order", "messages are handed over as they arrive", []string{"delivery/fifo", "delivery/causal"}},
		{"no-dedup", "copies are handed over too", []string{"message/match"}},
		{"no-merge", "vector clocks take nothing from messages", []string{"clock/vector"}},
		{"late-log", "clerks log a letter when it is acknowledged, as if it were sent then", []string{"causality/cycle", "clock/vector"}},
	},
	record: recordCourier,
}

const courierLetters = 8 // of each clerk, at least

type courierRun struct {
	*Setup
	world *World
}

func recordCourier(s *Setup) error {
	w := NewWorld(s.Seed, NewJSONLines(s.Create, Pair{"promise", []string{"fifo", "causal", "exactly-once"}}), s.limit(60))
	w.Net.Latency, w.Net.Duplicate = Uniform(2*time.Millisecond, 40*time.Millisecond), 0.4
	run := &courierRun{Setup: s, world: w}
	w.Net.Path = func(from, _ string) Distribution {
		if from == "A" && w.Now() < 5*time.Millisecond { // the first letter takes long
			return Uniform(80*time.Millisecond, 90*time.Millisecond)
		}
		return nil
	}
	w.AddNode("office", &courierOffice{run: run, in: newSequencer(s)}, run.clock())
	for i := range s.Nodes {
		w.AddNode(workerName(i), &courierClerk{run: run, in: newSequencer(s)}, run.clock())
	}
	return w.RunAll(horizon)
}

func (r *courierRun) clock() Instrument { return &Vector{NoMerge: r.fault("no-merge")} }

// sequencer hands the messages of each sender over in their order and once.
type sequencer struct {
	onArrival, copies bool           // the faults
	sent              map[string]int // by receiver
	next              map[string]int // by sender: messages handed over
	early             map[string]map[int]Message
}

func newSequencer(s *Setup) *sequencer {
	return &sequencer{s.fault("no-order"), s.fault("no-dedup"), map[string]int{}, map[string]int{}, map[string]map[int]Message{}}
}

// number returns the number of the next message to a node.
func (q *sequencer) number(to string) int {
	q.sent[to]++
	return q.sent[to]
}

// arrive hands over what may be.
func (q *sequencer) arrive(m Message, handOver func(Message)) {
	if q.early[m.From] == nil {
		q.early[m.From] = map[int]Message{}
	}
	early, number := q.early[m.From], m.Body.(int)
	_, waits := early[number]
	switch {
	case waits, number <= q.next[m.From]:
		if q.copies && !waits {
			handOver(m)
		}
		return
	case q.onArrival:
		handOver(m)
	}
	for early[number] = m; ; {
		next, here := early[q.next[m.From]+1]
		if !here {
			return
		}
		q.next[m.From]++
		delete(early, q.next[m.From])
		if !q.onArrival {
			handOver(next)
		}
	}
}

// courierOffice acknowledges letters.
type courierOffice struct {
	run *courierRun
	in  *sequencer
}

// Start makes a courierOffice a Process.
func (o *courierOffice) Start(*Node) {}

// Receive makes a courierOffice a Process.
func (o *courierOffice) Receive(n *Node, m Message) {
	o.in.arrive(m, func(m Message) {
		n.Received(m)
		n.Reply(m, "ack", o.in.number(m.From))
	})
}

// courierClerk writes letters.
type courierClerk struct {
	run     *courierRun
	in      *sequencer
	letters int
	late    map[int]bool // letters that are not logged yet
}

// Start begins to write.
func (c *courierClerk) Start(n *Node) {
	c.late = map[int]bool{}
	c.write(n)
}

func (c *courierClerk) write(n *Node) {
	if c.run.world.Done() && c.letters >= courierLetters {
		return
	}
	c.letters++
	if c.run.fault("late-log") {
		c.late[n.Post("letter", c.in.number("office"), "office")] = true
	} else {
		n.Send("letter", c.in.number("office"), nil, "office")
	}
	n.After(Uniform(20*time.Millisecond, 30*time.Millisecond)(c.run.world.Rand), func() { c.write(n) })
}

// Receive makes a courierClerk a Process.
func (c *courierClerk) Receive(n *Node, m Message) {
	c.in.arrive(m, func(m Message) {
		n.Received(m)
		if c.late[m.InReplyTo] {
			delete(c.late, m.InReplyTo)
			n.LogSend("letter", m.InReplyTo, "office")
		}
	})
}
