package render

import (
	"fmt"
	"strconv"

	"github.com/tracecausal/tracecausal/parse"
)

// Bounds of what pictures say, in runes.
const (
	maxLabel = 200 // a label as a whole
	maxText  = 140 // what an event is called, so that nothing else in its label is cut off
	maxName  = 40  // a node's name
)

// visible makes log text fit for a label: what cannot be seen becomes a
// visible escape, and what is too long is cut with "…".
func visible(s string) string { return clip(parse.Escape(s), maxLabel) }

// shortName returns a node's name, escaped, as labels show it.
func shortName(name string) string { return clip(parse.Escape(name), maxName) }

// text returns what a mark says beside its node: the event's title with its
// part in the finding, or how many events it stands for.
func (p *picture) text(m mark) string {
	if n := m.events(); n > 1 {
		return fmt.Sprintf("… %s events", number(n))
	}
	e := p.run.Event(m.first)
	switch {
	case m.found && m.role != "":
		return clip(parse.Escape(summary(e)), maxText) + " (" + clip(m.role, maxName) + ")"
	case m.found:
		return clip(parse.Escape(summary(e)), maxText)
	}
	return clip(parse.Escape(title(e)), maxText)
}

// nodeName returns the name of a mark's node, with its life from the second on.
func (p *picture) nodeName(m mark) string {
	e := p.run.Event(m.first)
	if l := e.Life(); l > 1 {
		return fmt.Sprintf("%s@%d", shortName(e.NodeName()), l)
	}
	return shortName(e.NodeName())
}

// name returns the name of a mark's first event: "A:3".
func (p *picture) name(m mark) string {
	return fmt.Sprintf("%s:%d", p.nodeName(m), p.run.Event(m.first).Position())
}

// positions returns the places of a mark's events at their node: "3", or "3 to 7".
func (p *picture) positions(m mark) string {
	first := strconv.Itoa(p.run.Event(m.first).Position())
	if m.events() == 1 {
		return first
	}
	return first + " to " + strconv.Itoa(p.run.Event(m.last).Position())
}

// laneTitle names a lane by its node; one of several lanes of a node says
// which, and one that is not drawn whole how much of it is.
func (p *picture) laneTitle(l lane) string {
	st := p.run.Strands()[l.strand]
	title := shortName(p.run.Nodes()[st.Node].Name)
	all := p.run.StrandsOf(st.Node)
	for i, s := range all {
		if len(all) > 1 && s == l.strand {
			title = fmt.Sprintf("%s, file %d of %d", title, i+1, len(all))
		}
	}
	drawn := 0
	for _, m := range p.marks[l.first : l.last+1] {
		drawn += m.events()
	}
	if drawn < st.Len {
		title = fmt.Sprintf("%s, %s of %s events", title, number(drawn), number(st.Len))
	}
	return title
}
