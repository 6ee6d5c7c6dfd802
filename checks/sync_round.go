package checks

import (
	"fmt"
	"time"

	"github.com/tracecausal/tracecausal/parse"
)

var syncRound = Check{
	ID:    "sync/round",
	Title: "Clock synchronisation rounds compute what their algorithm says, and slew",
	Doc: Doc{
		Definition: "Offset and round trip as recorded follow from the four times of the exchange: offset ((t2-t1)+(t3-t4))/2, rtt (t4-t1)-(t3-t2). " +
			"The adjustment follows from the algorithm's rule. Cristian: the clock is set to T + rtt/2, where T is the time in the answer. NTP: by the offset, of the chosen source where sources are listed. " +
			"Berkeley: to the mean of what sources lists as used, each report less rtt/2, as of t1. Marzullo: by the middle of the smallest interval that most sources agree on. " +
			"Fault-tolerant average: by the mean of the offsets without the f lowest and the f highest, and n > 3f. " +
			"A clock that is ahead is slewed: between a round with a negative adjustment and the node's events on both sides of it the wall clock does not go back. " +
			"All figures of a record are in one unit. They are compared as exact fractions: a difference of one unit of the recorded figure's last written place is none; " +
			"one that vanishes if every figure was rounded before it was logged is possible; any other is definite.",
		Needs: "Events of kind sync with algorithm and adjustment, and what it follows from: t1 to t4 (t4 is the node's own clock at the end), or sources, a list of objects with node and, as the algorithm needs, time, rtt, offset, error, low and high, " +
			"and \"used\":false for those left out. For the fault-tolerant average also tolerates (f). A Berkeley follower logs peer, t1 of its leader's round and as t2 what it reported. For slewing, wall times.",
		Example: `{"node":"A","kind":"sync","algorithm":"cristian","peer":"S","t1":1000,"t2":1030,"t3":1030,"t4":1020,"offset":20,"rtt":20,"adjustment":30}
`,
		Source: "F. Cristian, Probabilistic Clock Synchronization, 1989; R. Gusella & S. Zatti, The Accuracy of the Clock Synchronization Achieved by TEMPO in Berkeley UNIX 4.3BSD, 1989; " +
			"D. Mills, Internet Time Synchronization: the Network Time Protocol, 1991; K. Marzullo, Maintaining the Time in a Distributed System, 1984; L. Lamport & P. Melliar-Smith, Synchronizing Clocks in the Presence of Faults, 1985",
		Blind: "Whether the times were really read when they say. Why a source was left out. A step back that nothing the node logs around the round shows. " +
			"What a leader sends to a Berkeley follower may be the mean less the report, or less the report without half its round trip: both are in use.",
	},
	UsesOrder: true,
	Collect:   collectSyncRound,
}

// roundCheck judges what the rounds of a run computed.
type roundCheck struct {
	in      *Input
	found   collector
	missing reasons
	leaders map[leaderRound][]*syncRecord

	offsets, adjusted, slewed int
}

// leaderRound names a Berkeley round by its leader and the time at which it asked.
type leaderRound struct{ leader, asked string }

func collectSyncRound(in *Input) (ev Evidence) {
	if in.Run.CountKind(parse.Sync) == 0 {
		return ev
	}
	c := &roundCheck{in: in, leaders: map[leaderRound][]*syncRecord{}}
	var records []*syncRecord
	for e := range in.Run.OfKind(parse.Sync) {
		records = append(records, readSync(in.Run.Event(e)))
	}
	for _, r := range records {
		if r.algorithm == berkeley && r.sources != nil && r.t[0] != nil {
			key := leaderRound{r.node, r.t[0].v.RatString()}
			c.leaders[key] = append(c.leaders[key], r)
		}
	}
	for _, r := range records {
		c.judge(r)
	}
	c.stepsBack()
	c.found.into(&ev)
	ev.Examined = fmt.Sprintf("%s with %s, %s and %s back", count(len(records), "sync record"), count(c.offsets, "exchange"),
		count(c.adjusted, "adjustment"), count(c.slewed, "correction"))
	ev.Missing = c.missing.list(in.Run, "sync record")
	return ev
}

// judge compares every figure of a record with what it follows from.
func (c *roundCheck) judge(r *syncRecord) {
	if r.unread != nil {
		c.missing.add(r.unreadWords(), r.event)
		return
	}
	if r.offset == nil && r.rtt == nil && r.adjust == nil {
		c.missing.add("it states no offset, rtt or adjustment", r.event)
		return
	}
	if r.sources == nil || r.algorithm == ntp || r.algorithm == cristian {
		c.exchange(r)
	}
	if r.adjust != nil {
		c.adjustment(r)
	}
}

// exchange judges offset and round trip of an exchange.
func (c *roundCheck) exchange(r *syncRecord) {
	if r.offset == nil && r.rtt == nil {
		return
	}
	if !r.stamped() {
		if r.algorithm != cristian || r.offset != nil || r.t[0] == nil || r.t[3] == nil {
			c.missing.add("offset and rtt follow from t1 to t4, and some of these are not logged", r.event)
			return
		}
		c.compare(r, "rtt", *r.rtt, r.t[3].minus(*r.t[0]), "t4-t1")
		return
	}
	c.offsets++
	if r.rtt != nil {
		c.compare(r, "rtt", *r.rtt, r.exchangeTrip(), "(t4-t1)-(t3-t2)")
	}
	if r.offset != nil {
		c.compare(r, "offset", *r.offset, r.exchangeOffset(), "((t2-t1)+(t3-t4))/2")
	}
}

// adjustment judges what a round changed its clock by, and what it told others.
func (c *roundCheck) adjustment(r *syncRecord) {
	rule := c.rule(r)
	switch {
	case rule.broken != "":
		c.adjusted++
		c.found.add(Finding{Certainty: Definite, Subject: roundSubject(r), Events: []Witness{{"round", r.event}},
			Message: fmt.Sprintf("the round at %s cannot follow its rule: %s", eventName(c.in.Run, r.event), rule.broken)})
		return
	case rule.missing != "":
		c.missing.add(rule.missing, r.event)
		return
	}
	c.adjusted++
	c.compare(r, "adjustment", *r.adjust, rule.value, rule.told)
	if r.offset != nil && r.sources != nil && r.algorithm != ntp && r.algorithm != cristian {
		c.compare(r, "offset", *r.offset, rule.value, rule.told)
	}
	if r.algorithm == berkeley && r.sources != nil {
		c.toldOthers(r)
	}
}

// toldOthers judges the adjustments that a Berkeley leader lists for its sources.
func (c *roundCheck) toldOthers(r *syncRecord) {
	m, _ := r.berkeleyMean()
	for _, s := range r.sources {
		if s.adjustment != nil && s.report != nil {
			c.compareEither(r, "adjustment of "+parse.Quote(s.name), *s.adjustment, m, s)
		}
	}
}

// compareEither takes what a follower is corrected by: the mean less its
// report, or less the report without half the round trip.
func (c *roundCheck) compareEither(r *syncRecord, what string, recorded, m figure, s syncSource) {
	plain := m.minus(*s.report)
	if s.rtt != nil {
		whole := plain.plus(s.rtt.over(2))
		if compareFigures(recorded, whole) < compareFigures(recorded, plain) {
			plain = whole
		}
	}
	c.compare(r, what, recorded, plain, fmt.Sprintf("the mean of the sources is %s and the report %s", m, s.report))
}

// berkeleyFollower judges what a node was told by its leader's round: the one
// with the same t1.
func (c *roundCheck) berkeleyFollower(r *syncRecord) ruling {
	if r.peer == "" || r.t[0] == nil || r.t[1] == nil {
		return ruling{missing: "a Berkeley round needs sources, or at a follower peer, t1 of the leader's round and t2, what it reported"}
	}
	rounds := c.leaders[leaderRound{r.peer, r.t[0].v.RatString()}]
	if len(rounds) != 1 {
		return ruling{missing: "the leader (peer) must log one round with the same t1"}
	}
	leader := rounds[0]
	m, missing := leader.berkeleyMean()
	if missing != "" {
		return ruling{missing: missing}
	}
	for _, s := range leader.sources {
		if s.name != r.node || s.report == nil || s.report.v.Cmp(r.t[1].v) != 0 {
			continue
		}
		value := m.minus(*s.report)
		if s.rtt != nil {
			if whole := value.plus(s.rtt.over(2)); compareFigures(*r.adjust, whole) < compareFigures(*r.adjust, value) {
				value = whole
			}
		}
		return ruling{value: value, told: "the mean of the leader's round at " + eventName(c.in.Run, leader.event) + " is " + m.String()}
	}
	return ruling{missing: "the leader's round lists no report of the node that equals t2"}
}

// compare reports a recorded figure that is not what it follows from.
func (c *roundCheck) compare(r *syncRecord, what string, recorded, computed figure, told string) {
	how := compareFigures(recorded, computed)
	if how == fits {
		return
	}
	f := Finding{Certainty: Definite, Subject: roundSubject(r), Events: []Witness{{"round", r.event}},
		Message: fmt.Sprintf("the round at %s records %s %s, and it follows that it is %s: %s", eventName(c.in.Run, r.event), what, recorded, computed, told)}
	if how == mayFit {
		f.Certainty = Possible
		f.Message += "; right only if the figures were rounded before they were logged"
	}
	c.found.add(f)
}

func roundSubject(r *syncRecord) string {
	if r.algorithm == otherAlgorithm {
		return "round"
	}
	return parse.Escape(r.name) + " round"
}

// stepsBack looks for wall clocks that go back at a round that found them
// ahead: between it and the stamped event before it, or the one after it.
func (c *roundCheck) stepsBack() {
	for s := range c.in.Run.Strands() {
		var last, round int64
		at, behind := parse.NoEvent, parse.NoEvent
		walkStrand(c.in.Run, parse.StrandID(s), func(e parse.Event, fresh bool) {
			if fresh {
				at, behind = parse.NoEvent, parse.NoEvent
			}
			wall, ok := e.Wall()
			if !ok {
				return
			}
			if behind != parse.NoEvent {
				c.slewed++
				if wall < round {
					c.back(behind, behind, e.ID(), round-wall)
				}
				behind = parse.NoEvent
			}
			if e.Kind() == parse.Sync {
				if r := readSync(e); r.adjust != nil && r.adjust.v.Sign() < 0 {
					if at != parse.NoEvent && wall < last {
						c.back(e.ID(), at, e.ID(), last-wall)
					}
					behind, round = e.ID(), wall
				}
			}
			at, last = e.ID(), wall
		})
	}
}

func (c *roundCheck) back(round, from, to parse.EventID, by int64) {
	run := c.in.Run
	c.found.add(Finding{Certainty: Definite, Subject: "step back", Claims: []Claim{{from, to}},
		Events: []Witness{{"round", round}, {"before", from}, {"after", to}},
		Message: fmt.Sprintf("the round at %s stepped its clock back by %s or more, between %s and %s, where it must be slewed",
			eventName(run, round), time.Duration(by), eventName(run, from), eventName(run, to))})
}
