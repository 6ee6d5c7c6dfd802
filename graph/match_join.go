package graph

import (
	"cmp"
	"slices"

	"github.com/tracecausal/tracecausal/parse"
)

// nodeEnd is an end with the node it lies at.
type nodeEnd struct {
	end
	node    parse.NodeID
	deliver bool
}

// join makes messages of the matched ends: at a node that logs deliveries, the
// first receive of a send and its first delivery are one message, the second
// ones the next, and so on.
func (m *matcher) join() {
	once, again := newBitset(m.g.run.Len()), newBitset(m.g.run.Len())
	for _, r := range m.ends {
		if once.has(r.send) {
			again.set(r.send)
		}
		once.set(r.send)
	}
	var group []nodeEnd
	msgs := make([]Msg, 0, len(m.ends))
	for _, r := range m.ends {
		n := m.g.strands[m.g.locate.strand(r.event)].Node
		if again.has(r.send) || m.g.delivers[n] {
			group = append(group, nodeEnd{r, n, m.g.run.Event(r.event).Role() == parse.Delivers})
		} else {
			msgs = append(msgs, Msg{Send: r.send, Receive: r.event, Deliver: parse.NoEvent, Basis: r.basis})
		}
	}
	m.ends = nil
	slices.SortFunc(group, func(a, b nodeEnd) int {
		return cmp.Or(cmp.Compare(a.send, b.send), cmp.Compare(a.node, b.node), cmp.Compare(a.event, b.event))
	})
	for i := 0; i < len(group); {
		j := i
		for j < len(group) && group[j].send == group[i].send && group[j].node == group[i].node {
			j++
		}
		msgs = joinEnds(msgs, group[i:j])
		i = j
	}
	m.g.setMessages(msgs)
}

// joinEnds appends the messages that the ends of one send at one node make.
func joinEnds(msgs []Msg, ends []nodeEnd) []Msg {
	first := len(msgs)
	received, delivered := first, first
	at := func(i int, r nodeEnd) *Msg {
		if i == len(msgs) {
			msgs = append(msgs, Msg{r.send, parse.NoEvent, parse.NoEvent, r.basis, i > first})
		}
		return &msgs[i]
	}
	for _, r := range ends {
		if r.deliver {
			at(delivered, r).Deliver = r.event
			delivered++
		} else {
			msg := at(received, r)
			msg.Receive, msg.Basis = r.event, r.basis
			received++
		}
	}
	return msgs
}

// setMessages sorts and counts the messages.
func (g *Graph) setMessages(msgs []Msg) {
	held := make([]Msg, 0)
	entered := msgs[:0]
	for _, m := range msgs {
		if g.Enter(m) == parse.NoEvent {
			held = append(held, m)
		} else {
			entered = append(entered, m)
		}
	}
	slices.SortFunc(entered, func(a, b Msg) int { return cmp.Compare(a.enter(), b.enter()) })
	slices.SortFunc(held, func(a, b Msg) int { return cmp.Compare(a.Receive, b.Receive) })
	g.entered = len(entered)
	g.msgs = append(entered, held...)
	r := &g.matching
	counts := [...]*int{ByID: &r.ByID, ByReply: &r.ByReply, ByStamp: &r.ByStamp, ByContent: &r.ByContent}
	for _, m := range g.msgs {
		*counts[m.Basis]++
		if m.Dup {
			r.Duplicate = append(r.Duplicate, m)
		}
	}
	slices.SortFunc(r.Ambiguous, func(a, b Ambiguity) int { return cmp.Compare(a.Receive, b.Receive) })
}
