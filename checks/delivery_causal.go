package checks

import (
	"github.com/tracecausal/tracecausal/parse"
)

var deliveryCausal = Check{
	ID:    "delivery/causal",
	Title: "Messages are delivered in causal order",
	Doc: Doc{
		Definition: "Where the send of one message happens before the send of another and both are delivered at one node, they are delivered there in that order. " +
			"Delivery is the deliver event where the receiver logs deliveries, else its receive; only the first delivery of a message counts, and none at its sender. " +
			"Each message that was overtaken is one finding. Where reliable delivery is promised, a message that a node has not delivered by its stop is one too.",
		Needs: "Sends and receives that can be matched. It binds where causal is promised, which is the default; --promise none withdraws it.",
		Example: `{"node":"A","kind":"send","to":"C","msg_id":1}
{"node":"A","kind":"send","to":"B","msg_id":2}
{"node":"B","kind":"receive","from":"A","msg_id":2}
{"node":"B","kind":"send","to":"C","msg_id":3}
{"node":"C","kind":"receive","from":"B","msg_id":3}
{"node":"C","kind":"receive","from":"A","msg_id":1}
`,
		Source: "K. Birman and T. Joseph, Reliable Communication in the Presence of Failures, 1987; M. Raynal, A. Schiper and S. Toueg, The Causal Ordering Abstraction, 1991",
		Blind:  "Order that flows through channels that are not logged, such as a shared database.",
	},
	UsesOrder: true,
	Collect:   collectCausal,
}

// collectCausal finds the messages that their receiver knew of before it
// delivered them: some message sent after them had been delivered there. The
// graph has noted which these are.
func collectCausal(in *Input) Evidence {
	var ev Evidence
	t := in.traffic()
	found := duties{noun: "delivery"}
	promised, reliable := in.Options.Promises.Has(Causal), in.Options.Promises.Has(Reliable)
	due, open := 0, 0
	if reliable {
		due, open = undelivered(in, &found)
	}
	o := overtakers{in: in}
	for c, d := range firstDeliveries(in, in.Graph.Late()) {
		if f, ok := o.finding(c, d); ok {
			found.add(f, promised)
		}
	}
	if t.delivered+t.held+due > 0 {
		ev.Examined = count(t.delivered, "delivery")
	}
	if t.held > 0 {
		ev.Note = count(t.held, "message") + " received and not delivered"
	}
	if open > 0 {
		ev.Note = join(count(open, "message")+" not delivered so far at nodes that have not logged their stop, of which nothing is said", ev.Note)
	}
	ev.Missing = deliveryGaps(in)
	found.into(&ev)
	if !reliable {
		underPromise(in, Causal, &ev)
	}
	return ev
}

// finding looks for the message that overtook m1: the one by which the
// receiver first learned of m1's send. Where it learned of it in a way that is
// not logged as a message, the finding is only possible. An arrival proves
// nothing at a node that logs deliveries: some stamp their clocks there.
func (o *overtakers) finding(c channel, m1 delivery) (Finding, bool) {
	in := o.in
	first := firstThatKnows(in.Graph, m1.send, m1.at-1)
	if m2, ok := o.of(c, m1, first); ok {
		return overtaken(in, Causal, "node "+nodeName(in.Run, in.Run.Event(m1.at).Node()), m1, m2, Definite), true
	}
	if e := in.Run.Event(first); e.Role() == parse.Receives && in.Graph.Delivers(e.Node()) {
		return Finding{}, false
	}
	return Finding{
		Certainty: Possible,
		Subject:   "node " + nodeName(in.Run, in.Run.Event(m1.at).Node()),
		Events:    []Witness{{"earlier send", m1.send}, {"first that knows", first}, {"late delivery", m1.at}},
		Claims:    []Claim{{m1.send, first}, {first, m1.at}},
		Tell: func(w *Words) string {
			return w.Before(m1.send, first) + "; but " + w.Name(m1.at) + " " + took(in.Run, m1.at) + " " + w.Message(m1.send) +
				" only after that: a message sent after it may have overtaken it, and no log holds its delivery" + in.Options.Promises.Withdraw(Causal)
		},
	}, true
}
