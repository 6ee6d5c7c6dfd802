package checks

import (
	"fmt"

	"github.com/tracecausal/tracecausal/parse"
)

var syncSkew = Check{
	ID:    "sync/skew",
	Title: "Rounds keep clocks within their bound",
	Doc: Doc{
		Definition: "After a round of clock synchronisation, and from there until the node's next one, its clock differs from the one it is kept in step with by at most the bound that the round states. " +
			"The node's clock is t4 of a record, after the round t4 + adjustment. It is compared with reference, what that other clock (true time, or the mean of the clocks) shows at that moment, where it is logged, as simulators do. " +
			"Else the exchange with peer bounds the difference: a message takes no negative time, so peer minus own clock was at most t2-t1 and at least t3-t4.",
		Needs: "Events of kind sync with t4, bound, and adjustment unless it is 0; for a verdict reference, or all of t1 to t4 with peer. All figures of a record in one unit.",
		Example: `{"node":"A","kind":"sync","algorithm":"ntp","peer":"S","t4":1000,"adjustment":5,"bound":10,"reference":1004}
{"node":"A","kind":"sync","algorithm":"ntp","peer":"S","t4":2000,"adjustment":-30,"bound":10,"reference":1970}
`,
		Source: "F. Cristian, Probabilistic Clock Synchronization, 1989; A. Duda et al., Estimating Global Time in Distributed Systems, 1987; L. Lamport & P. Melliar-Smith, Synchronizing Clocks in the Presence of Faults, 1985",
		Blind:  "What a clock did between records, and after the last. Slewing takes time: the adjustment of a round is taken as made, and clocks as running evenly within one exchange. Whether the reference is right.",
	},
	UsesOrder: true,
	Collect:   collectSyncSkew,
}

// skewCheck follows each node from round to round.
type skewCheck struct {
	in       *Input
	found    collector
	missing  reasons
	rounds   int
	measured int         // comparisons that decided
	promise  *syncRecord // the last round, where it states a bound
	holes    func() bool
}

func collectSyncSkew(in *Input) (ev Evidence) {
	if in.Run.CountKind(parse.Sync) == 0 {
		return ev
	}
	c := &skewCheck{in: in, holes: in.holes()}
	for s := range in.Run.Strands() {
		walkStrand(in.Run, parse.StrandID(s), func(e parse.Event, fresh bool) {
			if fresh {
				c.promise = nil
			}
			if e.Kind() == parse.Sync {
				c.visit(readSync(e))
			}
		})
	}
	c.found.into(&ev)
	ev.Examined = fmt.Sprintf("%s, %s", count(c.rounds, "sync record"), count(c.measured, "comparison"))
	ev.Missing = c.missing.list(in.Run, "sync record")
	if c.measured == 0 && ev.Missing == nil {
		ev.Missing = []string{"no sync record states a bound: log it with each round"}
	}
	return ev
}

// visit compares a node's clock before a round with what the round before it
// promised, and after it with what this one does.
func (c *skewCheck) visit(r *syncRecord) {
	c.rounds++
	if r.unread != nil {
		c.missing.add(r.unreadWords(), r.event)
		c.promise = nil // it may be a round
		return
	}
	if c.promise != nil {
		c.judge(c.promise, r, nothing())
	}
	switch {
	case r.bound == nil && r.adjust == nil:
		return // a sample
	case r.bound == nil:
		c.missing.add("no bound is stated: log it with each round", r.event)
		c.promise = nil
		return
	case r.bound.v.Sign() < 0:
		c.missing.add("its bound is negative", r.event)
		c.promise = nil
		return
	}
	adjustment := nothing()
	if r.adjust != nil {
		adjustment = *r.adjust
	}
	c.judge(r, r, adjustment)
	c.promise = r
}

// judge compares the clock at a record, changed by an adjustment, with the
// bound that a round stated.
func (c *skewCheck) judge(round, r *syncRecord, adjustment figure) {
	low, high, basis := r.ahead(adjustment)
	if basis == "" {
		c.missing.add("the difference of clocks is not known: log t4 and reference, or t1 to t4 and peer", r.event)
		return
	}
	zero := nothing()
	most := high.abs()
	if low.abs().v.Cmp(most.v) > 0 {
		most = low.abs()
	}
	least := zero // what the difference is at least, whatever its sign
	if low.v.Sign() > 0 {
		least = low
	} else if high.v.Sign() < 0 {
		least = zero.minus(high)
	}
	switch over := compareBound(least, *round.bound); {
	case over != fits:
		c.measured++
		c.report(round, r, adjustment, least, basis, over)
	case compareBound(most, *round.bound) == fits:
		c.measured++
	case low.v.Cmp(high.v) > 0:
		c.missing.add("its times contradict each other: the peer's answer took longer than the exchange", r.event)
	default:
		c.missing.add("the exchange bounds the difference of clocks too loosely to tell: log reference", r.event)
	}
}

// ahead returns by how much the own clock, after an adjustment, is ahead of the
// one it is kept in step with, at least and at most.
func (r *syncRecord) ahead(adjustment figure) (low, high figure, basis string) {
	switch {
	case r.t[3] != nil && r.reference != nil:
		d := r.t[3].plus(adjustment).minus(*r.reference)
		return d, d, "the reference shows " + r.reference.String()
	case r.stamped() && r.peer != "" && r.sources == nil:
		low, high = r.t[0].minus(*r.t[1]), r.t[3].minus(*r.t[2])
		return low.plus(adjustment), high.plus(adjustment), fmt.Sprintf("the exchange with %s says so", parse.Quote(r.peer))
	}
	return low, high, ""
}

func (c *skewCheck) report(round, r *syncRecord, adjustment, least figure, basis string, over fit) {
	run := c.in.Run
	f := Finding{Certainty: Definite, Subject: "clock of " + nodeName(run, run.Event(r.event).Node()), Events: []Witness{{"round", round.event}}}
	when := "after its round at " + eventName(run, r.event)
	if round != r {
		f.Events = append(f.Events, Witness{"next record", r.event})
		f.Claims = []Claim{{round.event, r.event}}
		when = "before its record at " + eventName(run, r.event)
	}
	f.Message = fmt.Sprintf("%s the clock of %s shows %s and differs by %s or more from the one it is kept in step with (%s); the round at %s states a bound of %s",
		when, nodeName(run, run.Event(r.event).Node()), r.t[3].plus(adjustment), least, basis, eventName(run, round.event), round.bound)
	if over == mayFit {
		f.Certainty = Possible
		f.Message += "; within it only if the figures were rounded before they were logged"
	} else if r != round && r.bound != nil && r.bound.v.Cmp(round.bound.v) > 0 {
		f.Certainty = Possible
		f.Message += fmt.Sprintf("; later it states %s, and so may have a round in between that is not logged", r.bound)
	} else if r != round && c.holes() {
		f.Certainty = Possible
		f.Message += "; lines are missing, and there may be a round in between among them"
	}
	c.found.add(f)
}
