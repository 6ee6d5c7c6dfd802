package checks

import "github.com/tracecausal/tracecausal/parse"

// walkStrand visits the events of a strand in program order; fresh is true at
// the first event of each life, where clocks and counters begin anew.
func walkStrand(run *parse.Run, s parse.StrandID, visit func(e parse.Event, fresh bool)) {
	st := run.Strands()[s]
	lives := run.Nodes()[st.Node].Lives > 1
	life := 0
	for i := range st.Len {
		e := run.Event(st.First + parse.EventID(i))
		fresh := i == 0
		if lives {
			number := e.Life()
			fresh = number != life
			life = number
		}
		visit(e, fresh)
	}
}

// arrivals hands out the sends of the messages that enter at events, which
// must be asked for by rising event.
type arrivals struct {
	in   *Input
	next int
}

// at calls f with the send of every message that enters at event e.
func (a *arrivals) at(e parse.EventID, f func(send parse.EventID)) {
	msgs := a.in.Graph.Messages()
	for ; a.next < len(msgs); a.next++ {
		enter := a.in.Graph.Enter(msgs[a.next])
		if enter == parse.NoEvent || enter > e {
			return
		}
		if enter == e {
			f(msgs[a.next].Send)
		}
	}
}

// scalar is the state of a walk that judges stamps of one totally ordered
// clock, Lamport's or a hybrid one. Those two obey one law: strictly rising at
// ticking events of a node, and across every message.
type scalar[T any] struct {
	in      *Input
	name    string // of the clock, for messages: "Lamport"
	stamp   func(parse.Event) (T, bool)
	compare func(a, b T) int // for stamps of one node
	across  func(send, merge T, from, to parse.NodeID) int
	text    func(T) string
	total   bool // stamps with their nodes order everything, so that none may repeat

	found    collector
	stamps   int
	messages int
	open     int // equal stamps that are lawful only if not every event ticks
	openAt   parse.EventID

	at       arrivals
	last     stampAt[T] // the life's previous stamp
	lastSend stampAt[T] // and that of its previous send
	merged   []parse.EventID
}

// stampAt is a stamp with its event; event is NoEvent where there is none.
type stampAt[T any] struct {
	event parse.EventID
	stamp T
}

// walk judges every stamp of the run.
func (c *scalar[T]) walk() {
	c.at.in, c.openAt = c.in, parse.NoEvent
	for s := range c.in.Run.Strands() {
		walkStrand(c.in.Run, parse.StrandID(s), func(e parse.Event, fresh bool) {
			if fresh {
				c.last.event, c.lastSend.event = parse.NoEvent, parse.NoEvent
				c.merged = c.merged[:0]
			}
			c.visit(e)
		})
	}
}

func (c *scalar[T]) visit(e parse.Event) {
	c.at.at(e.ID(), func(send parse.EventID) { c.merged = append(c.merged, send) })
	stamp, ok := c.stamp(e)
	if !ok {
		return
	}
	c.stamps++
	now := stampAt[T]{e.ID(), stamp}
	if c.last.event != parse.NoEvent {
		c.rises(e, now)
	}
	c.covers(e, now)
	c.last = now
	if e.Role() == parse.Sends {
		c.lastSend = now
	}
}

// rises judges a stamp against the one before it at its node.
func (c *scalar[T]) rises(e parse.Event, now stampAt[T]) {
	ticks := c.in.Options.Ticks
	switch order := c.compare(c.last.stamp, now.stamp); {
	case order > 0:
		c.report(c.last, now, "before", "it never goes back")
	case order < 0:
	case c.total:
		c.report(c.last, now, "before", "total order is promised, and it needs a different stamp for each event of a node")
	case ticks == parse.TicksAll:
		c.report(c.last, now, "before", "every event is declared to raise it")
	case e.Role() == parse.Sends && ticks == parse.TicksSends:
		c.report(c.last, now, "before", "every send is declared to raise it")
	case e.Role() == parse.Sends && c.lastSend.event != parse.NoEvent && c.compare(c.lastSend.stamp, now.stamp) == 0:
		c.report(c.lastSend, now, "previous send", "every send raises it")
	case ticks == parse.TicksUnknown:
		c.open++
		c.openAt = min(c.openAt, now.event)
	}
}

// covers judges a stamp against the sends merged since the one before it.
func (c *scalar[T]) covers(e parse.Event, now stampAt[T]) {
	for _, s := range c.merged {
		send := c.in.Run.Event(s)
		stamp, ok := c.stamp(send)
		if !ok {
			continue
		}
		c.messages++
		if c.across(stamp, now.stamp, send.Node(), e.Node()) < 0 {
			continue
		}
		c.found.add(Finding{
			Certainty: Definite,
			Events:    []Witness{{"send", s}, {"merge", now.event}},
			Claims:    []Claim{{s, now.event}},
			Tell: func(w *Words) string {
				return w.Before(s, now.event) + "; but the " + c.name + " stamp of the send is " + c.text(stamp) + " and that of " +
					w.Name(now.event) + " only " + c.text(now.stamp)
			},
		})
	}
	c.merged = c.merged[:0]
}

func (c *scalar[T]) report(last, now stampAt[T], role, law string) {
	c.found.add(Finding{
		Certainty: Definite,
		Events:    []Witness{{role, last.event}, {"stamp", now.event}},
		Claims:    []Claim{{last.event, now.event}},
		Message: "the " + c.name + " stamp of " + eventName(c.in.Run, now.event) + " is " + c.text(now.stamp) + ", after " +
			c.text(last.stamp) + " at " + eventName(c.in.Run, last.event) + "; " + law,
	})
}

// evidence is what the walk came to.
func (c *scalar[T]) evidence() (ev Evidence) {
	if c.stamps == 0 {
		return ev
	}
	c.found.into(&ev)
	ev.Examined = count(c.stamps, c.name+" stamp") + ", " + count(c.messages, "stamped message")
	if c.open > 0 {
		ev.Missing = append(ev.Missing, count(c.open, "event")+" (first "+eventName(c.in.Run, c.openAt)+") with the "+c.name+
			" stamp of the event before: lawful only if they do not tick; declare it with --ticks sends, or --ticks all")
	}
	ev.Missing = append(ev.Missing, unmatched(c.in.Run, c.in.Graph.Matching())...) // whose sends may carry any stamp
	return ev
}
