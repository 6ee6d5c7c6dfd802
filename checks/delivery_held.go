package checks

import (
	"fmt"

	"github.com/tracecausal/tracecausal/parse"
)

// heldMessage is a message that a node received and has not delivered.
type heldMessage struct {
	send, receive parse.EventID
	node          parse.NodeID
}

// heldBack is what the nodes of a run have in their hold-back queues at the
// end.
type heldBack struct {
	in        *Input
	messages  []heldMessage // by rising receive
	delivered int           // messages delivered by nodes that log deliveries
	stops     map[parse.NodeID]parse.EventID
	unsure    map[parse.NodeID]bool
	blockers  map[parse.NodeID]*blockers // of the nodes that hold a message back

	arrived map[copyOf]bool       // at nodes that hold messages back
	taken   map[copyOf]bool       // delivered there, or for the protocol only
	sends   []bool                // by event: sends of messages that some node delivered
	labels  map[string]bool       // of such sends
	partial bool                  // some log is known to be incomplete
	quiet   map[parse.NodeID]bool // nodes that log receives only, of messages that others deliver
}

// blockers are, for each strand, the first send of a message that its receiver
// has not delivered. What comes after one may wait for it.
type blockers struct {
	sure, unsure map[parse.StrandID]parse.EventID
	lost         bool // some message did not arrive
}

// heldMessages looks for the messages that were received and not delivered, in
// the last life of each node that logs deliveries.
func heldMessages(in *Input) *heldBack {
	h := &heldBack{in: in, blockers: make(map[parse.NodeID]*blockers), arrived: make(map[copyOf]bool), taken: make(map[copyOf]bool),
		labels: make(map[string]bool), quiet: make(map[parse.NodeID]bool)}
	if h.readDeliveries(); h.delivered == 0 {
		return h
	}
	h.stops, h.unsure = stopEvents(in.Run), unsureNodes(in)
	dropped, answered := h.droppedCopies(), h.answeredCopies()
	var protocol []copyOf
	for _, m := range in.Graph.Messages() {
		c := copyOf{m.Send, in.Run.Event(taken(m)).Node()}
		switch {
		case in.Graph.Enter(m) != parse.NoEvent:
			if !in.Graph.Delivers(c.node) && h.sends[m.Send] && in.Run.Event(m.Send).Node() != c.node {
				h.quiet[c.node] = true
			}
		case m.Dup:
		case in.isMarker(m) || dropped[c] || h.diedHolding(m.Receive),
			!h.delivers(m.Send) && (isReply(in.Run, m) || answered[c]):
			protocol = append(protocol, c)
		default:
			h.messages = append(h.messages, heldMessage{m.Send, m.Receive, c.node})
			h.blockers[c.node] = &blockers{make(map[parse.StrandID]parse.EventID), make(map[parse.StrandID]parse.EventID), false}
		}
	}
	for _, c := range protocol {
		h.taken[c] = h.blockers[c.node] != nil
	}
	return h
}

// readDeliveries notes what is delivered anywhere.
func (h *heldBack) readDeliveries() {
	if h.in.Run.CountRole(parse.Delivers) == 0 {
		return
	}
	for _, m := range h.in.Graph.Messages() {
		if m.Deliver == parse.NoEvent {
			continue
		}
		if h.sends == nil {
			h.sends = make([]bool, h.in.Run.Len())
		}
		h.delivered++
		h.sends[m.Send] = true
		h.labels[h.in.Run.Event(m.Send).Label()] = true
	}
}

// delivers reports whether a message is one that applications are given: some
// node delivered it, or another of its label.
func (h *heldBack) delivers(send parse.EventID) bool {
	return h.sends[send] || h.labels[h.in.Run.Event(send).Label()]
}

// sent names a message as its receivers know it.
type sent struct {
	from, at parse.NodeID
	id       parse.MsgID
}

// droppedCopies returns the messages that their receiver is known to have
// thrown away.
func (h *heldBack) droppedCopies() map[copyOf]bool {
	run := h.in.Run
	drops := make(map[sent]bool)
	for _, e := range ofKinds(run, kindsOf(parse.Drop)) {
		event := run.Event(e)
		if from, ok := event.From(); ok {
			drops[sent{from, event.Node(), event.MatchID()}] = true
		}
	}
	return h.copiesIn(drops)
}

// answeredCopies returns the messages that their receiver has replied to.
func (h *heldBack) answeredCopies() map[copyOf]bool {
	run := h.in.Run
	answers := make(map[sent]bool)
	for id := range run.OfRole(parse.Sends) {
		e := run.Event(id)
		if e.InReplyTo() == 0 {
			continue
		}
		if to, _ := e.To(); len(to) == 1 {
			answers[sent{to[0], e.Node(), e.InReplyTo()}] = true
		}
	}
	return h.copiesIn(answers)
}

func (h *heldBack) copiesIn(set map[sent]bool) map[copyOf]bool {
	copies := make(map[copyOf]bool)
	if len(set) == 0 {
		return copies
	}
	for _, m := range h.in.Graph.Messages() {
		send, at := h.in.Run.Event(m.Send), h.in.Run.Event(taken(m)).Node()
		if set[sent{send.Node(), at, send.MsgID()}] || set[sent{send.Node(), at, send.MatchID()}] {
			copies[copyOf{m.Send, at}] = true
		}
	}
	return copies
}

// diedHolding reports whether the life in which a message was received ended
// in a crash or a restart: its queue is gone.
func (h *heldBack) diedHolding(receive parse.EventID) bool {
	run := h.in.Run
	st := run.Strands()[run.StrandOf(receive)]
	last := run.Event(st.End() - 1)
	return last.Kind() == parse.Crash || run.Event(receive).Life() != last.Life() || run.Nodes()[st.Node].Lives > last.Life()
}

// findBlockers finds, for the nodes that hold a message back, what was sent to
// them and not delivered there.
func (h *heldBack) findBlockers() {
	if len(h.messages) == 0 {
		return
	}
	for _, m := range h.in.Graph.Messages() {
		c := copyOf{m.Send, h.in.Run.Event(taken(m)).Node()}
		if h.blockers[c.node] == nil {
			continue
		}
		h.arrived[c] = true
		h.taken[c] = h.taken[c] || h.in.Graph.Enter(m) != parse.NoEvent
	}
	for id := range h.in.Run.OfRole(parse.Sends) {
		send := h.in.Run.Event(id)
		to := receivers(h.in.Run, send)
		for _, q := range to {
			h.block(q, send, false)
		}
		if len(to) == 0 { // nobody knows to whom
			for q := range h.in.Run.Nodes() {
				h.block(parse.NodeID(q), send, true)
			}
		}
	}
}

// block notes a send that its receiver has not delivered. Where it is not sure
// that the receiver was meant, or that the message is one to be delivered, it
// may be waited for and need not.
func (h *heldBack) block(q parse.NodeID, send parse.Event, unsure bool) {
	b := h.blockers[q]
	c := copyOf{send.ID(), q}
	if b == nil || q == send.Node() || h.taken[c] {
		return
	}
	if _, marker := send.Payload(parse.FSnapshot); !h.arrived[c] && (marker || send.InReplyTo() != 0 && !h.delivers(send.ID())) {
		return
	}
	b.lost = b.lost || !h.arrived[c]
	if !h.delivers(send.ID()) {
		if h.arrived[c] {
			return // held back itself, and perhaps for nobody to deliver: a finding of its own
		}
		unsure = true
	}
	into := b.sure
	if unsure {
		into = b.unsure
	}
	if first, ok := into[send.Strand()]; !ok || send.ID() < first {
		into[send.Strand()] = send.ID()
	}
}

// waits reports whether a message may wait for one of the blockers.
func (h *heldBack) waits(first map[parse.StrandID]parse.EventID, send parse.EventID) bool {
	for _, b := range first {
		if b != send && h.in.Graph.Before(b, send) {
			return true
		}
	}
	return false
}

// silent says which nodes stopped without a delivery of what others deliver:
// they may have held back everything.
func (h *heldBack) silent() (words []string) {
	for n := range h.in.Run.Nodes() {
		if _, stopped := h.stops[parse.NodeID(n)]; stopped && h.quiet[parse.NodeID(n)] {
			words = append(words, fmt.Sprintf("%s receives what others deliver, and logs no delivery: log deliver there, too", nodeName(h.in.Run, parse.NodeID(n))))
		}
	}
	return words
}
