package checks

import (
	"fmt"

	"github.com/tracecausal/tracecausal/parse"
)

var viewSuccession = Check{
	ID:    "view/succession",
	Title: "A view follows the primary's ack of the one before, and its primary took part in that",
	Doc: Doc{
		Definition: "View i+1 is announced only after (happens-before) the primary of view i acknowledged view i. " +
			"The primary of view i was primary or backup of view i-1; the first view of the log is aside. So whoever serves has the state.",
		Needs: "Events of kind view with view, primary and backup, at the view server or the nodes that adopt them; view_ack with view at the primary (or, with from, where it arrives); " +
			"the messages between them. That a view was never acknowledged is certain only where vector clocks count the events of its primary, or where the primary's log runs from start to stop.",
		Example: `{"node":"V","kind":"view","view":1,"primary":"S1","backup":"S2"}
{"node":"V","kind":"view","view":2,"primary":"S3"}
`,
		Source: "Primary-backup replication with a view service, as lectures on distributed systems teach it (MIT 6.824, Primary/Backup Key/Value Service, 2012)",
		Blind: "Whether a new primary's state is really up to date: replica/order judges the transfer. " +
			"A view whose records name no backup is taken to have none, if the node that recorded it logs backups at all.",
	},
	UsesOrder: true,
	Collect:   collectSuccession,
}

func collectSuccession(in *Input) Evidence {
	s := keep(in, serviceOf)
	if len(s.of[parse.View]) == 0 {
		return Evidence{}
	}
	j := &succession{service: s, absence: newAbsence(in), acks: map[int64][]*deed{}, logs: map[parse.NodeID]bool{}}
	j.gather()
	steps := 0
	for i, n := range s.numbers {
		if i == 0 {
			continue
		}
		if s.numbers[i-1] != n-1 {
			j.gaps = append(j.gaps, s.views[n].records[0].event)
			continue
		}
		steps++
		j.heir(s.views[n-1], s.views[n])
		j.announced(s.views[n-1], s.views[n])
	}
	ev := Evidence{}
	if steps > 0 {
		ev.Examined = fmt.Sprintf("%s of view and %s", count(steps, "change"), count(len(s.of[parse.ViewAck]), "acknowledgement"))
	}
	ev.Missing = j.missing()
	j.found.into(&ev)
	return ev
}

// succession judges how one view follows another.
type succession struct {
	*service
	*absence
	acks  map[int64][]*deed     // by view, of the view's primary
	logs  map[parse.NodeID]bool // nodes that log acknowledgements of others
	gaps  []parse.EventID       // records of views whose predecessor has none
	heirs []parse.EventID       // records of views where the backup of the one before is not known
	found collector
}

// gather collects the acknowledgements of each view by its primary.
func (j *succession) gather() {
	run := j.service.in.Run
	for _, d := range j.of[parse.ViewAck] {
		v := j.views[d.view]
		from, told := run.Event(d.event).From()
		if told && from != d.node {
			j.logs[d.node] = true
		}
		if v == nil || !d.viewed {
			continue
		}
		for _, n := range []parse.NodeID{d.node, from} {
			if n != parse.NoNode && (n == d.node || told) && run.Nodes()[n].Name == v.primary {
				j.acks[d.view] = append(j.acks[d.view], d)
				break
			}
		}
	}
}

// heir judges who the primary of a view is.
func (j *succession) heir(old, v *view) {
	if old.by == nil || v.by == nil || v.primary == old.primary || v.primary == old.backup || len(v.clashes)+len(old.clashes) > 0 {
		return
	}
	if old.silent || old.unclear != nil {
		j.heirs = append(j.heirs, v.by.event)
		return
	}
	j.found.add(Finding{Subject: viewSubject(v.number), Events: []Witness{{"view before", old.by.event}, {"view", v.by.event}},
		Tell: func(w *Words) string {
			had := "no backup"
			if old.backup != "" {
				had = "backup " + parse.Quote(old.backup)
			}
			return fmt.Sprintf("the primary of view %d at %s is %s, which had no part in view %d: that has primary %s and %s at %s",
				v.number, w.Name(v.by.event), parse.Quote(v.primary), old.number, parse.Quote(old.primary), had, w.Name(old.by.event))
		}})
}

// announced judges that the view before was acknowledged: each of the first
// records of a view, that no other record of it precedes, follows the
// acknowledgement.
func (j *succession) announced(old, v *view) {
	if old.by == nil || len(old.clashes) > 0 || len(j.of[parse.ViewAck]) == 0 {
		return
	}
	g := j.service.in.Graph
	p := newPrior(g, eventsOf(v.records), func(a, b int) int { return 0 })
	q := newPrior(g, eventsOf(j.acks[old.number]), func(a, b int) int { return 0 })
	for _, d := range v.records {
		first, follows := true, false
		p.each(d.event, func(int) { first = false })
		q.each(d.event, func(int) { follows = true })
		if first && !follows {
			j.found.add(j.hasty(old, v, d))
			return
		}
	}
}

// hasty is a view that is announced though nothing shows that the one before
// was acknowledged.
func (j *succession) hasty(old, v *view, d *deed) Finding {
	in := j.service.in
	acks := j.acks[old.number]
	f := Finding{Certainty: j.unacknowledged(old, d, acks), Subject: viewSubject(v.number),
		Events: []Witness{{"view before", old.by.event}, {"view", d.event}}, Stamped: true}
	late := firstAfter(in, d.event, acks)
	if late == nil && len(acks) > 0 {
		late = acks[0]
	} else if late != nil {
		f.Claims = []Claim{{d.event, late.event}}
	}
	if late != nil {
		f.Events = append(f.Events, Witness{"acknowledgement", late.event})
	}
	f.Tell = func(w *Words) string {
		s := fmt.Sprintf("view %d is announced at %s before the primary %s of view %d had acknowledged view %d", v.number, w.Name(d.event),
			parse.Quote(old.primary), old.number, old.number)
		switch {
		case f.Claims != nil:
			s += fmt.Sprintf(" at %s: %s", w.Name(late.event), w.Before(d.event, late.event))
		case late != nil:
			s += " at " + w.Name(late.event) + ", which is not before it"
		default:
			s += ", which it never did"
		}
		if f.Certainty == Possible {
			s += "; only possible, because the log may lack an earlier acknowledgement or its message (log start and stop at the primary, or vector clocks)"
		}
		return s
	}
	return f
}

// unacknowledged tells how sure it is that no acknowledgement of a view
// precedes a record of the next, wherever acknowledgements are logged.
func (j *succession) unacknowledged(old *view, d *deed, acks []*deed) Certainty {
	n, ok := j.service.in.Run.Node(old.primary)
	if !ok {
		return Possible
	}
	places := []parse.NodeID{n}
	for other := range parse.NodeID(len(j.service.in.Run.Nodes())) {
		if j.logs[other] && other != n {
			places = append(places, other)
		}
	}
	for _, place := range places {
		var there []parse.EventID
		for _, a := range acks {
			if a.node == place {
				there = append(there, a.event)
			}
		}
		if c, _ := j.never(place, there, d.event); c == Possible {
			return Possible
		}
	}
	return Definite
}

func (j *succession) missing() []string {
	words := j.viewDoubts()
	run := j.service.in.Run
	if len(j.of[parse.ViewAck]) == 0 && len(j.numbers) > 1 {
		words = append(words, "no acknowledgement of a view is logged: log view_ack at the primary")
	}
	if len(j.gaps) > 0 {
		words = append(words, "no record of the view before "+some(run, j.gaps))
	}
	if len(j.heirs) > 0 {
		words = append(words, "the backup of the view before is not known for "+some(run, j.heirs)+": log backup")
	}
	return words
}
