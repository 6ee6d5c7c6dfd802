package checks

import (
	"fmt"

	"github.com/tracecausal/tracecausal/parse"
)

var oracleFailover = Check{
	ID:    "oracle/failover",
	Title: "A backup oracle starts above all that was issued before it",
	Doc: Doc{
		Definition: "For each failover: the new oracle's first timestamp is greater than every timestamp of the old one (definite where that was issued before the failover, " +
			"or the old one crashed). Its pt is at least the pt of the old one's last timestamp issued before the failover plus safety_margin_ms; to be equal is right, and c is ignored. " +
			"The old oracle issues nothing that the failover happens before. " +
			"The old oracle is the one that the failover before this one named; before the first, every other oracle.",
		Needs: "Events of kind timestamp with pt and c, or ts, and of kind failover with new_oracle and safety_margin_ms, and messages that lead from the old oracle to the failover. " +
			"pt is a number of milliseconds, as the margin is.",
		Example: `{"node":"n1","kind":"timestamp","pt":1000,"c":0,"oracle":"primary"}
{"node":"n1","kind":"failover","new_oracle":"backup","safety_margin_ms":100}
{"node":"n1","kind":"timestamp","pt":1050,"c":0,"oracle":"backup"}
`,
		Source: "The time-oracle exercise of Build Distributed Systems (The Timekeeper)",
		Blind:  "What the old oracle issued and did not log. A margin is not judged on a ts, whose unit nobody states. That two oracles are active at once is for lease/overlap to find.",
	},
	UsesOrder: true,
	Collect:   collectFailover,
}

func collectFailover(in *Input) Evidence {
	t := keep(in, newTimeline)
	if len(t.failovers) == 0 {
		return Evidence{}
	}
	ev := Evidence{Missing: t.missing(), Note: t.note()}
	j := &takeover{timeline: t, groups: t.reigns(), parts: t.stretches(), crashes: crashes(in.Run), holes: in.holes()}
	list := make([]int, len(t.failovers))
	for i := range list {
		list[i] = i
	}
	all := t.priorFailovers(list)
	for i := range t.failovers {
		j.judge(i, t.last(all, list, t.failovers[i].event))
	}
	ev.Examined = fmt.Sprintf("%s and %s", count(len(t.failovers), "failover"), count(len(t.issues), "timestamp"))
	j.found.into(&ev)
	if j.unit {
		ev.Missing = append(ev.Missing, "pt does not look like milliseconds, so the safety margin cannot be judged; log pt in milliseconds")
	}
	return ev
}

// takeover judges failovers.
type takeover struct {
	*timeline
	groups  map[reignKey][]int
	parts   map[reignKey][]*stretch
	crashes map[parse.StrandID]parse.EventID // the last of each strand
	found   collector
	unit    bool // some pt is no number of milliseconds
	holes   func() bool
}

// judge judges one failover; before is the index of the one before it, -1
// for the first. A failover to the oracle that rules already changes nothing.
func (j *takeover) judge(i, before int) {
	f := &j.failovers[i]
	if before >= 0 && j.failovers[before].oracle == f.oracle {
		return
	}
	first, loose := j.first(i)
	old := j.replaced(f, before, first)
	if first == nil {
		return
	}
	certainty := Definite
	if loose {
		certainty = Possible
	}
	if low := j.notBelow(old.known, first); low != nil {
		j.found.add(j.notAbove(f, low, first, certainty))
	} else {
		j.margin(f, old.last, first, certainty)
	}
	if low := j.notBelow(old.other, first); low != nil {
		if !j.crashed(low) || j.holes() {
			certainty = Possible
		}
		j.found.add(j.notAbove(f, low, first, certainty))
	}
}

// notBelow returns timestamp i where it is not less than first, else nil.
func (j *takeover) notBelow(i int, first *issue) *issue {
	if i < 0 || j.issues[i].value.compare(first.value) < 0 {
		return nil
	}
	return &j.issues[i]
}

// after reports that v was issued after f: a note of it tells only that the
// request was made after f.
func (j *takeover) after(f *failover, v *issue) bool {
	if v.note {
		return v.asked != parse.NoEvent && j.in.Graph.Before(f.event, v.asked)
	}
	return j.in.Graph.Before(f.event, v.record)
}

// first returns the first timestamp of the new oracle. Where none is known to
// follow the failover, it is the first that does not precede it, and loose. So
// is one of which there is only a note, if others may be before it.
func (j *takeover) first(i int) (v *issue, loose bool) {
	f := &j.failovers[i]
	if group := j.groups[reignKey{f.oracle, i}]; len(group) > 0 {
		list, noted := j.own(group)
		v := &j.issues[list[0]]
		return v, noted && (len(list) > 1 || !j.after(f, v))
	}
	v = j.firstLoose(f)
	return v, v != nil
}

// crashed reports that the oracle's node logs a crash after a timestamp.
func (j *takeover) crashed(v *issue) bool {
	last, any := j.crashes[j.in.Run.StrandOf(v.record)]
	return any && last > v.record
}

// margin judges the distance between the last timestamp known at the failover
// and the new oracle's first.
func (j *takeover) margin(f *failover, known map[parse.StrandID]int, first *issue, certainty Certainty) {
	last := j.lastKnown(known)
	if last == nil || !f.has || first.value.single {
		return
	}
	ns, ok := nanoseconds(f.margin)
	if !ok {
		return
	}
	if max(last.value.pt, first.value.pt) > mostMS {
		j.unit = true
		return
	}
	const perMS = 1_000_000
	least := ns / perMS // rounded up: pt is whole
	if ns > 0 && ns%perMS != 0 {
		least++
	}
	if subtract(first.value.pt, last.value.pt) >= least {
		return
	}
	found := j.finding(f, last, first, certainty)
	found.Tell = func(w *Words) string {
		return fmt.Sprintf("%s had issued %s at %s when %s took over at %s, whose first timestamp %s at %s is less than %d and the safety margin of %s ms; %s",
			oracleName(last.oracle), last.value, w.Name(last.record), oracleName(f.oracle), w.Name(f.event),
			first.value, w.Name(first.record), last.value.pt, parse.Escape(f.margin.Raw()), w.Before(last.record, f.event))
	}
	j.found.add(found)
}

// mostMS is more milliseconds since 1970 than any log of this age has (the
// year 5138); beyond it a pt counts something smaller.
const mostMS = 100_000_000_000_000

// lastKnown returns the last timestamp known at the failover: of several
// strands, the greatest of their last.
func (j *takeover) lastKnown(known map[parse.StrandID]int) *issue {
	var most *issue
	for _, i := range known {
		v := &j.issues[i]
		if most == nil || v.value.pt > most.value.pt || v.value.pt == most.value.pt && v.record < most.record {
			most = v
		}
	}
	return most
}

// notAbove is a first timestamp that is not greater than one of the old oracle.
func (j *takeover) notAbove(f *failover, old, first *issue, certainty Certainty) Finding {
	found := j.finding(f, old, first, certainty)
	found.Tell = func(w *Words) string {
		s := fmt.Sprintf("%s issued %s at %s, but the first timestamp of %s, which took over at %s, is %s at %s and not greater",
			oracleName(old.oracle), old.value, w.Name(old.record), oracleName(f.oracle), w.Name(f.event), first.value, w.Name(first.record))
		if found.Claims == nil {
			return s + "; nothing in the log tells whether the failover knew of it"
		}
		for _, c := range found.Claims {
			s += "; " + w.Before(c.From, c.To)
		}
		return s
	}
	return found
}

func (j *takeover) finding(f *failover, old, first *issue, certainty Certainty) Finding {
	found := Finding{Certainty: certainty, Subject: "failover to " + parse.Quote(f.oracle),
		Events: []Witness{{"last issue", old.record}, {"failover", f.event}, {"first issue", first.record}}}
	for _, c := range []Claim{{old.record, f.event}, {f.event, first.record}} {
		if j.in.Graph.Before(c.From, c.To) {
			found.Claims = append(found.Claims, c)
		}
	}
	return found
}

// late is a timestamp that the old oracle issued after the failover. Where
// lines are missing it may have taken over again.
func (j *takeover) late(f *failover, v *issue) Finding {
	certainty, unless := Definite, ""
	if j.holes() {
		certainty, unless = Possible, "; lines are missing, and another failover may be among them"
	}
	return Finding{Certainty: certainty, Subject: "failover to " + parse.Quote(f.oracle),
		Events: []Witness{{"failover", f.event}, {"late issue", v.record}},
		Claims: []Claim{{f.event, v.record}},
		Tell: func(w *Words) string {
			return fmt.Sprintf("%s took over at %s, but %s still issued %s at %s: %s",
				oracleName(f.oracle), w.Name(f.event), oracleName(v.oracle), v.value, w.Name(v.record), w.Before(f.event, v.record)) + unless
		}}
}
