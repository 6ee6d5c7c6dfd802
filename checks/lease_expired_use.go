package checks

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/tracecausal/tracecausal/parse"
)

var leaseExpiredUse = Check{
	ID:    "lease/expired-use",
	Title: "No lease is used after its end",
	Doc: Doc{
		Definition: "A write that is not known to be rejected, or a check that says valid:true, never comes after its holder's tenure has surely ended, " +
			"nor after another holder's acquire that itself came after the tenure's start. After means by the order of events, or by wall times that differ by more than the bound on the clocks. " +
			"Where neither tells whether a use that is logged elsewhere, as at a store, comes before the end, the finding is possible. " +
			"Tenures are those of lease/overlap. What the store says of a write counts for the writer's record of it.",
		Needs: "Events of kind lease_acquire and of kind write or lease_check. Expiries with wall times, or lease_release and lease_expire. " +
			"At a store, writes need a token or a holder that tells whose they are.",
		Example: `{"node":"n1","kind":"lease_acquire","resource":"leader","time":1700000000000,"duration_ms":5000}
{"node":"n1","kind":"pause","time":1700000001000}
{"node":"n1","kind":"resume","time":1700000009000}
{"node":"n1","kind":"write","resource":"leader","time":1700000009001}
`,
		Source: "C. Gray & D. Cheriton, Leases, 1989; M. Kleppmann, Designing Data-Intensive Applications, 2017, chapter 8",
		Blind:  "A write whose record does not say that it was rejected, though it was. A use between two logged times of the holder's clock.",
	},
	UsesOrder: true,
	Collect:   collectExpiredUse,
}

func collectExpiredUse(in *Input) Evidence {
	l := keep(in, newLedger)
	j := &expiry{in: in, losses: l.losses, c: &contest{in: in, skew: skewOf(in.Options), left: maxPairs}, told: map[parse.EventID]Certainty{}}
	leased := map[string]bool{}
	for _, t := range l.tenures {
		leased[t.resource] = true
	}
	for _, u := range l.uses {
		if leased[u.resource] || !u.write {
			j.use(u)
		}
	}
	if j.uses+len(j.stray) == 0 {
		return Evidence{}
	}
	j.c.rank(l.tenures)
	byResource(l.tenures, func(same []*tenure) { j.c.pairs(same, j.pair) })
	ev := Evidence{Examined: fmt.Sprintf("%s of leases in %s", count(j.uses, "use"), count(len(l.tenures), "tenure"))}
	if j.rejected > 0 {
		ev.Note = count(j.rejected, "write") + " known to be rejected"
	}
	j.found.into(&ev)
	ev.Missing = append(j.missing(), l.missing()...)
	return ev
}

// expiry judges the uses of leases.
type expiry struct {
	in       *Input
	losses   *losses
	c        *contest
	found    collector
	told     map[parse.EventID]Certainty // of the findings that name a use
	stray    []parse.EventID             // uses of a leased resource that nothing joins with a tenure
	uses     int
	rejected int
}

// use judges one use by its own tenure.
func (j *expiry) use(u *use) {
	switch {
	case u.rejected:
		j.rejected++
		return
	case u.tenure == nil:
		j.stray = append(j.stray, u.event)
		return
	}
	j.uses++
	t := u.tenure
	if t.doubtful {
		return
	}
	over := t.end != parse.NoEvent && (t.end == u.event || j.in.Graph.Before(t.end, u.event))
	switch {
	case !over && j.overByClock(t, u):
		j.add(j.sure(t, u.event), u.event, t, parse.NoEvent, "")
	case over:
		j.add(j.sure(t, u.event), u.event, t, t.end, "end")
	case j.inDark(t, u):
		j.add(Possible, u.event, t, t.safe, dark)
	case j.mayBeLate(t, u):
		j.addUnplaced(u.event, t)
	}
}

// mayBeLate reports that neither order nor clocks place a use, elsewhere than at
// the holder, before the end of its tenure.
func (j *expiry) mayBeLate(t *tenure, u *use) bool {
	limit := t.lastInTime()
	if u.home || limit == parse.NoEvent || u.event == limit || j.in.Graph.Before(u.event, limit) {
		return false
	}
	at, timed := j.in.Run.Event(u.event).Wall()
	inTime := timed && j.c.skew >= 0 && t.clock.known && add(at, j.c.skew) < t.clock.maybe
	return !inTime
}

// lastInTime is the last event before which every use is in time: the one that
// ends the tenure, or the last before its expiry; NoEvent where nothing ends it.
func (t *tenure) lastInTime() parse.EventID {
	if t.expires && t.sure != t.end {
		return t.safe
	}
	return t.end
}

// overByClock reports that a use elsewhere is stamped after the end of its
// tenure by more than the clocks differ, and that the order of events does not
// place it before that.
func (j *expiry) overByClock(t *tenure, u *use) bool {
	if limit := t.lastInTime(); limit != parse.NoEvent && j.in.Graph.Before(u.event, limit) {
		return false
	}
	at, ok := j.in.Run.Event(u.event).Wall()
	return ok && !u.home && t.clock.known && j.c.skew >= 0 && add(t.clock.maybe, j.c.skew) < at
}

// dark is the role of the last event before an expiry, where nothing tells
// whether the use comes before the expiry too.
const dark = "last before the expiry"

// inDark reports that nothing places a use at the holder before the expiry: the
// event carries no time, or the clock was set back.
func (j *expiry) inDark(t *tenure, u *use) bool {
	return t.expires && u.home && !u.left && u.event > t.safe && j.in.Run.StrandOf(t.start) == j.in.Run.StrandOf(u.event)
}

func (j *expiry) add(certainty Certainty, e parse.EventID, t *tenure, limit parse.EventID, role string) {
	j.told[e] = certainty
	f := Finding{Certainty: certainty, Subject: subject(t.resource), Events: []Witness{{"acquire", t.start}}}
	if limit != e && limit != t.start && limit != parse.NoEvent {
		f.Events = append(f.Events, Witness{role, limit})
	}
	f.Events = append(f.Events, Witness{"use", e})
	if limit != e && role != dark && limit != parse.NoEvent {
		f.Claims = []Claim{{limit, e}}
	}
	clock := ""
	if t.clock.known && t.clock.maybe != never {
		clock = " (" + stamp(t.clock.maybe) + " by its clock)"
	}
	f.Tell = func(w *Words) string {
		who := fmt.Sprintf("%s held %s from %s", holderName(t.holder), t.object(), w.Name(t.start))
		switch {
		case role == dark:
			return fmt.Sprintf("%s until its expiry%s, which is after %s; its clock does not tell whether %s, which uses it, is before that too", who, clock, w.Name(t.safe), w.Name(e))
		case limit == parse.NoEvent:
			return fmt.Sprintf("%s until its end%s, but %s used it later by more than the clocks differ", who, clock, w.Name(e)) + j.doubt(certainty)
		case limit == e:
			return fmt.Sprintf("%s and it was over by %s%s, but that event uses it", who, w.Name(e), clock) + j.doubt(certainty)
		}
		return fmt.Sprintf("%s and it was over by %s%s, but %s still used it: %s", who, w.Name(limit), clock, w.Name(e), w.Before(limit, e)) + j.doubt(certainty)
	}
	j.found.add(f)
}

// addUnplaced adds that a use elsewhere may be before or after the end of its
// tenure.
func (j *expiry) addUnplaced(e parse.EventID, t *tenure) {
	j.told[e] = Possible
	f := Finding{Certainty: Possible, Subject: subject(t.resource), Events: []Witness{{"acquire", t.start}}}
	until := "its end"
	if t.end != parse.NoEvent && t.end != t.start {
		f.Events = append(f.Events, Witness{"end", t.end})
	}
	f.Events = append(f.Events, Witness{"use", e})
	if t.clock.known && t.clock.maybe != never {
		until += " (" + stamp(t.clock.maybe) + " by its clock)"
	}
	f.Tell = func(w *Words) string {
		return fmt.Sprintf("%s held %s from %s until %s, and neither the order of events nor %s whether %s, which uses it, is before that",
			holderName(t.holder), t.object(), w.Name(t.start), until, j.clocks(), w.Name(e))
	}
	j.found.add(f)
}

// clocks ends a sentence on what tells nothing of the order of two events.
func (j *expiry) clocks() string {
	if j.c.skew < 0 {
		return "clocks without a known bound (--max-skew) tell"
	}
	return "the clocks tell"
}

// sure is the certainty of what rests on there being no grant after that of t
// and before the use e: possible where the log lacks events.
func (j *expiry) sure(t *tenure, e parse.EventID) Certainty {
	if j.losses.between(t.start, e) {
		return Possible
	}
	return Definite
}

// doubt ends the message of what would be definite if no event were missing.
func (j *expiry) doubt(certainty Certainty) string {
	switch {
	case certainty == Definite:
		return ""
	case j.losses.torn:
		return unread
	}
	return "; the log lacks events of the holder, and another acquire may be one of them"
}

// pair judges the uses of two tenures that may overlap by the start of the
// other one.
func (j *expiry) pair(a, b *tenure) {
	for _, p := range [][2]*tenure{{a, b}, {b, a}} {
		if e, ok := j.latest(p[0], p[1]); ok {
			j.usedAfter(p[0], p[1], e)
		}
	}
}

// latest returns the use of t that is most surely after the start of other:
// one that it happens before, else any.
func (j *expiry) latest(t, other *tenure) (parse.EventID, bool) {
	if len(t.uses) == 0 {
		return parse.NoEvent, false
	}
	return slices.MinFunc(t.uses, func(a, b parse.EventID) int {
		return cmp.Or(cmp.Compare(j.order(other.start, a), j.order(other.start, b)), cmp.Compare(a, b))
	}), true
}

// usedAfter judges the use e of t by another holder's acquire.
func (j *expiry) usedAfter(t, other *tenure, e parse.EventID) {
	began, used := j.order(t.start, other.start), j.order(other.start, e)
	sound := !t.doubtful && !other.doubtful && !t.mayBe(other) && !other.mayBe(t)
	if began == notBefore || used == notBefore {
		return
	}
	certainty := Possible
	if began == before && used == before && sound {
		certainty = j.sure(t, e)
	}
	if was, told := j.told[e]; told && was <= certainty {
		return
	}
	j.told[e] = certainty
	f := j.overtaken(certainty, t, other, e)
	j.found.add(f)
	j.c.noteOpen(f, t, other)
}

// standing is how two events stand in time, as far as the log tells.
type standing uint8

const (
	before standing = iota
	unknown
	notBefore
)

// order compares two events by the order of events, else by wall times that
// differ by more than the bound.
func (j *expiry) order(a, b parse.EventID) standing {
	switch {
	case j.in.Graph.Before(a, b):
		return before
	case a == b, j.in.Graph.Before(b, a):
		return notBefore
	}
	at, ok1 := j.in.Run.Event(a).Wall()
	bt, ok2 := j.in.Run.Event(b).Wall()
	switch {
	case j.c.skew < 0 || !ok1 || !ok2:
		return unknown
	case add(at, j.c.skew) < bt:
		return before
	case add(bt, j.c.skew) < at:
		return notBefore
	}
	return unknown
}

// overtaken is a use after another holder's acquire.
func (j *expiry) overtaken(certainty Certainty, t, other *tenure, e parse.EventID) Finding {
	f := Finding{Certainty: certainty, Subject: subject(t.resource),
		Events: []Witness{{"acquire", t.start}, {"other acquire", other.start}, {"use", e}}}
	clocks := false
	for _, c := range []Claim{{t.start, other.start}, {other.start, e}} {
		if j.in.Graph.Before(c.From, c.To) {
			f.Claims = append(f.Claims, c)
		} else {
			clocks = true
		}
	}
	f.Tell = func(w *Words) string {
		s := fmt.Sprintf("%s held %s from %s and used it at %s, but %s acquired it at %s",
			holderName(t.holder), t.object(), w.Name(t.start), w.Name(e), holderName(other.holder), w.Name(other.start))
		for _, c := range f.Claims {
			s += "; " + w.Before(c.From, c.To)
		}
		switch {
		case certainty == Possible && j.sure(t, e) == Possible:
			s += j.doubt(certainty)
		case certainty == Possible:
			s += "; it may have been in between, but nothing proves it"
		case clocks:
			s += "; the clocks place it in between by more than their bound"
		}
		return s
	}
	return f
}

func (j *expiry) missing() []string {
	words := j.c.missing()
	if len(j.stray) > 0 {
		words = append(words, fmt.Sprintf("%s of a leased resource cannot be joined with a tenure (%s): log the acquire, or the token or the holder",
			count(len(j.stray), "use"), some(j.in.Run, j.stray)))
	}
	return words
}
