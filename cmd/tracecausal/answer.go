package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
	"github.com/tracecausal/tracecausal/render"
)

// answer is how two events of one run stand to each other. Its JSON is what
// `query -f json` prints.
type answer struct {
	A        render.JSONText   `json:"a"`
	B        render.JSONText   `json:"b"`
	Relation string            `json:"relation"`
	Path     []render.JSONText `json:"path"`    // events from the earlier to the later one
	Reasons  []render.JSONText `json:"reasons"` // why each step of the path holds

	graph *graph.Graph
	ids   [2]parse.EventID
	edges []graph.Edge
}

func nameOf(g *graph.Graph, e parse.EventID) render.JSONText {
	return render.JSONText(g.Run().Event(e).Name())
}

func newAnswer(g *graph.Graph, a, b parse.EventID) *answer {
	run := g.Run()
	rel := g.Relation(a, b)
	ans := &answer{
		A: nameOf(g, a), B: nameOf(g, b), Relation: rel.String(),
		Path: []render.JSONText{}, Reasons: []render.JSONText{},
		graph: g, ids: [2]parse.EventID{a, b},
	}
	switch rel {
	case graph.Before:
		ans.edges = g.Path(a, b)
	case graph.After:
		ans.edges = g.Path(b, a)
	}
	for i, e := range ans.edges {
		if i == 0 {
			ans.Path = append(ans.Path, nameOf(g, e.From))
		}
		ans.Path = append(ans.Path, nameOf(g, e.To))
		ans.Reasons = append(ans.Reasons, render.JSONText(e.Why(run)))
	}
	return ans
}

// line returns the answer on one line: "A:3 before B:2 (program, message m7)".
func (ans *answer) line() string {
	text := string(ans.A) + " " + ans.Relation + " " + string(ans.B)
	for i, why := range ans.Reasons {
		text += []string{" (", ", "}[min(i, 1)] + string(why)
	}
	if len(ans.Reasons) > 0 {
		text += ")"
	}
	return parse.EscapeFirst(text)
}

// writeText writes the answer with what proves it.
func (ans *answer) writeText(w io.Writer) error {
	var b strings.Builder
	first, second := parse.EscapeFirst(string(ans.A)), parse.Escape(string(ans.B))
	switch ans.Relation {
	case graph.Same.String():
		fmt.Fprintf(&b, "%s and %s are the same event\n", first, second)
	case graph.Concurrent.String():
		fmt.Fprintf(&b, "%s and %s are concurrent: no chain of program order and messages leads from one to the other\n", first, second)
		ans.writeKnown(&b, ans.ids[0], ans.ids[1])
		ans.writeKnown(&b, ans.ids[1], ans.ids[0])
	default:
		fmt.Fprintf(&b, "%s is %s %s\n", first, ans.Relation, second)
		ans.writePath(&b)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// writeKnown says how much of the other event's node an event knows of.
func (ans *answer) writeKnown(b *strings.Builder, e, other parse.EventID) {
	run := ans.graph.Run()
	s := run.StrandOf(other)
	n := ans.graph.Known(e, s)
	if n == 0 {
		fmt.Fprintf(b, "  %s knows nothing of %s\n", shown(run.Event(e)), parse.EscapeFirst(run.Event(other).NodeName()))
		return
	}
	last := run.Event(run.Strands()[s].First + parse.EventID(n-1))
	fmt.Fprintf(b, "  %s knows of %s up to %s\n", shown(run.Event(e)), parse.EscapeFirst(last.NodeName()), shown(last))
}

// writePath lists the events of the path. Program steps that follow one
// another are one line.
func (ans *answer) writePath(b *strings.Builder) {
	run := ans.graph.Run()
	fmt.Fprintf(b, "  %s\n", eventLine(run.Event(ans.edges[0].From)))
	steps := 0
	for i, e := range ans.edges {
		if e.Reason == graph.Program {
			steps += int(e.To - e.From)
			if i+1 < len(ans.edges) && ans.edges[i+1].Reason == graph.Program {
				continue
			}
		}
		why := parse.EscapeFirst(e.Why(run))
		if steps > 1 {
			why = fmt.Sprintf("program, %d steps", steps)
		}
		steps = 0
		fmt.Fprintf(b, "    %s\n  %s\n", why, eventLine(run.Event(e.To)))
	}
}

// shown returns an event's name, safe to print.
func shown(e parse.Event) string { return parse.EscapeFirst(e.Name()) }

// eventLine names an event with its kind, label and place.
func eventLine(e parse.Event) string {
	text := shown(e) + "  " + e.Kind().String()
	if e.Label() != "" {
		text += " " + parse.Quote(e.Label())
	}
	src := e.Source()
	return fmt.Sprintf("%s  %s:%d", text, parse.Escape(src.File), src.Line)
}

// writeJSONLine writes v as JSON on one line. What comes from a log, a file's
// name or an argument is a [render.JSONText] in it, so that it holds nothing
// that a terminal or a CI runner obeys.
func writeJSONLine(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}
