package checks

import (
	"fmt"
	"strconv"

	"github.com/tracecausal/tracecausal/parse"
)

var counterConvergence = Check{
	ID:    "counter/convergence",
	Title: "Replicas of a counter that have seen the same updates report the same value",
	Doc: Doc{
		Definition: "A replica has seen its own increments and decrements, and what each state that it merged had seen when it was sent; a message that carries no state shows it nothing. " +
			"The value that it reports is the sum of the updates it has seen, so replicas that have seen the same report the same, and merging a state twice changes nothing. " +
			"Where it reports its state, the slots add up to the value, its own slot is the sum of its own updates, another one a sum that its node reached, and none shrinks.",
		Needs: "increment and decrement with counter and amount (1 where absent), merge with counter and from, value with counter and value, and the messages that carry states. " +
			"A message with the field counter is known to carry that counter's state; else a merge that could have taken one of several messages should name its msg_id. " +
			"A state is an object of sums by node, or two of them under p and n.",
		Example: `{"node":"A","kind":"increment","counter":"visits","amount":2}
{"node":"A","kind":"send","to":"B","msg_id":1,"counter":"visits"}
{"node":"B","kind":"increment","counter":"visits","amount":1}
{"node":"B","kind":"receive","from":"A","msg_id":1,"counter":"visits"}
{"node":"B","kind":"merge","counter":"visits","from":"A"}
{"node":"B","kind":"merge","counter":"visits","from":"A"}
{"node":"B","kind":"value","counter":"visits","value":5,"state":{"A":4,"B":1}}
`,
		Source: "M. Shapiro, N. Preguica, C. Baquero and M. Zawirski, A Comprehensive Study of Convergent and Commutative Replicated Data Types, 2011",
		Blind: "Amounts and values that are no integers of 64 bits. A merge whose message arrived before one that an earlier merge took. " +
			"A client that logs the value it was told as a report of its own, and updates itself. What a replica forgot of others in a crash.",
	},
	UsesOrder: true,
	Collect:   collectConvergence,
}

// collectConvergence compares each report with the updates that its replica has
// seen.
func collectConvergence(in *Input) Evidence {
	var ev Evidence
	j := &convergence{in: in, counters: readCounters(in), holes: in.holes()}
	reports := 0
	for _, name := range j.names {
		k := j.byName[name]
		reports += len(k.values)
		known := map[string]bool{}
		for n := range k.replicas {
			known[in.Run.Nodes()[n].Name] = true
		}
		for _, id := range k.values {
			j.judge(k, in.Run.Event(id), known)
		}
	}
	if reports > 0 {
		ev.Examined = fmt.Sprintf("%s of %s with %s", count(reports, "report"), count(len(j.names), "counter"), count(j.updates, "update"))
		ev.Missing = j.missing()
	}
	j.found.into(&ev)
	return ev
}

// convergence judges reports.
type convergence struct {
	*counters
	in                               *Input
	holes                            func() bool
	found                            collector
	noValue, broken, outsiders, open []parse.EventID
}

// report is a value that a replica reports, with what it has seen.
type report struct {
	k     *counter
	event parse.Event
	value int64
	slots slotSums
	state seen
}

func (j *convergence) judge(k *counter, e parse.Event, known map[string]bool) {
	value, ok := e.Int(parse.FValue)
	if !ok {
		j.noValue = append(j.noValue, e.ID())
		return
	}
	r := &report{k: k, event: e, value: value, slots: readSlots(e), state: k.stateOf(e.Node(), moment{e.ID(), e.Life()})}
	if j.contradictsItself(r) {
		return
	}
	if k.broken {
		j.broken = append(j.broken, e.ID())
		return
	}
	if k.replicas[e.Node()] == nil {
		if _, slots := r.slots.names(nil); value != 0 || slots > 0 {
			j.outsiders = append(j.outsiders, e.ID())
		}
		return
	}
	if k.merges == 0 {
		j.withoutMerges(r)
		return
	}
	of, other := r.slots.names(known)
	mapped := r.slots.ok && (other == 0 || of > 0)
	if mapped && j.wrongSlot(r, known) {
		return
	}
	j.compareSum(r, mapped)
}

// compareSum compares the value with the sums that what was seen allows.
func (j *convergence) compareSum(r *report, mapped bool) {
	least, greatest, ok := r.k.sums(r.state)
	exact := r.state.exact()
	switch {
	case !ok:
		j.broken = append(j.broken, r.event.ID())
	case r.state.unbound, !exact && !mapped && r.value >= least && r.value <= greatest:
		j.open = append(j.open, r.event.ID())
	case r.value < least || r.value > greatest:
		what := "to " + strconv.FormatInt(least, 10)
		if least != greatest {
			what = fmt.Sprintf("to something from %d to %d", least, greatest)
		}
		j.report(r, "the updates that it had seen add up "+what)
	}
}

// exact reports that what was seen is known.
func (s *seen) exact() bool {
	for i := range s.lo {
		if s.lo[i] != s.hi[i] {
			return false
		}
	}
	return !s.unbound
}

// withoutMerges judges a report of a counter that no replica is said to merge:
// either none does, or the merges are not logged.
func (j *convergence) withoutMerges(r *report) {
	own, _, ok := r.k.sums(r.state)
	if ok && r.value == own {
		return
	}
	for i, s := range r.k.slots {
		if s.node != r.event.Node() {
			r.state.hi[i] = len(s.at)
		}
	}
	j.compareSum(r, false)
}

// contradictsItself judges what needs no other log: the slots of a state add up
// to the value, and none is smaller than it was.
func (j *convergence) contradictsItself(r *report) bool {
	if !r.slots.ok {
		return false
	}
	e := r.event.ID()
	if sum := r.slots.sum(); !sum.IsInt64() || sum.Int64() != r.value {
		j.found.add(Finding{Subject: r.subject(), Events: []Witness{{"report", e}}, Tell: func(w *Words) string {
			return fmt.Sprintf("%s reports %d for %s, but the slots of the state it shows add up to %v", w.Name(e), r.value, r.subject(), sum)
		}})
		return true
	}
	last := r.k.replicas[r.event.Node()]
	if last == nil {
		return false
	}
	at, before := last.at, last.report
	last.at, last.report = e, r.slots
	if at == parse.NoEvent || j.in.Run.Event(at).Life() != r.event.Life() || j.in.Run.StrandOf(at) != j.in.Run.StrandOf(e) {
		return false
	}
	name, was, is := r.slots.back(before, r.k.falls())
	if name == "" {
		return false
	}
	j.found.add(Finding{Subject: r.subject(), Events: []Witness{{"earlier report", at}, {"report", e}}, Claims: []Claim{{at, e}}, Tell: func(w *Words) string {
		return fmt.Sprintf("the slot of %s in %s shrinks from %d at %s to %d at %s, where a slot only grows: %s",
			parse.Escape(name), r.subject(), was, w.Name(at), is, w.Name(e), w.Before(at, e))
	}})
	return true
}

// falls reports that some update takes away.
func (k *counter) falls() bool {
	for _, s := range k.slots {
		if s.minus[len(s.minus)-1] != 0 {
			return true
		}
	}
	return false
}

// wrongSlot compares the slots of a state with the updates of their nodes.
func (j *convergence) wrongSlot(r *report, known map[string]bool) bool {
	updated := map[string]bool{}
	undecided := r.state.unbound
	for i, s := range r.k.slots {
		name := j.in.Run.Nodes()[s.node].Name
		updated[name] = true
		lo, hi := r.state.lo[i], r.state.hi[i]
		own := s.node == r.event.Node()
		if r.state.unbound && !own {
			continue
		}
		switch fits, sure := r.slots.fits(name, s, lo, hi); {
		case fits:
		case !sure:
			undecided = true
		default:
			whose := "which " + parse.Escape(name) + " had not reached in any state that it had seen"
			if own {
				whose = "but its own updates so far come to another sum"
			}
			j.report(r, fmt.Sprintf("its slot of %s stands at %s, %s", parse.Escape(name), r.slots.show(name), whose))
			return true
		}
	}
	for _, name := range r.slots.sortedNames() {
		if !updated[name] && r.slots.plus[name]|r.slots.minus[name] != 0 && !undecided {
			j.report(r, fmt.Sprintf("its slot of %s stands at %s, and no update of that node is logged", parse.Escape(name), r.slots.show(name)))
			return true
		}
	}
	if undecided {
		j.open = append(j.open, r.event.ID())
	}
	return undecided
}
