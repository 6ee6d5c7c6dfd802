package simulate

import (
	"fmt"
	"strconv"
	"time"
)

// ids makes unique identifiers without asking anybody: the name of the node,
// the second by its clock, and a sequence within the second, as Twitter's
// Snowflake does with other widths. A node that is cut off from all others goes
// on. Should its clock be set back, it stays with the last second it used.
//
// Simplified: what a node must not forget when it crashes (the last second) is
// kept in memory, and no node crashes.
var ids = System{
	Name:   "ids",
	Title:  "unique identifiers under partition",
	Source: "004",
	About: "Nodes make identifiers of their name, the second and a sequence. They answer while the network between them is cut, and while the clock of one is set back: " +
		"it goes on with the last second until the clock has passed it. Clients whose answer was lost ask again and get the same identifier. " +
		"After the unique-id exercise of Build Distributed Systems (The Identifier) and the unique-ids workload of Maelstrom.",
	Nodes:  3,
	Min:    2,
	Checks: []string{"id/duplicate", "message/match"},
	Faults: []Fault{
		{"clock-back", "a node whose clock is set back does not notice", []string{"id/duplicate"}},
		{"shared-name", "two nodes were configured with one name", []string{"id/duplicate"}},
	},
	record: recordIDs,
}

func recordIDs(s *Setup) error {
	settings := NewSettings(s.Create, Pair{"external", []string{"c*"}})
	w := NewWorld(s.Seed, NewMixed(settings, nil, NewWire(settings)), s.limit(40*s.Nodes))
	w.Net.Latency, w.Net.FIFO = Uniform(2*time.Millisecond, 9*time.Millisecond), true
	run := &idRun{Setup: s, world: w}
	for i := range s.Nodes {
		run.names = append(run.names, fmt.Sprintf("n%d", i+1))
	}
	for i, name := range run.names {
		w.AddNode(name, &idMaker{run: run})
		c := w.AddNode(fmt.Sprintf("c%d", i+1), &idClient{run: run, server: name})
		c.Silent = true
	}
	w.AddNode("c0", &idStarter{run: run}).Silent = true
	w.At(idInit, func() { w.Net.Loss = 0.06 })
	run.partition()
	w.At(run.between(1500*time.Millisecond, 2*time.Second), run.setBack)
	return w.RunAll(horizon)
}

const (
	idInit = 20 * time.Millisecond // the messages that start the nodes are not lost
	idRest = 4 * time.Second       // the least that a run takes: a clock is set back, and used again
)

// idRun is the environment.
type idRun struct {
	*Setup
	world *World
	names []string
}

// over reports that no new work is to be started.
func (r *idRun) over() bool { return r.world.Done() && r.world.Now() >= idRest }

func (r *idRun) between(low, high time.Duration) time.Duration {
	return Uniform(low, high)(r.world.Rand)
}

// partition cuts one node off from the others for a while, again and again.
func (r *idRun) partition() {
	if r.over() {
		return
	}
	alone := r.world.Rand.IntN(len(r.names))
	from := r.world.Now() + r.between(500*time.Millisecond, 1500*time.Millisecond)
	r.world.At(from, func() {
		r.world.Net.Partition(r.names[alone:alone+1], without(r.names, r.names[alone]))
	})
	r.world.At(from+r.between(2*time.Second, 3*time.Second), func() {
		r.world.Net.Heal()
		r.partition()
	})
}

// setBack sets the clock of a node back, again and again.
func (r *idRun) setBack() {
	if r.over() {
		return
	}
	n := r.world.Node(r.names[r.world.Rand.IntN(len(r.names))])
	n.Clock.Step(r.world.Now(), -r.between(1200*time.Millisecond, 1900*time.Millisecond))
	r.world.At(r.world.Now()+30*time.Second, r.setBack)
}

// idStarter tells each node who it is, as Maelstrom does.
type idStarter struct{ run *idRun }

func (s *idStarter) Start(n *Node) {
	for i, name := range s.run.names {
		worker := name
		if i == 1 && s.run.fault("shared-name") {
			worker = s.run.names[0]
		}
		n.Send("init", worker, []Pair{{"node_id", name}, {"node_ids", s.run.names}, {"worker", worker}}, name)
	}
}

func (s *idStarter) Receive(n *Node, m Message) { n.Received(m) }

// idMaker is a node that makes identifiers.
type idMaker struct {
	run    *idRun
	worker string
	second int64
	seq    int
	asked  int // the last request of its client, and the answer to it
	answer string
}

func (k *idMaker) Start(*Node) {}

func (k *idMaker) Receive(n *Node, m Message) {
	n.Received(m)
	switch m.Type {
	case "init":
		k.worker = m.Body.(string)
		n.Reply(m, "init_ok", nil)
		k.gossip(n)
	case "generate":
		if m.ID != k.asked {
			k.asked, k.answer = m.ID, k.generate(n)
		}
		n.Reply(m, "generate_ok", nil, Pair{"id", k.answer})
	}
}

// generate makes an identifier. The second never falls: where the clock does,
// the last second goes on.
func (k *idMaker) generate(n *Node) string {
	second := n.Wall() / int64(time.Second)
	if !k.run.fault("clock-back") {
		second = max(second, k.second)
	}
	if second != k.second {
		k.second, k.seq = second, 0
	}
	id := k.worker + "-" + strconv.FormatInt(second, 10) + "-" + strconv.Itoa(k.seq)
	k.seq++
	return id
}

// gossip greets another node now and then. The identifiers do not depend on it.
func (k *idMaker) gossip(n *Node) {
	n.After(k.run.between(600*time.Millisecond, 1200*time.Millisecond), func() {
		if !k.run.over() {
			others := without(k.run.names, n.Name)
			n.Send("hello", nil, nil, others[k.run.world.Rand.IntN(len(others))])
			k.gossip(n)
		}
	})
}

// idClient asks its server for one identifier after the other.
type idClient struct {
	run    *idRun
	server string
	asked  int
}

func (c *idClient) Start(n *Node) { c.askLater(n) }

func (c *idClient) askLater(n *Node) {
	n.After(c.run.between(150*time.Millisecond, 450*time.Millisecond), func() {
		if !c.run.over() {
			c.asked = n.Send("generate", nil, nil, c.server)
			c.wait(n, c.asked)
		}
	})
}

// wait asks again, in the same words, where no answer comes.
func (c *idClient) wait(n *Node, id int) {
	n.After(100*time.Millisecond, func() {
		if c.asked == id {
			n.Again(id, "generate", nil, nil, c.server)
			c.wait(n, id)
		}
	})
}

func (c *idClient) Receive(n *Node, m Message) {
	if m.Type == "generate_ok" && m.InReplyTo == c.asked {
		c.asked = 0
		c.askLater(n)
	}
}
