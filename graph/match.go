package graph

import (
	"math/bits"
	"slices"

	"github.com/tracecausal/tracecausal/parse"
)

// Basis says by which evidence a receive was matched with its send.
type Basis uint8

// The evidence, best first.
const (
	ByID      Basis = iota // sender and message id, or both ends on one line of the log
	ByReply                // a request and the reply to it
	ByStamp                // the receive's entry for the sender first reaches the send's
	ByContent              // the only send of the channel that fits the only receive
)

// String returns "id", "reply", "stamp" or "content".
func (b Basis) String() string { return [...]string{"id", "reply", "stamp", "content"}[b] }

// Msg is a matched message: one send and what one receiver made of it. A
// broadcast is one Msg for each receiver.
type Msg struct {
	Send    parse.EventID
	Receive parse.EventID // arrival; NoEvent where only the delivery is logged
	Deliver parse.EventID // NoEvent where the node logs no deliveries, or not this one
	Basis   Basis
	Dup     bool // not the first of this send at this receiver
}

// Matching counts how the messages of a run were matched, and lists what could
// not be. Lists go by rising event.
type Matching struct {
	ByID, ByReply, ByStamp, ByContent int // messages; a receive and its delivery are one

	Orphans   []parse.EventID // receives and deliveries whose send is missing and whose sender is not external
	External  int             // receives and deliveries from external nodes
	Lost      []parse.EventID // sends without any receive, addressed to nobody in particular or to a node that keeps a log: lost or in flight
	Dropped   int             // messages known to be lost
	Ambiguous []Ambiguity
	Duplicate []Msg // second and later receives of one message at one node
}

// Ambiguity is a receive or a delivery that several sends fit.
type Ambiguity struct {
	Receive parse.EventID
	Sends   []parse.EventID
}

// pending is a receive or a delivery that has not found its send by the evidence
// looked at so far.
type pending struct {
	event parse.EventID
	node  parse.NodeID
}

// matches are what some of them came to.
type matches struct {
	onLines   int   // ends that found it on their line
	ends      []Msg // one for each end that found its send, which stands as Receive until take
	ambiguous []Ambiguity
	crowds    map[*send][]send // by the first: all sends of a key that too many have for an ambiguity to list them
}

// settle records what the candidates for an end came to; it reports false where
// there are none.
func (x *matches) settle(e parse.EventID, sends []parse.EventID, basis Basis) bool {
	switch len(sends) {
	case 0:
		return false
	case 1:
		x.pair(e, sends[0], basis)
	default:
		x.ambiguous = append(x.ambiguous, Ambiguity{e, slices.Clone(sends)})
	}
	return true
}

// pair records that an end found its send.
func (x *matches) pair(e, send parse.EventID, basis Basis) {
	x.ends = append(x.ends, Msg{})
	m := &x.ends[len(x.ends)-1] // written in place: a Msg that is copied waits for its own fields
	m.Send, m.Receive, m.Deliver, m.Basis = send, e, parse.NoEvent, basis
}

// matcher finds the send of each receive and delivery, best evidence first:
//
//  1. Both ends on one line of the log.
//  2. Sender and message id (match_id.go), then request and reply (only the key
//     differs).
//  3. What is left and names no id of its own: the stamp (matchStamps).
//  4. What is still left: the only send of the channel that fits (matchContent).
//
// An end that several sends fit is ambiguous and stays without an edge. A later
// step never looks at it again: weaker evidence does not undo a doubt.
type matcher struct {
	g       *Graph
	opt     Options
	indexes *indexes
	ticks   *ticks // made where stamps are looked at

	ends     []Msg     // of all that was taken
	left     []pending // by rising event
	used     bitset    // sends that some end matched, or that are candidates of an ambiguity
	again    bitset    // sends that were used when an end matched them
	repeated bool      // there is one
	scratch  []parse.EventID
}

// match fills in the messages of g and the report on them. It returns the ticks
// of the run where it needed them.
func (g *Graph) match(opt Options) *ticks {
	ends := g.run.CountRole(parse.Receives) + g.run.CountRole(parse.Delivers)
	parts := g.parts(g.workers)
	m := &matcher{g: g, opt: opt, indexes: g.indexSends(parts),
		ends: make([]Msg, 0, ends), used: newBitset(g.run.Len()), again: newBitset(g.run.Len())}
	m.matchKeys(parts)
	m.matchStamps()
	m.matchContent()
	m.giveUp()
	m.join()
	m.countLost()
	return m.ticks
}

// sender returns who sent the message of a send: a proxy may log for another.
func sender(e parse.Event, node parse.NodeID) parse.NodeID {
	if from, ok := e.From(); ok {
		return from
	}
	return node
}

// take takes over what some ends came to.
func (m *matcher) take(x *matches) {
	for i := range x.ends {
		if send := x.ends[i].Send; m.used.put(send) {
			m.again.set(send)
			m.repeated = true
		}
	}
	if m.g.held {
		m.g.tellDeliveries(x.ends)
	}
	for _, a := range x.ambiguous {
		for _, s := range a.Sends {
			m.used.set(s)
		}
	}
	for _, crowd := range x.crowds {
		for _, s := range crowd {
			m.used.set(s.event)
		}
	}
	m.g.onLines += x.onLines
	m.ends = append(m.ends, x.ends...)
	m.g.matching.Ambiguous = append(m.g.matching.Ambiguous, x.ambiguous...)
}

// tellDeliveries says of those ends that are deliveries that they are.
func (g *Graph) tellDeliveries(ends []Msg) {
	for i := range ends {
		if e := ends[i].Receive; g.run.Event(e).Role() == parse.Delivers {
			ends[i].Receive, ends[i].Deliver = parse.NoEvent, e
		}
	}
}

// giveUp counts the ends that nothing matched.
func (m *matcher) giveUp() {
	nodes := m.g.run.Nodes()
	for _, p := range m.left {
		from, ok := m.g.run.Event(p.event).From()
		if ok && nodes[from].External {
			m.g.matching.External++
		} else {
			m.g.matching.Orphans = append(m.g.matching.Orphans, p.event)
		}
	}
}

// countLost lists the sends that no receive matched and that a node which keeps
// a log, or nobody knows who, should have received.
func (m *matcher) countLost() {
	ids := m.indexes.ids.finder()
	for d := range m.g.run.OfKind(parse.Drop) {
		e := m.g.run.Event(d)
		if r := e.Role(); r == parse.Sends || r == parse.Delivers {
			continue // an end of a message that is not lost
		}
		m.g.matching.Dropped++
		if from, ok := e.From(); ok {
			for _, s := range ids.find(from, e.MatchID()) {
				m.used.set(s.event)
			}
		}
	}
	for i, unused := range m.g.run.RoleSet(parse.Sends) {
		for unused &^= m.used[i]; unused != 0; unused &= unused - 1 {
			s := parse.EventID(i*64 + bits.TrailingZeros64(unused))
			if m.awaited(m.g.run.Event(s)) {
				m.g.matching.Lost = append(m.g.matching.Lost, s)
			}
		}
	}
}

func (m *matcher) awaited(send parse.Event) bool {
	to, all := send.To()
	if all || len(to) == 0 {
		return true
	}
	for _, t := range to {
		if n := m.g.run.Nodes()[t]; n.Events > 0 && !n.External {
			return true
		}
	}
	return false
}
