package render

import (
	"io"

	"github.com/tracecausal/tracecausal/graph"
)

// View is a part of a run, ready to be drawn.
type View struct{}

// NewView chooses the part of a run that opt asks for.
func NewView(g *graph.Graph, opt ViewOptions) (*View, error) { panic("render: not built yet") }

// Mermaid draws a flowchart.
func Mermaid(w io.Writer, v *View) error { panic("render: not built yet") }

// Sequence draws a sequence diagram.
func Sequence(w io.Writer, v *View) error { panic("render: not built yet") }

// DOT draws for Graphviz.
func DOT(w io.Writer, v *View) error { panic("render: not built yet") }

// GraphJSON writes the whole graph.
func GraphJSON(w io.Writer, g *graph.Graph) error { panic("render: not built yet") }

func drawJSON(w io.Writer, v *View) error { panic("render: not built yet") }
