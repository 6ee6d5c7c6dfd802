package witness

import (
	"slices"
	"strings"
)

// viewOf returns the number of the view that an event belongs to: the one it
// states, else the one that its node had adopted, "" where neither is known.
// The arrival of an old announcement adopts nothing.
func (l *log) viewOf(e *event) string {
	if e.has("view") {
		return e.text("view")
	}
	for at := l.previous(e); at != nil; at = l.previous(at) {
		if at.is("view") && at.has("view") && !(at.end == receives && l.higher(at) != nil) {
			return at.text("view")
		}
	}
	return ""
}

// higher returns an earlier record at e's node of a higher view, nil where there
// is none.
func (l *log) higher(e *event) *event {
	for at := l.previous(e); at != nil; at = l.previous(at) {
		if at.is("view") && less(l.viewOf(e), at.text("view")) {
			return at
		}
	}
	return nil
}

// less compares two counts.
func less(a, b string) bool {
	x, okX := integer(quote(a))
	y, okY := integer(quote(b))
	return okX && okY && x.Cmp(y) < 0
}

// named returns what the records of a view say in a field: its primary, or its
// backup.
func (l *log) named(view, field string) (names []string) {
	for _, e := range l.events {
		name := e.text(field)
		if e.is("view") && e.text("view") == view && !e.failed && name != "" && name != "-" && name != "–" && name != "−" {
			names = append(names, name)
		}
	}
	return names
}

func (l *log) isPrimary(e *event) bool {
	return slices.Contains(l.named(l.viewOf(e), "primary"), e.node)
}
func (l *log) isBackup(e *event) bool { return slices.Contains(l.named(l.viewOf(e), "backup"), e.node) }

// whole reports that the log of a node runs from its start to its stop or crash.
func (l *log) whole(node string) bool {
	events := l.nodes[node]
	return len(events) > 0 && events[0].is("start") && events[len(events)-1].is("stop", "crash") && events[len(events)-1].life == 1 && !l.torn
}

// counted reports that vector clocks prove that the log holds every event of a
// node that is before e: e counts as many as it has.
func (l *log) counted(node string, e *event) bool {
	k := int(e.vector[node])
	if e.vector == nil || k > len(l.nodes[node]) {
		return false
	}
	return k == 0 || l.nodes[node][k-1].own() == uint64(k)
}

// never is a need for none of some events of a node to be before e; for a
// definite finding the log must prove that it lacks none.
func (c *claim) never(node string, list []*event, e *event) {
	known := c.counted(node, e)
	after := true
	for _, x := range list {
		need(!c.before(x, e), "%s is before %s", x.name(), e.name())
		after = after && c.before(e, x)
	}
	need(!c.definite() || known || c.whole(node) && after, "nothing proves that %s did nothing of the kind before %s", node, e.name())
}

func viewOnePrimary(c *claim) {
	switch c.roles() {
	case "view, other view":
		a, b := c.one("view"), c.one("other view")
		need(a.is("view") && b.is("view") && a.text("view") == b.text("view") && a.text("primary") != b.text("primary") && a.has("primary") && b.has("primary"),
			"%s and %s do not name two primaries of one view", a.name(), b.name())
		c.twice(a, b)
	case "higher view, view", "higher view, ack", "higher view, output":
		a, b := c.one("higher view"), c.one(c.Events[1].Role)
		c.order(a, b)
		need(a.is("view") && b.is(c.Events[1].Role) && inOrder(a, b) && a.life == b.life && b.end != receives, "%s did not adopt a view before %s", a.name(), b.name())
		need(less(c.viewOf(b), a.text("view")), "the view of %s is not below that of %s", b.name(), a.name())
	case "view, ack", "view, output":
		view, act := c.one("view"), c.one(c.Events[1].Role)
		c.recordOfView(view, act)
		need(!c.isPrimary(act) && (act.is("output") || !c.isBackup(act)), "%s may act in that view", act.node)
	case "view, answer", "view, answer, backup's ack":
		c.unbacked()
	case "request, receive, ack":
		c.accepted()
	default:
		c.unknown()
	}
}

// recordOfView is a need for an event to be a record of the view of an act.
func (c *claim) recordOfView(view, act *event) {
	need(view.is("view") && view.text("view") == c.viewOf(act) && view.has("primary"), "%s is no record of the view of %s", view.name(), act.name())
	need(act.is("ack", "output") && !act.failed, "%s is no act", act.name())
}

// unbacked: a primary's answer that the backup had not acknowledged.
func (c *claim) unbacked() {
	view, answer := c.one("view"), c.one("answer")
	number := c.viewOf(answer)
	c.recordOfView(view, answer)
	backups := c.named(number, "backup")
	need(answer.is("ack") && c.isPrimary(answer) && len(backups) > 0, "%s is no answer of a primary with a backup", answer.name())
	backup, op := backups[0], answer.text("op")
	var acks []*event
	for _, e := range c.events {
		if e.is("ack") && !e.failed && e.node == backup && e.text("op") == op && c.viewOf(e) == number {
			acks = append(acks, e)
		}
		again := e.is("ack") && e.text("op") == op && c.isPrimary(e) && less(c.viewOf(e), number) && c.before(e, answer)
		need(!again, "%s repeats the answer of %s", answer.name(), e.name())
	}
	need(!c.transferred(answer, number, backup), "the transfer to %s told it of the operation", backup)
	for _, ack := range c.all("backup's ack") {
		need(slices.Contains(acks, ack), "%s is no ack of the operation by the backup", ack.name())
	}
	need(len(acks) == 0 || len(c.all("backup's ack")) == 1, "the backup's ack at %s is not shown", nameOf(acks))
	c.never(backup, acks, answer)
}

func nameOf(list []*event) string {
	if len(list) == 0 || list[0] == nil {
		return "no event"
	}
	return list[0].name()
}

// transferred: the primary had the operation before the view, and the transfer
// to the backup was over before the answer.
func (c *claim) transferred(answer *event, view, backup string) bool {
	had, took := false, false
	for _, e := range c.events {
		had = had || e.node == answer.node && e.is("ack", "apply") && e.text("op") == answer.text("op") && less(c.viewOf(e), view) && c.before(e, answer)
		took = took || e.node == backup && e.is("transfer") && c.viewOf(e) == view && c.before(e, answer)
	}
	return had && took
}

// accepted: a backup's ack of a request that did not come from the primary in
// the same view.
func (c *claim) accepted() {
	request, receive, ack := c.one("request"), c.one("receive"), c.one("ack")
	number := c.viewOf(ack)
	c.order(request, receive)
	c.order(receive, ack)
	need(ack.is("ack") && !ack.failed && c.isBackup(ack) && receive.node == ack.node, "%s is no ack of a backup", ack.name())
	wrong := func(r *event) bool {
		s := c.enters[r]
		view := s.text("view")
		if view == "" {
			view = r.text("view")
		}
		return !slices.Contains(c.named(number, "primary"), s.node) || view != "" && view != number
	}
	need(c.enters[receive] == request && wrong(receive), "%s was forwarded by the primary in view %s", receive.name(), number)
	for _, r := range c.nodes[ack.node] {
		s := c.enters[r]
		if s == nil || !inOrder(r, ack) {
			continue
		}
		op := s.text("op")
		if op == "" {
			op = r.text("op")
		}
		need(op != ack.text("op") || wrong(r), "%s brought the operation from the primary", r.name())
		need(r != receive || op == ack.text("op"), "%s did not bring the operation", r.name())
	}
	need(!c.definite() || c.whole(ack.node) || c.counted(ack.node, ack), "nothing proves that no event of %s is missing", ack.node)
}

func viewSuccession(c *claim) {
	old, view := c.one("view before"), c.one("view")
	need(old.is("view") && view.is("view") && old.has("primary"), "%s or %s is no record of a view", old.name(), view.name())
	number, before := view.text("view"), old.text("view")
	need(less(before, number), "view %s is not before view %s", before, number)
	for _, e := range c.events {
		between := e.is("view") && less(before, e.text("view")) && less(e.text("view"), number)
		need(!between, "%s is a record of a view in between", e.name())
	}
	primary := old.text("primary")
	if strings.Contains(c.Message, "had no part") {
		heir := view.text("primary")
		need(heir != primary && !slices.Contains(c.named(before, "primary"), heir) && !slices.Contains(c.named(before, "backup"), heir),
			"%s had a part in view %s", heir, before)
		return
	}
	var acks []*event
	for _, e := range c.events {
		if e.is("view_ack") && !e.failed && c.viewOf(e) == before && (e.node == primary || e.from == primary) {
			acks = append(acks, e)
		}
		first := !(e.is("view") && !e.failed && e.text("view") == number && c.before(e, view))
		need(first, "%s records view %s before %s", e.name(), number, view.name())
	}
	for _, e := range c.all("acknowledgement") {
		need(slices.Contains(acks, e), "%s does not acknowledge view %s", e.name(), before)
	}
	need(len(acks) == 0 || len(c.all("acknowledgement")) == 1, "the acknowledgement at %s is not shown", nameOf(acks))
	var home, away []*event
	for _, e := range acks {
		if e.node == primary {
			home = append(home, e)
		} else {
			away = append(away, e)
		}
	}
	c.never(primary, home, view)
	for _, e := range away {
		need(!c.before(e, view), "%s is before %s", e.name(), view.name())
	}
}
