package checks

import (
	"fmt"
	"time"

	"github.com/tracecausal/tracecausal/parse"
)

var truetimeInterval = Check{
	ID:    "truetime/interval",
	Title: "TrueTime intervals hold the true time",
	Doc: Doc{
		Definition: "Of every TrueTime interval earliest is at most latest. Each holds the true time of its event, so where e happens before f, earliest of e is at most latest of f. " +
			"Where the header states a drift (max_drift_ppm), the uncertainty, half of latest - earliest, grows between two events of a node by at most that drift times the time between them, unless there was a round of synchronisation in between (an event of kind sync). That is definite where vector clocks prove that no event is missing in between.",
		Needs: "Intervals (tt) on events, messages between nodes; for the growth, max_drift_ppm in a header.",
		Example: `{"tracecausal":1,"time_unit":"ms"}
{"node":"A","kind":"send","to":"B","msg_id":1,"tt":[100,105]}
{"node":"B","kind":"receive","from":"A","msg_id":1,"tt":[90,95]}
`,
		Source: "J. Corbett et al., Spanner: Google's Globally-Distributed Database, 2012",
		Blind:  "An interval that misses the true time by less than messages took. Where no drift is stated, how the uncertainty grows. One unit of the log is allowed at each end of an interval, for rounding, where growth is judged.",
	},
	UsesOrder: true,
	Collect:   collectInterval,
}

// intervalCheck judges the intervals of a run. Values of at are events with one.
type intervalCheck struct {
	in    *Input
	found collector
	at    []parse.EventID
	tt    []parse.TrueTime
	grown int
}

func collectInterval(in *Input) (ev Evidence) {
	if !in.Run.HasTrueTime() {
		return ev
	}
	c := &intervalCheck{in: in}
	for s := range in.Run.Strands() {
		c.strand(parse.StrandID(s))
	}
	c.ordered()
	c.found.into(&ev)
	ev.Examined = count(len(c.at), "interval")
	if in.Options.MaxDrift == nil {
		ev.Note = "no drift is stated (max_drift_ppm in the header), so the growth of the uncertainty is not judged"
	} else {
		ev.Examined += ", " + count(c.grown, "growth")
	}
	return ev
}

// strand reads the intervals of a strand and judges each by itself and against
// the one before it.
func (c *intervalCheck) strand(s parse.StrandID) {
	last := -1 // the interval before, where no round came in between
	walkStrand(c.in.Run, s, func(e parse.Event, fresh bool) {
		tt, ok := e.TrueTime()
		if fresh || e.Kind() == parse.Sync {
			last = -1
		}
		if !ok {
			return
		}
		c.at, c.tt = append(c.at, e.ID()), append(c.tt, tt)
		now := len(c.at) - 1
		if tt.Earliest > tt.Latest {
			c.found.add(Finding{Certainty: Definite, Subject: "interval", Events: []Witness{{"interval", e.ID()}},
				Message: fmt.Sprintf("the interval of %s begins at %s, after its end at %s", eventName(c.in.Run, e.ID()), wallText(tt.Earliest), wallText(tt.Latest))})
		}
		if last >= 0 && c.in.Options.MaxDrift != nil {
			c.grows(last, now, *c.in.Options.MaxDrift)
		}
		last = now
	})
}

// grows judges by how much an interval is wider than the one before it. True
// time between them is at most the latest of one less the earliest of the other.
func (c *intervalCheck) grows(i, k int, drift time.Duration) {
	c.grown++
	a, b := c.tt[i], c.tt[k]
	passed := max(subtract(b.Latest, a.Earliest), 0)
	grown := subtract(subtract(b.Latest, b.Earliest), subtract(a.Latest, a.Earliest))
	perSecond := float64(2*drift) / float64(time.Second) // of the width, which is twice the uncertainty
	allowed := int64(float64(passed)*perSecond*(1+1e-9)) + 2*grain(a, b)
	if grown <= allowed {
		return
	}
	certainty, unless := Definite, ""
	if !c.gapless(c.at[i], c.at[k]) {
		certainty, unless = Possible, ", unless a sync event between them is not logged (vector clocks would show)"
	}
	c.found.add(Finding{Certainty: certainty, Subject: "uncertainty", Events: []Witness{{"interval", c.at[i]}, {"wider interval", c.at[k]}},
		Claims: []Claim{{c.at[i], c.at[k]}},
		Message: fmt.Sprintf("the uncertainty grows by %s from %s to %s, within %s and with no sync event between them; the stated drift of %s in a second allows %s%s",
			time.Duration(grown/2), eventName(c.in.Run, c.at[i]), eventName(c.in.Run, c.at[k]), time.Duration(passed), drift, time.Duration(allowed/2), unless)})
}

// gapless reports whether the vector clocks of two events of a strand prove
// that the log holds every event between them.
func (c *intervalCheck) gapless(from, to parse.EventID) bool {
	a, okA := c.in.Run.Event(from).Vector()
	b, okB := c.in.Run.Event(to).Vector()
	own := c.in.Run.Event(from).Node()
	return okA && okB && b.At(own)-a.At(own) == uint64(to-from)
}

// grain returns the unit in which intervals were written: at most that of the
// log, and finer where they have decimals.
func grain(list ...parse.TrueTime) int64 {
	unit := int64(1)
	for _, tt := range list {
		unit = max(unit, tt.Unit)
	}
	for _, tt := range list {
		for unit > 1 && (tt.Earliest%unit != 0 || tt.Latest%unit != 0) {
			unit /= 10
		}
	}
	return unit
}

// ordered compares each interval with the one that begins latest among those
// before it. It takes O(k log n) time for each, k being the number of strands
// that log any.
func (c *intervalCheck) ordered() {
	p := newPrior(c.in.Graph, c.at, func(i, k int) int {
		return int(min(max(subtract(c.tt[i].Earliest, c.tt[k].Earliest), -1), 1))
	})
	for k, e := range c.at {
		worst := -1
		p.each(e, func(i int) {
			if c.tt[i].Earliest > c.tt[k].Latest && (worst < 0 || c.tt[i].Earliest > c.tt[worst].Earliest) {
				worst = i
			}
		})
		if worst >= 0 {
			c.late(worst, k)
		}
	}
}

func (c *intervalCheck) late(i, k int) {
	a, b := c.at[i], c.at[k]
	c.found.add(Finding{Certainty: Definite, Subject: "order", Events: []Witness{{"earlier", a}, {"later", b}}, Claims: []Claim{{a, b}},
		Tell: func(w *Words) string {
			return fmt.Sprintf("%s; but by TrueTime it was %s at the earliest at %s, and %s at the latest at %s, so one of the two intervals misses the true time",
				w.Before(a, b), wallText(c.tt[i].Earliest), w.Name(a), wallText(c.tt[k].Latest), w.Name(b))
		}})
}
