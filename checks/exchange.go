package checks

import (
	"slices"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// exchanges joins records that tell of one exchange: a reply with its arrival,
// and with the request it answers. It knows those in which a wanted event takes
// part.
type exchanges struct {
	run       *parse.Run
	receiveOf map[parse.EventID]parse.EventID // wanted send → first arrival or delivery
	sends     map[request][]parse.EventID     // in the requester's order
	arrivals  map[request][]parse.EventID     // in the order of the one who answers
}

// request names a message that asks for an answer.
type request struct {
	from, to parse.NodeID
	id       parse.MsgID
}

// kindSet is a set of kinds.
type kindSet uint64

func kindsOf(kinds ...parse.Kind) kindSet {
	var s kindSet
	for _, k := range kinds {
		s |= 1 << k
	}
	return s
}

func (s kindSet) has(k parse.Kind) bool { return s&(1<<k) != 0 }

// list returns the kinds of the set.
func (s kindSet) list() (kinds []parse.Kind) {
	for k := parse.Kind(0); s>>k != 0; k++ {
		if s.has(k) {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// ofKinds returns the events of some kinds, in canonical order.
func ofKinds(run *parse.Run, kinds kindSet) []parse.EventID {
	n := 0
	for _, k := range kinds.list() {
		n += run.CountKind(k)
	}
	if n == 0 {
		return nil
	}
	return slices.AppendSeq(make([]parse.EventID, 0, n), run.OfKind(kinds.list()...))
}

// exchangesOf joins what the events in list took part in. None of them is an
// arrival or a delivery: where one line tells of both ends of a message, what
// the message says stands at its send. It takes one pass over the run's
// messages, and one over its ends of messages where the list holds a reply.
func exchangesOf(g *graph.Graph, list []parse.EventID) *exchanges {
	x := &exchanges{run: g.Run(), receiveOf: map[parse.EventID]parse.EventID{},
		sends: map[request][]parse.EventID{}, arrivals: map[request][]parse.EventID{}}
	if len(list) == 0 {
		return x
	}
	x.joinEnds(g, list)
	x.joinRequests(list)
	return x
}

// joinEnds finds where the messages that the events in list sent came in.
func (x *exchanges) joinEnds(g *graph.Graph, list []parse.EventID) {
	listed := newEventSet(x.run.Len())
	for _, e := range list {
		listed.set(e)
	}
	for _, m := range g.Messages() {
		if !listed.has(m.Send) {
			continue
		}
		if _, known := x.receiveOf[m.Send]; !known {
			x.receiveOf[m.Send] = taken(m)
		}
	}
}

func (x *exchanges) joinRequests(list []parse.EventID) {
	wanted := map[request]bool{}
	for _, e := range list {
		if r, ok := x.requestOf(x.run.Event(e)); ok {
			wanted[r] = true
		}
	}
	if len(wanted) == 0 {
		return
	}
	for id := range x.run.OfRole(parse.Sends, parse.Receives, parse.Delivers) {
		e := x.run.Event(id)
		if e.MsgID() == 0 {
			continue
		}
		switch e.Role() {
		case parse.Receives, parse.Delivers:
			from, _ := e.From()
			if r := (request{from, e.Node(), e.MsgID()}); wanted[r] {
				x.arrivals[r] = append(x.arrivals[r], id)
			}
		case parse.Sends:
			to, _ := e.To()
			for _, n := range to {
				if r := (request{e.Node(), n, e.MsgID()}); wanted[r] {
					x.sends[r] = append(x.sends[r], id)
				}
			}
		}
	}
}

// requestOf names the request that a record answers; false where the record
// does not say.
func (x *exchanges) requestOf(e parse.Event) (request, bool) {
	asker, answerer := parties(e)
	if e.InReplyTo() == 0 || asker == parse.NoNode || answerer == parse.NoNode {
		return request{}, false
	}
	return request{asker, answerer, e.InReplyTo()}, true
}

// parties tells who asked and who answered, for a record of a reply; NoNode
// where the record does not say.
func parties(e parse.Event) (asker, answerer parse.NodeID) {
	if to, _ := e.To(); len(to) == 1 {
		return to[0], e.Node()
	}
	if from, named := e.From(); named { // the asker's own note of the answer
		return e.Node(), from
	}
	return parse.NoNode, e.Node()
}

// asked returns the event at which the request that e answers was first sent.
// Where ids were used again by another life of the asker, and nothing tells
// which life is meant, there is none.
func (x *exchanges) asked(e parse.EventID) (parse.EventID, bool) {
	r, ok := x.requestOf(x.run.Event(e))
	if !ok || len(x.sends[r]) == 0 {
		return parse.NoEvent, false
	}
	life := 0
	if at := x.atAsker(e); at != parse.NoEvent {
		life = x.run.Event(at).Life()
	}
	found := parse.NoEvent
	for _, s := range x.sends[r] {
		l := x.run.Event(s).Life()
		if life != 0 && l != life {
			continue
		}
		if found != parse.NoEvent && x.run.Event(found).Life() != l {
			return parse.NoEvent, false
		}
		if found == parse.NoEvent {
			found = s
		}
	}
	return found, found != parse.NoEvent
}

// atAsker returns where the reply that e is a record of arrived, NoEvent where
// nothing tells.
func (x *exchanges) atAsker(e parse.EventID) parse.EventID {
	if r, ok := x.receiveOf[e]; ok {
		return r
	}
	return parse.NoEvent
}

// arrived returns the first arrival of the request that e answers, on e's own
// strand and before it.
func (x *exchanges) arrived(e parse.EventID) (parse.EventID, bool) {
	r, ok := x.requestOf(x.run.Event(e))
	if !ok {
		return parse.NoEvent, false
	}
	event := x.run.Event(e)
	for _, a := range x.arrivals[r] {
		if o := x.run.Event(a); a < e && o.Strand() == event.Strand() && o.Life() == event.Life() {
			return a, true
		}
	}
	return parse.NoEvent, false
}

// text returns a payload field of the event, or of the request it answers.
func (x *exchanges) text(e parse.Event, f parse.Field) (string, bool) {
	v, ok := x.payload(e, f)
	return v.Text(), ok
}

func (x *exchanges) payload(e parse.Event, f parse.Field) (parse.Value, bool) {
	if v, ok := e.Payload(f); ok {
		return v, true
	}
	if e.InReplyTo() == 0 {
		return parse.Value{}, false
	}
	for _, find := range []func(parse.EventID) (parse.EventID, bool){x.arrived, x.asked} {
		if a, ok := find(e.ID()); ok {
			if v, ok := x.run.Event(a).Payload(f); ok {
				return v, true
			}
		}
	}
	return parse.Value{}, false
}
