package graph

import (
	"slices"

	"github.com/tracecausal/tracecausal/parse"
)

// matchStamps matches what has no usable id by vector clock: the message is the
// one whose send set the sender's own entry to the value that the receiver's
// clock reaches here for the first time.
func (m *matcher) matchStamps() {
	if vector, _, _, _ := m.g.run.Has(); !vector || !slices.ContainsFunc(m.left, m.stampsMayTell) {
		return
	}
	m.ticks = newTicks(m.g.run, m.opt.Ticks)
	var x matches
	rest := m.left[:0]
	for i := 0; i < len(m.left); {
		s := m.g.run.StrandOf(m.left[i].event)
		j := i
		for j < len(m.left) && m.left[j].event < m.g.strands[s].End() {
			j++
		}
		rest = append(rest, m.matchStrand(&x, s, m.left[i:j])...)
		i = j
	}
	m.left = rest
	m.take(&x)
}

// stampsMayTell reports whether an end may have been sent by a node whose events
// are logged.
func (m *matcher) stampsMayTell(p pending) bool {
	from, named := m.g.run.Event(p.event).From()
	return !named || m.g.run.Nodes()[from].Events > 0
}

// matchStrand tries the pending ends of one strand, adds what they came to to x,
// and returns, in place, those that stay pending.
func (m *matcher) matchStrand(x *matches, s parse.StrandID, list []pending) []pending {
	rest := list[:0]
	cur := m.g.run.VectorCursor(s)
	next := m.g.strands[s].First
	var before parse.Vector
	for _, p := range list {
		for ; next < p.event; next++ {
			cur.Next()
		}
		before = append(before[:0], cur.Clock()...)
		cur.Next()
		next++
		if !cur.Has() || !x.settle(p.event, m.stampCandidates(p, cur, before), ByStamp) {
			rest = append(rest, p)
		}
	}
	return rest
}

func (m *matcher) stampCandidates(p pending, cur *parse.VectorCursor, before parse.Vector) []parse.EventID {
	recv := m.g.run.Event(p.event)
	from, named := recv.From()
	m.scratch = m.scratch[:0]
	for _, c := range cur.Changed() {
		if named && c.Node != from || c.Node == p.node || c.N <= before.At(c.Node) {
			continue
		}
		e, how := m.ticks.at(c.Node, c.N)
		if how == readEvent && m.fitsByStamp(m.g.run.Event(e), c.Node, recv, p.node) {
			m.scratch = append(m.scratch, e)
		}
	}
	if len(m.scratch) > 1 {
		m.scratch = m.coverAll(m.scratch, p, cur.Changed(), before)
	}
	return m.scratch
}

func (m *matcher) fitsByStamp(send parse.Event, p parse.NodeID, recv parse.Event, n parse.NodeID) bool {
	if send.Role() != parse.Sends || sender(send, p) != p || !m.g.run.MayReach(send.Receivers(), n) {
		return false
	}
	if _, paired := send.OwnLine(); paired {
		return false
	}
	return send.MatchID() == 0 || recv.MatchID() == 0
}

// coverAll keeps the sends whose clocks account for every entry that advanced:
// the other senders' entries only came along with the message.
func (m *matcher) coverAll(sends []parse.EventID, p pending, changed []parse.Entry, before parse.Vector) []parse.EventID {
	kept := sends[:0]
	for _, s := range sends {
		v, _ := m.g.run.Event(s).Vector()
		all := true
		for _, c := range changed {
			all = all && (c.Node == p.node || c.N <= before.At(c.Node) || v.At(c.Node) >= c.N)
		}
		if all {
			kept = append(kept, s)
		}
	}
	return kept
}
