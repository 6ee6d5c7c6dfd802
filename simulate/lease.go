package simulate

import "time"

// lease is time-based leadership: a lock server grants a lease for a few
// seconds, its holder renews it, and each side counts the time on a clock of
// its own (Gray & Cheriton, Leases, 1989). The holder counts from its request,
// which is before the grant, and stops writing a while before the end; the
// server waits longer than the lease, by what clocks may differ. So no two
// nodes ever believe that they lead.
//
// Simplified: there is one server, and it does not fail. Clocks lose up to two
// seconds in a hundred, far more than real ones do, so that seconds show what
// would take days; a time daemon sets a clock right while its node holds
// nothing.
var lease = System{
	Name:   "lease",
	Title:  "leadership by a lease on drifting clocks",
	Source: "002",
	About: "A lock server grants a lease on \"leader\" for five seconds. The holder renews it every two seconds, checks it before each write, and hands over by a release; " +
		"or it is cut off from the server or paused, and its lease runs out. Clocks lose up to 2 % and are set right now and then; no two differ by more than half a second. " +
		"After C. Gray and D. Cheriton, Leases: An Efficient Fault-Tolerant Mechanism for Distributed File Cache Consistency, 1989.",
	Nodes:  3,
	Min:    2,
	Checks: []string{"lease/overlap", "lease/expired-use", "clock/hlc", "message/match"},
	Faults: []Fault{
		{"drift", "the server allows nothing for clocks that drift", []string{"lease/overlap"}},
		{"pause", "a holder counts its renewal from the answer, and is paused before it", []string{"lease/overlap", "lease/expired-use"}},
		{"late-write", "a holder is paused between the check and the write, and does not check again", []string{"lease/expired-use"}},
	},
	record: recordLease,
}

const (
	leaseTerm   = 5 * time.Second
	leaseRenew  = 2 * time.Second
	leaseSkew   = 500 * time.Millisecond // no two clocks differ by more
	leaseMargin = 3 * leaseSkew          // either holder's clock differs from the server's by the bound, and from the other's
	leaseGuard  = 500 * time.Millisecond // a holder writes no more this long before the end
	leaseWork   = 900 * time.Millisecond
	leasePause  = leaseTerm + leaseMargin + 1500*time.Millisecond
	leaseSync   = time.Second // how often a time daemon sets a clock
)

// leaseServer grants one lease at a time.
type leaseServer struct {
	run    *leaseRun
	nodes  []string // in the order in which the lease is offered
	next   int
	holder string
	term   int // rises with every grant and renewal: timers of an earlier one do nothing
}

func (s *leaseServer) Start(n *Node) { n.After(20*time.Millisecond, func() { s.offer(n) }) }

// offer tells the next node that the lease is free, and the one after it where
// that one does not come.
func (s *leaseServer) offer(n *Node) {
	if s.run.world.Done() || s.holder != "" {
		return
	}
	n.Send("lease_free", nil, nil, s.nodes[s.next])
	s.next = (s.next + 1) % len(s.nodes)
	term := s.term
	n.After(200*time.Millisecond, func() {
		if s.term == term {
			s.offer(n)
		}
	})
}

func (s *leaseServer) Receive(n *Node, m Message) {
	n.Received(m)
	switch {
	case m.Type == "acquire_lease" && s.holder == "":
		s.holder = m.From
		s.grant(n)
		n.Reply(m, "lease_granted", nil)
	case m.Type == "renew_lease" && s.holder == m.From:
		s.grant(n)
		n.Reply(m, "lease_renewed", nil)
	case m.Type == "release_lease" && s.holder == m.From:
		s.free(n)
	case m.Type != "release_lease":
		n.Reply(m, "lease_denied", nil)
	}
}

// grant starts the term anew. The server takes the lease back only when the
// holder's clock, however slow, has seen the end.
func (s *leaseServer) grant(n *Node) {
	s.term++
	term := s.term
	n.After(leaseTerm+s.run.margin, func() {
		if s.term == term {
			n.Log("", "lease ran out", Pair{"of", s.holder})
			s.free(n)
		}
	})
}

func (s *leaseServer) free(n *Node) {
	s.holder = ""
	s.term++
	s.offer(n)
}

// leaseHolder is a node that may lead.
type leaseHolder struct {
	run    *leaseRun
	peers  []string
	held   bool
	asking bool
	asked  int64 // own clock at the last request
	expiry int64 // own clock at the end of the lease
	term   int
	end    leaseEnd
	renews int // renewals still to come before the end
}

func (h *leaseHolder) Start(*Node) {}

func (h *leaseHolder) Receive(n *Node, m Message) {
	n.Received(m)
	switch m.Type {
	case "lease_free":
		if !h.held {
			h.ask(n, "acquire_lease")
		}
	case "lease_granted":
		h.asking = false
		h.acquired(n)
	case "lease_renewed":
		h.renewed(n)
	case "lease_denied":
		h.asking = false
		if h.held {
			h.lose(n)
		}
	}
}

func (h *leaseHolder) ask(n *Node, typ string) {
	h.asking = typ == "acquire_lease"
	h.asked = n.Wall()
	n.Send(typ, nil, []Pair{{"resource", "leader"}, {"duration_ms", leaseTerm.Milliseconds()}}, "server")
}

func (h *leaseHolder) acquired(n *Node) {
	h.held, h.end, h.renews = true, h.run.end(), 1+h.run.world.Rand.IntN(2)
	h.believe(n, "lease_acquire", h.asked)
	h.work(n, h.term)
}

// renewed takes the answer to a renewal. It counts from the request: the answer
// may have been waiting for a long time.
func (h *leaseHolder) renewed(n *Node) {
	from := h.asked
	if h.run.fault("pause") {
		from = n.Wall()
	}
	if h.held && from+int64(leaseTerm) > n.Wall() {
		h.believe(n, "lease_renew", from)
	}
}

// believe notes how long the lease lasts, tells the others, and plans what
// comes next.
func (h *leaseHolder) believe(n *Node, kind string, from int64) {
	h.expiry = from + int64(leaseTerm)
	n.Log(kind, "", Pair{"resource", "leader"}, Pair{"expires_at", h.expiry / 1e6})
	n.Send("i_lead", nil, nil, h.peers...)
	expiry := h.expiry
	n.After(time.Duration(expiry-n.Wall()), func() {
		if h.held && h.expiry == expiry {
			h.lose(n)
		}
	})
	term := h.term
	n.After(leaseRenew, func() {
		if h.held && h.term == term {
			h.goOn(n)
		}
	})
}

// goOn renews the lease, or comes to its end.
func (h *leaseHolder) goOn(n *Node) {
	if h.renews--; h.renews < 0 && h.end == leaseHandOver {
		n.Log("lease_release", "", Pair{"resource", "leader"})
		h.stop()
		n.Send("release_lease", nil, nil, "server")
		return
	}
	if h.renews == -1 && h.end == leaseCutOff {
		h.run.cutOff(n.Name)
	}
	h.ask(n, "renew_lease")
	if h.renews == -1 && h.end == leasePaused {
		n.Pause(leasePause)
	}
}

// lose ends the belief.
func (h *leaseHolder) lose(n *Node) {
	n.Log("lease_expire", "", Pair{"resource", "leader"})
	h.stop()
}

func (h *leaseHolder) stop() {
	h.held = false
	h.term++
}

// work checks the lease and writes, again and again.
func (h *leaseHolder) work(n *Node, term int) {
	n.After(leaseWork+time.Duration(h.run.world.Rand.Int64N(int64(leaseWork))), func() {
		if !h.held || h.term != term {
			return
		}
		if h.safe(n) {
			n.Log("lease_check", "", Pair{"resource", "leader"}, Pair{"valid", true}, Pair{"remaining_ms", (h.expiry - n.Wall()) / 1e6})
			n.After(time.Millisecond, func() { h.write(n) })
			if h.renews < 0 && h.end == leaseStalled {
				n.Pause(leasePause)
			}
		}
		h.work(n, term)
	})
}

// safe reports that there is time for a write.
func (h *leaseHolder) safe(n *Node) bool { return n.Wall() < h.expiry-int64(leaseGuard) }

// write writes what the lease protects. Time may have passed since the check,
// so it checks again.
func (h *leaseHolder) write(n *Node) {
	if h.held && h.safe(n) || h.run.fault("late-write") {
		n.Log("write", "", Pair{"resource", "leader"})
	}
}
