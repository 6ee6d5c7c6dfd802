package render

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// Mermaid refuses larger diagrams, and no diagram can raise the limits.
const (
	maxMermaidBytes = 49_999
	maxMermaidEdges = 499
)

// Mermaid draws the view as a flowchart: a box per mark, which names its events
// as reports and flags do ("A:3"), a frame per lane, and as arrows the
// transitive reduction of happens-before. Findings are red hexagons, local
// events in a row are rounded, unrecorded ones dashed.
//
// The text stays under Mermaid's limits of 50,000 characters and 500 edges,
// where necessary by drawing less of the run than the view asks for.
func Mermaid(w io.Writer, v *View) error {
	return drawFitting(w, v, func(p *picture) (string, int) { return flowchart(p) })
}

// drawFitting draws ever fewer marks until the text and its edges fit.
func drawFitting(w io.Writer, v *View, draw func(*picture) (text string, edges int)) error {
	limit := v.opt.Limit
	for {
		p := v.picture(limit, true)
		text, edges := draw(p)
		if len(text) <= maxMermaidBytes && edges <= maxMermaidEdges || len(p.marks) == 1 {
			_, err := io.WriteString(w, text)
			return err
		}
		limit = len(p.marks)
		if len(text) > maxMermaidBytes {
			limit = min(limit, len(p.marks)*maxMermaidBytes/len(text))
		}
		if edges > maxMermaidEdges {
			limit = min(limit, len(p.marks)*maxMermaidEdges/edges)
		}
		limit = max(1, min(limit, len(p.marks)-1))
	}
}

// flowchart returns the diagram's text and the number of its edges.
func flowchart(p *picture) (string, int) {
	var b strings.Builder
	b.WriteString("graph TD\n")
	for _, l := range p.lanes {
		fmt.Fprintf(&b, "  subgraph n%d[\"%s\"]\n    direction TB\n", l.strand+1, labelMermaid(p.laneTitle(l)))
		for _, m := range p.marks[l.first : l.last+1] {
			fmt.Fprintf(&b, "    %s\n", p.flowBox(m))
		}
		b.WriteString("  end\n")
	}
	for _, g := range p.ghosts {
		fmt.Fprintf(&b, "  g%d(\"%s\"):::ghost\n", g.node+1, labelMermaid(p.ghostText(g)))
	}
	edges := p.flowLinks(&b)
	for i, sentence := range p.legend(true) {
		fmt.Fprintf(&b, "  note%d>\"%s\"]:::note\n", i+1, sentenceMermaid(sentence))
	}
	p.flowClasses(&b)
	return b.String(), edges
}

// flowBox returns the box of a mark. Its identifier does not depend on what
// else is drawn.
func (p *picture) flowBox(m mark) string {
	open, shut, class := "[", "]", ""
	switch {
	case m.found:
		open, shut, class = "{{", "}}", ":::finding"
	case m.point:
		class = ":::point"
	case m.events() > 1:
		open, shut = "([", "])"
	}
	return fmt.Sprintf(`%s%s"%s:%s %s"%s%s`, m.id(), open, labelMermaid(p.nodeName(m)), p.positions(m), labelMermaid(p.text(m)), shut, class)
}

// id returns the mark's identifier in flowcharts and DOT: its first event's.
func (m mark) id() string { return fmt.Sprintf("e%d", m.first+1) }

// flowLinks writes the arrows and returns their number. Those that rest on a
// clock's stamp are dashed.
func (p *picture) flowLinks(b *strings.Builder) int {
	n := 0
	var stamps []string
	for _, k := range p.links {
		if k.implied {
			continue
		}
		arrow := "-->"
		switch k.why {
		case byPath:
			arrow = "-.->"
		case byStamp:
			stamps = append(stamps, fmt.Sprint(n))
		}
		fmt.Fprintf(b, "  %s %s %s\n", p.marks[k.from].id(), arrow, p.marks[k.to].id())
		n++
	}
	if stamps != nil {
		fmt.Fprintf(b, "  linkStyle %s stroke-dasharray:6 3\n", strings.Join(stamps, ","))
	}
	return n
}

// flowClasses defines the classes that the diagram uses.
func (p *picture) flowClasses(b *strings.Builder) {
	if slices.ContainsFunc(p.marks, func(m mark) bool { return m.found }) {
		b.WriteString("  classDef finding fill:#ffe3e3,stroke:#c00000,stroke-width:3px,color:#000000\n")
	}
	if slices.ContainsFunc(p.marks, func(m mark) bool { return m.point && !m.found }) {
		b.WriteString("  classDef point fill:#e0ecff,stroke:#1f4e9e,stroke-width:3px,color:#000000\n")
	}
	if len(p.ghosts) > 0 {
		b.WriteString("  classDef ghost fill:#ffffff,stroke:#888888,stroke-dasharray:4 3,color:#000000\n")
	}
	if len(p.legend(true)) > 0 {
		b.WriteString("  classDef note fill:#fffbe6,stroke:#b59b00,color:#000000\n")
	}
}
