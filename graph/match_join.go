package graph

import (
	"cmp"
	"slices"

	"github.com/tracecausal/tracecausal/parse"
)

// nodeEnd is an end with the node it lies at.
type nodeEnd struct {
	Msg
	node parse.NodeID
}

// join makes messages of the matched ends: at a node that logs deliveries, the
// first receive of a send and its first delivery are one message, the second
// ones the next, and so on. The only end of a send at a node that logs none is
// a message as it stands.
func (m *matcher) join() {
	msgs := m.ends
	if m.repeated || m.g.held {
		var group []nodeEnd
		msgs = m.ends[:0]
		for _, r := range m.ends {
			n := m.g.strands[m.g.run.StrandOf(r.enter())].Node
			if m.again.has(r.Send) || m.g.delivers[n] {
				group = append(group, nodeEnd{r, n})
			} else {
				msgs = append(msgs, r)
			}
		}
		msgs = joinGroups(msgs, group)
	}
	m.ends = nil
	m.g.setMessages(msgs)
	if m.repeated {
		m.g.findMulticast()
	}
}

// findMulticast looks for a message that entered at two nodes.
func (g *Graph) findMulticast() {
	sent := newBitset(g.run.Len())
	for i := range g.msgs[:g.entered] {
		if m := &g.msgs[i]; !m.Dup && sent.put(m.Send) {
			g.multicast = true
			return
		}
	}
}

// joinGroups appends the messages that the ends of a group make.
func joinGroups(msgs []Msg, group []nodeEnd) []Msg {
	slices.SortFunc(group, func(a, b nodeEnd) int {
		return cmp.Or(cmp.Compare(a.Send, b.Send), cmp.Compare(a.node, b.node), cmp.Compare(a.enter(), b.enter()))
	})
	for i := 0; i < len(group); {
		j := i
		for j < len(group) && group[j].Send == group[i].Send && group[j].node == group[i].node {
			j++
		}
		msgs = joinEnds(msgs, group[i:j])
		i = j
	}
	return msgs
}

// joinEnds appends the messages that the ends of one send at one node make.
func joinEnds(msgs []Msg, ends []nodeEnd) []Msg {
	first := len(msgs)
	received, delivered := first, first
	at := func(i int, r nodeEnd) *Msg {
		if i == len(msgs) {
			msgs = append(msgs, Msg{r.Send, parse.NoEvent, parse.NoEvent, r.Basis, i > first})
		}
		return &msgs[i]
	}
	for _, r := range ends {
		if r.Deliver != parse.NoEvent {
			at(delivered, r).Deliver = r.Deliver
			delivered++
		} else {
			msg := at(received, r)
			msg.Receive, msg.Basis = r.Receive, r.Basis
			received++
		}
	}
	return msgs
}

// setMessages sorts and counts the messages.
func (g *Graph) setMessages(msgs []Msg) {
	var held []Msg
	entered := msgs
	if g.held {
		entered = msgs[:0]
		for _, m := range msgs {
			if g.Enter(m) == parse.NoEvent {
				held = append(held, m)
			} else {
				entered = append(entered, m)
			}
		}
	}
	sortMessages(entered)
	sortMessages(held)
	g.entered = len(entered)
	g.msgs = append(entered, held...)
	r := &g.matching
	counts := [...]*int{ByID: &r.ByID, ByReply: &r.ByReply, ByStamp: &r.ByStamp, ByContent: &r.ByContent}
	for i := range g.msgs {
		m := &g.msgs[i]
		*counts[m.Basis]++
		if m.Dup {
			r.Duplicate = append(r.Duplicate, *m)
		}
	}
	slices.SortFunc(r.Ambiguous, func(a, b Ambiguity) int { return cmp.Compare(a.Receive, b.Receive) })
}

// sortMessages sorts by the event at which each message came the furthest. Keys
// alone find messages in that order.
func sortMessages(msgs []Msg) {
	for i := 1; i < len(msgs); i++ {
		if msgs[i].enter() < msgs[i-1].enter() {
			slices.SortFunc(msgs, func(a, b Msg) int { return cmp.Compare(a.enter(), b.enter()) })
			return
		}
	}
}
