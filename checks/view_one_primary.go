package checks

import (
	"fmt"
	"slices"

	"github.com/tracecausal/tracecausal/parse"
)

var viewOnePrimary = Check{
	ID:    "view/one-primary",
	Title: "Only the primary of the current view serves, and with its backup",
	Doc: Doc{
		Definition: "A view number has one primary, and at no node do view numbers fall. " +
			"Who acts (ack, output) in a view is its primary, or acknowledges as its backup, and has adopted no higher view. " +
			"A primary whose view has a backup answers a request (ack) only after (happens-before) the backup's ack of that request in the same view. " +
			"A backup acknowledges a request only if the primary forwarded it in the backup's own view; one that comes directly from a client it refuses. " +
			"An answer repeated later is judged where it was given first; of an operation that the primary had before the view, the transfer to the backup tells it.",
		Needs: "Events of kind view with view, primary and backup, as announced and as adopted; ack with op and view at backups and primaries; the messages between them, " +
			"with op and view on those that forward a request. That an ack was never given is certain only where vector clocks count the events of the backup, " +
			"or where its log runs from start to stop.",
		Example: `{"node":"S1","kind":"view","view":1,"primary":"S1","backup":"S2"}
{"node":"S1","kind":"view","view":2,"primary":"S2"}
{"node":"S1","kind":"ack","op":"put x","view":1}
`,
		Source: "Primary-backup replication with a view service, as lectures on distributed systems teach it (MIT 6.824, Primary/Backup Key/Value Service, 2012)",
		Blind: "Requests and forwarded requests whose messages do not carry op. A view whose records name no backup is taken to have none, if the node that recorded it logs backups at all. " +
			"A node that starts again is taken to know no view.",
	},
	UsesOrder: true,
	Collect:   collectOnePrimary,
}

func collectOnePrimary(in *Input) Evidence {
	s := keep(in, serviceOf)
	inViews := func(d *deed) bool { return d.stated && d.kind != parse.ViewAck }
	if !slices.ContainsFunc(s.deeds, inViews) {
		return Evidence{}
	}
	j := &onePrimary{service: s, absence: newAbsence(in), answers: map[string][]*deed{}, acks: map[ackKey][]*deed{}, had: map[ackKey]*deed{}, took: map[ackKey]*deed{}}
	j.judgeViews()
	j.gather()
	for _, d := range s.deeds {
		if d.kind == parse.Ack || d.kind == parse.Output {
			j.act(d)
		}
	}
	ev := Evidence{Examined: fmt.Sprintf("%s, %s and %s", count(len(s.numbers), "view"), count(len(s.of[parse.View]), "record"),
		count(len(s.of[parse.Ack])+len(s.of[parse.Output]), "act"))}
	if j.repeated > 0 {
		ev.Note = count(j.repeated, "answer") + " had been given before"
	}
	ev.Missing = j.missing()
	j.found.into(&ev)
	return ev
}

// onePrimary judges who serves.
type onePrimary struct {
	*service
	*absence
	answers  map[string][]*deed // acks of primaries, by operation
	acks     map[ackKey][]*deed // acks of backups
	had      map[ackKey]*deed   // the first ack or apply of an operation at a node, in whatever view
	took     map[ackKey]*deed   // the first transfer to a node in a view, of no operation
	carried  map[carryKey][]carried
	repeated int
	viewless []parse.EventID // acts whose view is not known
	roleless []parse.EventID // acts in views whose servers are not known
	opless   []parse.EventID // answers without an operation
	found    collector
}

// ackKey names what a backup acknowledged in a view.
type ackKey struct {
	node string
	view int64
	op   string
}

func viewSubject(n int64) string { return fmt.Sprintf("view %d", n) }

// judgeViews finds views with two primaries, and nodes whose view falls.
func (j *onePrimary) judgeViews() {
	for _, n := range j.numbers {
		v := j.views[n]
		told := map[string]bool{}
		for _, d := range v.clashes {
			name := j.service.in.Run.Event(d.event).Text(parse.FPrimary)
			if !told[name] {
				told[name] = true
				j.found.add(j.clash(v, d, name))
			}
		}
	}
	for _, d := range j.of[parse.View] {
		if d.stated && d.newest != parse.NoEvent && d.view < d.highest {
			j.found.add(Finding{Subject: viewSubject(d.view), Events: []Witness{{"higher view", d.newest}, {"view", d.event}},
				Claims: []Claim{{d.newest, d.event}},
				Tell: func(w *Words) string {
					return fmt.Sprintf("%s went back to view %d at %s after view %d at %s", w.Node(d.node), d.view, w.Name(d.event), d.highest, w.Name(d.newest))
				}})
		}
	}
}

func (j *onePrimary) clash(v *view, d *deed, name string) Finding {
	f := secondFinding(j.service.in, Definite, [2]string{"view", "other view"}, v.by.event, d.event, viewSubject(v.number),
		func(w *Words, first, again parse.EventID) string {
			a, b := v.primary, name
			if first != v.by.event {
				a, b = b, a
			}
			return fmt.Sprintf("view %d has primary %s at %s but primary %s at %s", v.number, parse.Quote(a), w.Name(first), parse.Quote(b), w.Name(again))
		})
	return f
}

// gather sorts acknowledgements into answers of primaries and acks of backups.
func (j *onePrimary) gather() {
	for _, d := range j.deeds {
		name := j.service.in.Run.Nodes()[d.node].Name
		k := ackKey{node: name, op: d.op}
		switch d.kind {
		case parse.Apply, parse.Ack:
		case parse.Transfer:
			k.view = d.view
			if from, ok := j.service.in.Run.Event(d.event).From(); j.took[k] == nil && d.viewed && !(ok && from == d.node) {
				j.took[k] = d
			}
			continue
		default:
			continue
		}
		if j.had[k] == nil && d.named && d.viewed {
			j.had[k] = d
		}
	}
	for _, d := range j.of[parse.Ack] {
		switch j.role(d) {
		case primaryRole:
			j.answers[d.op] = append(j.answers[d.op], d)
		case backupRole:
			k := ackKey{j.service.in.Run.Nodes()[d.node].Name, d.view, d.op}
			j.acks[k] = append(j.acks[k], d)
		}
	}
	j.carried = carriedOps(j.service.in)
}

// act judges one answer, acknowledgement or output.
func (j *onePrimary) act(d *deed) {
	if !d.viewed {
		j.viewless = append(j.viewless, d.event)
		return
	}
	r := j.role(d)
	switch {
	case r == unknownRole:
		if v := j.views[d.view]; v == nil || len(v.clashes) == 0 {
			j.roleless = append(j.roleless, d.event)
		}
	case r == noRole || r == backupRole && d.kind == parse.Output:
		j.found.add(j.intruder(d))
	case d.newest != parse.NoEvent && d.highest > d.view:
		j.found.add(j.replaced(d))
	case r == backupRole:
		j.accepted(d)
	case d.kind == parse.Ack:
		j.answered(d)
	}
}

// intruder is an act of one who is not the server that may do it.
func (j *onePrimary) intruder(d *deed) Finding {
	v := j.views[d.view]
	return Finding{Subject: viewSubject(d.view), Events: []Witness{{"view", v.by.event}, {d.kind.String(), d.event}},
		Tell: func(w *Words) string {
			who := "neither its primary nor its backup"
			if v.backup == w.in.Run.Nodes()[d.node].Name {
				who = "only its backup"
			}
			return fmt.Sprintf("%s logs %s of %s in view %d at %s, but is %s: view %d has primary %s at %s",
				w.Node(d.node), d.kind, d.what(), d.view, w.Name(d.event), who, d.view, parse.Quote(v.primary), w.Name(v.by.event))
		}}
}

// replaced is an act in a view that its node knew to be over.
func (j *onePrimary) replaced(d *deed) Finding {
	return Finding{Subject: viewSubject(d.view), Events: []Witness{{"higher view", d.newest}, {d.kind.String(), d.event}},
		Claims: []Claim{{d.newest, d.event}},
		Tell: func(w *Words) string {
			return fmt.Sprintf("%s adopted view %d at %s, but still logs %s of %s in view %d at %s",
				w.Node(d.node), d.highest, w.Name(d.newest), d.kind, d.what(), d.view, w.Name(d.event))
		}}
}

func (j *onePrimary) missing() []string {
	words := j.viewDoubts()
	run := j.service.in.Run
	if len(j.viewless) > 0 {
		words = append(words, fmt.Sprintf("%s in an unknown view (%s): log view", count(len(j.viewless), "act"), some(run, j.viewless)))
	}
	if len(j.roleless) > 0 {
		words = append(words, fmt.Sprintf("%s in views whose primary and backup are not known (%s): log the records of kind view", count(len(j.roleless), "act"), some(run, j.roleless)))
	}
	if len(j.opless) > 0 {
		words = append(words, fmt.Sprintf("%s without an operation (%s): log op", count(len(j.opless), "answer"), some(run, j.opless)))
	}
	return words
}
