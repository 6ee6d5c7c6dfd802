package render

import (
	"io"

	"github.com/tracecausal/tracecausal/graph"
)

// Sequence draws a sequence diagram.
func Sequence(w io.Writer, v *View) error { panic("render: not built yet") }

// DOT draws for Graphviz.
func DOT(w io.Writer, v *View) error { panic("render: not built yet") }

// GraphJSON writes the whole graph.
func GraphJSON(w io.Writer, g *graph.Graph) error { panic("render: not built yet") }

func drawJSON(w io.Writer, v *View) error { panic("render: not built yet") }
