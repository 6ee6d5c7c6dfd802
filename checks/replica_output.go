package checks

import (
	"fmt"
	"sort"

	"github.com/tracecausal/tracecausal/parse"
)

var replicaOutput = Check{
	ID:    "replica/output",
	Title: "Output waits for the backup's acknowledgement",
	Doc: Doc{
		Definition: "An output of the primary comes after (happens-before) the backup's ack of every operation that it depends on: " +
			"those that the primary applied in the same view, up to the one it names, or all before it where it names none. So a backup that takes over knows of everything that the world was told. " +
			"In a view without a backup there is nothing to wait for. An output that a new primary repeats after a failover is lawful and counted.",
		Needs: "Events of kind output (with op) and apply at the primary, ack with op at the backup, the messages between them, and view with primary and backup. " +
			"That an ack was never given is certain only where vector clocks count the events of the backup, or where its log runs from start to stop.",
		Example: `{"node":"P","kind":"view","view":1,"primary":"P","backup":"B"}
{"node":"P","kind":"apply","op":1}
{"node":"P","kind":"output","op":1}
{"node":"P","kind":"send","to":"B","msg_id":1}
{"node":"B","kind":"start"}
{"node":"B","kind":"receive","from":"P","msg_id":1}
{"node":"B","kind":"view","view":1,"primary":"P","backup":"B"}
{"node":"B","kind":"ack","op":1}
{"node":"B","kind":"stop"}
`,
		Source: "D. J. Scales, M. Nelson and G. Venkitachalam, The Design of a Practical System for Fault-Tolerant Virtual Machines, 2010 (the output rule)",
		Blind: "Operations of earlier views, which the transfer to the backup must have covered. " +
			"An acknowledgement that stands for all operations before it: log one for each. Outputs that are not logged.",
	},
	UsesOrder: true,
	Collect:   collectOutput,
}

func collectOutput(in *Input) Evidence {
	s := keep(in, serviceOf)
	if len(s.of[parse.Output]) == 0 {
		return Evidence{}
	}
	j := &outputs{service: s, absence: newAbsence(in), acks: map[ackKey][]*deed{}, done: map[string]parse.NodeID{}}
	for _, d := range s.of[parse.Ack] {
		if s.role(d) == backupRole && d.named {
			k := ackKey{in.Run.Nodes()[d.node].Name, d.view, d.op}
			j.acks[k] = append(j.acks[k], d)
		}
	}
	j.judge()
	ev := Evidence{Examined: fmt.Sprintf("%s and %s of operations", count(len(s.of[parse.Output]), "output"), count(len(s.of[parse.Ack]), "acknowledgement"))}
	if j.repeated > 0 {
		ev.Note = count(j.repeated, "output") + " repeated after a failover, as the rule allows"
	}
	ev.Missing = j.missing()
	j.found.into(&ev)
	return ev
}

// outputs judges the output rule.
type outputs struct {
	*service
	*absence
	acks     map[ackKey][]*deed      // of backups
	done     map[string]parse.NodeID // who made the output of an operation first
	repeated int
	viewless []parse.EventID
	roleless []parse.EventID
	nameless []parse.EventID // operations that cannot be told from others
	found    collector
}

// pendingOp is an operation that outputs of its view wait for.
type pendingOp struct {
	*deed
	known parse.EventID // first event of the primary that is after an ack; NoEvent where none is
	acks  []*deed
}

// stint is what a primary did in a view without a break.
type stint struct {
	life    int
	view    int64
	pending *pendingOp            // of the operations so far, the one whose ack was learnt last
	after   parse.EventID         // where an ack of an operation after that is known first
	upto    map[string]*pendingOp // what pending was when an operation was applied
}

// judge walks through each primary's log. Of the operations that an output
// depends on, only the one whose ack was learnt last matters.
func (j *outputs) judge() {
	var at stint
	for _, d := range j.deeds {
		if d.kind != parse.Apply && d.kind != parse.Output {
			continue
		}
		if d.life != at.life || d.view != at.view || at.upto == nil {
			at = stint{life: d.life, view: d.view, upto: map[string]*pendingOp{}}
		}
		isOutput := d.kind == parse.Output
		if isOutput {
			j.count(d)
		}
		switch {
		case !j.backed(d):
		case isOutput:
			j.output(&at, d)
		case d.named:
			at.apply(d, j.pend(d))
		default:
			j.nameless = append(j.nameless, d.event)
		}
	}
}

func (at *stint) apply(d *deed, p *pendingOp) {
	if at.pending != later(at.pending, p) {
		at.pending, at.after = p, parse.NoEvent
	} else {
		at.after = min(at.after, p.known)
	}
	at.upto[d.op] = at.pending
}

// output judges an output by the operations up to the one that it names, or by
// all before it.
func (j *outputs) output(at *stint, d *deed) {
	p := at.pending
	if d.named {
		if p = at.upto[d.op]; p == nil {
			p = j.pend(d)
		}
	}
	if p == nil {
		j.nameless = append(j.nameless, d.event)
	} else if p.known > d.event {
		j.found.add(j.early(d, p, p == at.pending && at.after < d.event))
	}
}

// later returns which of two operations was acknowledged later, as their
// primary learnt it; the first of equals.
func later(a, b *pendingOp) *pendingOp {
	if a == nil || b.known > a.known { // NoEvent is greater than all
		return b
	}
	return a
}

// count counts outputs that another node made before.
func (j *outputs) count(d *deed) {
	if !d.named {
		return
	}
	if by, ok := j.done[d.op]; !ok {
		j.done[d.op] = d.node
	} else if by != d.node {
		j.repeated++
	}
}

// backed reports that d is of the primary of a view with a backup.
func (j *outputs) backed(d *deed) bool {
	isOutput := d.kind == parse.Output
	if !d.viewed {
		if isOutput {
			j.viewless = append(j.viewless, d.event)
		}
		return false
	}
	switch j.role(d) {
	case unknownRole:
		if isOutput {
			j.roleless = append(j.roleless, d.event)
		}
		return false
	case primaryRole:
		v := j.views[d.view]
		if v.silent && isOutput {
			j.roleless = append(j.roleless, d.event)
		}
		return v.backup != ""
	}
	return false // who is not the primary is the matter of view/one-primary
}

// pend finds out where the primary first knew of the backup's ack of an
// operation.
func (j *outputs) pend(d *deed) *pendingOp {
	p := &pendingOp{deed: d, known: parse.NoEvent}
	p.acks = j.acks[ackKey{j.views[d.view].backup, d.view, d.op}]
	in := j.service.in
	st := in.Run.Strands()[in.Run.StrandOf(d.event)]
	for _, a := range p.acks {
		i := sort.Search(st.Len, func(i int) bool { return in.Graph.Before(a.event, st.First+parse.EventID(i)) })
		if i < st.Len {
			p.known = min(p.known, st.First+parse.EventID(i))
		}
	}
	return p
}

// early is an output that did not wait. covered says that the ack of a later
// operation came in time, which may stand for this one too.
func (j *outputs) early(d *deed, p *pendingOp, covered bool) Finding {
	in, v := j.service.in, j.views[d.view]
	f := Finding{Certainty: Possible, Subject: p.what(), Events: []Witness{{"output", d.event}}}
	if p.event != d.event {
		f.Events = []Witness{{"apply", p.event}, {"output", d.event}}
		f.Claims = append(f.Claims, Claim{p.event, d.event})
	}
	covered = covered && len(p.acks) == 0
	if n, ok := in.Run.Node(v.backup); ok && !covered {
		f.Certainty, f.Stamped = j.never(n, eventsOf(p.acks), d.event)
	}
	late := firstAfter(in, d.event, p.acks)
	if late != nil {
		f.Claims = append(f.Claims, Claim{d.event, late.event})
		f.Events = append(f.Events, Witness{"acknowledgement", late.event})
	} else if len(p.acks) > 0 {
		f.Events = append(f.Events, Witness{"acknowledgement", p.acks[0].event})
	}
	certainty := f.Certainty
	f.Tell = func(w *Words) string {
		s := fmt.Sprintf("%s made an output at %s, which depends on %s, before the backup %s had acknowledged that", w.Node(d.node), w.Name(d.event), p.what(), parse.Escape(v.backup))
		switch {
		case late != nil:
			s += fmt.Sprintf(" at %s: %s", w.Name(late.event), w.Before(d.event, late.event))
		case len(p.acks) > 0:
			s += " at " + w.Name(p.acks[0].event) + ", which is not before it"
		default:
			s += ", which it never did in that view"
		}
		switch {
		case covered:
			s += "; only possible, because it acknowledged a later operation, which may stand for all before (log an ack for each)"
		case certainty == Possible:
			s += "; only possible, because the log may lack an ack or the message that told of it (log start and stop at the backup, or vector clocks)"
		}
		return s
	}
	return f
}

func (j *outputs) missing() []string {
	words := j.viewDoubts()
	run := j.service.in.Run
	if len(j.viewless) > 0 {
		words = append(words, fmt.Sprintf("%s in an unknown view (%s): log view", count(len(j.viewless), "output"), some(run, j.viewless)))
	}
	if len(j.roleless) > 0 {
		words = append(words, fmt.Sprintf("%s in views whose primary and backup are not known (%s): log the records of kind view", count(len(j.roleless), "output"), some(run, j.roleless)))
	}
	if len(j.nameless) > 0 {
		words = append(words, fmt.Sprintf("%s without op, so that their acks cannot be found (%s)", count(len(j.nameless), "operation or output"), some(run, j.nameless)))
	}
	return words
}
