package checks

import "github.com/tracecausal/tracecausal/parse"

// undelivered adds the messages that were meant for a node and not delivered
// there by its stop, and returns how many deliveries were due, and how many
// others have not come at a node that did not log its stop, and so still may. A
// send that comes after the stop was never due.
func undelivered(in *Input, found *duties) (due, open int) {
	stops := stopEvents(in.Run)
	got := make(map[copyOf]bool)
	for _, m := range in.Graph.Messages() {
		if in.Graph.Enter(m) != parse.NoEvent {
			got[copyOf{m.Send, in.Run.Event(taken(m)).Node()}] = true
		}
	}
	unsure := unsureNodes(in)
	for id := range in.Run.OfRole(parse.Sends) {
		send := in.Run.Event(id)
		for _, q := range receivers(in.Run, send) {
			stop, stopped := stops[q]
			came := got[copyOf{send.ID(), q}]
			switch node := in.Run.Nodes()[q]; {
			case q == send.Node():
			case !stopped:
				if !came && node.Events > 0 && !node.External {
					open++
				}
			case !in.Graph.Before(stop, send.ID()):
				if due++; !came {
					found.add(neverDelivered(in, send.ID(), stop, unsure[q]), true)
				}
			}
		}
	}
	return due, open
}

// stopEvents returns, by node, the stop that ends its log.
func stopEvents(run *parse.Run) map[parse.NodeID]parse.EventID {
	stops := make(map[parse.NodeID]parse.EventID)
	for _, st := range run.Strands() {
		last := st.End() - 1
		if run.Event(last).Kind() == parse.Stop && len(run.StrandsOf(st.Node)) == 1 {
			stops[st.Node] = last
		}
	}
	return stops
}

// receivers returns the nodes that a send names, all others for a broadcast.
func receivers(run *parse.Run, send parse.Event) []parse.NodeID {
	to, all := send.To()
	if !all {
		return to
	}
	to = nil
	for n := range run.Nodes() {
		to = append(to, parse.NodeID(n))
	}
	return to
}

// unsureNodes lists the nodes whose log may lack a delivery or lacks a send, or
// has a delivery that could not be matched.
func unsureNodes(in *Input) map[parse.NodeID]bool {
	unsure := make(map[parse.NodeID]bool)
	for n := range in.Graph.Ghosts() {
		unsure[n] = true
	}
	m := in.Graph.Matching()
	for _, e := range m.Orphans {
		unsure[in.Run.Event(e).Node()] = true
		if from, ok := in.Run.Event(e).From(); ok {
			unsure[from] = true
		}
	}
	for _, a := range m.Ambiguous {
		unsure[in.Run.Event(a.Receive).Node()] = true
	}
	if in.Options.torn() {
		for n := range in.Run.Nodes() {
			unsure[parse.NodeID(n)] = true
		}
	}
	return unsure
}

func neverDelivered(in *Input, send, stop parse.EventID, unsure bool) Finding {
	q := nodeName(in.Run, in.Run.Event(stop).Node())
	f := Finding{
		Certainty: Definite,
		Subject:   "node " + q,
		Events:    []Witness{{"send", send}, {"stop", stop}},
		Message: eventName(in.Run, send) + " sent " + messageName(in.Run, send) + " to " + q + ", which had not delivered it when it stopped at " +
			eventName(in.Run, stop) + "; reliable delivery is promised",
	}
	if unsure {
		f.Certainty = Possible
		f.Message += "; only possible, because the log of " + q + " lacks events or holds receives without a known send"
	}
	return f
}
