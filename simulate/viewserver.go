package simulate

import (
	"slices"
	"time"
)

// pbOp is an operation with its number in the primary's order.
type pbOp struct {
	index   int
	name    string
	client  string
	request Message // at the primary: what to answer
	acked   bool    // by the backup
}

// pbState is what a transfer carries: the last operation of each client and,
// unless it is a snapshot, all operations.
type pbState struct {
	view    int
	upto    int
	results map[string]string
	log     []pbOp
}

// pbForward is an operation on its way to the backup, or its acknowledgement.
type pbForward struct {
	view int
	op   pbOp
}

// pbServer is a server of the viewservice system.
type pbServer struct {
	run   *pbRun
	first bool // is there from the start

	view       pbView
	acked      int  // the last view that it acknowledged as primary
	ready      bool // the backup is up to date, as far as this server knows
	refused    bool // the backup knows of a newer view
	took       bool // an operation was applied before the transfer was finished
	installing bool // a state is being put in place
	last       int  // number of the last operation applied
	numbered   int  // number of the last operation that was given one
	results    map[string]string
	log        []pbOp       // the last operations
	pending    []pbOp       // numbered, not yet performed
	waiting    []Message    // requests that wait for the end of the transfer
	held       map[int]pbOp // forwarded operations that came too early
}

// Start pings the view server from now on.
func (s *pbServer) Start(n *Node) {
	s.results, s.held = map[string]string{}, map[int]pbOp{}
	n.Log("start", "server")
	if s.first {
		s.ping(n)
		return
	}
	n.After(viewPing+time.Duration(s.run.world.Rand.Int64N(int64(viewPing))), func() { s.ping(n) })
}

func (s *pbServer) ping(n *Node) {
	n.Send("ping", pbPing{s.view.Number, s.acked}, nil, "V")
	n.After(viewPing, func() {
		if !s.run.over() {
			s.ping(n)
		}
	})
}

// Receive does what the message asks for.
func (s *pbServer) Receive(n *Node, m Message) {
	n.Received(m)
	switch m.Type {
	case "view":
		s.adopt(n, m.Body.(pbView))
	case "put":
		s.put(n, m)
	case "forward":
		s.forwarded(n, m)
	case "forwarded":
		s.confirmed(n, m.Body.(pbForward))
	case "refused":
		s.refusedBy(n, m.Body.(pbForward))
	case "fetch":
		s.fetched(n, m)
	case "state":
		s.install(n, m)
	case "installed":
		s.backed(n, m.Body.(int))
	}
}

// adopt moves on to a newer view.
func (s *pbServer) adopt(n *Node, v pbView) {
	if v.Number <= s.view.Number {
		return
	}
	was := s.view
	s.view, s.ready, s.refused, s.took, s.installing = v, v.Backup == "", false, false, false
	clear(s.held)
	n.Log("view", "adopted", v.fields()...)
	switch {
	case v.Primary == n.Name:
		if was.Primary != n.Name {
			s.numbered, s.pending, s.waiting = s.last, nil, nil
		}
		if v.Backup == "" {
			s.acknowledge(n)
		}
	case v.Backup == n.Name:
		s.fetch(n, v.Number)
	}
	if v.Primary != n.Name {
		s.pending, s.waiting = nil, nil
	}
}

// acknowledge tells the view server that it may move on, performs what waited
// for a backup that is gone, and takes up what waited for the transfer.
func (s *pbServer) acknowledge(n *Node) {
	s.ready, s.acked = true, s.view.Number
	n.Log("view_ack", "acknowledged", Pair{"view", s.view.Number})
	n.Send("acknowledge", pbPing{s.view.Number, s.acked}, nil, "V")
	s.perform(n)
	waiting := s.waiting
	s.waiting = nil
	for _, m := range waiting {
		s.put(n, m)
	}
}

// put serves a client's request: only as primary, each operation once.
func (s *pbServer) put(n *Node, m Message) {
	name := m.Body.(string)
	switch {
	case s.view.Primary != n.Name || s.refused:
		n.Reply(m, "not primary", nil)
	case !s.ready || s.results[m.From] == name && s.acked != s.view.Number:
		s.waiting = append(s.waiting, m)
	case s.results[m.From] == name:
		s.answer(n, m, name)
	case !slices.ContainsFunc(s.pending, func(op pbOp) bool { return op.name == name }):
		s.numbered++
		op := pbOp{index: s.numbered, name: name, client: m.From, request: m}
		s.pending = append(s.pending, op)
		if s.view.Backup != "" {
			s.forward(n, op)
		}
		s.perform(n)
	}
}

func (s *pbServer) forward(n *Node, op pbOp) {
	if op.index == 2 && s.view.Number == 1 {
		s.run.late = n.Name
	}
	n.Send("forward", pbForward{s.view.Number, op}, []Pair{{"op", op.name}, {"view", s.view.Number}}, s.view.Backup)
}

// confirmed notes the backup's acknowledgement of an operation.
func (s *pbServer) confirmed(n *Node, f pbForward) {
	if f.view != s.view.Number || s.view.Primary != n.Name {
		return
	}
	for i := range s.pending {
		if s.pending[i].index == f.op.index {
			s.pending[i].acked = true
		}
	}
	s.perform(n)
}

// refusedBy learns that the backup has moved on, so that this server is no
// primary any more, whatever its view says. It waits for news.
func (s *pbServer) refusedBy(n *Node, f pbForward) {
	if f.view != s.view.Number || s.view.Primary != n.Name {
		return
	}
	if s.run.fault("old-primary") {
		s.confirmed(n, f)
		return
	}
	s.refused = true
	for _, op := range s.pending {
		n.Reply(op.request, "not primary", nil)
	}
	s.pending = nil
}

// perform performs, in order, what the backup has, or everything where there is
// no backup.
func (s *pbServer) perform(n *Node) {
	for len(s.pending) > 0 && (s.pending[0].acked || s.view.Backup == "") {
		op := s.pending[0]
		s.pending = s.pending[1:]
		s.apply(n, op)
		s.answer(n, op.request, op.name)
	}
}

func (s *pbServer) apply(n *Node, op pbOp) {
	s.last = max(s.last, op.index)
	s.results[op.client] = op.name
	s.log = append(s.log, pbOp{index: op.index, name: op.name, client: op.client})
	if len(s.log) > viewLogLen {
		s.log = slices.Delete(s.log, 0, len(s.log)-viewLogLen)
	}
	n.Log("apply", "", Pair{"op", op.name}, Pair{"index", op.index}, Pair{"view", s.view.Number})
}

// answer tells the client that its operation is done.
func (s *pbServer) answer(n *Node, m Message, name string) {
	n.Log("ack", "done", Pair{"op", name}, Pair{"view", s.view.Number})
	n.Reply(m, "done", name)
}

// forwarded takes an operation of the primary: only as its backup, in the same
// view, and in order.
func (s *pbServer) forwarded(n *Node, m Message) {
	f := m.Body.(pbForward)
	if f.view != s.view.Number || s.view.Backup != n.Name {
		n.Reply(m, "refused", f)
		return
	}
	if s.run.fault("reorder") || !s.ready {
		s.took = !s.ready
		s.take(n, f.op)
		return
	}
	s.held[f.op.index] = f.op
	for op, ok := s.held[s.last+1]; ok; op, ok = s.held[s.last+1] {
		delete(s.held, op.index)
		s.take(n, op)
	}
}

// take applies an operation and acknowledges it.
func (s *pbServer) take(n *Node, op pbOp) {
	s.apply(n, op)
	n.Log("ack", "accepted", Pair{"op", op.name}, Pair{"view", s.view.Number})
	n.Send("forwarded", pbForward{s.view.Number, op}, nil, s.view.Primary)
}
