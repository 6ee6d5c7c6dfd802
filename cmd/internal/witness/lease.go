package witness

import (
	"cmp"
	"encoding/json"
	"maps"
	"math/big"
	"slices"
)

// detail returns a field of an event, or of the request that it answers.
func (l *log) detail(e *event, field string) json.RawMessage {
	if e.has(field) || e.reply == "" {
		return e.fields[field]
	}
	for _, r := range []*event{l.requestArrived(e), l.requestSent(e)} {
		if r != nil && r.has(field) {
			return r.fields[field]
		}
	}
	return nil
}

// requestArrived returns where the request that e answers came in, at e's node.
func (l *log) requestArrived(e *event) *event {
	asker, _ := e.exchange()
	for _, r := range l.nodes[e.node] {
		if e.reply != "" && (r.end == receives || r.end == delivers) && r.from == asker && r.id == e.reply && inOrder(r, e) && r.life == e.life {
			return r
		}
	}
	return nil
}

// requestSent returns where the request that e answers was sent first.
func (l *log) requestSent(e *event) *event {
	asker, answerer := e.exchange()
	life := l.arrivalLife(e)
	for _, s := range l.nodes[asker] {
		if e.reply != "" && s.end == sends && s.id == e.reply && s.mayReach(answerer) && (life == 0 || s.life == life) {
			return s
		}
	}
	return nil
}

// resource returns what an event is about: what it names, or the request it
// answers; else the only thing that its holder holds there.
func (l *log) resource(e *event) string {
	raw := l.detail(e, "resource")
	if raw != nil || !e.is("lease_renew", "lease_release", "lease_expire", "lease_check", "write") {
		return scalar(raw)
	}
	open := map[string]bool{}
	for _, o := range l.nodes[e.node] {
		if !inOrder(o, e) || o.failed || l.holder(o) != l.holder(e) || !o.has("resource") {
			continue
		}
		if grants(o) {
			open[o.text("resource")] = true
		} else if o.is("lease_release", "lease_expire") {
			delete(open, o.text("resource"))
		}
	}
	if names := slices.Collect(maps.Keys(open)); len(names) == 1 {
		return names[0]
	}
	return ""
}

func (l *log) holder(e *event) string {
	if name := scalar(l.detail(e, "holder")); name != "" {
		return name
	}
	return e.node
}

func grants(e *event) bool { return e.is("lease_acquire", "lease_renew") && !e.failed }

// home returns the node that logs what a holder believes: that of its name, else
// the only one that logs leases of nobody else; "" where there is none.
func (l *log) home(holder string) string {
	if len(l.nodes[holder]) > 0 {
		return holder
	}
	var alone []string
	for node, events := range l.nodes {
		others, own := false, false
		for _, e := range events {
			own = own || grants(e) && l.holder(e) == holder
			others = others || grants(e) && l.holder(e) != holder
		}
		if own && !others {
			alone = append(alone, node)
		}
	}
	if len(alone) == 1 {
		return alone[0]
	}
	return ""
}

// tenure is what the lines say of one holder's belief from an acquire on.
type tenure struct {
	*log
	start            *event
	resource, holder string
	home             bool     // the holder logs it itself
	last             *event   // the last grant that goes on with it
	token, lease     string   // as its grants name it: the last that names one
	evidence         *event   // the last event that shows the belief
	end              *event   // that ends it, or by which it had ended; nil where none does
	sudden           bool     // by end, and not at it
	expiry           *big.Int // on the clock of the node, of the last grant; nil without
	depth            int      // acquires that no release has undone, where locks are reentrant
}

// tenureOf follows the belief that begins at an acquire along its strand.
func (l *log) tenureOf(start *event) *tenure {
	need(grants(start), "%s grants no lease", start.name())
	t := &tenure{log: l, start: start, resource: l.resource(start), holder: l.holder(start)}
	t.home = l.home(t.holder) == start.node
	t.extend(start)
	for _, e := range l.nodes[start.node] {
		if inOrder(start, e) && t.end == nil {
			t.follow(e)
		}
	}
	return t
}

// about reports that an event is of the tenure's holder and resource.
func (t *tenure) about(e *event) bool {
	resource := t.log.resource(e)
	return t.log.holder(e) == t.holder && (resource == t.resource || resource == "" && !e.is("lease_acquire", "lease_release", "lease_expire"))
}

func (t *tenure) follow(e *event) {
	switch {
	case t.home && (e.life != t.start.life || e.is("crash")):
		t.end, t.sudden = e, !e.is("crash")
	case !t.about(e) || e.failed:
	case grants(e):
		t.again(e)
	case e.is("lease_release", "lease_expire"):
		t.release(e)
	case e.is("lease_check") && t.home && e.no("valid"):
		t.end, t.sudden = e, true
	case e.is("lease_check") && t.home && e.yes("valid"), e.is("write") && t.home && !t.other(e):
		t.evidence = e
	}
}

// release ends the tenure, unless it names another grant or undoes only one of
// several acquires.
func (t *tenure) release(e *event) {
	switch {
	case t.other(e):
	case t.depth > 0 && e.is("lease_release"):
		t.depth--
		t.evidence = e
	default:
		t.end = e
	}
}

// again is another grant to the holder: it goes on with the tenure if it comes
// in time or is the same, else the tenure was over before.
func (t *tenure) again(e *event) {
	same := e.text("token") != "" && e.text("token") == t.token || e.text("lease") != "" && e.text("lease") == t.lease ||
		e.reply != "" && e.reply == t.last.reply
	inTime := t.expiry != nil && e.wall != nil && e.wall.Cmp(t.expiry) <= 0
	late := t.expiry != nil && e.wall != nil && !inTime
	reentrant := t.set.Reentrant != nil && *t.set.Reentrant
	switch {
	case !same && reentrant && e.is("lease_acquire") && !late:
		t.depth++
		t.extend(e)
	case same, inTime, e.is("lease_renew") && !t.other(e) && !late:
		t.extend(e)
	default:
		t.end, t.sudden = e, true
	}
}

// other reports that an event names another grant than the tenure's last.
func (t *tenure) other(e *event) bool {
	token, lease := e.text("token"), e.text("lease")
	differ := token != "" && t.token != "" && token != t.token || lease != "" && t.lease != "" && lease != t.lease
	return differ && (token == "" || token != t.token) && (lease == "" || lease != t.lease)
}

func (t *tenure) extend(e *event) {
	t.last, t.evidence, t.expiry = e, e, t.expiryOf(e)
	t.token, t.lease = cmp.Or(e.text("token"), t.token), cmp.Or(e.text("lease"), t.lease)
}

// lasts is a need for the holder to believe surely until an event: up to and
// with it, or if the event ends the belief, up to it.
func (t *tenure) lasts(e *event, role string) {
	switch {
	case role == "end":
		ends := e == t.end && !t.sudden || e == t.end && t.tableStands()
		need(ends && t.inTimeBefore(e), "%s does not end what %s held", e.name(), t.holder)
	case e.node != t.start.node:
		need(!t.home && t.end == nil && t.expiry == nil && e.node == t.log.home(t.holder) && e.is("write", "lease_check"), "%s does not show that %s still held it", e.name(), t.holder)
	default:
		shown := e == t.start || inOrder(t.start, e) && (t.end == nil || e.index < t.end.index)
		need(shown, "%s had lost it by %s", t.holder, e.name())
		last := e == t.nodes[e.node][len(t.nodes[e.node])-1] && t.tableStands() && t.expiry == nil
		need(e.index <= t.evidence.index && t.shows(e) || last || t.expiry != nil && e.wall != nil && t.inTimeBefore(e) && e.wall.Cmp(t.expiryAt(e)) < 0,
			"%s does not show that %s still held it", e.name(), t.holder)
	}
}

// tableStands reports that a table's silence means that its record stands: its
// server logs releases and expiries.
func (t *tenure) tableStands() bool {
	return !t.home && slices.ContainsFunc(t.nodes[t.start.node], func(e *event) bool { return e.is("lease_release", "lease_expire") && !e.failed })
}

// shows reports that an event is evidence of the holder's belief.
func (t *tenure) shows(e *event) bool {
	return e == t.start || t.about(e) && (grants(e) || e.is("lease_check") && e.yes("valid") || e.is("write"))
}
