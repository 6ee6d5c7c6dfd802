package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
	"github.com/tracecausal/tracecausal/render"
)

// cutReport is what `cut -f json` prints.
type cutReport struct {
	Cut           cutView     `json:"cut"`
	Consistent    bool        `json:"consistent"`
	Offending     []offending `json:"offending"`
	GreatestBelow *cutView    `json:"greatest_below"` // null, both, where messages form a cycle
	LeastAbove    *cutView    `json:"least_above"`
}

// offending is a message (or a stamp) that enters the cut from outside.
type offending struct {
	Send    render.JSONText `json:"send"`
	Receive render.JSONText `json:"receive"`
	Reason  render.JSONText `json:"reason"` // "message m7", "stamp"
}

func newCutReport(g *graph.Graph, c graph.Cut) *cutReport {
	rep := &cutReport{Cut: cutView{g.Run(), c}, Offending: []offending{}}
	if _, fatal := g.Cycle(); !fatal { // else the past of an event is not known
		rep.GreatestBelow = &cutView{g.Run(), g.GreatestBelow(c)}
		rep.LeastAbove = &cutView{g.Run(), g.LeastAbove(c)}
	}
	for _, e := range g.Inconsistent(c) {
		rep.Offending = append(rep.Offending, offending{
			nameOf(g, e.From), nameOf(g, e.To), render.JSONText(e.Why(g.Run()))})
	}
	rep.Consistent = len(rep.Offending) == 0
	return rep
}

func (r *cutReport) writeText(w io.Writer) error {
	var b strings.Builder
	if r.Consistent {
		fmt.Fprintf(&b, "%s is consistent\n", r.Cut)
	} else {
		fmt.Fprintf(&b, "%s is not consistent\n", r.Cut)
	}
	const most = 20
	for i, o := range r.Offending {
		if i == most {
			fmt.Fprintf(&b, "  … and %d more\n", len(r.Offending)-most)
			break
		}
		fmt.Fprintf(&b, "  %s lies inside and follows %s, which lies outside (%s)\n",
			parse.EscapeFirst(string(o.Receive)), parse.Escape(string(o.Send)), parse.Escape(string(o.Reason)))
	}
	switch {
	case r.LeastAbove == nil:
		b.WriteString("the messages form a cycle, so what an event's past holds is not known, nor which consistent cuts are nearest\n")
	case !r.Consistent:
		fmt.Fprintf(&b, "greatest consistent cut inside: %s\nleast consistent cut around:    %s\n", r.GreatestBelow, r.LeastAbove)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// cutView shows a cut as positions, by strand: that of the strand's last event
// inside, 0 where none is.
type cutView struct {
	run *parse.Run
	cut graph.Cut
}

// each calls f for every strand in order. The key is the node's name, with
// @LIFE for a later life, and with the file where a node has several strands.
func (v cutView) each(f func(key string, position int)) {
	for s, st := range v.run.Strands() {
		key, position := v.run.Nodes()[st.Node].Name, 0
		if v.cut[s] > 0 {
			last := v.run.Event(st.First + parse.EventID(v.cut[s]-1))
			position = last.Position()
			if last.Life() > 1 {
				key = fmt.Sprintf("%s@%d", key, last.Life())
			}
		}
		if len(v.run.StrandsOf(st.Node)) > 1 {
			key += " (" + v.run.Event(st.First).Source().File + ")"
		}
		f(key, position)
	}
}

// String returns "A=5 B=3".
func (v cutView) String() string {
	var parts []string
	v.each(func(key string, position int) {
		parts = append(parts, fmt.Sprintf("%s=%d", parse.EscapeFirst(key), position))
	})
	return strings.Join(parts, " ")
}

// MarshalJSON writes an object from node to position, in the order of strands.
func (v cutView) MarshalJSON() ([]byte, error) {
	var b strings.Builder
	v.each(func(key string, position int) {
		if b.Len() > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "%s:%d", render.QuoteJSON(key), position)
	})
	return []byte("{" + b.String() + "}"), nil
}
