package render

import (
	"io"

	"github.com/tracecausal/tracecausal/graph"
)

// DiagramFormat is one way of drawing a view.
type DiagramFormat struct {
	Name  string // as --output-format spells it
	Title string // one line
	Limit int    // events drawn unless the user says otherwise; 0 draws all
	Draw  func(io.Writer, *View) error
}

// DiagramFormats returns every way of drawing; the first is the default.
// Adding one is one file and one line here.
func DiagramFormats() []DiagramFormat {
	return []DiagramFormat{
		{"mermaid", "flowchart for Markdown: a box per event, a frame per node", 100, Mermaid},
		{"sequence", "the same read as a story, from top to bottom", 100, Sequence},
		{"dot", "for Graphviz: a lane per node", 300, DOT},
		{"json", "events and edges for programs, schema " + graphSchemaName, 0, drawJSON},
	}
}

// Diagram draws the part of a run that opt asks for in the given format, under
// the format's own limit where opt has none. The caller need not make a view.
func Diagram(w io.Writer, f DiagramFormat, g *graph.Graph, opt ViewOptions) error {
	if opt.Limit == 0 {
		opt.Limit = f.Limit
	}
	v, err := NewView(g, opt)
	if err != nil {
		return err
	}
	return f.Draw(w, v)
}
