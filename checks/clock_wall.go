package checks

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

var clockWall = Check{
	ID:    "clock/wall",
	Title: "Wall clocks go forward and agree within their bound",
	Doc: Doc{
		Definition: "The wall clock of a node does not go back in its program order, and no message is received earlier, by the clocks of its ends, than it was sent by more than the skew bound. " +
			"For each pair of nodes the messages bound the difference of their clocks: a message takes no negative time. " +
			"The check fails where monotone-wall is promised and a clock goes back, or where a bound on the skew is stated and exceeded; else this is only shown. No time is ever altered, and none orders events.",
		Needs: "Wall times; messages between nodes; for a verdict, --promise monotone-wall or --max-skew (or the header).",
		Example: `{"tracecausal":1,"max_skew_ms":5}
{"node":"A","kind":"send","to":"B","msg_id":1,"time":"2024-01-01T00:00:01Z"}
{"node":"B","kind":"receive","from":"A","msg_id":1,"time":"2024-01-01T00:00:00Z"}
`,
		Source: "A. Duda et al., Estimating Global Time in Distributed Systems, 1987; F. Cristian, Probabilistic Clock Synchronization, 1989",
		Blind:  "Clocks that differ by less than the messages between them took. Times are taken as logged: a log in whole seconds wants a bound that allows for them. A clock that jumps while nothing is logged.",
	},
	UsesOrder: true,
	Collect:   collectWall,
}

// wallCheck compares wall times along strands and along messages.
type wallCheck struct {
	in      *Input
	found   duties
	times   int
	offsets offsets
	latest  []channelOffset // by sending node
}

// channelOffset is the offset of a direction to a node. Messages come by
// receiver, so that hardly any needs a look into the map.
type channelOffset struct {
	to     parse.NodeID
	offset *offset
}

func collectWall(in *Input) Evidence {
	var ev Evidence
	if _, _, _, has := in.Run.Has(); !has {
		return ev
	}
	c := &wallCheck{in: in, found: duties{noun: "time"}, offsets: offsets{}, latest: make([]channelOffset, len(in.Run.Nodes()))}
	for s := range in.Run.Strands() {
		c.forward(parse.StrandID(s))
	}
	for _, m := range in.Graph.Messages() {
		c.message(m)
	}
	c.compare()
	if c.times == 0 {
		return ev
	}
	ev.Examined = count(c.times, "wall time")
	if n := len(c.offsets); n > 0 {
		ev.Examined += fmt.Sprintf(", messages on %s", count(n, "channel"))
	}
	ev.Note = c.offsets.note(in.Run)
	c.found.into(&ev)
	return ev
}

// forward looks for times that go back on a strand.
func (c *wallCheck) forward(s parse.StrandID) {
	promised := c.in.Options.Promises.Has(MonotoneWall)
	last, at := int64(0), parse.NoEvent
	for first, walls := range c.in.Run.Walls(s) {
		for i, w := range walls {
			wall, ok := w.NS()
			if !ok {
				continue
			}
			c.times++
			e := first + parse.EventID(i)
			if at != parse.NoEvent && wall < last {
				c.found.add(c.back(at, e, last, wall), promised)
			}
			last, at = wall, e
		}
	}
}

func (c *wallCheck) back(from, to parse.EventID, before, now int64) Finding {
	return Finding{
		Certainty: Definite,
		Events:    []Witness{{"earlier event", from}, {"later event", to}},
		Claims:    []Claim{{from, to}},
		Message: fmt.Sprintf("the wall clock of %s goes back by %s, from %s at %s to %s at %s", nodeName(c.in.Run, c.in.Run.Event(to).Node()),
			time.Duration(elapsed(now, before)), wallText(before), eventName(c.in.Run, from), wallText(now), eventName(c.in.Run, to)),
	}
}

// compare judges, for each pair of nodes and each direction, the message that
// says most: the one stamped as received earliest after its sending.
func (c *wallCheck) compare() {
	bound := c.in.Options.MaxSkew
	for pair, o := range c.offsets {
		early := time.Duration(-o.least)
		switch {
		case early <= 0 || bound != nil && early <= *bound:
		case bound == nil:
			c.found.add(c.early(pair, o, "; no bound on that is known (--max-skew)"), false)
		default:
			c.found.add(c.early(pair, o, fmt.Sprintf(", and no two may differ by more than %s", *bound)), true)
		}
	}
}

func (c *wallCheck) early(pair direction, o *offset, end string) Finding {
	return Finding{
		Certainty: Definite,
		Subject:   nodeName(c.in.Run, pair.from) + " to " + nodeName(c.in.Run, pair.to),
		Events:    []Witness{{"send", o.send}, {"receive", o.receive}},
		Message: fmt.Sprintf("%s sent %s, and the time at which %s received it is %s earlier, so the clocks of %s and %s differ by at least that%s",
			eventName(c.in.Run, o.send), messageName(c.in.Run, o.send), eventName(c.in.Run, o.receive), time.Duration(-o.least),
			nodeName(c.in.Run, pair.from), nodeName(c.in.Run, pair.to), end),
	}
}

// direction is an ordered pair of nodes.
type direction struct{ from, to parse.NodeID }

// offset is what the messages of one direction say: the least difference
// between receive and send by their own clocks. As no message takes negative
// time, the receiver's clock is at most that far ahead of the sender's.
type offset struct {
	least         int64 // nanoseconds
	send, receive parse.EventID
}

type offsets map[direction]*offset

// message adds what a message says of the clocks of its ends.
func (c *wallCheck) message(m graph.Msg) {
	to := taken(m)
	send, receive := c.in.Run.Event(m.Send), c.in.Run.Event(to)
	s, ok := send.Wall()
	r, stamped := receive.Wall()
	d := direction{send.Node(), receive.Node()}
	if !ok || !stamped || d.from == d.to {
		return
	}
	between := elapsed(s, r)
	latest := &c.latest[d.from]
	if latest.offset == nil || latest.to != d.to {
		if c.offsets[d] == nil {
			c.offsets[d] = &offset{between, m.Send, to}
		}
		*latest = channelOffset{d.to, c.offsets[d]}
	}
	if o := latest.offset; between < o.least {
		*o = offset{between, m.Send, to}
	}
}

// elapsed returns the nanoseconds from one wall time to another, the most that a
// time.Duration and its negative hold where they are more: 292 years.
func elapsed(from, to int64) int64 {
	switch d := to - from; {
	case to > from && d < 0:
		return math.MaxInt64
	case to < from && d > 0, d == math.MinInt64:
		return -math.MaxInt64
	default:
		return d
	}
}

func (o offsets) of(d direction) (offset, bool) {
	if o[d] == nil {
		return offset{}, false
	}
	return *o[d], true
}

// note bounds the difference of clocks for the first few pairs of nodes.
func (o offsets) note(run *parse.Run) string {
	const most = 8
	var lines []string
	for i, pair := range o.pairs() {
		if i == most {
			lines = append(lines, "further pairs are not shown")
			break
		}
		line, _ := o.between(run, pair.from, pair.to)
		lines = append(lines, line)
	}
	if lines == nil {
		return ""
	}
	return "differences of clocks that the messages allow: " + strings.Join(lines, "; ")
}

// pairs returns the pairs of nodes that exchanged messages, each once, in order.
func (o offsets) pairs() []direction {
	list := make([]direction, 0, len(o))
	for d := range o {
		list = append(list, direction{min(d.from, d.to), max(d.from, d.to)})
	}
	slices.SortFunc(list, func(a, b direction) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to))
	})
	return slices.Compact(list)
}

// between bounds how far q's clock is ahead of p's.
func (o offsets) between(run *parse.Run, p, q parse.NodeID) (string, bool) {
	there, hasUpper := o.of(direction{p, q})
	back, hasLower := o.of(direction{q, p})
	upper, lower := time.Duration(there.least), time.Duration(-back.least)
	name := nodeName(run, q) + " - " + nodeName(run, p)
	switch {
	case hasUpper && hasLower && lower > upper:
		return fmt.Sprintf("%s at least %s (%s) and at most %s (%s): drifted or jumped", name,
			lower, eventName(run, back.receive), upper, eventName(run, there.receive)), true
	case hasUpper && hasLower:
		return fmt.Sprintf("%s %s to %s", name, lower, upper), true
	case hasUpper:
		return fmt.Sprintf("%s at most %s", name, upper), true
	case hasLower:
		return fmt.Sprintf("%s at least %s", name, lower), true
	}
	return "", false
}
