package checks

import (
	"fmt"
	"slices"

	"github.com/tracecausal/tracecausal/parse"
)

// deed is what a replica did or a view that it learnt of, with the view it was
// done in.
type deed struct {
	event   parse.EventID
	kind    parse.Kind
	node    parse.NodeID
	life    int // equal for deeds of one life on one strand
	op      string
	named   bool // op is logged
	index   int64
	indexed bool
	view    int64         // stated, else the view that the node had adopted
	viewed  bool          // view is known
	stated  bool          // the event itself names the view
	newest  parse.EventID // record of the highest view that the node had adopted, NoEvent where none
	highest int64         // that view
}

// view is what the records of one view number say.
type view struct {
	number  int64
	primary string
	backup  string // "" where there is none
	silent  bool   // no record tells whether there is a backup
	records []*deed
	by      *deed   // the first that names the primary
	clashes []*deed // those that name another primary
	unclear *deed   // names another backup
}

// service is what a log tells of views and of those who serve in them.
type service struct {
	in      *Input
	deeds   []*deed // views, acknowledgements, operations, transfers, outputs; in canonical order
	views   map[int64]*view
	numbers []int64 // of the views that have a record, rising
	of      map[parse.Kind][]*deed
	mute    []parse.EventID // records of a view without a number
}

var serviceKinds = kindsOf(parse.View, parse.ViewAck, parse.Apply, parse.Transfer, parse.Ack, parse.Output)

// serviceOf collects the deeds of a run. What failed (ok: false) was not done.
func serviceOf(in *Input) *service {
	s := &service{in: in, views: map[int64]*view{}, of: map[parse.Kind][]*deed{}}
	now := state{strand: parse.StrandID(len(in.Run.Strands()))}
	if !slices.ContainsFunc(serviceKinds.list(), func(k parse.Kind) bool { return in.Run.CountKind(k) > 0 }) {
		return s
	}
	for id := range in.Run.OfKind(append(serviceKinds.list(), parse.Start)...) {
		e := in.Run.Event(id)
		if st := e.Strand(); st != now.strand || e.Kind() == parse.Start {
			now = state{strand: st, life: now.life + 1, newest: parse.NoEvent}
		}
		if ok, said := e.OK(); e.Kind() == parse.Start || said && !ok {
			continue
		}
		d := now.deed(e)
		s.deeds = append(s.deeds, d)
		s.of[d.kind] = append(s.of[d.kind], d)
		now.adopt(d)
	}
	s.readViews()
	return s
}

// state is what a node knows of views while its strand is read. A new life
// knows nothing.
type state struct {
	strand  parse.StrandID
	life    int
	current int64
	adopted bool
	newest  parse.EventID
	highest int64
}

func (now *state) deed(e parse.Event) *deed {
	d := &deed{event: e.ID(), kind: e.Kind(), node: e.Node(), life: now.life, view: now.current, viewed: now.adopted,
		newest: now.newest, highest: now.highest}
	if op, ok := e.Payload(parse.FOp); ok {
		d.op, d.named = op.Text(), true
	}
	d.index, d.indexed = e.Int(parse.FIndex)
	if v, ok := e.Int(parse.FView); ok {
		d.view, d.viewed, d.stated = v, true, true
	}
	return d
}

// adopt moves on to the view that d records.
func (now *state) adopt(d *deed) {
	if d.kind != parse.View || !d.stated {
		return
	}
	now.current, now.adopted = d.view, true
	if now.newest == parse.NoEvent || d.view > now.highest {
		now.newest, now.highest = d.event, d.view
	}
}

// readViews joins the records of each view.
func (s *service) readViews() {
	tells := map[parse.NodeID]bool{} // nodes that ever log a backup
	for _, d := range s.of[parse.View] {
		if _, ok := s.in.Run.Event(d.event).Payload(parse.FBackup); ok {
			tells[d.node] = true
		}
	}
	for _, d := range s.of[parse.View] {
		if !d.stated {
			s.mute = append(s.mute, d.event)
			continue
		}
		v := s.views[d.view]
		if v == nil {
			v = &view{number: d.view, silent: true}
			s.views[d.view] = v
			s.numbers = append(s.numbers, d.view)
		}
		v.add(s.in.Run.Event(d.event), d, tells[d.node])
	}
	slices.Sort(s.numbers)
	for _, n := range s.numbers {
		v := s.views[n]
		if v.backup == v.primary { // who backs itself up has no backup
			v.backup = ""
		}
		v.prefer(s.in.Run)
	}
}

// prefer lets the primary's own record stand for a view that all agree on, or
// else the backup's.
func (v *view) prefer(run *parse.Run) {
	if v.by == nil || len(v.clashes) > 0 {
		return
	}
	for _, name := range []string{v.backup, v.primary} {
		for _, d := range slices.Backward(v.records) {
			if name != "" && run.Nodes()[d.node].Name == name && run.Event(d.event).Text(parse.FPrimary) != "" {
				v.by = d
			}
		}
	}
}

func (v *view) add(e parse.Event, d *deed, tells bool) {
	v.records = append(v.records, d)
	switch primary := e.Text(parse.FPrimary); {
	case primary == "":
	case v.by == nil:
		v.primary, v.by = primary, d
	case v.primary != primary:
		v.clashes = append(v.clashes, d)
	}
	backup := nameOrNone(e.Text(parse.FBackup))
	switch {
	case !tells:
	case v.silent || v.backup == "":
		v.backup, v.silent = backup, false
	case backup != "" && backup != v.backup:
		v.unclear = d
	}
}

// nameOrNone reads the dash that stands for no server.
func nameOrNone(name string) string {
	if name == "-" || name == "\u2212" || name == "\u2013" {
		return ""
	}
	return name
}

// role is what a node is in a view.
type role uint8

const (
	unknownRole role = iota
	primaryRole
	backupRole
	noRole
)

// role tells what the node of d is in the view of d.
func (s *service) role(d *deed) role {
	v := s.views[d.view]
	if !d.viewed || v == nil || v.by == nil || len(v.clashes) > 0 || v.unclear != nil {
		return unknownRole
	}
	switch name := s.in.Run.Nodes()[d.node].Name; {
	case name == v.primary:
		return primaryRole
	case name == v.backup:
		return backupRole
	case v.silent:
		return unknownRole
	}
	return noRole
}

// what names a deed's operation.
func (d *deed) what() string {
	switch {
	case d.named:
		return "operation " + parse.Quote(d.op)
	case d.indexed:
		return fmt.Sprintf("operation number %d", d.index)
	}
	return "an operation"
}

// viewDoubts says what the records of views leave open.
func (s *service) viewDoubts() (words []string) {
	if len(s.mute) > 0 {
		words = append(words, fmt.Sprintf("%s without a view number: %s", count(len(s.mute), "record of a view"), some(s.in.Run, s.mute)))
	}
	var nameless, unclear []parse.EventID
	for _, n := range s.numbers {
		v := s.views[n]
		if v.by == nil {
			nameless = append(nameless, v.records[0].event)
		}
		if v.unclear != nil {
			unclear = append(unclear, v.unclear.event)
		}
	}
	if len(nameless) > 0 {
		words = append(words, "no record of a view names its primary ("+some(s.in.Run, nameless)+"): log primary and backup")
	}
	if len(unclear) > 0 {
		words = append(words, "records of one view name different backups ("+some(s.in.Run, unclear)+")")
	}
	return words
}
