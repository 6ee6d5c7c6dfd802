package main

import (
	"fmt"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// unsentHelp is what the help of query and cut says, after doubtsHelp, of
// answers that a missing send could change.
const unsentHelp = `
The same holds for an answer that could be another if the log held the send of
some receive: that two events are concurrent, that a cut is consistent.`

// unsentBetween says why two events that the graph takes for concurrent may be
// ordered, "" where nothing speaks against it.
func unsentBetween(g *graph.Graph, a, b parse.EventID) string {
	e, ok := g.UnsentBetween(a, b)
	if !ok {
		e, ok = g.UnsentBetween(b, a)
	}
	if !ok {
		return ""
	}
	return fmt.Sprintf("events that are said to be concurrent may be ordered, such as %s and %s: %s",
		shown(g.Run().Event(a)), shown(g.Run().Event(b)), unsentWords(g, e))
}

// unsentIn says why what is answered of a cut may be wrong, "" where nothing
// speaks against it. An inconsistent cut is that whatever is missing; but others
// than those named may be the nearest consistent ones.
func unsentIn(g *graph.Graph, c graph.Cut, consistent bool) string {
	e, ok := g.Unsent(g.LeastAbove(c))
	switch {
	case !ok:
		return ""
	case consistent:
		return "the cut may be inconsistent: " + unsentWords(g, e)
	}
	return "other consistent cuts may be nearest: " + unsentWords(g, e)
}

// unsentWords says what is missing, and what to do.
func unsentWords(g *graph.Graph, e parse.EventID) string {
	event := g.Run().Event(e)
	todo := "add the sender's log, or declare the sender with --external"
	if from, ok := event.From(); ok {
		node := g.Run().Nodes()[from]
		name := parse.Escape(node.Name)
		todo = "add the log of " + name + ", or declare " + name + " with --external"
		if node.Events > 0 {
			todo = "the log of " + name + " lacks lines"
		}
	}
	return fmt.Sprintf("no log holds the send of what %s received, nor what came before that; %s", shown(event), todo)
}
