package genlog

import (
	"math/rand/v2"
	"strconv"
)

// role is what a node does at an event.
type role uint8

const (
	step role = iota
	send
	receive
)

// event is one event of the run. Its clock is only good until the next one.
type event struct {
	nth   int // place in the run, from 0
	node  int
	role  role
	peer  int // the receiver of a send, the sender of a receive
	id    int // the message's number, from 1 for each sender
	first int // the node that the clock's first entry belongs to
	clock []uint32
	hlc   hybrid
}

// hybrid is a hybrid logical clock (Kulkarni et al. 2014): the greatest
// physical time seen, in milliseconds, and a counter of events that share it.
type hybrid struct{ physical, counter int64 }

// next returns the clock's value at an event with that physical time that has
// seen another clock; a local event has seen its own.
func (h hybrid) next(now int64, seen hybrid) hybrid {
	if h.physical < seen.physical || h.physical == seen.physical && h.counter < seen.counter {
		h = seen
	}
	if now > h.physical {
		return hybrid{now, 0}
	}
	return hybrid{h.physical, h.counter + 1}
}

const (
	start        = 1_700_000_000_000 // physical time of the first event, in ms since 1970
	eventsPerMS  = 8
	inboxEntries = 64
)

// physical returns the time of an event: all clocks of the run agree.
func (e *event) physical() int64 { return start + int64(e.nth/eventsPerMS) }

// message is on its way.
type message struct {
	from, id int
	clock    []uint32
	hlc      hybrid
}

// node is the state of one node. Its inbox is a ring.
type node struct {
	name       string
	clock      []uint32
	hlc        hybrid
	sent       int
	inbox      [inboxEntries]message
	head, held int
}

// system is the run as it goes on.
type system struct {
	rng     *rand.Rand
	nodes   []node
	group   int  // how many nodes talk among themselves
	vectors bool // nodes keep vector clocks of their group
	now     event
}

// newSystem returns a system of that many nodes, in groups of equal size.
func newSystem(nodes, group int, vectors bool) *system {
	s := &system{rng: rand.New(rand.NewPCG(1, 2)), nodes: make([]node, nodes), group: group, vectors: vectors}
	s.now.nth = -1
	for i := range s.nodes {
		s.nodes[i].name = nodeName(i)
		if vectors {
			s.nodes[i].clock = make([]uint32, group)
		}
	}
	return s
}

func nodeName(i int) string { return "n" + strconv.Itoa(i) }

// next lets one event happen.
func (s *system) next() *event {
	p := s.rng.IntN(len(s.nodes))
	first := p - p%s.group
	q := first + (p-first+1+s.rng.IntN(s.group-1))%s.group
	n, e := &s.nodes[p], &s.now
	*e = event{nth: e.nth + 1, node: p, first: first}
	seen := n.hlc
	switch k := s.rng.IntN(3); {
	case k == 0 && s.nodes[q].held < inboxEntries:
		n.sent++
		e.role, e.peer, e.id = send, q, n.sent
	case k == 1 && n.held > 0:
		m := n.take()
		for i, v := range m.clock {
			n.clock[i] = max(n.clock[i], v)
		}
		e.role, e.peer, e.id, seen = receive, m.from, m.id, m.hlc
	}
	n.hlc = n.hlc.next(e.physical(), seen)
	if s.vectors {
		n.clock[p-first]++
	}
	e.clock, e.hlc = n.clock, n.hlc
	if e.role == send {
		s.nodes[q].put(p, e)
	}
	return e
}

// put adds a message to an inbox that has room for it.
func (n *node) put(from int, e *event) {
	m := &n.inbox[(n.head+n.held)%inboxEntries]
	n.held++
	m.from, m.id, m.hlc = from, e.id, e.hlc
	m.clock = append(m.clock[:0], e.clock...)
}

// take removes the oldest message. It is good until the inbox is full again.
func (n *node) take() *message {
	m := &n.inbox[n.head]
	n.head = (n.head + 1) % inboxEntries
	n.held--
	return m
}
