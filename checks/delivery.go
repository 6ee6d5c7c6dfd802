package checks

import (
	"iter"
	"sync"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// delivery is a first delivery of a message at another node than its sender's.
type delivery struct{ send, at parse.EventID }

// channel is an ordered pair of strands: nothing orders the events of two
// strands of one node.
type channel struct{ from, to parse.StrandID }

// traffic is what the checks of delivery share: one look at each message of a
// run.
type traffic struct {
	delivered int              // first deliveries at other nodes than the senders'
	held      int              // messages that arrived there and are held back
	channels  int              // that first deliveries went through
	overtaken map[channel]bool // those on which a message overtook another
}

// traffic returns what there is to know of the run's messages, read at the
// first call.
func (in *Input) traffic() *traffic {
	in.messages.once.Do(func() { in.messages.read(in.Graph) })
	return &in.messages.traffic
}

// sharedTraffic is a traffic that is read once.
type sharedTraffic struct {
	once sync.Once
	traffic
}

// furthest is the latest send on a strand of what a strand has delivered.
type furthest struct {
	node parse.NodeID // of the sending strand
	to   parse.StrandID
	send parse.EventID
}

// read looks at each message once. Messages come by rising delivery, so that
// those to one strand come one after another, and one state for each sending
// strand is enough.
func (t *traffic) read(g *graph.Graph) {
	run := g.Run()
	strands := run.Strands()
	last := make([]furthest, len(strands)) // by sending strand
	for s := range last {
		last[s] = furthest{node: strands[s].Node, to: parse.StrandID(len(strands))} // which is none
	}
	entered, held := g.Messages()[:g.Entered()], g.Messages()[g.Entered():]
	// The strand of the last delivery, its node and where it ends:
	to, node, end := parse.StrandID(0), parse.NodeID(0), parse.EventID(0)
	for i := range entered {
		m := &entered[i]
		if at := delivered(m); at >= end {
			to = run.StrandOf(at)
			node, end = strands[to].Node, strands[to].End()
		}
		from := run.StrandOf(m.Send)
		l := &last[from]
		switch {
		case m.Dup || l.node == node:
			continue
		case l.to == to && m.Send > l.send:
			l.send = m.Send
		default:
			t.deliver(l, m.Send, channel{from, to})
		}
		t.delivered++
	}
	for _, m := range held {
		if !m.Dup && strands[run.StrandOf(m.Send)].Node != strands[run.StrandOf(m.Receive)].Node {
			t.held++
		}
	}
}

// delivered returns the event at which a message that is not held back was taken in.
func delivered(m *graph.Msg) parse.EventID {
	if m.Deliver != parse.NoEvent {
		return m.Deliver
	}
	return m.Receive
}

// deliver adds a delivery that is the first of its channel, or was overtaken there.
func (t *traffic) deliver(l *furthest, send parse.EventID, c channel) {
	switch {
	case l.to != c.to:
		t.channels++
		l.to, l.send = c.to, send
	case t.overtaken == nil:
		t.overtaken = map[channel]bool{c: true}
	default:
		t.overtaken[c] = true
	}
}

// firstDeliveries returns the first deliveries of some messages of the run's graph, in
// their order, each with its channel.
func firstDeliveries(in *Input, messages []graph.Msg) iter.Seq2[channel, delivery] {
	g, run := in.Graph, in.Run
	strands := run.Strands()
	return func(yield func(channel, delivery) bool) {
		for _, m := range messages {
			at := g.Enter(m)
			if at == parse.NoEvent {
				return // those held back come last
			}
			c := channel{run.StrandOf(m.Send), run.StrandOf(at)}
			if !m.Dup && strands[c.from].Node != strands[c.to].Node && !yield(c, delivery{m.Send, at}) {
				return
			}
		}
	}
}

// deliveryGaps says which received messages cannot be judged, because their
// sends are not known.
func deliveryGaps(in *Input) []string { return unmatched(in.Run, in.Graph.Matching()) }

// underPromise completes the evidence of a check on what only a promise binds:
// without it findings only inform, and gaps gate nobody.
func underPromise(in *Input, p Promise, ev *Evidence) {
	if in.Options.Promises.Has(p) {
		return
	}
	ev.Observed = true
	for _, m := range ev.Missing {
		ev.Note = join(m, ev.Note)
	}
	ev.Missing = nil
}

// overtaken is the finding that m1 was delivered after m2, though sent before.
func overtaken(in *Input, p Promise, subject string, m1, m2 delivery, certainty Certainty) Finding {
	return Finding{
		Certainty: certainty,
		Subject:   subject,
		Events:    []Witness{{"earlier send", m1.send}, {"later send", m2.send}, {"first delivery", m2.at}, {"late delivery", m1.at}},
		Claims:    []Claim{{m1.send, m2.send}, {m2.at, m1.at}},
		Tell: func(w *Words) string {
			first, second := w.Message(m1.send), w.Message(m2.send)
			return w.Name(m1.send) + " (send of " + first + ") is before " + w.Name(m2.send) + " (send of " + second + "), because " +
				w.Because(m1.send, m2.send) + "; but " + w.Name(m2.at) + " " + took(in.Run, m2.at) + " " + second + " before " +
				w.Name(m1.at) + " " + took(in.Run, m1.at) + " " + first + in.Options.Promises.Withdraw(p)
		},
	}
}

// strandOf returns the strand of an event and its index there.
func strandOf(run *parse.Run, e parse.EventID) (parse.StrandID, uint32) {
	s := run.StrandOf(e)
	return s, uint32(e - run.Strands()[s].First)
}

// firstThatKnows returns the first event of a strand, not after last, that
// comes after e. last must.
func firstThatKnows(g *graph.Graph, e, last parse.EventID) parse.EventID {
	low := g.Run().Strands()[g.Run().StrandOf(last)].First
	for low < last {
		mid := low + (last-low)/2
		if g.Before(e, mid) {
			last = mid
		} else {
			low = mid + 1
		}
	}
	return last
}
