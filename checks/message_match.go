package checks

import (
	"fmt"
	"strings"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

var messageMatch = Check{
	ID:    "message/match",
	Title: "Every receive has one send",
	Doc: Doc{
		Definition: "Every receive has one send before it. A send without a receive is lost or in flight, and counted. " +
			"A second receive of one message at one node is a duplicate: a violation where exactly-once is promised, else only shown. " +
			"A receive whose send is missing is an orphan, and inconclusive unless its sender is declared external. A match that is not unique gives no edge.",
		Needs: "Sends and receives. They are matched by message id, by request and reply, by vector stamp, or as the only pair of a channel that fits.",
		Example: `{"tracecausal":1,"promise":["exactly-once"]}
{"node":"A","kind":"send","to":"B","msg_id":1}
{"node":"B","kind":"receive","from":"A","msg_id":1}
{"node":"B","kind":"receive","from":"A","msg_id":1}
`,
		Source: "K. M. Chandy and L. Lamport, Distributed Snapshots, 1985 (channels); the matching is this program's own",
		Blind:  "A message whose send and receive are both missing.",
	},
	Collect: collectMatch,
}

func collectMatch(in *Input) Evidence {
	var ev Evidence
	m := in.Graph.Matching()
	messages := len(in.Graph.Messages())
	if messages+len(m.Orphans)+m.External+len(m.Lost)+m.Dropped+len(m.Ambiguous) == 0 {
		return ev
	}
	ev.Examined = examinedMatches(messages, m)
	ev.Missing = unmatched(in.Run, m)
	ev.Note = unreceived(in.Run, m)
	promised := in.Options.Promises.Has(ExactlyOnce)
	var found collector
	firsts := firstReceives(in.Graph, m.Duplicate)
	for _, d := range m.Duplicate {
		found.add(duplicate(in, d, firsts[copyOf{d.Send, in.Run.Event(taken(d)).Node()}], promised))
	}
	found.into(&ev)
	ev.Observed = !promised && len(ev.Findings) > 0
	return ev
}

func examinedMatches(messages int, m graph.Matching) string {
	if messages == 0 {
		return "no message with both ends in the log"
	}
	var by []string
	for _, b := range []struct {
		n    int
		name string
	}{{m.ByID, "id"}, {m.ByReply, "reply"}, {m.ByStamp, "stamp"}, {m.ByContent, "content"}} {
		if b.n > 0 {
			by = append(by, fmt.Sprintf("%d by %s", b.n, b.name))
		}
	}
	if by == nil {
		return count(messages, "message")
	}
	return count(messages, "message") + " (" + strings.Join(by, ", ") + ")"
}

// unreceived counts what is lawful and worth knowing.
func unreceived(run *parse.Run, m graph.Matching) string {
	var parts []string
	if n := len(m.Lost); n > 0 {
		parts = append(parts, count(n, "send")+" without a receive: lost or in flight")
	}
	if m.Dropped > 0 {
		parts = append(parts, count(m.Dropped, "message")+" known to be lost")
	}
	if m.External > 0 {
		parts = append(parts, count(m.External, "receive")+" from external nodes")
	}
	if n, first := unasked(run); n > 0 {
		parts = append(parts, fmt.Sprintf("%s to requests that the log lacks (first %s)", count(n, "answer"), eventName(run, first)))
	}
	return strings.Join(parts, "; ")
}

// copyOf is a message at one of its receivers.
type copyOf struct {
	send parse.EventID
	node parse.NodeID
}

// firstReceives finds, for every duplicate, the first receive of its message
// at its node.
func firstReceives(g *graph.Graph, duplicates []graph.Msg) map[copyOf]graph.Msg {
	firsts := make(map[copyOf]graph.Msg, len(duplicates))
	for _, d := range duplicates {
		firsts[copyOf{d.Send, g.Run().Event(taken(d)).Node()}] = graph.Msg{}
	}
	if len(duplicates) == 0 {
		return firsts
	}
	for _, m := range g.Messages() {
		key := copyOf{m.Send, g.Run().Event(taken(m)).Node()}
		if _, wanted := firsts[key]; wanted && !m.Dup {
			firsts[key] = m
		}
	}
	return firsts
}

// taken returns the first event at which the log shows a message at its receiver.
func taken(m graph.Msg) parse.EventID {
	if m.Receive != parse.NoEvent {
		return m.Receive
	}
	return m.Deliver
}

func duplicate(in *Input, d, first graph.Msg, promised bool) Finding {
	run, again, before := in.Run, taken(d), taken(first)
	if d.Receive == parse.NoEvent && first.Deliver != parse.NoEvent {
		before = first.Deliver // a delivery after the receive is none too many
	}
	end := "nobody promised exactly-once (--promise exactly-once)"
	if promised {
		end = "exactly-once is promised"
	}
	return Finding{
		Certainty: Definite,
		Events:    []Witness{{"send", d.Send}, {"first receive", before}, {"second receive", again}},
		Message: fmt.Sprintf("%s %s %s from %s, which %s had %s already; %s", eventName(run, again), took(run, again),
			messageName(run, d.Send), eventName(run, d.Send), eventName(run, before), took(run, before), end),
	}
}

// unmatched says which receives have no known send, and how to tell.
func unmatched(run *parse.Run, m graph.Matching) []string {
	var missing []string
	if n := len(m.Orphans); n > 0 {
		missing = append(missing, fmt.Sprintf("the log lacks the send of %s (%s): add the sender's log, or declare the sender with --external",
			count(n, "received message"), some(run, m.Orphans)))
	}
	if n := len(m.Ambiguous); n > 0 {
		missing = append(missing, fmt.Sprintf("several sends fit %s (first %s): log message ids that are unique per sender",
			count(n, "receive"), eventName(run, m.Ambiguous[0].Receive)))
	}
	return missing
}
