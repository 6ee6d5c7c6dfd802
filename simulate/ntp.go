package simulate

import (
	"fmt"
	"slices"
	"time"
)

// ntpSystem keeps clocks in step by strata, as NTP does (D. Mills, 1991):
// servers with a true clock are stratum 1, what follows them is stratum 2, and
// so on. A node asks all its servers; for each it keeps the round trips of the
// last eight exchanges, whose spread is the server's dispersion, and follows
// the server that has the least.
//
// Simplified: the offset of the latest exchange counts, the clock is corrected
// by all of it, and servers do not lie.
var ntpSystem = System{
	Name:   "ntp",
	Title:  "clocks that follow the best of several servers, in strata, as NTP does",
	Source: "001-1",
	About: "Two servers of stratum 2 follow two of stratum 1, and the clients follow those: each asks all its servers every sixteen seconds and corrects its clock by the offset of the one whose round trips differ least, by slewing. " +
		"After D. Mills, Internet Time Synchronization: the Network Time Protocol, 1991.",
	Nodes: 2, Min: 1,
	Checks: syncChecks,
	Faults: syncFaults(),
	record: recordNTP,
}

const (
	ntpKept   = 8  // exchanges that a dispersion is taken of
	ntpUnsure = 16 // the stratum of a server whose own clock is not in step yet
)

func recordNTP(s *Setup) error {
	d := &daemon{Setup: s, bound: 18_000}
	w := NewWorld(s.Seed, NewJSONLines(s.Create, d.header()...), s.limit(220))
	w.Net.Latency, w.Net.FIFO = Uniform(2*time.Millisecond, 6*time.Millisecond), true
	top, middle := []string{"s1a", "s1b"}, []string{"s2a", "s2b"}
	for _, name := range top {
		w.AddNode(name, timeServer{})
	}
	for _, name := range middle {
		d.spoil(w.AddNode(name, &ntpNode{daemon: d, servers: top}), false)
	}
	for i := range s.Nodes {
		d.spoil(w.AddNode(fmt.Sprintf("n%d", i+1), &ntpNode{daemon: d, servers: middle}), i == 0)
	}
	return w.RunAll(horizon)
}

// ntpSample is what a node knows of one server.
type ntpSample struct {
	name    string
	stratum int
	offset  micro
	rtt     micro
	trips   []micro // the last eight
}

func (s *ntpSample) dispersion() micro { return slices.Max(s.trips) - slices.Min(s.trips) }

// ntpNode follows its servers and serves others.
type ntpNode struct {
	*daemon
	servers []string
	known   []*ntpSample
	asked   map[string]micro
	fresh   int // answers of this round
	rounds  int
}

func (c *ntpNode) Start(n *Node) {
	c.asked = map[string]micro{}
	for _, name := range c.servers {
		c.known = append(c.known, &ntpSample{name: name})
	}
	repeat(n, stagger(n), syncEvery, func() {
		c.fresh = 0
		for _, name := range c.servers {
			c.asked[name] = readClock(n)
			n.Send("what time is it?", nil, nil, name)
		}
	})
}

// stratum is one more than that of the server it follows, once its clock had
// the time to get there.
func (c *ntpNode) stratum() int {
	if c.rounds < 2 {
		return ntpUnsure
	}
	return c.best().stratum + 1
}

// best is the server that has the least dispersion, the first of equal ones.
func (c *ntpNode) best() *ntpSample {
	var best *ntpSample
	for _, s := range c.known {
		if s.stratum > 0 && s.stratum < ntpUnsure && (best == nil || s.dispersion() < best.dispersion()) {
			best = s
		}
	}
	return best
}

func (c *ntpNode) Receive(n *Node, m Message) {
	a, ok := m.Body.(timeAnswer)
	if !ok {
		answerTime(n, m, c.stratum())
		return
	}
	n.Received(m, Pair{"stratum", a.stratum})
	c.fresh++
	if a.stratum < ntpUnsure {
		c.sample(n, m.From, exchange{c.asked[m.From], a.t2, a.t3, readClock(n)}, a.stratum)
	}
	if best := c.best(); c.fresh == len(c.servers) && best != nil {
		c.follow(n, best)
	}
}

// sample notes an exchange with a server.
func (c *ntpNode) sample(n *Node, name string, x exchange, stratum int) {
	s := c.known[slices.Index(c.servers, name)]
	s.stratum, s.rtt, s.offset = stratum, x.rtt(), x.t3+c.trip(x.rtt())-x.t4
	if s.trips = append(s.trips, s.rtt); len(s.trips) > ntpKept {
		s.trips = s.trips[1:]
	}
	fields := append([]Pair{{"algorithm", "ntp"}, {"peer", name}}, x.times()...)
	n.Log("sync", "exchange", append(fields, Pair{"offset", s.offset}, Pair{"rtt", s.rtt}, Pair{"reference", trueTime(n.World())})...)
}

// follow corrects the clock by the offset from the chosen server.
func (c *ntpNode) follow(n *Node, best *ntpSample) {
	var sources []any
	for _, s := range c.known {
		if s.stratum > 0 {
			sources = append(sources, object{{"node", s.name}, {"stratum", s.stratum}, {"offset", s.offset}, {"rtt", s.rtt}, {"dispersion", s.dispersion()}})
		}
	}
	c.rounds++
	c.round(n, trueTime(n.World()), best.offset, Pair{"algorithm", "ntp"}, Pair{"peer", best.name}, Pair{"sources", sources})
}
