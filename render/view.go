package render

import (
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
	// collapses local events, then leaves out what is farthest from its point.
	Limit int
}
