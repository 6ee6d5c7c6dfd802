package checks

import (
	"github.com/tracecausal/tracecausal/parse"
)

// closing says how the log ends a tenure.
type closing uint8

const (
	ended    closing = iota // by the holder's release, its expiry or its crash
	cutShort                // belief was gone by that event, and ended before it
	lapsed                  // its time was over by that event
	bridged                 // its time was over, and that event grants the same once more: it may have lasted in between
	unended                 // not at all
)

// close bounds the open tenure of a book and adds it to the ledger. last is
// the event that ended it, or by which it had ended.
//
//  1. Without an expiry, belief surely lasts to the event that ended it, else
//     to the last evidence; it has ended at that event, else perhaps never.
//  2. The table of a server that logs releases and expiries is evidence to its
//     end: what it does not take back stands.
//  3. With an expiry on a known clock, belief surely lasts to the last event
//     before the first that is stamped at or after the expiry, and has ended
//     at the first from which on all are.
//  4. Where the log lacks events, belief surely lasts no longer than it shows.
func (w *walker) close(b *book, last parse.EventID, how closing) {
	d := b.open
	b.open, b.released = nil, how == ended
	t := d.tenure
	t.end = last
	t.sure, t.through = d.evidence, true
	switch {
	case how == ended, how == cutShort && w.stands(d):
		t.sure, t.through = last, false
	case how == unended && w.stands(d):
		t.sure = w.last
	}
	w.boundTime(d, how)
	if d.expires {
		w.boundByClock(d, how)
		d.expires = how != bridged // its expiry does not prove an end
	}
	w.boundByLoss(d, how)
	w.tenures = append(w.tenures, t)
}

// stands reports that a table's silence about a grant means that it stands.
func (w *walker) stands(d *draft) bool { return d.table && w.logsEnds && !d.expires }

// boundByLoss narrows the sure bounds where events are missing that may have
// ended the belief: to the last event before the first loss, or, where that may
// be anywhere, to the last evidence.
func (w *walker) boundByLoss(d *draft, how closing) {
	t := d.tenure
	limit, all := w.losses.lastSure(t.start)
	if all {
		return
	}
	if w.losses.anywhere(t.node) {
		limit = d.evidence
	}
	if how == ended && (t.sure <= limit || w.losses.anywhere(t.node)) {
		return
	}
	if t.sure > limit {
		t.sure, t.through = limit, true
	}
	shown, ok := w.in.Run.Event(t.sure).Wall()
	if !ok {
		shown = t.clock.from
	}
	t.clock.sure = max(t.clock.from, min(t.clock.sure, shown))
}

// boundByClock narrows the bounds in events by the expiry on the clock of the
// strand. NoEvent is greater than every event.
func (w *walker) boundByClock(d *draft, how closing) {
	t := d.tenure
	over := w.clock.firstFrom(d.base, d.expiry)
	if e, ok := w.clock.lastBefore(min(over, t.end)); ok {
		t.safe = max(t.safe, e)
	}
	if how != ended || over <= t.end {
		t.sure, t.through = t.safe, true
		if d.evidence < over {
			t.sure = max(t.sure, d.evidence)
		}
	}
	if how != bridged {
		t.end = min(t.end, w.clock.allFrom(d.base, d.expiry))
	}
}

// boundTime bounds the tenure on the holder's clock.
func (w *walker) boundTime(d *draft, how closing) {
	c := &d.clock
	limit := int64(never)
	if d.expires {
		limit = d.expiry
	}
	c.sure, c.maybe = limit, limit
	shown, ok := w.in.Run.Event(d.sure).Wall()
	if !ok {
		shown = c.from
	}
	var at int64
	timed := false
	if d.end != parse.NoEvent {
		at, timed = w.in.Run.Event(d.end).Wall()
	}
	switch how {
	case ended:
		if timed {
			c.sure, c.maybe = min(limit, at), min(limit, at)
		} else {
			c.sure = min(limit, c.from)
		}
	case cutShort:
		c.sure = min(limit, shown)
		if timed {
			c.maybe = min(limit, at)
		}
	case bridged:
		c.maybe = max(limit, at)
	case unended:
		if !d.expires {
			c.sure = shown
		}
	}
	if c.maybe < c.from { // the clock was set back: it tells nothing of this tenure
		c.known = false
	}
	c.sure = max(c.sure, c.from)
}
