package checks

import (
	"fmt"
	"time"

	"github.com/tracecausal/tracecausal/parse"
)

var clockHLC = Check{
	ID:    "clock/hlc",
	Title: "Hybrid logical clocks rise and stay near the wall clock",
	Doc: Doc{
		Definition: "HLC stamps rise strictly in (pt, c) at the ticking events of a node, and from a send to the event that merges its message; a counter that overflows its field goes back. " +
			"Where the log declares that HLC and wall time come from one reading, pt is not below the wall time. Where --max-hlc-drift gives a bound, pt is not further above it. " +
			"Only the order is judged, never the exact values: implementations read their clocks more often than the paper.",
		Needs: "HLC stamps; for the bounds, wall times and same_reading in the header or --max-hlc-drift.",
		Example: `{"node":"A","event":"write","hlc":{"pt":1000,"c":1}}
{"node":"A","event":"write","hlc":{"pt":1000,"c":0}}
`,
		Source: "S. Kulkarni et al., Logical Physical Clocks and Consistent Snapshots in Globally Distributed Databases, 2014",
		Blind:  "The width of the counter is not in the log: only an overflow that makes a stamp go back is seen. The wall clock itself may go back without breaking this law.",
	},
	UsesOrder: true,
	Collect:   collectHLC,
}

func collectHLC(in *Input) Evidence {
	_, has, _, wall := in.Run.Has()
	if !has {
		return Evidence{}
	}
	nodes := in.Run.Nodes()
	walk := scalar[parse.HLC]{
		in: in, name: "HLC", stamp: parse.Event.HLC, compare: parse.HLC.Compare, text: hlcText,
		across: func(send, merge parse.HLC, from, to parse.NodeID) int {
			return compareUnits(send, merge, nodes[from].HLCUnit, nodes[to].HLCUnit)
		},
	}
	walk.walk()
	b := hlcBounds{in: in, found: &walk.found}
	if wall {
		b.walk()
	}
	ev := walk.evidence()
	ev.Note = b.note()
	if !wall && in.Options.SameReading {
		ev.Missing = append(ev.Missing, "the log declares same_reading, but no event carries the wall time that its HLC was read with")
	}
	return ev
}

// compareUnits compares stamps whose physical parts were logged in different
// units at the coarser one, where equality decides nothing.
func compareUnits(send, merge parse.HLC, from, to int64) int {
	if from == to {
		return send.Compare(merge)
	}
	unit := max(from, to, 1)
	if floor(send.PT, unit) > floor(merge.PT, unit) {
		return 1
	}
	return -1
}

// floor returns the greatest multiple of unit that is at most t.
func floor(t, unit int64) int64 {
	rest := t % unit
	if rest < 0 {
		rest += unit
	}
	return t - rest
}

func hlcText(h parse.HLC) string {
	return fmt.Sprintf("%s,%d", wallText(h.PT), h.C)
}

// wallText writes a time as the log may have had it: small numbers, as tests
// and simulators use them, as nanoseconds.
func wallText(ns int64) string {
	if ns > -int64(365*24*time.Hour) && ns < int64(365*24*time.Hour) {
		return time.Duration(ns).String()
	}
	return time.Unix(0, ns).UTC().Format("2006-01-02T15:04:05.999999999Z")
}

// hlcBounds compares the physical part of each stamp with the wall time beside it.
type hlcBounds struct {
	in     *Input
	found  *collector
	ahead  time.Duration
	most   parse.EventID // where pt is furthest ahead
	paired int
}

func (b *hlcBounds) walk() {
	b.most = parse.NoEvent
	for id := range b.in.Run.Len() {
		e := b.in.Run.Event(parse.EventID(id))
		h, ok := e.HLC()
		wall, stamped := e.Wall()
		if ok && stamped {
			b.judge(e, h.PT, wall)
		}
	}
}

func (b *hlcBounds) judge(e parse.Event, pt, wall int64) {
	b.paired++
	ahead := time.Duration(pt - wall)
	if b.most == parse.NoEvent || ahead > b.ahead {
		b.ahead, b.most = ahead, e.ID()
	}
	unit := max(b.in.Run.Nodes()[e.Node()].HLCUnit, 1)
	if b.in.Options.SameReading && pt < floor(wall, unit) {
		b.report(e, fmt.Sprintf("the HLC of %s has pt %s, below the wall time %s of the same reading",
			eventName(b.in.Run, e.ID()), wallText(pt), wallText(wall)))
	}
	if bound := b.in.Options.MaxHLCDrift; bound != nil && ahead > *bound {
		b.report(e, fmt.Sprintf("the HLC of %s is %s ahead of its wall time; at most %s is allowed", eventName(b.in.Run, e.ID()), ahead, *bound))
	}
}

func (b *hlcBounds) report(e parse.Event, message string) {
	b.found.add(Finding{Certainty: Definite, Message: message, Events: []Witness{{"stamp", e.ID()}}})
}

func (b *hlcBounds) note() string {
	if b.paired == 0 || b.ahead <= 0 {
		return ""
	}
	return fmt.Sprintf("at most %s ahead of the wall clock (%s)", b.ahead, eventName(b.in.Run, b.most))
}
