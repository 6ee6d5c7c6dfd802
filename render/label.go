package render

import (
	"fmt"

	"github.com/tracecausal/tracecausal/parse"
)

// maxLabel bounds a label in a picture, in runes.
const maxLabel = 200

// visible makes log text fit for a label: what cannot be seen becomes a
// visible escape, and what is too long is cut with "…".
func visible(s string) string { return clip(parse.Escape(s), maxLabel) }

// text returns what a mark says beside its node: the event's title with its
// part in the finding, or how many events it stands for.
func (p *picture) text(m mark) string {
	if n := m.events(); n > 1 {
		return fmt.Sprintf("… %s events", number(n))
	}
	e := p.run.Event(m.first)
	switch {
	case m.found && m.role != "":
		return summary(e) + " (" + m.role + ")"
	case m.found:
		return summary(e)
	}
	return title(e)
}

// nodeName returns the name of a mark's node, with its life from the second on.
func (p *picture) nodeName(m mark) string {
	e := p.run.Event(m.first)
	if l := e.Life(); l > 1 {
		return fmt.Sprintf("%s@%d", e.NodeName(), l)
	}
	return e.NodeName()
}

// laneTitle names a lane by its node; one of several lanes of a node says
// which, and one that is not drawn whole how much of it is.
func (p *picture) laneTitle(l lane) string {
	st := p.run.Strands()[l.strand]
	name := clip(p.run.Nodes()[st.Node].Name, maxLabel/2)
	all := p.run.StrandsOf(st.Node)
	for i, s := range all {
		if len(all) > 1 && s == l.strand {
			name = fmt.Sprintf("%s, file %d of %d", name, i+1, len(all))
		}
	}
	drawn := 0
	for _, m := range p.marks[l.first : l.last+1] {
		drawn += m.events()
	}
	if drawn < st.Len {
		name = fmt.Sprintf("%s, %s of %s events", name, number(drawn), number(st.Len))
	}
	return name
}
