package checks

import (
	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// delivery is a first delivery of a message at another node than its sender's.
type delivery struct {
	send, at parse.EventID
	receive  parse.EventID // arrival, where it is another event that was logged; else NoEvent
}

// deliveries returns the first deliveries of a run by rising event, and how
// many arrived messages are still held back.
func deliveries(in *Input) (list []delivery, held int) {
	for _, m := range in.Graph.Messages() {
		at := in.Graph.Enter(m)
		if m.Dup || in.Run.Event(m.Send).Node() == in.Run.Event(taken(m)).Node() {
			continue
		}
		if at == parse.NoEvent {
			held++
			continue
		}
		d := delivery{send: m.Send, at: at, receive: parse.NoEvent}
		if m.Receive != at {
			d.receive = m.Receive
		}
		list = append(list, d)
	}
	return list, held
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
