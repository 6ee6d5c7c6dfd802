package checks

import (
	"slices"

	"github.com/tracecausal/tracecausal/parse"
)

// slip is an acquire of what its holder held, or a release of what it did not
// hold: a mistake only where locks are not reentrant.
type slip struct {
	event, before    parse.EventID // before: the acquire that still stood, or the end of the last tenure; NoEvent where there was none
	resource, holder string
	release, torn    bool // torn: lines were not read
	certainty        Certainty
}

// grant opens a tenure, or extends the one that is open: a renewal before its
// end, or the same grant once more, goes on with the same belief. Where the
// same grant comes after the expiry, nobody knows what its holder believed in
// between: a second tenure begins, and the first perhaps lasted until then.
func (w *walker) grant(r *record) {
	b := w.openBook(r)
	if r.token != "" {
		b.tokens[r.token] = true
	}
	d := b.open
	if d == nil {
		w.start(b, r)
		return
	}
	now, clocked := w.in.Run.Event(r.event).Wall()
	clocked = clocked && d.expires
	switch {
	case d.sameGrant(r) && clocked && now > d.expiry && !(r.expires && r.expiry <= now):
		w.close(b, r.event, bridged)
		w.start(b, r)
	case d.sameGrant(r):
		d.extend(r)
	case clocked && now > d.expiry:
		w.close(b, r.event, lapsed)
		w.start(b, r)
	case r.kind == parse.LeaseRenew && !d.otherGrant(r):
		d.extend(r)
	case r.kind == parse.LeaseAcquire && w.reentrant():
		d.depth++
		d.extend(r)
	default:
		w.again(b, r, clocked)
	}
}

// again is a new grant to a holder whose last one nothing has ended.
func (w *walker) again(b *book, r *record, inTime bool) {
	d := b.open
	if r.kind == parse.LeaseAcquire {
		certainty := Definite
		if d.expires && !inTime {
			certainty = Possible
		}
		w.slip(slip{event: r.event, before: d.base, resource: b.resource, holder: b.holder, certainty: certainty})
	}
	if inTime {
		d.extend(r)
		return
	}
	w.close(b, r.event, cutShort)
	w.start(b, r)
}

func (w *walker) start(b *book, r *record) {
	b.acquired, b.released = true, false
	b.open = &draft{
		tenure: &tenure{resource: b.resource, holder: b.holder, node: r.node, start: r.event, table: !b.home,
			clock: span{from: r.from, known: r.timed}},
		life: r.life, depth: 1,
	}
	_, homed := w.homes[b.holder]
	b.last = b.open.tenure
	b.open.alias = !homed
	b.open.renamed = b.home && b.holder != w.in.Run.Nodes()[r.node].Name
	b.open.extend(r)
	if r.expires && r.timed && r.expiry <= r.from {
		w.empty = append(w.empty, r.event)
		b.open.clock.known = false
	}
}

// extend takes over the expiry and the names of a grant.
func (d *draft) extend(r *record) {
	d.base, d.evidence = r.event, r.event
	d.expiry, d.expires, d.safe = r.expiry, r.expires, r.event
	if r.token != "" && !slices.Contains(d.tokens, r.token) {
		d.tokens = append(d.tokens, r.token)
	}
	if r.lease != "" {
		d.lease = r.lease
	}
	d.answers = r.answers
}

func (d *draft) token() string {
	if len(d.tokens) == 0 {
		return ""
	}
	return d.tokens[len(d.tokens)-1]
}

// sameGrant reports that a record names the grant of d, or answers the same
// request; otherGrant that it names another one. Both are false where names
// are missing.
func (d *draft) sameGrant(r *record) bool {
	return r.token != "" && r.token == d.token() || r.lease != "" && r.lease == d.lease ||
		r.answers != request{} && r.answers == d.answers
}

func (d *draft) otherGrant(r *record) bool {
	return !d.sameGrant(r) && (r.token != "" && d.token() != "" || r.lease != "" && d.lease != "")
}

// release closes a tenure at its release or expiry. One that names another
// grant closes nothing.
func (w *walker) release(r *record) {
	b := w.book(r)
	if b == nil || b.open == nil {
		if r.kind == parse.LeaseRelease {
			w.notHeld(b, r)
		}
		return
	}
	d := b.open
	if d.otherGrant(r) {
		return
	}
	if d.depth--; d.depth > 0 && r.kind == parse.LeaseRelease {
		d.evidence = r.event
		return
	}
	w.close(b, r.event, ended)
}

// notHeld notes a release by someone who holds nothing. Where the holder's
// last tenure did not end in the log but was only overtaken by time or a
// restart, releasing it is no mistake.
func (w *walker) notHeld(b *book, r *record) {
	if b != nil && b.acquired && !b.released {
		return
	}
	w.slip(slip{event: r.event, before: parse.NoEvent, resource: r.resource, holder: r.holder, release: true})
}

func (w *walker) slip(s slip) {
	if w.in.Options.Reentrant != nil && !*w.in.Options.Reentrant {
		if s.torn = w.torn(); s.torn {
			s.certainty = Possible
		}
		w.slips = append(w.slips, s)
	}
}

func (w *walker) reentrant() bool { return w.in.Options.Reentrant != nil && *w.in.Options.Reentrant }
