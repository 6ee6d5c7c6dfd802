package witness

import "slices"

// opOf is what an apply is of: its number in the log where it has one, else its
// name.
func opOf(e *event) string {
	if e.has("index") {
		return "number " + e.text("index")
	}
	return "name " + e.text("op")
}

// applies returns what a node applied, in its order.
func (l *log) applies(node string) (list []*event) {
	for _, e := range l.nodes[node] {
		if e.is("apply") && !e.failed {
			list = append(list, e)
		}
	}
	return list
}

// place returns where in a node's order it applied an operation first, from 1,
// 0 where it did not.
func (l *log) place(node, op string) int {
	return 1 + slices.IndexFunc(l.applies(node), func(e *event) bool { return opOf(e) == op })
}

// atPrimary is a need for an event to be an apply of the primary of a view.
func (c *claim) atPrimary(o *event, view string) {
	need(o.is("apply") && slices.Contains(c.named(view, "primary"), o.node), "%s is no apply of the primary of view %s", o.name(), view)
}

// atBackup is a need for events to be applies of one node that is not the
// primary of their view, in its order.
func (c *claim) atBackup(first, second *event) {
	c.order(first, second)
	need(second.is("apply") && inOrder(first, second) && first.life == second.life, "%s and %s are not in the order of one node", first.name(), second.name())
	need(!slices.Contains(c.named(c.viewOf(second), "primary"), second.node), "%s is the primary itself", second.node)
}

func replicaOrder(c *claim) {
	switch c.roles() {
	case "applied first, applied second":
		a, b := c.one("applied first"), c.one("applied second")
		c.atBackup(a, b)
		need(less(b.text("index"), a.text("index")) || a.has("index") && a.text("index") == b.text("index"), "the numbers of %s and %s rise", a.name(), b.name())
	case "applied first, applied second, at the primary":
		a, b, o := c.one("applied first"), c.one("applied second"), c.one("at the primary")
		c.atBackup(a, b)
		c.atPrimary(o, c.viewOf(b))
		need(opOf(o) == opOf(b), "%s is not the operation of %s", o.name(), b.name())
		first, second := c.place(o.node, opOf(a)), c.place(o.node, opOf(b))
		need(first > 0 && second > 0 && first >= second, "%s applied the two in the same order", o.node)
	case "at the primary, at the backup":
		o, b := c.one("at the primary"), c.one("at the backup")
		c.atPrimary(o, c.viewOf(b))
		need(b.is("apply") && o.node != b.node && o.has("index") && o.text("index") == b.text("index") && o.text("op") != b.text("op"), "%s and %s are one operation", o.name(), b.name())
	case "only at the backup, next at the backup, at the primary":
		z, b, o := c.one("only at the backup"), c.one("next at the backup"), c.one("at the primary")
		c.atBackup(z, b)
		c.atPrimary(o, c.viewOf(b))
		need(z.is("apply") && opOf(o) == opOf(b) && c.place(o.node, opOf(z)) == 0, "%s applied the operation of %s, too", o.node, z.name())
		need(!c.definite() || c.whole(o.node) || c.counted(o.node, o), "nothing proves that no event of %s is missing", o.node)
	case "state of the backup, left out, next at the backup":
		c.leftOut()
	case "transfer, applied again, at the primary":
		t, b, o := c.one("transfer"), c.one("applied again"), c.one("at the primary")
		c.atBackup(t, b)
		c.atPrimary(o, c.viewOf(b))
		need(!c.definite() && t.is("transfer") && opOf(o) == opOf(b), "%s is not the operation of %s", o.name(), b.name())
		need(c.place(o.node, opOf(b)) <= c.reached(t, o.node), "%s had not brought the operation", t.name())
	default:
		c.unknown()
	}
}

// reached returns how far in the primary's order a replica is by an apply or a
// transfer.
func (c *claim) reached(e *event, primary string) int {
	if e.is("apply") {
		return c.place(primary, opOf(e))
	}
	upto := e.text("upto")
	return max(c.place(primary, "number "+upto), c.place(primary, "name "+upto), 1+slices.IndexFunc(c.applies(primary), func(o *event) bool { return o.text("op") == upto }))
}

// leftOut: the backup went on, from one operation or the transfer, to another
// with one of the primary's in between that it never applied before.
func (c *claim) leftOut() {
	state, left, next := c.one("state of the backup"), c.one("left out"), c.one("next at the backup")
	c.atBackup(state, next)
	c.atPrimary(left, c.viewOf(next))
	from, at, to := c.reached(state, left.node), c.place(left.node, opOf(left)), c.place(left.node, opOf(next))
	need(from < at && at < to && (from > 0 || state.is("transfer")), "%s does not lie between %s and %s in the primary's order", left.name(), state.name(), next.name())
	for _, e := range c.applies(next.node) {
		need(!(inOrder(state, e) && inOrder(e, next) && c.place(left.node, opOf(e)) > 0), "%s lies between %s and %s", e.name(), state.name(), next.name())
		need(opOf(e) != opOf(left) || e.life != next.life || c.overwritten(e, next), "%s applied it at %s", next.node, e.name())
	}
	need(!c.definite() || c.whole(next.node) || c.counted(next.node, next), "nothing proves that no event of %s is missing", next.node)
}

// overwritten reports that a transfer lies between two applies of a replica, so
// that one of them says nothing of its state at the other.
func (c *claim) overwritten(a, b *event) bool {
	if inOrder(b, a) {
		a, b = b, a
	}
	return slices.ContainsFunc(c.nodes[a.node], func(t *event) bool { return t.is("transfer") && inOrder(a, t) && inOrder(t, b) })
}

// replicaOutput: an output that depends on an operation whose ack by the backup
// does not come before it.
func replicaOutput(c *claim) {
	output, applied := c.one("output"), c.all("apply")
	number := c.viewOf(output)
	op := output
	if len(applied) == 1 {
		op = applied[0]
		c.order(op, output)
		need(op.is("apply") && inOrder(op, output) && c.viewOf(op) == number, "%s did not apply at %s what its output needs", output.node, op.name())
		c.dependsOn(output, op)
	}
	backups := c.named(number, "backup")
	need(output.is("output") && !output.failed && c.isPrimary(output) && len(backups) > 0, "%s is no output of a primary with a backup", output.name())
	var acks []*event
	for _, e := range c.nodes[backups[0]] {
		if e.is("ack") && !e.failed && e.text("op") == op.text("op") && c.viewOf(e) == number {
			acks = append(acks, e)
		}
	}
	for _, e := range c.all("acknowledgement") {
		need(slices.Contains(acks, e), "%s does not acknowledge the operation", e.name())
	}
	need(len(acks) == 0 || len(c.all("acknowledgement")) == 1, "the acknowledgement at %s is not shown", nameOf(acks))
	c.never(backups[0], acks, output)
}

// dependsOn is a need for an output to depend on what the primary applied: the
// operation that it names, or one before that; all where it names none.
func (c *claim) dependsOn(output, op *event) {
	if !output.has("op") {
		return
	}
	named := c.place(output.node, "name "+output.text("op"))
	if named == 0 {
		named = 1 + slices.IndexFunc(c.applies(output.node), func(e *event) bool { return e.text("op") == output.text("op") })
	}
	at := 1 + slices.Index(c.applies(output.node), op)
	need(named == 0 || at <= named, "the output at %s names an operation before that of %s", output.name(), op.name())
}
