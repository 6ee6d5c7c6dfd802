package checks

import (
	"fmt"
	"strconv"

	"github.com/tracecausal/tracecausal/parse"
)

// report adds a finding: a report that does not follow from what was seen.
func (j *convergence) report(r *report, why string) {
	e := r.event.ID()
	f := Finding{Subject: r.subject(), Events: []Witness{{"report", e}}}
	for i, s := range r.k.slots {
		if n := r.state.lo[i]; n > 0 && s.node != r.event.Node() && len(f.Claims) < maxSteps {
			f.Events = append(f.Events, Witness{"update seen", s.at[n-1]})
			f.Claims = append(f.Claims, Claim{s.at[n-1], e})
		}
	}
	if m := r.state.at; m != parse.NoEvent && j.in.Run.StrandOf(m) == j.in.Run.StrandOf(e) {
		f.Events = append(f.Events, Witness{"last merge", m})
		f.Claims = append(f.Claims, Claim{m, e})
	}
	if j.holes() {
		f.Certainty = Possible
	}
	f.Tell = func(w *Words) string {
		s := fmt.Sprintf("%s reports %d for %s, but %s", w.Name(e), r.value, r.subject(), why)
		if seen := r.seenWords(j.in.Run); seen != "" {
			s += " (" + seen + ")"
		}
		if j.holes() {
			s += "; only possible, because lines are missing from the log that may explain it"
		}
		return s
	}
	j.found.add(f)
}

// seenWords says how many updates of each node were seen.
func (r *report) seenWords(run *parse.Run) string {
	var words []string
	for i, s := range r.k.slots {
		n := strconv.Itoa(r.state.lo[i])
		if r.state.lo[i] != r.state.hi[i] {
			n += " to " + strconv.Itoa(r.state.hi[i])
		}
		if len(words) == maxSteps {
			words = append(words, "more")
			break
		}
		words = append(words, n+" of "+nodeName(run, s.node))
	}
	if words == nil {
		return ""
	}
	return "updates seen: " + list(words)
}

func (r *report) subject() string { return counterName(r.k.name) }

func counterName(name string) string {
	if name == "" {
		return "the counter"
	}
	return "counter " + parse.Quote(name)
}

func (j *convergence) missing() []string {
	var words []string
	add := func(events []parse.EventID, text string) {
		if len(events) > 0 {
			words = append(words, fmt.Sprintf(text, some(j.in.Run, events)))
		}
	}
	add(j.unreadable, "updates whose amount is no integer, or whose sum does not fit 64 bits: %s")
	add(j.noValue, "reports whose value is no integer of 64 bits: %s")
	add(j.broken, "reports of a sum that is not known: %s")
	add(j.outsiders, "reports of nodes that log neither updates nor merges: %s; log merge with counter and from")
	add(j.open, "reports after merges of a state that the log leaves open: %s; log the messages that carry states at both ends with the field counter, or msg_id on the merge")
	return words
}
