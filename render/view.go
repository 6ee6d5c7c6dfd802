package render

import (
	"fmt"

	"github.com/tracecausal/tracecausal/checks"
	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// ViewOptions say which part of a run to draw. The zero value is the whole
// run. What several options ask for is what all of them ask for.
type ViewOptions struct {
	// From and Until bound a window: the events of strand s with index from
	// From[s] up to but not including Until[s]. Nil is no bound.
	From, Until graph.Cut
	// Only names the nodes to draw; nil is all.
	Only []parse.NodeID
	// Past and Future keep what happens before, or after, any of the events,
	// and the events themselves; nil keeps all.
	Past, Future []parse.EventID
	// Around keeps the events within a few edges of any of these; nil keeps all.
	Around []parse.EventID
	// Finding keeps its events and the paths of its proof; nil keeps all.
	Finding *checks.Finding
	// Collapse draws local events in a row as one mark that says how many.
	Collapse bool
	// Limit bounds the marks drawn; 0 draws all. A view over its limit first
	// collapses local events, then leaves out what is farthest from its point:
	// the latest events of a run, the earliest of a past, the most remote of a
	// neighbourhood.
	Limit int
}

// aroundSteps is how many edges away from its events a neighbourhood reaches.
const aroundSteps = 3

// View is a part of a run, ready to be drawn. It never changes and may be
// drawn many times, from many goroutines.
type View struct {
	g      *graph.Graph
	run    *parse.Run
	opt    ViewOptions
	window []span                   // one per strand
	near   map[parse.EventID]int    // distance from the view's point; nil where it has none
	roles  map[parse.EventID]string // of the finding's events
	cycle  []graph.Edge             // where the run has no order at all
}

// span is a part of a strand: its events with index lo up to, not including, hi.
type span struct{ lo, hi uint32 }

// NewView chooses the part of a run that opt asks for. It fails where nothing
// is left to draw, or where opt names an event that the run does not have.
//
// A run whose evidence is contradictory beyond repair has no order; its view
// is the contradiction, whatever opt asks for.
func NewView(g *graph.Graph, opt ViewOptions) (*View, error) {
	v := &View{g: g, run: g.Run(), opt: opt}
	if err := v.checkOptions(); err != nil {
		return nil, err
	}
	if opt.Finding != nil {
		v.roles = rolesOf(opt.Finding)
	}
	if cycle, fatal := g.Cycle(); fatal {
		v.cycle = cycle
		return v, nil
	}
	v.window = windowOf(g, opt)
	v.near = nearOf(g, opt)
	if len(v.events()) == 0 {
		return nil, viewErrorf("nothing to draw: of the run's %s none is in this view", count(v.run.Len(), "event"))
	}
	return v, nil
}

// ViewError says why what is asked of a picture cannot be drawn. It is no error
// of writing.
type ViewError struct{ msg string }

// Error implements error.
func (e *ViewError) Error() string { return e.msg }

func viewErrorf(format string, args ...any) error { return &ViewError{fmt.Sprintf(format, args...)} }

func (v *View) checkOptions() error {
	for _, list := range [][]parse.EventID{v.opt.Past, v.opt.Future, v.opt.Around} {
		for _, e := range list {
			if int64(e) >= int64(v.run.Len()) {
				return fmt.Errorf("no event %d: the run has %s", e, count(v.run.Len(), "event"))
			}
		}
	}
	for _, cut := range []graph.Cut{v.opt.From, v.opt.Until} {
		if cut != nil && len(cut) != len(v.run.Strands()) {
			return fmt.Errorf("a window of %d strands in a run of %d", len(cut), len(v.run.Strands()))
		}
	}
	return nil
}

// filtered reports whether the view was asked for less than the whole run.
func (v *View) filtered() bool {
	o := v.opt
	return o.From != nil || o.Until != nil || o.Only != nil || o.Past != nil || o.Future != nil || o.Around != nil || o.Finding != nil
}

// windowOf returns the part of each strand that the options about positions,
// nodes, past and future leave.
func windowOf(g *graph.Graph, opt ViewOptions) []span {
	run := g.Run()
	window := make([]span, len(run.Strands()))
	for s, st := range run.Strands() {
		window[s] = span{0, uint32(st.Len)}
	}
	clip := func(lo, hi graph.Cut) {
		for s := range window {
			if lo != nil {
				window[s].lo = max(window[s].lo, lo[s])
			}
			if hi != nil {
				window[s].hi = min(window[s].hi, hi[s])
			}
		}
	}
	clip(opt.From, opt.Until)
	clip(fold(opt.Future, g.FutureOf, lower), fold(opt.Past, g.PastOf, upper))
	if opt.Only != nil {
		drawn := make(map[parse.NodeID]bool, len(opt.Only))
		for _, n := range opt.Only {
			drawn[n] = true
		}
		for s, st := range run.Strands() {
			if !drawn[st.Node] {
				window[s].hi = 0
			}
		}
	}
	return window
}

// fold joins the cuts of several events, strand by strand; nil for no event.
func fold(events []parse.EventID, cutOf func(parse.EventID) graph.Cut, join func(a, b uint32) uint32) graph.Cut {
	var all graph.Cut
	for _, e := range events {
		cut := cutOf(e)
		if all == nil {
			all = append(all, cut...)
			continue
		}
		for s := range all {
			all[s] = join(all[s], cut[s])
		}
	}
	return all
}

func lower(a, b uint32) uint32 { return min(a, b) }
func upper(a, b uint32) uint32 { return max(a, b) }

// nearOf returns the events of a neighbourhood with their distance from its
// point, nil where the options ask for none.
func nearOf(g *graph.Graph, opt ViewOptions) map[parse.EventID]int {
	var near map[parse.EventID]int
	if opt.Around != nil {
		near = around(g, opt.Around, aroundSteps)
	}
	if opt.Finding == nil {
		return near
	}
	found := proofEvents(opt.Finding)
	if near == nil {
		return found
	}
	for e := range found {
		if _, ok := near[e]; !ok {
			delete(found, e)
		}
	}
	return found
}

// proofEvents returns the events of a finding: its witnesses and the ends of
// its proofs at distance 0, what lies on the paths at 1.
func proofEvents(f *checks.Finding) map[parse.EventID]int {
	near := map[parse.EventID]int{}
	for _, p := range f.Proof {
		for _, e := range p.Path {
			near[e.From], near[e.To] = 1, 1
		}
	}
	for _, p := range f.Proof {
		near[p.From], near[p.To] = 0, 0
	}
	for _, w := range f.Events {
		near[w.Event] = 0
	}
	return near
}

// rolesOf returns what each event is to the finding.
func rolesOf(f *checks.Finding) map[parse.EventID]string {
	roles := make(map[parse.EventID]string, len(f.Events))
	for _, w := range f.Events {
		switch have := roles[w.Event]; have {
		case "", w.Role:
			roles[w.Event] = w.Role
		default:
			roles[w.Event] = have + ", " + w.Role
		}
	}
	return roles
}

// around returns the events within the given number of edges of any of the
// start events, in either direction. It reads all messages once per step,
// which needs no index and takes milliseconds for millions.
func around(g *graph.Graph, start []parse.EventID, steps int) map[parse.EventID]int {
	near := make(map[parse.EventID]int)
	for _, e := range start {
		near[e] = 0
	}
	for d := 1; d <= steps; d++ {
		var next []parse.EventID
		reach := func(from, to parse.EventID) {
			if at, ok := near[from]; ok && at == d-1 {
				next = append(next, to)
			}
		}
		eachCross(g, func(e graph.Edge) { reach(e.From, e.To); reach(e.To, e.From) })
		for e, at := range near {
			if at == d-1 {
				next = append(next, neighbours(g.Run(), e)...)
			}
		}
		for _, e := range next {
			if _, ok := near[e]; !ok {
				near[e] = d
			}
		}
	}
	return near
}

// neighbours returns the events before and after e on its strand.
func neighbours(run *parse.Run, e parse.EventID) []parse.EventID {
	st := run.Strands()[run.StrandOf(e)]
	var out []parse.EventID
	if e > st.First {
		out = append(out, e-1)
	}
	if e+1 < st.End() {
		out = append(out, e+1)
	}
	return out
}

// eachCross visits the message and stamp edges of a graph.
func eachCross(g *graph.Graph, visit func(graph.Edge)) {
	for _, m := range g.Messages() {
		if to := g.Enter(m); to != parse.NoEvent {
			visit(graph.Edge{From: m.Send, To: to, Reason: graph.Message})
		}
	}
	for _, e := range g.StampEdges() {
		visit(e)
	}
}

// events returns the view's events by rising id.
func (v *View) events() []parse.EventID {
	var out []parse.EventID
	for s, st := range v.run.Strands() {
		for i := v.window[s].lo; i < v.window[s].hi; i++ {
			e := st.First + parse.EventID(i)
			if v.near != nil {
				if _, ok := v.near[e]; !ok {
					continue
				}
			}
			out = append(out, e)
		}
	}
	return out
}
