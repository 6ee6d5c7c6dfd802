package simulate

import (
	"fmt"
	"slices"
	"time"
)

// viewservice is primary-backup replication with a view service, as lectures
// on distributed systems teach it (MIT 6.824, Primary/Backup Key/Value Service,
// 2012). A view server, which never fails, decides who is primary and who is
// backup: a view is (number, primary, backup). The primary numbers the
// operations and forwards each to the backup, performs it once the backup has
// acknowledged it, and answers the client. A view server that misses the pings
// of a server moves on, but only once the primary has acknowledged the view
// before, which it does when its backup is up to date; and only a backup
// becomes primary.
//
// A new backup gets the state by the whole log of operations where the primary
// still has that, else by a snapshot. Meanwhile the primary holds requests
// back, so that each is before or after the transfer.
//
// Simplified: messages are not lost but between the sides of a partition, a
// client has one request outstanding, and the result of an operation is its
// name.
var viewservice = System{
	Name:   "viewservice",
	Title:  "primary-backup replication with a view service and state transfer",
	Source: "003",
	About: "A view server makes S1 primary and S2 backup (view 1). S1 crashes, or is cut off from the view server while it still reaches S2 and a client; S2 becomes primary (view 2), and an idle server " +
		"gets the state by log or snapshot and becomes backup (view 3). One forwarded operation is late, and the backup holds back what overtakes it. " +
		"After the view service of MIT 6.824.",
	Nodes:  3,
	Min:    3,
	Checks: []string{"view/one-primary", "view/succession", "replica/order", "message/match", "clock/vector"},
	Faults: []Fault{
		{"old-primary", "a primary whose backup refuses it goes on alone", []string{"view/one-primary"}},
		{"no-ack", "the view server moves on without the primary's acknowledgement", []string{"view/succession"}},
		{"idle", "the view server makes an idle server primary", []string{"view/succession"}},
		{"reorder", "the backup applies forwarded operations as they arrive", []string{"replica/order"}},
		{"lost-transfer", "operations go on during the transfer, and the snapshot overwrites them", []string{"replica/order"}},
	},
	record: recordViewService,
}

const (
	viewPing    = 100 * time.Millisecond
	viewDead    = 250 * time.Millisecond // silence after which a server counts as dead
	viewLate    = 200 * time.Millisecond // what the second forwarded operation takes longer
	viewLogLen  = 64                     // operations that a server's log keeps
	viewClients = 2
)

// pbView is a view.
type pbView struct {
	Number          int
	Primary, Backup string
}

func (v pbView) fields() []Pair {
	return []Pair{{"view", v.Number}, {"primary", v.Primary}, {"backup", v.Backup}}
}

func recordViewService(s *Setup) error {
	w := NewWorld(s.Seed, NewJSONLines(s.Create, Pair{"promise", []string{"none"}}), s.limit(1))
	run := &pbRun{Setup: s, world: w}
	w.Net.Latency = Uniform(2*time.Millisecond, 12*time.Millisecond)
	w.Net.Path = func(from, to string) Distribution {
		if from == run.late {
			run.late = ""
			return Uniform(viewLate, viewLate+20*time.Millisecond)
		}
		return nil
	}
	run.join("V", &viewServer{run: run})
	for i := range s.Nodes {
		name := serverName(i)
		run.servers = append(run.servers, name)
		run.join(name, &pbServer{run: run, first: i < 2})
	}
	for i := range viewClients {
		run.clients = append(run.clients, clientName(i))
		run.join(clientName(i), &pbClient{run: run, name: clientName(i)})
	}
	return w.RunAll(horizon)
}

func serverName(i int) string { return fmt.Sprintf("S%d", i+1) }
func clientName(i int) string { return fmt.Sprintf("c%d", i+1) }

// pbRun is what the environment of a run knows.
type pbRun struct {
	*Setup
	world            *World
	servers, clients []string
	late             string // the sender whose next message is late
	view             pbView // the newest, and whether it is acknowledged
	acked            bool
	answers          int  // to clients, since the newest view was acknowledged
	cut              bool // a server is cut off from the view server
	stories          int  // failures that have been made good
	failing          bool
	failedIn         int // the view in which the failure happened
}

func (r *pbRun) join(name string, p Process) {
	n := r.world.AddNode(name, p, &Vector{})
	n.NoWall = true
}

// over reports that nothing new should be started.
func (r *pbRun) over() bool { return r.world.Done() && r.stories > 0 }

// announced is told of each new view just before the servers are.
func (r *pbRun) announced(v pbView) {
	r.view, r.acked, r.answers = v, false, 0
	if v.Number == 1 && r.fault("no-ack") {
		r.cutOff(v.Primary)
	}
}

// answered is told of each answer: after a few of them the environment makes
// some server fail, and lets one that was cut off come back. In a long run there
// may be no other server that could become backup meanwhile.
func (r *pbRun) answered() {
	if !r.acked {
		return
	}
	if r.answers++; r.answers < 4 || r.failing && r.view.Number == r.failedIn {
		return
	}
	switch {
	case r.cut:
		r.cut = false
		r.world.Net.Heal()
		r.answers = 0
	case r.view.Backup == "":
	case r.failing:
		r.failing = false
		r.stories++
		r.answers = -6
	case !r.over():
		r.fail()
	}
}

// fail makes the primary crash or lose contact with the view server; later in
// a long run it may be the backup.
func (r *pbRun) fail() {
	victim := r.view.Primary
	if r.stories > 0 && r.world.Rand.IntN(3) == 0 {
		victim = r.view.Backup
	}
	crash := r.stories == 0 && r.world.Rand.IntN(2) == 0 && !r.fault("old-primary")
	if !crash {
		r.cutOff(victim)
		return
	}
	r.failing, r.failedIn = true, r.view.Number
	r.world.Node(victim).Crash()
}

// cutOff cuts a server and a client off from the view server. They still reach
// each other and the other servers.
func (r *pbRun) cutOff(victim string) {
	r.failing, r.cut, r.failedIn = true, true, r.view.Number
	r.world.Net.Partition([]string{"V"}, []string{victim, r.clients[0]})
}

// viewServer decides the views.
type viewServer struct {
	run   *pbRun
	view  pbView
	acked bool
	last  map[string]time.Duration // when each server was heard last
}

// Start waits for the first two servers, and then looks round now and then.
func (s *viewServer) Start(n *Node) {
	s.last = map[string]time.Duration{}
	n.Log("start", "view server")
	s.watch(n)
}

func (s *viewServer) watch(n *Node) {
	n.After(viewPing/2, func() {
		s.decide(n)
		if !s.run.over() {
			s.watch(n)
		}
	})
}

// Receive notes pings and acknowledgements. Who does not know the view is told.
func (s *viewServer) Receive(n *Node, m Message) {
	n.Received(m)
	s.last[m.From] = n.Monotonic()
	known := m.Body.(pbPing)
	if known.acked == s.view.Number && m.From == s.view.Primary && !s.acked {
		s.acked, s.run.acked = true, true
	}
	if known.view < s.view.Number {
		n.Send("view", s.view, s.view.fields(), m.From)
	}
}

func (s *viewServer) alive(n *Node, name string) bool {
	at, ok := s.last[name]
	return ok && n.Monotonic()-at < viewDead
}

// decide announces a new view where one is needed and allowed.
func (s *viewServer) decide(n *Node) {
	v := s.view
	idle := s.idle(n)
	switch {
	case v.Number == 0:
		if len(idle) >= 2 {
			s.announce(n, idle[0], idle[1])
		}
	case !s.acked && !s.run.fault("no-ack"):
	case !s.alive(n, v.Primary):
		if s.run.fault("idle") && len(idle) > 0 {
			s.announce(n, idle[0], "")
		} else if v.Backup != "" && s.alive(n, v.Backup) {
			s.announce(n, v.Backup, "")
		}
	case v.Backup != "" && !s.alive(n, v.Backup):
		s.announce(n, v.Primary, "")
	case v.Backup == "" && len(idle) > 0 && s.acked:
		s.announce(n, v.Primary, idle[0])
	}
}

// idle returns the servers that are alive and have no part in the view.
func (s *viewServer) idle(n *Node) []string {
	var idle []string
	for _, name := range s.run.servers {
		if s.alive(n, name) && name != s.view.Primary && name != s.view.Backup {
			idle = append(idle, name)
		}
	}
	return idle
}

// announce tells the servers and clients that can be reached.
func (s *viewServer) announce(n *Node, primary, backup string) {
	s.view, s.acked = pbView{s.view.Number + 1, primary, backup}, false
	n.Log("view", "announced", s.view.fields()...)
	var to []string
	for _, name := range s.run.servers {
		if s.alive(n, name) {
			to = append(to, name)
		}
	}
	s.run.announced(s.view)
	n.Send("view", s.view, s.view.fields(), slices.Concat(to, s.run.clients)...)
}

// pbPing is what a server tells the view server.
type pbPing struct{ view, acked int }
