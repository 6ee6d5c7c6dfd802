package graph

import "github.com/tracecausal/tracecausal/parse"

// inEdge is an edge that comes in at the event at hand.
type inEdge struct {
	place          // of the event it comes from
	source uint32  // that event (see flights)
	flight *flight // its clock until it is released; nil where it knows itself only
	reason Reason
	known  bool // the event was known before any edge came in at this one
}

// arrive gathers the edges that come in at the next event of a strand. Where the
// source of one is not visited yet, the strand waits for it and arrive returns
// false.
func (w *sweeper) arrive(t *walk) bool {
	w.in, w.covered = w.in[:0], false
	i, msgAt := t.msg, t.msgAt
	for ; msgAt == t.next; msgAt = w.msgAt(t, i) {
		if !w.gather(t, w.g.msgs[i].Send, Message) {
			return false
		}
		i++
	}
	j, stampAt := t.stamp, t.stampAt
	for ; stampAt == t.next; stampAt = w.stampAt(t, j) {
		if (w.aside == nil || !w.aside[j]) && !w.gather(t, w.stamps[j].From, Stamp) {
			return false
		}
		j++
	}
	if w.covered && w.late != nil && !w.forced { // forced, some sources are missing from w.in
		w.noteLate(t, i)
	}
	t.msg, t.stamp = i, j
	t.look(msgAt, stampAt)
	return true
}

// noteLate looks for messages that enter at the next event of a strand, up to end,
// whose send is in the past of the event before it.
func (w *sweeper) noteLate(t *walk, end int) {
	for k := range w.in[:end-t.msg] {
		if x := &w.in[k]; x.known && x.strand != t.strand && !w.g.msgs[t.msg+k].Dup {
			w.late(t.msg + k)
		}
	}
}

// gather adds an edge to w.in. It returns false where its source is not visited
// yet, unless that is passed over.
func (w *sweeper) gather(t *walk, from parse.EventID, why Reason) bool {
	source := uint32(w.flights.from.rank(from))
	slot := w.flights.of[source]
	if slot == 0 {
		return w.lack(t, from, why)
	}
	w.in = append(w.in, inEdge{})
	x := &w.in[len(w.in)-1] // written in place: an edge that is copied waits for its own fields
	x.source, x.flight, x.reason = source, w.flights.at(slot), why
	if x.flight != nil {
		x.place = x.flight.place
	} else {
		x.strand, x.pos = w.g.position(from)
	}
	x.known = t.known(x.strand) > x.pos
	w.covered = w.covered || x.known
	return true
}

// lack makes a strand wait for an event that is not visited yet or, forced, passes
// the edge over that comes from it. It reports whether the strand may go on.
func (w *sweeper) lack(t *walk, from parse.EventID, why Reason) bool {
	switch {
	case !w.forced:
		on, pos := w.g.position(from)
		w.walks[on].wait(t.strand, pos)
	case w.passed != nil:
		w.passed(Edge{from, t.first + parse.EventID(t.next), why})
	}
	return w.forced
}
