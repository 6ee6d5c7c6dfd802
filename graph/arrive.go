package graph

import "github.com/tracecausal/tracecausal/parse"

// inEdge is an edge that comes in at the event at hand.
type inEdge struct {
	place         // of the event it comes from
	source uint32 // that event (see flights)
	reason Reason
	known  bool    // the event was known before any edge came in at this one
	flight *flight // its clock; nil where it knows only its strand
	when   uint64  // when it was visited, from 1; 0 without a flight
}

// arrive gathers the edges that come in at e. Where the source of one is not
// visited yet, strand s waits for it and arrive returns false.
func (w *sweeper) arrive(s parse.StrandID, e parse.EventID) bool {
	w.in = w.in[:0]
	i, j := w.msgAt[s], w.stampAt[s]
	for ; i < w.g.entered && w.g.msgs[i].enter() == e; i++ {
		if !w.gather(s, w.g.msgs[i].Send, Message) {
			return false
		}
	}
	for ; j < len(w.stamps) && w.stamps[j].To == e; j++ {
		if (w.aside == nil || !w.aside[j]) && !w.gather(s, w.stamps[j].From, Stamp) {
			return false
		}
	}
	if w.late != nil && !w.forced { // forced, some sources are missing from w.in
		w.noteLate(s, w.msgAt[s], i)
	}
	w.msgAt[s], w.stampAt[s] = i, j
	w.look(s)
	return true
}

// noteLate looks for messages among those from first to end, which enter at the
// next event of s, whose send is in the past of the event before it.
func (w *sweeper) noteLate(s parse.StrandID, first, end int) {
	for k := range w.in[:end-first] {
		if x := &w.in[k]; x.known && x.strand != s && !w.g.msgs[first+k].Dup {
			w.late(first + k)
		}
	}
}

// gather adds an edge to w.in. It returns false where its source is not visited
// yet, unless that is passed over.
func (w *sweeper) gather(s parse.StrandID, from parse.EventID, why Reason) bool {
	x := inEdge{source: uint32(w.flights.from.rank(from)), reason: why}
	switch i := w.flights.of[x.source]; i {
	case 0:
		return w.lack(s, from, why)
	case noFlight:
		x.strand, x.pos = w.g.position(from)
	default:
		x.flight = &w.flights.slots[i-1]
		x.place, x.when = x.flight.place, x.flight.when
	}
	x.known = w.known(s, x.strand) > x.pos
	w.in = append(w.in, x)
	return true
}

// lack makes s wait for an event that is not visited yet or, forced, passes the
// edge over that comes from it. It reports whether s may go on.
func (w *sweeper) lack(s parse.StrandID, from parse.EventID, why Reason) bool {
	switch {
	case !w.forced:
		w.wait(s, from)
	case w.passed != nil:
		w.passed(Edge{from, w.coming[s], why})
	}
	return w.forced
}
