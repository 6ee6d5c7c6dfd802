package witness

import (
	"cmp"
	"slices"
)

func messageMatch(c *claim) {
	send, first, again := c.one("send"), c.one("first receive"), c.one("second receive")
	need(c.roles() == "send, first receive, second receive", "the events are %s", c.roles())
	need(first.node == again.node && first.index < again.index, "%s does not come before %s at one node", first.name(), again.name())
	need(c.ends[first] == send && c.ends[again] == send, "%s and %s are not the same message, sent at %s", first.name(), again.name(), send.name())
	need(first.end == again.end, "%s is an arrival, and %s its delivery", first.name(), again.name())
	for _, e := range c.from[send] {
		need(e.node != first.node || e.end != first.end || e.index >= first.index, "%s is not the first to take the message", first.name())
	}
}

// overtaken: two messages to one node, delivered there in the other order.
func (c *claim) overtaken() (s1, s2 *event) {
	need(c.roles() == "earlier send, later send, first delivery, late delivery", "the events are %s", c.roles())
	s1, s2 = c.one("earlier send"), c.one("later send")
	d2, d1 := c.one("first delivery"), c.one("late delivery")
	c.order(s1, s2)
	c.order(d2, d1)
	need(s1 != s2 && inOrder(d2, d1), "%s and %s are not two deliveries of one node in order", d2.name(), d1.name())
	need(s1.node != d1.node && c.first(s1, d1.node) == d1, "%s is not the first delivery of the message of %s", d1.name(), s1.name())
	need(s2.node != d2.node && c.first(s2, d2.node) == d2, "%s is not the first delivery of the message of %s", d2.name(), s2.name())
	return s1, s2
}

func deliveryFIFO(c *claim) {
	s1, s2 := c.overtaken()
	need(inOrder(s1, s2), "%s and %s are not sends of one node in order", s1.name(), s2.name())
}

func deliveryCausal(c *claim) {
	switch c.roles() {
	case "send, stop":
		send, stop := c.one("send"), c.one("stop")
		need(c.set.promises("reliable"), "reliable delivery is not promised")
		c.stopped(stop)
		need(send.end == sends && send.node != stop.node && (send.toAll || slices.Contains(send.to, stop.node)), "%s is no send to %s", send.name(), stop.node)
		at := c.first(send, stop.node)
		need(at == nil || !c.definite() && at.key() == "", "%s delivered the message of %s", stop.node, send.name())
	case "earlier send, first that knows, late delivery":
		send, knows, late := c.one("earlier send"), c.one("first that knows"), c.one("late delivery")
		c.order(send, knows)
		c.order(knows, late)
		need(!c.definite() && c.first(send, late.node) == late, "%s is not the first delivery of the message of %s", late.name(), send.name())
		p := c.previous(knows)
		need(p == nil || !c.before(send, p), "%s is before %s, too", send.name(), knows.name())
	default:
		c.overtaken()
	}
}

// stopped is a need for a node's log to end with that stop.
func (c *claim) stopped(stop *event) {
	events := c.nodes[stop.node]
	need(stop.is("stop") && events[len(events)-1] == stop, "%s is not the stop that ends the log of its node", stop.name())
}

// message is what a delivery is known by: its send, or for a sender without a
// log its id.
type message struct {
	send         *event
	sender, name string
}

func (l *log) messageOf(e *event) message {
	if s := l.ends[e]; s != nil {
		return message{send: s}
	}
	return message{sender: e.from, name: e.key()}
}

// firstDelivery reports that e hands a message over, the first time at its node.
func (l *log) firstDelivery(e *event) bool {
	m := l.messageOf(e)
	for _, o := range l.nodes[e.node] {
		if o.end == e.end && l.messageOf(o) == m {
			return o == e && (e.end == delivers || e.end == receives && !l.counts[e.node])
		}
	}
	return false
}

func deliveryTotal(c *claim) {
	if slices.Contains(eventRoles(c.Finding), "later send") {
		c.againstStamps()
		return
	}
	need(len(c.at)%2 == 0 && len(c.at) >= 4, "a cycle needs two deliveries of two nodes at least")
	for i := 0; i < len(c.at); i += 2 {
		c.all("earlier delivery")
		c.all("later delivery")
		a, b, next := c.at[i], c.at[i+1], c.at[(i+2)%len(c.at)]
		need(c.Events[i].Role == "earlier delivery" && c.Events[i+1].Role == "later delivery", "the events are %s", c.roles())
		c.order(a, b)
		need(inOrder(a, b) && c.firstDelivery(a) && c.firstDelivery(b), "%s and %s are not first deliveries of one node in order", a.name(), b.name())
		m := c.messageOf(b)
		need(m == c.messageOf(next) && (m.send != nil || m.name != ""), "%s and %s deliver different messages", b.name(), next.name())
	}
}

func eventRoles(f *Finding) (list []string) {
	for _, w := range f.Events {
		list = append(list, w.Role)
	}
	return list
}

// againstStamps: two messages delivered against the order of their Lamport
// stamps and senders.
func (c *claim) againstStamps() {
	high, low := c.one("later send"), c.one("earlier send")
	first, late := c.one("first delivery"), c.one("late delivery")
	c.order(first, late)
	need(c.set.promises("total=lamport"), "the order of Lamport stamps is not promised")
	need(inOrder(first, late) && c.ends[first] == high && c.ends[late] == low, "%s and %s do not deliver these messages in order", first.name(), late.name())
	need(c.firstDelivery(first) && c.firstDelivery(late), "%s or %s is no first delivery", first.name(), late.name())
	need(high.lamport != nil && low.lamport != nil, "a send has no Lamport stamp")
	order := cmp.Or(high.lamport.Cmp(low.lamport), cmp.Compare(high.sender(), low.sender()))
	need(order > 0 || order != 0 && !c.definite(), "the stamp of %s is not above that of %s", high.name(), low.name())
}

// control reports that a message is none that applications wait for: a marker,
// one that was thrown away, or one of which no kind is ever delivered.
func (l *log) control(send *event, node string) bool {
	delivered, dropped := false, false
	for _, e := range l.events {
		delivered = delivered || e.end == delivers && l.ends[e] != nil && l.ends[e].label == send.label
		dropped = dropped || e.is("drop") && e.node == node && e.from == send.sender() && e.key() == send.key()
	}
	marker := send.has("snapshot") || slices.ContainsFunc(l.from[send], func(e *event) bool { return e.node == node && e.has("snapshot") })
	return marker || dropped || !delivered
}

func deliveryStuck(c *claim) {
	send, receive := c.one("send"), c.one("receive")
	node := receive.node
	need(receive.end == receives && c.ends[receive] == send && c.counts[node], "%s is no arrival of %s at a node that logs deliveries", receive.name(), send.name())
	need(c.first(send, node) == nil, "%s delivered the message of %s", node, send.name())
	if stops := c.all("stop"); len(stops) > 0 {
		c.stopped(stops[0])
		c.order(receive, stops[0])
	} else {
		need(!c.definite(), "%s has not stopped", node)
	}
	need(!c.definite() || !c.control(send, node), "the message of %s is one that nobody delivers", send.name())
	for _, s := range c.events {
		if s.end == sends && s != send && c.before(s, send) && s.node != node && (s.toAll || slices.Contains(s.to, node)) {
			need(c.first(s, node) != nil || c.control(s, node), "%s may wait for the message of %s, which was not delivered", node, s.name())
		}
	}
}
