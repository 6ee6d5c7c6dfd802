package simulate

import "time"

const (
	oracleFirst   = 1000 * time.Millisecond // what the primary's clock shows when the first request arrives
	oracleStart   = 20 * time.Millisecond   // and when that is
	oracleJump    = 300 * time.Millisecond
	oracleTimeout = 70 * time.Millisecond
	oracleReach   = time.Millisecond // from the client to a server
)

func recordOracle(s *Setup) error {
	settings := NewSettings(s.Create)
	w := NewWorld(s.Seed, NewMixed(settings, nil, NewWire(settings)), s.limit(60))
	w.Net.Latency, w.Net.FIFO = Uniform(time.Millisecond, 3*time.Millisecond), true
	w.Net.Path = func(from, to string) Distribution {
		if from == "c1" || to == "c1" {
			return Uniform(oracleReach, oracleReach)
		}
		return nil
	}
	run := &oracleRun{Setup: s, world: w}
	run.servers = [2]*oracleServer{{run: run, name: "primary", peer: "n2", active: true}, {run: run, name: "backup", peer: "n1"}}
	run.nodes = [2]*Node{w.AddNode("n1", run.servers[0]), w.AddNode("n2", run.servers[1])}
	run.nodes[0].Clock.Set(0, oracleFirst-oracleStart)
	run.nodes[1].Clock.Set(0, oracleFirst-oracleStart-oracleJump)
	run.client = &oracleClient{run: run}
	c := w.AddNode("c1", run.client)
	c.Clock.Set(0, oracleFirst-oracleStart-oracleJump)
	w.At(oracleStart-oracleReach, func() { run.client.round(c) })
	return w.RunAll(horizon)
}

// oracleRun is the environment. In each round the clock of the active server
// runs ahead; it is set back after the first request; and after a few more the
// server crashes or is cut off, until it is repaired.
type oracleRun struct {
	*Setup
	world   *World
	nodes   [2]*Node
	servers [2]*oracleServer
	client  *oracleClient
	rounds  int
	victim  *Node // the server that is to fail in this round
	left    int   // requests that it still answers
	ahead   bool  // its clock is
	crash   bool  // it crashes; else it is cut off
}

// over reports that nothing new is to begin.
func (r *oracleRun) over() bool { return r.world.Done() && r.client.resting }

// newRound decides what is to happen. In the first round the primary's clock is
// ahead from the start.
func (r *oracleRun) newRound() {
	for i, s := range r.servers {
		if s.active {
			r.victim = r.nodes[i]
		}
	}
	if r.rounds++; r.rounds > 1 {
		r.victim.Clock.Step(r.world.Now(), oracleJump)
	}
	r.ahead, r.left = true, 3+r.world.Rand.IntN(3)
	switch r.crash = r.world.Rand.IntN(2) == 0; r.Fault {
	case "both-active":
		r.crash = false
	case "no-margin", "clock-back":
		r.crash = true
	}
}

// answered is called when a server has issued a timestamp.
func (r *oracleRun) answered(n *Node) {
	if n != r.victim {
		return
	}
	if r.ahead {
		r.ahead = false
		r.world.At(r.world.Now()+3*time.Millisecond, func() { n.Clock.Step(r.world.Now(), -oracleJump) })
	}
	if r.left--; r.left != 0 {
		return
	}
	if r.crash {
		n.Crash()
		return
	}
	r.world.Net.Partition([]string{n.Name}, without([]string{"n1", "n2", "c1"}, n.Name)) // the answer is on its way
}

// repair ends the failure.
func (r *oracleRun) repair() {
	r.world.Net.Heal()
	r.victim.Restart()
}

// rest ends a round. A server that would not stand by is restarted by hand.
func (r *oracleRun) rest() {
	if r.fault("both-active") {
		r.victim.Crash()
		r.victim.Restart()
	}
}

// oraclePhase is what the client does in a round.
type oraclePhase int

const (
	oracleSteady  oraclePhase = iota // asks the active server until it does not answer
	oracleFailing                    // asks the standby to take over
	oracleAfter                      // asks the new server
	oracleProbe                      // asks the one that failed, to learn whether it is back
	oracleBack                       // asks the new server again
)

// oracleClient asks for one timestamp after the other.
type oracleClient struct {
	run     *oracleRun
	phase   oraclePhase
	server  int // index of the server it asks
	waiting int // id of the request without an answer; 0 is none
	more    int // requests to the new server before the probe
	resting bool
}

func (c *oracleClient) Start(*Node) {}

func (c *oracleClient) round(n *Node) {
	if c.run.over() {
		return
	}
	c.phase, c.resting = oracleSteady, false
	c.run.newRound()
	c.ask(n)
}

func (c *oracleClient) ask(n *Node) {
	id := n.Send("oracle_get_time", nil, nil, c.run.nodes[c.server].Name)
	c.waiting = id
	n.After(oracleTimeout, func() {
		if c.waiting == id {
			c.phase = oracleFailing
			c.fail(n)
		}
	})
}

func (c *oracleClient) fail(n *Node) {
	n.Send("oracle_fail_primary", nil, nil, c.run.nodes[1-c.server].Name)
}

func (c *oracleClient) soon(n *Node, do func(*Node)) {
	n.After(Uniform(4*time.Millisecond, 8*time.Millisecond)(c.run.world.Rand), func() { do(n) })
}

func (c *oracleClient) Receive(n *Node, m Message) {
	n.Received(m)
	switch m.Type {
	case "oracle_get_time_ok":
		c.waiting = 0
		c.answered(n)
	case "oracle_fail_primary_ok":
		c.server, c.phase, c.more = 1-c.server, oracleAfter, 2+c.run.world.Rand.IntN(2)
		c.soon(n, c.ask)
	case "oracle_status_ok":
		c.run.repair()
		n.After(2*oracleBeat, func() {
			c.server, c.phase = 1-c.server, oracleProbe
			c.ask(n)
		})
	case "error":
		c.waiting = 0
		c.refused(n)
	}
}

// answered decides what follows a timestamp.
func (c *oracleClient) answered(n *Node) {
	switch c.phase {
	case oracleSteady:
		c.soon(n, c.ask)
	case oracleAfter:
		if c.more--; c.more > 0 {
			c.soon(n, c.ask)
			return
		}
		n.Send("oracle_status", nil, nil, c.run.nodes[c.server].Name)
	case oracleProbe:
		c.goBack(n)
	case oracleBack:
		c.rest(n)
	}
}

// refused decides what follows a refusal: a standby that is not ready to take
// over, or a server that stands by as it should.
func (c *oracleClient) refused(n *Node) {
	if c.phase == oracleFailing {
		n.After(oracleBeat, func() { c.fail(n) })
		return
	}
	c.goBack(n)
}

func (c *oracleClient) goBack(n *Node) {
	c.server, c.phase = 1-c.server, oracleBack
	c.soon(n, c.ask)
}

// rest ends the round; the clocks come to pass every timestamp of it before the
// next one begins.
func (c *oracleClient) rest(n *Node) {
	c.resting = true
	c.run.rest()
	n.After(2*oracleJump, func() { c.round(n) })
}
