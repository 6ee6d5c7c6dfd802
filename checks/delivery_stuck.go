package checks

import (
	"fmt"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

var deliveryStuck = Check{
	ID:    "delivery/stuck",
	Title: "No message is held back for ever",
	Doc: Doc{
		Definition: "A node that stopped has delivered every message it received, unless the message had to wait: for one that was sent to the node too, before it, and that never arrived. " +
			"What is held back although everything sent to the node before it was delivered there waits for something that was never sent, or was forgotten; each such message is one finding. " +
			"Where the node has not logged its stop, the finding is only possible.",
		Needs: "Nodes that log receive and deliver for one message, and stop at their end. " +
			"Dropped messages and those that carry a snapshot need not be delivered. Where no node ever delivers a message or another of its label, it may be one of the protocol: a reply, or one that was replied to, is taken for that, and any other is only a possible finding.",
		Example: `{"node":"A","kind":"send","to":"B","msg_id":1}
{"node":"A","kind":"send","to":["B","C"],"msg_id":2}
{"node":"A","kind":"send","to":"C","msg_id":3}
{"node":"B","kind":"receive","from":"A","msg_id":1}
{"node":"B","kind":"deliver","from":"A","msg_id":1}
{"node":"B","kind":"receive","from":"A","msg_id":2}
{"node":"B","kind":"deliver","from":"A","msg_id":2}
{"node":"C","kind":"receive","from":"A","msg_id":3}
{"node":"C","kind":"deliver","from":"A","msg_id":3}
{"node":"C","kind":"receive","from":"A","msg_id":2}
{"node":"C","kind":"stop"}
`,
		Source: "K. Birman, A. Schiper and P. Stephenson, Lightweight Causal and Atomic Group Multicast, 1991",
		Blind:  "A message that waits for a lost one waits for good, and is only counted; see --promise reliable. Nodes that log no deliveries have no hold-back queue to look into.",
	},
	UsesOrder: true,
	Collect:   collectStuck,
}

func collectStuck(in *Input) Evidence {
	var ev Evidence
	h := heldMessages(in)
	if h.delivered+len(h.messages) == 0 {
		return ev
	}
	ev.Examined = count(h.delivered, "delivery") + ", " + count(len(h.messages), "message") + " held back"
	ev.Missing = append(deliveryGaps(in), h.silent()...)
	h.findBlockers()
	h.partial = len(h.messages) > 0 && h.lacksEvents()
	var found collector
	waiting := 0
	for _, m := range h.messages {
		if h.waits(h.blockers[m.node].sure, m.send) {
			waiting++
		} else {
			found.add(h.finding(m))
		}
	}
	if waiting > 0 {
		ev.Note = fmt.Sprintf("%s held back behind others that did not come, or are held back themselves", count(waiting, "message"))
	}
	found.into(&ev)
	return ev
}

// finding is that a message is held back for no reason the log shows.
func (h *heldBack) finding(m heldMessage) Finding {
	run := h.in.Run
	stop, stopped := h.stops[m.node]
	f := Finding{
		Certainty: Definite,
		Subject:   "node " + nodeName(run, m.node),
		Events:    []Witness{{"send", m.send}, {"receive", m.receive}},
	}
	until := "by the end of its log"
	if stopped {
		f.Events = append(f.Events, Witness{"stop", stop})
		f.Claims = []Claim{{m.receive, stop}}
		until = "when it stopped at " + eventName(run, stop)
	}
	doubt := h.doubt(m, stopped)
	if doubt != "" {
		f.Certainty = Possible
		doubt = "; only possible, because " + doubt
	}
	f.Tell = func(w *Words) string {
		return fmt.Sprintf("%s received %s, and had not delivered it %s, though it had delivered all that was sent to it before %s%s%s",
			w.Name(m.receive), w.Message(m.send), until, w.Name(m.send), h.neverSent(w, m), doubt)
	}
	return f
}

// doubt says why a finding is only possible, "" where it is not.
func (h *heldBack) doubt(m heldMessage, stopped bool) string {
	b := h.blockers[m.node]
	_, unread := h.in.Graph.Ghosts()[m.node]
	switch {
	case !stopped:
		return nodeName(h.in.Run, m.node) + " has not logged its stop, so it may deliver it yet"
	case !h.delivers(m.send):
		return "no node delivered a message of this label, so it may be one that nobody delivers"
	case h.waits(b.unsure, m.send):
		return "messages before it may have been sent to the node, too, and did not arrive"
	case h.in.Options.Promises.Has(Total) && b.lost:
		return "total order is promised, and other messages to the node did not arrive"
	case unread || h.unsure[m.node]:
		return "the log of the node lacks events, or holds some without a known message"
	case h.partial:
		return "logs lack events, which may have delivered it, or sent something before it"
	}
	return ""
}

// lacksEvents reports whether some log is known to be incomplete: clocks know
// of events that it does not hold, own entries rise by more than its events, or
// the send of a message is missing.
func (h *heldBack) lacksEvents() bool {
	run := h.in.Run
	if len(h.in.Graph.Ghosts()) > 0 || len(h.in.Graph.Matching().Orphans) > 0 || len(run.Gaps()) > 0 {
		return true
	}
	for _, st := range run.Strands() {
		if run.Nodes()[st.Node].Lives > 1 {
			continue // own entries may begin anew
		}
		if skips(run, st) {
			return true
		}
	}
	return false
}

// neverSent names a message before m that went to others and not to m's
// receiver, as the end of a sentence; "" where the log shows none.
func (h *heldBack) neverSent(w *Words, m heldMessage) string {
	const most = 1000 // events of each strand to look at
	run, g := h.in.Run, h.in.Graph
	for s, st := range run.Strands() {
		known := int(g.Known(m.send, parse.StrandID(s)))
		for i := known - 1; i >= max(0, known-most); i-- {
			e := run.Event(st.First + parse.EventID(i))
			if e.Role() != parse.Sends || st.Node == m.node || !h.delivers(e.ID()) {
				continue
			}
			if to, all := e.To(); !all && len(to) > 0 && !contains(to, m.node) {
				return fmt.Sprintf("; %s, which is before that, sent %s to others and not to %s", w.Name(e.ID()), w.Message(e.ID()), w.Node(m.node))
			}
		}
	}
	return ""
}

func contains(list []parse.NodeID, n parse.NodeID) bool {
	for _, x := range list {
		if x == n {
			return true
		}
	}
	return false
}

// isReply reports whether an end of a message says that it is a reply.
func isReply(run *parse.Run, m graph.Msg) bool {
	return run.Event(m.Send).InReplyTo() != 0 || run.Event(taken(m)).InReplyTo() != 0
}
