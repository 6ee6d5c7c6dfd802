package render

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Distances in the grid of a DOT drawing, in points.
const (
	dotRowHeight = 60
	dotRune      = 6.5 // mean width of a character
	dotMargin    = 60  // between the widest boxes of two lanes
)

// DOT draws the view for Graphviz: a cluster per lane, time downwards, events
// named as users name them. Beside the transitive reduction it draws every
// lane's own line and every message; what other arrows imply is grey and does
// not bend the layout. Each box has a position, so that `neato -n` draws the
// plain grid where `dot` searches for a better one.
func DOT(w io.Writer, v *View) error {
	p := v.picture(v.opt.Limit, true)
	var b strings.Builder
	b.WriteString("digraph run {\n")
	b.WriteString("  graph [rankdir=TB, newrank=true, nodesep=0.4, ranksep=0.35, fontname=\"Helvetica\"];\n")
	b.WriteString("  node [shape=box, style=\"rounded,filled\", fillcolor=white, fontname=\"Helvetica\", fontsize=11];\n")
	b.WriteString("  edge [arrowsize=0.7];\n")
	rows, centres := p.rows(), p.laneCentres()
	for i, l := range p.lanes {
		fmt.Fprintf(&b, "  subgraph cluster_%d {\n    color=gray70;\n", i)
		fmt.Fprintf(&b, "    n%d [label=%s, shape=plaintext, style=\"\", fontsize=13, group=\"l%d\", pos=\"%d,%d\"];\n",
			i, quoteDOT(p.laneTitle(l)), i, centres[i], dotRowHeight)
		for m := l.first; m <= l.last; m++ {
			fmt.Fprintf(&b, "    %s;\n", p.dotBox(p.marks[m], centres[i], -rows[m]*dotRowHeight))
		}
		b.WriteString("  }\n")
	}
	for _, g := range p.ghosts {
		fmt.Fprintf(&b, "  g%d [label=%s, style=\"rounded,dashed\"];\n", g.node+1, quoteDOT(p.ghostText(g)))
	}
	p.dotLanes(&b)
	for _, k := range p.links {
		fmt.Fprintf(&b, "  %s -> %s%s;\n", p.marks[k.from].id(), p.marks[k.to].id(), p.dotLink(k))
	}
	p.dotLegend(&b)
	b.WriteString("}\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// rows returns each mark's row: the length of the longest chain of links to it.
func (p *picture) rows() []int {
	rows := make([]int, len(p.marks))
	if p.broken {
		for _, l := range p.lanes {
			for m := l.first; m <= l.last; m++ {
				rows[m] = m - l.first
			}
		}
		return rows
	}
	s := tell(p)
	for _, m := range s.marks {
		if m > p.lanes[p.marks[m].lane].first {
			rows[m] = rows[m-1] + 1
		}
		for _, i := range s.into[m] {
			rows[m] = max(rows[m], rows[p.links[i].from]+1)
		}
	}
	return rows
}

// laneCentres returns the horizontal position of each lane.
func (p *picture) laneCentres() []int {
	centres := make([]int, len(p.lanes))
	x := 0.0
	for i, l := range p.lanes {
		widest := utf8.RuneCountInString(p.laneTitle(l))
		for _, m := range p.marks[l.first : l.last+1] {
			widest = max(widest, utf8.RuneCountInString(p.dotLabel(m)))
		}
		half := float64(widest) * dotRune / 2
		centres[i] = int(x + half)
		x += 2*half + dotMargin
	}
	return centres
}

// dotLabel names a mark as users name its events, and says what they are.
func (p *picture) dotLabel(m mark) string {
	return visible(p.nodeName(m) + ":" + p.positions(m) + "  " + p.text(m))
}

// dotBox returns the statement for a mark.
func (p *picture) dotBox(m mark, x, y int) string {
	look := ""
	switch {
	case m.found:
		look = `, shape=octagon, style=filled, fillcolor="#ffe3e3", color="#c00000", penwidth=2.5`
	case m.point:
		look = `, fillcolor="#e0ecff", color="#1f4e9e", penwidth=2.5`
	case m.events() > 1:
		look = `, shape=ellipse, fillcolor=gray95`
	}
	return fmt.Sprintf(`%s [label=%s, group="l%d", pos="%d,%d"%s]`, m.id(), quoteDOT(p.dotLabel(m)), m.lane, x, y, look)
}

// dotLink returns the attributes of a link. A lane's own line looks the same
// whether or not other arrows imply it.
func (p *picture) dotLink(k link) string {
	if k.implied && p.marks[k.from].lane != p.marks[k.to].lane {
		return ` [color=gray60, style=dashed, constraint=false]`
	}
	switch k.why {
	case byMessage:
		return ` [color="#1f4e9e"]`
	case byStamp:
		return ` [color="#1f4e9e", style=dashed]`
	case byPath:
		return ` [style=dotted]`
	}
	return ` [weight=10]`
}

// dotLanes keeps the lanes in their order, side by side, each below its name.
func (p *picture) dotLanes(b *strings.Builder) {
	names := make([]string, len(p.lanes))
	for i, l := range p.lanes {
		names[i] = fmt.Sprintf("n%d", i)
		fmt.Fprintf(b, "  n%d -> %s [style=invis, weight=10];\n", i, p.marks[l.first].id())
	}
	fmt.Fprintf(b, "  { rank=same; %s [style=invis]; }\n", strings.Join(names, " -> "))
}

// dotLegend writes what the drawing leaves out.
func (p *picture) dotLegend(b *strings.Builder) {
	var lines []string
	for _, sentence := range p.legend(false) {
		lines = append(lines, string(escapeDOT(sentence)))
	}
	if lines != nil {
		fmt.Fprintf(b, "  label=\"%s\"; labelloc=b; fontsize=12;\n", strings.Join(lines, `\n`))
	}
}
