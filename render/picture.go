package render

import (
	"cmp"
	"slices"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// picture is what a diagram shows: marks on lanes, links between marks, and
// the counts of what is not shown.
type picture struct {
	run    *parse.Run
	lanes  []lane // with marks, in the order of their strands
	marks  []mark // by lane, then in the lane's order
	links  []link // by to, then from
	ghosts []ghost
	left   leftOut
	broken bool // the run has no order, and the links are a cycle
}

// lane is a strand of which something is drawn.
type lane struct {
	strand      parse.StrandID
	first, last int // indices of its marks
}

// mark is an event, or several local events in a row.
type mark struct {
	first, last parse.EventID
	lane        int
	role        string // its part in the view's finding
	found       bool   // belongs to the finding
	point       bool   // the view was asked for by it
}

func (m mark) events() int { return int(m.last-m.first) + 1 }

// link is an arrow: all of mark from happens before all of mark to.
type link struct {
	from, to int // indices of marks
	why      linkReason
	implied  bool // other links say so too: not in the transitive reduction
}

// linkReason says what a link stands for.
type linkReason uint8

const (
	byProgram linkReason = iota // to follows from on its strand
	byMessage
	byStamp
	byPath // a chain of edges through events that are not drawn
)

// String returns "program", "message", "stamp" or "path".
func (r linkReason) String() string { return [...]string{"program", "message", "stamp", "path"}[r] }

// ghost stands for events of a node that stamps refer to and no log holds with its clock.
type ghost struct {
	node   parse.NodeID
	events int
}

// picture draws at most limit marks of the view (0 draws all): it collapses
// local events where the view asks for it or, if collapsing is allowed, where
// that helps to stay under the limit, and then leaves out what is farthest
// from the view's point.
func (v *View) picture(limit int, collapsing bool) *picture {
	p := &picture{run: v.run}
	if v.cycle != nil {
		v.drawCycle(p)
	} else {
		rows := v.rows(v.events(), limit, collapsing)
		if limit > 0 && len(rows) > limit {
			rows = v.nearest(rows, limit)
		}
		v.place(p, v.marks(rows))
		p.links = order(v.g, p, v.crossLinks(p))
	}
	v.addGhosts(p)
	v.countLeftOut(p)
	return p
}

// row is an event, or several local events in a row: a mark in the making, and
// small, since a view of a large run begins with all of its events.
type row struct{ first, last parse.EventID }

// rows makes a row of each event, or, where collapsing is allowed and asked for
// or needed, one of several local events.
func (v *View) rows(events []parse.EventID, limit int, collapsing bool) []row {
	collapse := collapsing && (v.opt.Collapse || limit > 0 && len(events) > limit)
	rows := make([]row, 0, len(events))
	var plain []bool
	if collapse {
		plain = v.plain(events)
	}
	for i, e := range events {
		if n := len(rows) - 1; collapse && i > 0 && plain[i-1] && plain[i] &&
			rows[n].last+1 == e && v.run.StrandOf(rows[n].first) == v.run.StrandOf(e) {
			rows[n].last = e
			continue
		}
		rows = append(rows, row{e, e})
	}
	return rows
}

// marks makes the marks of rows.
func (v *View) marks(rows []row) []mark {
	marks := make([]mark, len(rows))
	for i, r := range rows {
		role, found := v.roles[r.first]
		marks[i] = mark{first: r.first, last: r.last, role: role, found: found, point: v.isPoint(r.first)}
	}
	return marks
}

// isPoint reports whether the view was asked for as the past, the future or
// the neighbourhood of e.
func (v *View) isPoint(e parse.EventID) bool {
	return slices.Contains(v.opt.Past, e) || slices.Contains(v.opt.Future, e) || slices.Contains(v.opt.Around, e)
}

// plain reports for each event whether nothing is lost when it is drawn as one
// of many: it is a local step without a kind, no edge to another strand begins
// or ends at it, and nobody asked for it. All events of a row of these have the
// same order to every event outside of the row, so one mark stands for them all.
func (v *View) plain(events []parse.EventID) []bool {
	special := make([]bool, v.run.Len())
	eachCross(v.g, func(e graph.Edge) { special[e.From], special[e.To] = true, true })
	for e, d := range v.near {
		special[e] = special[e] || d == 0
	}
	out := make([]bool, len(events))
	for i, id := range events {
		e := v.run.Event(id)
		out[i] = !special[id] && !v.isPoint(id) && e.Kind() == parse.Internal && e.Role() == parse.NoRole
	}
	return out
}

// nearest returns the limit rows that are nearest to the view's point, in
// their old order. Nearness is the distance of a neighbourhood; within it, and
// elsewhere, the size of the causal past, which rises along happens-before, so
// that what is left of a run is a consistent beginning of it.
func (v *View) nearest(rows []row, limit int) []row {
	size := make([]uint64, v.run.Len())
	v.g.Sweep(func(e parse.EventID, clock []uint32) {
		for _, n := range clock {
			size[e] += uint64(n)
		}
	})
	sign := 1
	if v.opt.Past != nil {
		sign = -1
	}
	kept := least(rows, limit, func(a, b row) int {
		return cmp.Or(cmp.Compare(v.near[a.first], v.near[b.first]),
			sign*cmp.Compare(size[a.first], size[b.first]), cmp.Compare(a.first, b.first))
	})
	slices.SortFunc(kept, func(a, b row) int { return cmp.Compare(a.first, b.first) })
	return kept
}

// least returns the n least of list, in O(len log n).
func least[T any](list []T, n int, compare func(a, b T) int) []T {
	kept := make([]T, 0, 2*n)
	for _, x := range list {
		if kept = append(kept, x); len(kept) == 2*n {
			slices.SortFunc(kept, compare)
			kept = kept[:n]
		}
	}
	slices.SortFunc(kept, compare)
	return kept[:min(n, len(kept))]
}

// place puts marks, by rising event, on lanes.
func (v *View) place(p *picture, marks []mark) {
	for i := range marks {
		s := v.run.StrandOf(marks[i].first)
		if n := len(p.lanes); n == 0 || p.lanes[n-1].strand != s {
			p.lanes = append(p.lanes, lane{strand: s, first: i})
		}
		n := len(p.lanes) - 1
		p.lanes[n].last, marks[i].lane = i, n
	}
	p.marks = marks
}

// crossLinks returns the message and stamp edges between marks.
func (v *View) crossLinks(p *picture) map[[2]int]linkReason {
	index := make(map[parse.EventID]int, len(p.marks))
	for i, m := range p.marks {
		if m.first == m.last {
			index[m.first] = i
		}
	}
	cross := map[[2]int]linkReason{}
	eachCross(v.g, func(e graph.Edge) {
		from, ok := index[e.From]
		to, ok2 := index[e.To]
		if !ok || !ok2 {
			return
		}
		if _, known := cross[[2]int{from, to}]; known {
			return
		}
		why := byMessage
		if e.Reason == graph.Stamp {
			why = byStamp
		}
		cross[[2]int{from, to}] = why
	})
	return cross
}

// drawCycle draws the events that precede one another.
func (v *View) drawCycle(p *picture) {
	p.broken = true
	index := map[parse.EventID]int{}
	var marks []mark
	for _, e := range v.cycle {
		for _, id := range []parse.EventID{e.From, e.To} {
			if _, ok := index[id]; !ok {
				index[id] = 0
				marks = append(marks, mark{first: id, last: id, found: true, role: v.roles[id]})
			}
		}
	}
	slices.SortFunc(marks, func(a, b mark) int { return cmp.Compare(a.first, b.first) })
	v.place(p, marks)
	for i, m := range p.marks {
		index[m.first] = i
	}
	for _, e := range v.cycle {
		p.links = append(p.links, link{from: index[e.From], to: index[e.To], why: linkReason(e.Reason)})
	}
	sortLinks(p.links)
}
