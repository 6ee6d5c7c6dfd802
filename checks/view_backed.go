package checks

import (
	"fmt"

	"github.com/tracecausal/tracecausal/parse"
)

// answered judges a primary's answer to its client: the backup of the view has
// acknowledged the operation.
func (j *onePrimary) answered(d *deed) {
	v := j.views[d.view]
	if v.backup == "" {
		if v.silent {
			j.roleless = append(j.roleless, d.event)
		}
		return
	}
	if !d.named {
		j.opless = append(j.opless, d.event)
		return
	}
	g := j.service.in.Graph
	acks := j.acks[ackKey{v.backup, d.view, d.op}]
	for _, a := range acks {
		if g.Before(a.event, d.event) {
			return
		}
	}
	for _, a := range j.answers[d.op] {
		if a.view < d.view && g.Before(a.event, d.event) {
			j.repeated++
			return
		}
	}
	if !j.transferred(d, v) {
		j.found.add(j.unbacked(d, v, acks))
	}
}

// transferred reports that the primary had an operation before the view, and
// that the transfer to the backup in this view, which reflects it, is before
// the answer.
func (j *onePrimary) transferred(d *deed, v *view) bool {
	name := j.service.in.Run.Nodes()[d.node].Name
	had, took := j.had[ackKey{node: name, op: d.op}], j.took[ackKey{node: v.backup, view: d.view}]
	g := j.service.in.Graph
	return had != nil && took != nil && had.view < d.view && g.Before(had.event, d.event) && g.Before(took.event, d.event)
}

// unbacked is an answer without the backup's acknowledgement.
func (j *onePrimary) unbacked(d *deed, v *view, acks []*deed) Finding {
	run := j.service.in.Run
	f := Finding{Certainty: Possible, Subject: viewSubject(d.view), Events: []Witness{{"view", v.by.event}, {"answer", d.event}}}
	why := "; only possible, because the log of " + parse.Escape(v.backup) + " may lack it (log start and stop, or vector clocks)"
	if n, ok := run.Node(v.backup); ok {
		f.Certainty, f.Stamped = j.never(n, eventsOf(acks), d.event)
		if len(acks) > 0 {
			why = "; only possible, because nothing orders the two (log the message by which it is told)"
		}
	}
	late := firstAfter(j.service.in, d.event, acks)
	if len(acks) > 0 {
		a := acks[0]
		if late != nil {
			a = late
			f.Claims = []Claim{{d.event, a.event}}
		}
		f.Events = append(f.Events, Witness{"backup's ack", a.event})
	}
	certainty := f.Certainty
	f.Tell = func(w *Words) string {
		s := fmt.Sprintf("%s answered %s in view %d at %s before its backup %s had acknowledged it",
			w.Node(d.node), d.what(), d.view, w.Name(d.event), parse.Escape(v.backup))
		switch {
		case late != nil:
			s += fmt.Sprintf(" at %s: %s", w.Name(late.event), w.Before(d.event, late.event))
		case len(acks) > 0:
			s += " at " + w.Name(acks[0].event) + ", which is not before it"
		default:
			s += ", which it never did in that view"
		}
		if certainty == Possible {
			s += why
		}
		return s
	}
	return f
}

func eventsOf(deeds []*deed) []parse.EventID {
	events := make([]parse.EventID, len(deeds))
	for i, d := range deeds {
		events[i] = d.event
	}
	return events
}

// firstAfter returns the first of some deeds that is known to be after e.
func firstAfter(in *Input, e parse.EventID, deeds []*deed) *deed {
	for _, d := range deeds {
		if in.Graph.Before(e, d.event) {
			return d
		}
	}
	return nil
}

// carryKey names a request as it arrives at a node.
type carryKey struct {
	node parse.NodeID
	op   string
}

// carried is a message that brought a request.
type carried struct {
	send, receive parse.EventID
	from          parse.NodeID
	view          int64 // of the sender, as the message says
	viewed        bool
}

// carriedOps collects the messages that carry an operation, by receiver and
// operation, in the receiver's order.
func carriedOps(in *Input) map[carryKey][]carried {
	all := map[carryKey][]carried{}
	for _, m := range in.Graph.Messages() {
		at := in.Graph.Enter(m)
		if at == parse.NoEvent {
			continue
		}
		send, end := in.Run.Event(m.Send), in.Run.Event(at)
		op, ok := send.Payload(parse.FOp)
		if !ok {
			if op, ok = end.Payload(parse.FOp); !ok {
				continue
			}
		}
		c := carried{send: m.Send, receive: at, from: send.Node()}
		if c.view, c.viewed = send.Int(parse.FView); !c.viewed {
			c.view, c.viewed = end.Int(parse.FView)
		}
		k := carryKey{end.Node(), op.Text()}
		all[k] = append(all[k], c)
	}
	return all
}

// accepted judges a backup's acknowledgement: some message that brought the
// operation before was forwarded by the primary in the same view.
func (j *onePrimary) accepted(d *deed) {
	v, g := j.views[d.view], j.service.in.Graph
	var wrong *carried
	for _, c := range j.carried[carryKey{d.node, d.op}] {
		if !g.Before(c.receive, d.event) {
			continue
		}
		name := j.service.in.Run.Nodes()[c.from].Name
		if name == v.primary && (!c.viewed || c.view == d.view) {
			return
		}
		wrong = &c
	}
	if wrong == nil {
		return
	}
	f := Finding{Certainty: Possible, Subject: viewSubject(d.view),
		Events: []Witness{{"request", wrong.send}, {"receive", wrong.receive}, {"ack", d.event}},
		Claims: []Claim{{wrong.send, wrong.receive}, {wrong.receive, d.event}}}
	if whole, counted := j.before(d.event); whole {
		f.Certainty, f.Stamped = Definite, counted
	}
	f.Tell = func(w *Words) string {
		s := fmt.Sprintf("%s, the backup of view %d, accepted %s at %s, but ", w.Node(d.node), d.view, d.what(), w.Name(d.event))
		if wrong.viewed {
			s += fmt.Sprintf("it came from %s in view %d: %s", w.Node(wrong.from), wrong.view, w.Before(wrong.send, wrong.receive))
		} else {
			s += fmt.Sprintf("it came from %s, not from the primary %s: %s", w.Node(wrong.from), parse.Quote(v.primary), w.Before(wrong.send, wrong.receive))
		}
		if f.Certainty == Possible {
			s += "; only possible, because the log may lack another receive"
		}
		return s
	}
	j.found.add(f)
}
