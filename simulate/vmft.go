package simulate

import (
	"fmt"
	"time"
)

// vmft is a virtual machine replicated by replaying the causes of its
// non-determinism (D. J. Scales, M. Nelson and G. Venkitachalam, The Design of
// a Practical System for Fault-Tolerant Virtual Machines, 2010). The primary
// logs each input, and each result of an instruction that is not
// deterministic (here: reading the time stamp counter), and sends the entries
// to the backup over the logging channel; the backup replays them and drops the
// outputs that its machine makes. The output rule: the primary delays an output
// until the backup has acknowledged the entry of the operation that made it.
//
// When the backup hears nothing any more it goes live, if an atomic test-and-set
// on the shared disk lets it, and repeats the outputs that it does not know to
// have been made. Clients know repeated outputs by their operation, as TCP does.
//
// Simplified: the logging channel loses nothing, no third machine becomes the
// new backup, and the disk does nothing but the test-and-set. What it decides is
// recorded as a view.
var vmft = System{
	Name:   "vmft",
	Title:  "a replicated virtual machine with the output rule",
	Source: "003",
	About: "A primary virtual machine sends what its clients ask, and what its clock shows, to a backup that replays it, and answers only when the backup has acknowledged. It crashes just after an answer; " +
		"the backup takes over by a test-and-set on the shared disk and gives the last answer once more. " +
		"After D. J. Scales, M. Nelson and G. Venkitachalam, The Design of a Practical System for Fault-Tolerant Virtual Machines, 2010.",
	Checks: []string{"replica/output", "replica/order", "view/one-primary", "view/succession", "delivery/fifo", "message/match"},
	Faults: []Fault{{"early-output", "output does not wait for the backup", []string{"replica/output"}}},
	record: recordVMFT,
}

const (
	vmftFlush   = 10 * time.Millisecond // entries are sent together
	vmftBeat    = 40 * time.Millisecond // an empty batch is sent where there is none
	vmftSilence = 150 * time.Millisecond
)

func recordVMFT(s *Setup) error {
	w := NewWorld(s.Seed, NewJSONLines(s.Create, Pair{"promise", []string{"fifo"}}), s.limit(90))
	w.Net.Latency, w.Net.FIFO = Uniform(time.Millisecond, 6*time.Millisecond), true
	run := &vmftRun{Setup: s, world: w}
	for _, n := range []*Node{
		w.AddNode("disk", &vmftDisk{}),
		w.AddNode("P", &vmftHost{run: run, vm: newVM(), primary: true}),
		w.AddNode("B", &vmftHost{run: run, vm: newVM()}),
		w.AddNode("client1", &vmftClient{run: run}),
		w.AddNode("client2", &vmftClient{run: run}),
	} {
		n.NoWall = true
	}
	return w.RunAll(horizon)
}

// vmftRun is what the environment of a run knows.
type vmftRun struct {
	*Setup
	world *World
	after int // answers since the failover
	live  bool
}

// over reports that the backup has served alone for a while.
func (r *vmftRun) over() bool { return r.live && r.after >= 3 }

// vmftEntry is an entry of the log: a cause of non-determinism.
type vmftEntry struct {
	index  int
	kind   string // "input" or "tsc"
	client string
	value  int
}

func (e vmftEntry) op() string { return fmt.Sprintf("%s-%d", e.kind, e.index) }

// vm is the deterministic machine: from the same entries it comes to the same
// state, and makes the same outputs.
type vm struct {
	last    int
	sum     int
	asker   string // the client that the next output goes to
	request int
	waits   bool           // for the counter, to answer it
	got     map[string]int // last request of each client
}

func newVM() vm { return vm{got: map[string]int{}} }

// vmftOutput is what the machine sends to the outside.
type vmftOutput struct {
	entry           vmftEntry // the operation that made it
	client          string
	request, result int
}

// step runs the machine on one entry. An input makes it read its counter; the
// result of that makes it answer.
func (m *vm) step(e vmftEntry) (out vmftOutput, makes bool) {
	m.last, m.waits = e.index, e.kind == "input"
	m.sum = (m.sum*31 + e.value) % 1_000_003
	if e.kind == "input" {
		m.asker, m.request = e.client, e.value
		m.got[e.client] = e.value
		return out, false
	}
	return vmftOutput{e, m.asker, m.request, m.sum}, true
}

// vmftDisk is the test-and-set on the shared disk: once the primary has said
// that its backup runs, whoever comes first goes on alone.
type vmftDisk struct {
	view  int
	acked bool
}

// Start waits.
func (d *vmftDisk) Start(n *Node) { n.Log("start", "disk") }

// Receive decides who runs.
func (d *vmftDisk) Receive(n *Node, m Message) {
	n.Received(m)
	switch {
	case m.Type == "begin" && d.view == 0:
		d.decide(n, m, "P", "B")
	case m.Type == "running":
		d.acked = true
	case m.Type == "test and set" && d.view == 1 && d.acked:
		d.decide(n, m, m.From, "")
	case m.Type == "test and set":
		n.Reply(m, "denied", nil)
	}
}

func (d *vmftDisk) decide(n *Node, m Message, primary, backup string) {
	d.view++
	v := pbView{d.view, primary, backup}
	n.Log("view", "decided", v.fields()...)
	n.Reply(m, "granted", v, v.fields()...)
}

// vmftClient asks one thing at a time.
type vmftClient struct {
	run     *vmftRun
	host    int
	request int
	open    bool
}

// Start asks after a while.
func (c *vmftClient) Start(n *Node) {
	n.Log("start", "client")
	c.next(n)
}

func (c *vmftClient) next(n *Node) {
	n.After(40*time.Millisecond+time.Duration(c.run.world.Rand.Int64N(int64(40*time.Millisecond))), func() {
		if !c.run.over() {
			c.request++
			c.open = true
			c.ask(n, c.request)
		}
	})
}

// ask sends the request, and again to the other host where no answer comes.
func (c *vmftClient) ask(n *Node, request int) {
	n.Send("request", request, nil, [2]string{"P", "B"}[c.host])
	n.After(300*time.Millisecond, func() {
		if c.open && c.request == request {
			c.host = 1 - c.host
			c.ask(n, request)
		}
	})
}

// Receive takes an answer, once: a repeated one is known by its request.
func (c *vmftClient) Receive(n *Node, m Message) {
	n.Received(m)
	if out := m.Body.(vmftOutput); c.open && out.request == c.request {
		c.open = false
		if m.From == "B" {
			c.host = 1
			c.run.after++
		}
		c.next(n)
	}
}
