package checks

import (
	"fmt"
	"math/rand/v2"

	"github.com/tracecausal/tracecausal/parse"
)

// judge applies the rules to one clock.
func (c *vectorCheck) judge(st *stamped) {
	c.ownEntry(st)
	for i, x := range st.rose {
		if x.Node == st.node || c.ticks.nodes[x.Node].vague {
			continue
		}
		if x.N < st.prev[i] {
			c.report(st, Definite, c.entry(x.Node)+" going back", st.clockBefore(), fmt.Sprintf("the entry of %s for %s goes back from %d to %d",
				c.name(st.event), c.node(x.Node), st.prev[i], x.N))
		}
		c.beyondStop(st, x)
	}
	known, covered := c.coversSends(st)
	exact, certainty := c.accounted(st)
	switch {
	case !covered:
	case known && exact:
		c.nothingElse(st, certainty)
	default:
		c.transitive(st)
	}
}

// ownEntry is rule 1. What rises by too much is a gap, which ownTicks counts.
func (c *vectorCheck) ownEntry(st *stamped) {
	own := st.clock.At(st.node)
	if st.first {
		return
	}
	switch rose := own - st.own; {
	case own < st.own:
		c.report(st, Definite, "own entry going back", st.clockBefore(), fmt.Sprintf("the own entry of %s is %d, after %d at %s's previous clock; it never goes back within one life",
			c.name(st.event), own, st.own, c.node(st.node)))
	case c.in.Options.Ticks == parse.TicksAll && rose < uint64(st.silent)+1:
		c.report(st, Definite, "own entry behind its events", st.clockBefore(), fmt.Sprintf("the own entry of %s is %d, after %d and %s; every event is declared to raise it by one",
			c.name(st.event), own, st.own, count(st.silent+1, "event")))
	case c.in.Options.Ticks == parse.TicksSends && rose == 0 && c.in.Run.Event(st.event).Role() == parse.Sends:
		c.report(st, Definite, "own entry of a send", st.clockBefore(), fmt.Sprintf("the own entry of the send %s is %d as before it; every send is declared to raise it by one",
			c.name(st.event), own))
	}
}

// clockBefore is the event from whose clock an entry went back or stayed.
func (st *stamped) clockBefore() []Witness { return []Witness{{"clock before", st.before}} }

// beyondStop is rule 2.
func (c *vectorCheck) beyondStop(st *stamped, x parse.Entry) {
	owner := &c.ticks.nodes[x.Node]
	if !owner.closed || x.N <= owner.final {
		return
	}
	certainty := Definite
	if !owner.sure || c.in.Options.torn() {
		certainty = Possible
	}
	c.report(st, certainty, c.entry(x.Node)+" beyond its stop", nil, fmt.Sprintf("the entry of %s for %s is %d, but %s had reached %d when its log ended with its stop",
		c.name(st.event), c.node(x.Node), x.N, c.node(x.Node), owner.final))
}

// coversSends is rule 5; known reports whether all merged sends have clocks.
func (c *vectorCheck) coversSends(st *stamped) (known, covered bool) {
	known, covered = true, true
	for _, s := range st.sends {
		v, ok := c.clocks.at(s)
		if !ok {
			known = false
			continue
		}
		if x, lacks := c.lacks(v); lacks {
			covered = false
			c.report(st, Definite, c.entry(x.Node)+" behind the send's", []Witness{{"send", s}}, fmt.Sprintf("%s merged %s, whose send %s has %d for %s; but its own clock has only %d there",
				c.name(st.event), messageName(c.in.Run, s), c.name(s), x.N, c.node(x.Node), st.clock.At(x.Node)))
		}
	}
	return known, covered
}

// accounted reports whether it is known which messages the clock merged, and
// how surely no unrecorded event merged another.
func (c *vectorCheck) accounted(st *stamped) (bool, Certainty) {
	if len(st.sends) == 0 || st.doubt || st.first && st.life > 1 {
		return false, Possible
	}
	own := st.clock.At(st.node)
	switch rose := own - st.own; {
	case own < st.own || rose > uint64(st.silent)+1:
		return false, Possible
	case rose == uint64(st.silent)+1 && c.ticks.mode == parse.TicksAll && c.ticks.sure:
		return true, Definite
	}
	return true, Possible // an unrecorded event may not have ticked
}

// nothingElse is rule 6.
func (c *vectorCheck) nothingElse(st *stamped, certainty Certainty) {
	for i, x := range st.rose {
		if x.Node == st.node || x.N <= st.prev[i] || c.ticks.nodes[x.Node].vague {
			continue
		}
		most := uint64(0)
		for _, s := range st.sends {
			v, _ := c.clocks.at(s)
			most = max(most, v.At(x.Node))
		}
		if x.N > most {
			c.report(st, certainty, c.entry(x.Node)+" that no message brought", []Witness{{"send", st.sends[0]}}, fmt.Sprintf("the entry of %s for %s is %d, but %s knew %d before and the send %s has %d",
				c.name(st.event), c.node(x.Node), x.N, c.node(st.node), st.prev[i], c.name(st.sends[0]), most))
		}
	}
}

// transitive is rule 4. An event whose clock holds another new entry covers
// that entry's event, because its own clock was judged; so few are read back.
// Many entries are taken in any order but theirs: of events that follow one
// another from node to node, each of which knows more than the one before, a
// few are read until one knows the rest.
func (c *vectorCheck) transitive(st *stamped) {
	defer c.unsee()
	for _, i := range c.order(len(st.rose)) {
		x := st.rose[i]
		if x.Node == st.node || x.N <= st.prev[i] || c.seen[x.Node] >= x.N {
			continue
		}
		f, ok := c.ticks.reached(x.Node, x.N)
		if !ok {
			continue
		}
		v, ok := c.clocks.at(f)
		if !ok {
			continue
		}
		c.see(v)
		if y, lacks := c.lacks(v); lacks {
			c.report(st, Definite, c.entry(y.Node)+" behind a known event's", []Witness{{"known event", f}}, fmt.Sprintf("%s knows %s (its entry for %s is %d), whose clock has %d for %s; but the clock of %s has only %d there",
				c.name(st.event), c.name(f), c.node(x.Node), x.N, y.N, c.node(y.Node), c.name(st.event), st.clock.At(y.Node)))
		}
	}
}

// order returns the numbers below n, shuffled where there are many.
func (c *vectorCheck) order(n int) []int {
	c.places = c.places[:0]
	for i := range n {
		c.places = append(c.places, i)
	}
	if n > fewEntries {
		rng := rand.New(rand.NewPCG(1, uint64(n)))
		rng.Shuffle(n, func(i, j int) { c.places[i], c.places[j] = c.places[j], c.places[i] })
	}
	return c.places
}

// fewEntries is how many entries cost nothing in whatever order.
const fewEntries = 32

// see notes what a clock that was read back covers, until unsee.
func (c *vectorCheck) see(v parse.Vector) {
	for _, x := range v {
		c.seen[x.Node] = max(c.seen[x.Node], x.N)
	}
	c.read = append(c.read, v)
}

func (c *vectorCheck) unsee() {
	for _, v := range c.read {
		for _, x := range v {
			c.seen[x.Node] = 0
		}
	}
	c.read = c.read[:0]
}

// lacks returns an entry of another clock that the clock at hand does not
// cover, leaving out those of nodes whose entries have no one meaning.
func (c *vectorCheck) lacks(other parse.Vector) (parse.Entry, bool) {
	for _, x := range other {
		if c.before[x.Node] < x.N && !c.ticks.nodes[x.Node].vague {
			return x, true
		}
	}
	return parse.Entry{}, false
}

// report adds a finding. Its subject says by which rule, and of which entry, so
// that the fingerprint tells apart what one event breaks.
func (c *vectorCheck) report(st *stamped, certainty Certainty, subject string, others []Witness, message string) {
	c.found.add(Finding{Certainty: certainty, Subject: subject, Message: message,
		Events: append([]Witness{{"clock", st.event}}, others...)})
}

func (c *vectorCheck) entry(n parse.NodeID) string { return "entry for " + c.node(n) }

func (c *vectorCheck) name(e parse.EventID) string { return eventName(c.in.Run, e) }

func (c *vectorCheck) node(n parse.NodeID) string { return nodeName(c.in.Run, n) }
