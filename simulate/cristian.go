package simulate

import (
	"fmt"
	"time"
)

// cristianSystem keeps clocks in step with a time server by Cristian's
// algorithm (Probabilistic Clock Synchronization, 1989): a client asks for the
// time, takes the answer to be half a round trip old, and sets its clock to
// T + rtt/2. A clock is slewed, so that it never goes back.
//
// Simplified: one attempt a round, whatever its round trip.
var cristianSystem = System{
	Name:   "cristian",
	Title:  "clocks that follow a time server by Cristian's algorithm",
	Source: "001-1",
	About: "Clients with drifting clocks ask a time server every sixteen seconds, and correct their clocks to the time in the answer plus half the round trip, by slewing. " +
		"After F. Cristian, Probabilistic Clock Synchronization, 1989.",
	Nodes: 3, Min: 1,
	Checks: syncChecks,
	Faults: syncFaults(),
	record: recordCristian,
}

func recordCristian(s *Setup) error {
	d := &daemon{Setup: s, bound: 12_000}
	w := NewWorld(s.Seed, NewJSONLines(s.Create, d.header()...), s.limit(100))
	w.Net.Latency, w.Net.FIFO = Uniform(2*time.Millisecond, 6*time.Millisecond), true
	w.AddNode("server", timeServer{})
	for i := range s.Nodes {
		d.spoil(w.AddNode(fmt.Sprintf("n%d", i+1), &cristianClient{daemon: d}), i == 0)
	}
	return w.RunAll(horizon)
}

// timeServer tells the time, as Cristian's and NTP's servers do.
type timeServer struct{}

// timeAnswer is when a request arrived at the server, and when it was answered.
type timeAnswer struct {
	t2, t3  micro
	stratum int // of the server; see NTP
}

func (timeServer) Start(*Node) {}

func (timeServer) Receive(n *Node, m Message) { answerTime(n, m, 1) }

// answerTime answers a request after the little that it takes.
func answerTime(n *Node, m Message, stratum int) {
	n.Received(m)
	t2 := readClock(n)
	n.After(time.Duration(n.World().Rand.Int64N(int64(time.Millisecond))), func() {
		n.Reply(m, "time", timeAnswer{t2, readClock(n), stratum})
	})
}

type cristianClient struct {
	*daemon
	t1 micro
}

func (c *cristianClient) Start(n *Node) {
	repeat(n, stagger(n), syncEvery, func() {
		c.t1 = readClock(n)
		n.Send("what time is it?", nil, nil, "server")
	})
}

func (c *cristianClient) Receive(n *Node, m Message) {
	n.Received(m)
	a := m.Body.(timeAnswer)
	x := exchange{c.t1, a.t2, a.t3, readClock(n)}
	adjustment := x.t3 + c.trip(x.rtt()) - x.t4
	fields := append([]Pair{{"algorithm", "cristian"}, {"peer", m.From}}, x.times()...)
	c.round(n, trueTime(n.World()), adjustment, append(fields, Pair{"rtt", x.rtt()})...)
}
