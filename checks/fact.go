package checks

import (
	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// factKey names what records of one issued thing have in common: a reply sent
// again has the same (issuer, request).
type factKey struct {
	event parse.EventID // the record itself where it answers no request; else NoEvent
	request
	life int // of the one who asked, where it had several
}

// fact is what a record states.
type fact struct {
	key    factKey
	record parse.EventID
	// sure is false where the record answers a request without naming whose,
	// so that another record may tell of the same.
	sure bool
}

// factOf returns what a record states.
func (x *exchanges) factOf(e parse.EventID) fact {
	f := fact{record: e, sure: true}
	event := x.run.Event(e)
	r, ok := x.requestOf(event)
	if !ok {
		f.key = factKey{event: e}
		f.sure = event.InReplyTo() == 0
		return f
	}
	f.key = factKey{event: parse.NoEvent, request: r}
	if x.run.Nodes()[r.from].Lives > 1 {
		if at := x.atAsker(e); at != parse.NoEvent {
			f.key.life = x.run.Event(at).Life()
		} else {
			f.sure = false
		}
	}
	return f
}

// mayEqual reports that two facts with different keys may yet be one.
func (x *exchanges) mayEqual(f, g fact) bool {
	if f.sure && g.sure {
		return false
	}
	a, b := x.run.Event(f.record), x.run.Event(g.record)
	_, from := parties(a)
	_, of := parties(b)
	return a.InReplyTo() == b.InReplyTo() && (from == of || from == parse.NoNode || of == parse.NoNode)
}

// orOne ends the message of a finding about two records that may tell of one
// fact.
func orOne(certainty Certainty) string {
	if certainty == Definite {
		return ""
	}
	return "; both answer a request of the same number, and nothing says that it is not the same request, so they may be one answer sent again"
}

// secondFinding is a thing that two facts have in common and must not. It
// needs no order to be one, and tells the order where there is one.
func secondFinding(in *Input, certainty Certainty, roles [2]string, first, again parse.EventID, subject string, say func(w *Words, first, again parse.EventID) string) Finding {
	relation := graph.Concurrent
	_, fatal := in.Graph.Cycle()
	if !fatal {
		relation = in.Graph.Relation(first, again)
	}
	if relation == graph.After {
		first, again, relation = again, first, graph.Before
	}
	f := Finding{Certainty: certainty, Subject: subject, Events: []Witness{{roles[0], first}, {roles[1], again}}}
	if relation == graph.Before {
		f.Claims = []Claim{{first, again}}
	}
	f.Tell = func(w *Words) string {
		s := say(w, first, again)
		switch {
		case f.Claims != nil:
			s += ": " + w.Before(first, again)
		case !fatal:
			s += ": the two are concurrent, neither could know of the other"
		}
		return s + orOne(certainty)
	}
	return f
}
