package witness

func clockVector(c *claim) {
	e := c.one("clock")
	need(e.vector != nil, "%s has no vector clock", e.name())
	switch c.roles() {
	case "clock":
		need(c.beyondStop(e), "what the clock of %s refers to is logged", e.name())
	case "clock, clock before":
		before := c.one("clock before")
		need(before == c.stampedBefore(e), "%s is not the event with a clock before %s", before.name(), e.name())
		need(c.ownEntryWrong(e) || c.goesBack(e), "the clock of %s follows that of %s", e.name(), before.name())
	case "clock, send":
		send := c.one("send")
		merged := c.mergedSince(e, func(x *event) bool { return x.vector != nil })
		found := false
		for _, s := range merged {
			found = found || s == send
		}
		need(found, "%s is not the first clock after the message of %s came in", e.name(), send.name())
		need(!covers(e.vector, send.vector) || c.fromNowhere(e, merged), "the clock of %s covers that of %s and nothing else", e.name(), send.name())
	case "clock, known event":
		known := c.one("known event")
		need(known.node != e.node && e.vector[known.node] == known.own() && known.own() > 0, "%s does not know %s", e.name(), known.name())
		for _, other := range c.nodes[known.node] {
			need(other == known || other.own() != known.own() || other.index > known.index, "%s is not the first event with its own entry", known.name())
		}
		need(!covers(e.vector, known.vector), "the clock of %s covers that of %s, which it knows", e.name(), known.name())
	default:
		c.unknown()
	}
}

// ownEntryWrong: the own entry goes back, or stays where it is declared to rise.
func (c *claim) ownEntryWrong(e *event) bool {
	before := c.stampedBefore(e)
	if before == nil {
		return false
	}
	events := uint64(e.index - before.index)
	switch {
	case e.own() < before.own():
		return true
	case c.set.Ticks == "all":
		return e.own()-before.own() < events
	case c.set.Ticks == "sends":
		return e.end == sends && e.own() == before.own()
	}
	return false
}

func (c *claim) goesBack(e *event) bool {
	for node, n := range c.clockBefore(e) {
		if node != e.node && e.vector[node] < n {
			return true
		}
	}
	return false
}

// beyondStop: an entry is above what its node had reached at its stop or crash,
// counting events without a clock as ticks.
func (c *claim) beyondStop(e *event) bool {
	for node, n := range e.vector {
		events := c.nodes[node]
		if node == e.node || len(events) == 0 || !events[len(events)-1].is("stop", "crash") {
			continue
		}
		most, silent := uint64(0), uint64(0)
		for _, o := range events {
			if o.vector == nil {
				silent++
			} else {
				most, silent = max(most, o.own()), 0
			}
		}
		if n > most+silent {
			return true
		}
	}
	return false
}

// fromNowhere: an entry is above the node's previous clock and those of all the
// sends that were merged since.
func (c *claim) fromNowhere(e *event, merged []*event) bool {
	for node, n := range e.vector {
		most := c.clockBefore(e)[node]
		for _, s := range merged {
			most = max(most, s.vector[node])
		}
		if node != e.node && n > most {
			return true
		}
	}
	return false
}
