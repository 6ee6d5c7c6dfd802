package simulate

import (
	"fmt"
	"time"
)

// fencing is a lease manager whose grants carry fencing tokens, and a store
// that tests them (M. Kleppmann, Designing Data-Intensive Applications, 2017,
// chapter 8). A worker that is paused between the check of its lease and its
// write does not know how long: only the store can tell that the token is an
// old one.
//
// Simplified: the store is one process and does not fail; what it keeps is the
// highest token.
var fencing = System{
	Name:   "fencing",
	Title:  "a lease manager with fencing tokens and a store that tests them",
	Source: "001-11",
	About: "Workers lock a file by a lease of five seconds from a manager, which numbers its grants from 101. A worker is paused for ten seconds just before a write; " +
		"its lease expires, another worker gets token 102 and writes, and when the first one wakes and writes with token 101 the store rejects it. " +
		"After M. Kleppmann, Designing Data-Intensive Applications, 2017, chapter 8.",
	Nodes:  2,
	Min:    2,
	Checks: []string{"lease/fencing", "lease/overlap", "lease/expired-use", "clock/hlc", "message/match"},
	Faults: []Fault{
		{"no-fence", "the store takes any token", []string{"lease/fencing", "lease/expired-use"}},
		{"lost-counter", "the manager crashes and counts its tokens from 101 again", []string{"lease/fencing"}},
	},
	record: recordFencing,
}

const (
	fencingTerm   = 5 * time.Second
	fencingSkew   = 20 * time.Millisecond
	fencingMargin = 3 * fencingSkew // as in the lease system
	fencingPause  = 10 * time.Second
	fencingFirst  = 101
)

func recordFencing(s *Setup) error {
	settings := NewSettings(s.Create, Pair{"max_skew_ms", fencingSkew.Milliseconds()}, Pair{"same_reading", true})
	w := NewWorld(s.Seed, NewMixed(settings, nil, NewTextLines(settings)), s.limit(90))
	w.Net.Latency, w.Net.FIFO = Uniform(2*time.Millisecond, 9*time.Millisecond), true
	run := &fencingRun{Setup: s, world: w}
	run.manager = &fencingManager{run: run, next: fencingFirst}
	run.join("manager", run.manager)
	run.join("store", &fencingStore{run: run})
	for i := range s.Nodes {
		run.join(workerName(i), &fencingWorker{run: run, first: time.Duration(i) * 50 * time.Millisecond})
	}
	return w.RunAll(horizon)
}

// workerName returns A, B, … Z, W27, W28, ….
func workerName(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return fmt.Sprintf("W%d", i+1)
}

// fencingRun is what all nodes share.
type fencingRun struct {
	*Setup
	world   *World
	manager *fencingManager
	tenures int
}

// awaited reports that another worker waits for the lease. Only then is the
// holder paused: nobody would overtake it otherwise, and its write would be late
// but harmless.
func (r *fencingRun) awaited() bool { return len(r.manager.waiting) > 0 }

func (r *fencingRun) join(name string, p Process) {
	n := r.world.AddNode(name, p, &HLC{})
	n.Clock.Set(0, time.Duration(r.world.Rand.Int64N(int64(fencingSkew)))-fencingSkew/2)
}

// fencingManager grants one lease at a time, each with a greater token.
type fencingManager struct {
	run     *fencingRun
	next    int    // the token of the next grant; on disk
	holder  string // on disk, as a manager that forgot it would have to wait for a term
	token   int
	waiting []string
	crashed bool
}

func (s *fencingManager) Start(n *Node) {
	n.Log("start", "manager")
	if s.crashed && s.run.fault("lost-counter") {
		s.next = fencingFirst
	}
}

func (s *fencingManager) Receive(n *Node, m Message) {
	n.Received(m)
	switch {
	case m.Type == "acquire" && s.holder == "":
		s.grant(n, m)
	case m.Type == "acquire":
		s.waiting = append(s.waiting, m.From)
		n.Reply(m, "wait", nil)
	case m.Type == "release" && m.Body.(int) == s.token:
		s.free(n, "lease_release")
		s.maybeCrash(n)
	}
}

func (s *fencingManager) grant(n *Node, m Message) {
	s.holder, s.token = m.From, s.next
	s.next++
	token := s.token
	n.Log("lease_acquire", "granted", Pair{"resource", "file"}, Pair{"holder", s.holder}, Pair{"token", token})
	n.Reply(m, "granted", token, Pair{"resource", "file"}, Pair{"token", token})
	n.After(fencingTerm+fencingMargin, func() {
		if s.token == token && s.holder != "" {
			s.free(n, "lease_expire")
		}
	})
}

// free takes the lease back and tells whoever waited longest.
func (s *fencingManager) free(n *Node, kind string) {
	n.Log(kind, "over", Pair{"resource", "file"}, Pair{"holder", s.holder}, Pair{"token", s.token})
	s.holder = ""
	if len(s.waiting) > 0 {
		next := s.waiting[0]
		s.waiting = s.waiting[1:]
		n.Send("free", nil, nil, next)
	}
}

// maybeCrash lets the manager fail once, while nobody holds the lease and the
// next one is still being told.
func (s *fencingManager) maybeCrash(n *Node) {
	if s.crashed || s.run.world.Rand.IntN(3) > 0 && s.run.Fault != "lost-counter" {
		return
	}
	s.crashed = true
	n.Crash()
	s.run.world.At(s.run.world.Now()+time.Millisecond, n.Restart)
}

// fencingStore keeps the highest token it has seen and rejects lower ones.
type fencingStore struct {
	run     *fencingRun
	highest int
}

func (s *fencingStore) Start(*Node) {}

func (s *fencingStore) Receive(n *Node, m Message) {
	n.Received(m)
	token := m.Body.(int)
	accepted := token >= s.highest || s.run.fault("no-fence")
	s.highest = max(s.highest, token)
	n.Log("write", "file", Pair{"resource", "file"}, Pair{"holder", m.From}, Pair{"token", token}, Pair{"accepted", accepted})
	answer := "written"
	if !accepted {
		answer = "rejected"
	}
	n.Reply(m, answer, nil, Pair{"token", token})
}

// fencingWorker wants the lease whenever it has not got it.
type fencingWorker struct {
	run      *fencingRun
	first    time.Duration // when it asks for the first time
	asked    int64         // own clock at the last request
	answered bool          // it was answered
	expiry   int64
	token    int // 0 is none
	writes   int // still to be made
	pauses   bool
}

func (k *fencingWorker) Start(n *Node) { k.askLater(n, k.first) }

// askLater asks for the lease after a while, unless the run is over.
func (k *fencingWorker) askLater(n *Node, d time.Duration) {
	n.After(d, func() {
		if !k.run.world.Done() {
			k.ask(n)
		}
	})
}

// ask asks for the lease, and again where no answer comes: the manager may have
// been down.
func (k *fencingWorker) ask(n *Node) {
	k.asked, k.answered = n.Wall(), false
	asked := k.asked
	n.After(time.Second, func() {
		if k.asked == asked && !k.answered {
			k.ask(n)
		}
	})
	n.Send("acquire", nil, []Pair{{"resource", "file"}, {"duration_ms", fencingTerm.Milliseconds()}}, "manager")
}

func (k *fencingWorker) Receive(n *Node, m Message) {
	n.Received(m)
	switch m.Type {
	case "free":
		k.ask(n)
	case "wait":
		k.answered = true
	case "granted":
		k.answered = true
		k.acquired(n, m.Body.(int))
	case "written":
		k.goOn(n)
	case "rejected":
		k.lose(n, "lease_expire")
	}
}

func (k *fencingWorker) acquired(n *Node, token int) {
	k.token, k.expiry = token, k.asked+int64(fencingTerm)
	k.run.tenures++
	k.writes, k.pauses = 1+k.run.world.Rand.IntN(3), k.run.world.Rand.IntN(3) == 0
	if k.run.tenures == 1 { // the story of the worker that was paused
		k.pauses, k.writes = true, 0
	}
	if k.run.tenures == 2 { // and of the one that came after it, which releases
		k.pauses = false
	}
	n.Log("lease_acquire", "acquired", Pair{"resource", "file"}, Pair{"token", token}, Pair{"expires_at", k.expiry / 1e6})
	k.goOn(n)
}

// goOn writes again after a while, or ends the tenure.
func (k *fencingWorker) goOn(n *Node) {
	n.After(100*time.Millisecond+time.Duration(k.run.world.Rand.Int64N(int64(400*time.Millisecond))), func() {
		switch {
		case k.token == 0:
		case k.writes > 0 || k.pauses && k.run.awaited():
			k.writes--
			k.checkAndWrite(n)
		default:
			token := k.token
			k.lose(n, "lease_release")
			n.Send("release", token, []Pair{{"resource", "file"}, {"token", token}}, "manager")
		}
	})
}

// checkAndWrite looks at the clock, and then writes: what happens in between
// the worker cannot know.
func (k *fencingWorker) checkAndWrite(n *Node) {
	left := k.expiry - n.Wall()
	if left <= 0 {
		k.lose(n, "lease_expire")
		return
	}
	n.Log("lease_check", "valid", Pair{"resource", "file"}, Pair{"valid", true}, Pair{"remaining_ms", left / 1e6})
	if k.writes < 0 {
		n.Pause(fencingPause)
	}
	token := k.token
	n.After(time.Millisecond, func() {
		n.Send("write", token, []Pair{{"resource", "file"}, {"token", token}}, "store")
	})
}

// lose ends the tenure; after a while the worker asks again.
func (k *fencingWorker) lose(n *Node, kind string) {
	if k.token == 0 {
		return
	}
	n.Log(kind, "over", Pair{"resource", "file"}, Pair{"token", k.token})
	k.token = 0
	k.askLater(n, 200*time.Millisecond+time.Duration(k.run.world.Rand.Int64N(int64(300*time.Millisecond))))
}
