package render

import (
	"bufio"
	"fmt"
	"io"
	"strconv"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// GraphJSON writes a whole run, schema tracecausal.graph/v1, an event or an edge
// per line: every event, and every edge with its reason. The transitive closure
// of the edges is happens-before. It takes memory for the edges, not for the
// text.
func GraphJSON(w io.Writer, g *graph.Graph) error {
	run := g.Run()
	j := newGraphWriter(w, run)
	j.head(len(run.Nodes()), func(i int) parse.NodeID { return parse.NodeID(i) })
	j.list("events", run.Len(), func(i int) { j.event(run.Event(parse.EventID(i))) })
	edges := g.Edges()
	j.list("edges", len(edges), func(i int) { j.edge(edges[i].From, edges[i].To, edges[i].Reason.String()) })
	j.ghosts(g.Ghosts())
	_, fatal := g.Cycle()
	return j.end(fatal)
}

// drawJSON writes a view: a whole run as [GraphJSON] does, else the view's
// events and the links between them, whose closure is happens-before among
// these events. The reason "path" stands for a chain of edges through events
// that are left out.
func drawJSON(w io.Writer, v *View) error {
	if !v.filtered() && v.opt.Limit == 0 {
		return GraphJSON(w, v.g)
	}
	p := v.picture(v.opt.Limit, false)
	j := newGraphWriter(w, v.run)
	nodes := p.nodes()
	j.head(len(nodes), func(i int) parse.NodeID { return nodes[i] })
	j.list("events", len(p.marks), func(i int) { j.event(v.run.Event(p.marks[i].first)) })
	j.list("edges", len(p.links), func(i int) {
		k := p.links[i]
		j.edge(p.marks[k.from].first, p.marks[k.to].first, k.why.String())
	})
	l := p.left
	fmt.Fprintf(j.w, ",\n \"left_out\": {\"events\":%d,\"messages\":%d,\"nodes\":%d}", l.events, l.messages, l.nodes)
	return j.end(p.broken)
}

// nodes returns the nodes that have a lane, by rising id.
func (p *picture) nodes() []parse.NodeID {
	var out []parse.NodeID
	for _, l := range p.lanes {
		n := p.run.Strands()[l.strand].Node
		if len(out) == 0 || out[len(out)-1] != n {
			out = append(out, n)
		}
	}
	return out
}

// graphWriter writes the parts of a graph in their order. Write errors are kept
// by the bufio.Writer and returned by end.
type graphWriter struct {
	w   *bufio.Writer
	run *parse.Run
}

func newGraphWriter(w io.Writer, run *parse.Run) *graphWriter {
	return &graphWriter{bufio.NewWriterSize(w, 1<<16), run}
}

func (j *graphWriter) head(n int, node func(int) parse.NodeID) {
	fmt.Fprintf(j.w, "{\n \"schema\": %q,\n \"run\": %s", graphSchemaName, quoteJSON(j.run.Name))
	j.list("nodes", n, func(i int) { j.w.WriteString(quoteJSON(j.run.Nodes()[node(i)].Name)) })
}

// list writes a member that is a list, an item per line.
func (j *graphWriter) list(name string, n int, item func(int)) {
	fmt.Fprintf(j.w, ",\n %q: [", name)
	for i := range n {
		if i > 0 {
			j.w.WriteByte(',')
		}
		j.w.WriteString("\n  ")
		item(i)
	}
	if n > 0 {
		j.w.WriteString("\n ")
	}
	j.w.WriteByte(']')
}

func (j *graphWriter) event(e parse.Event) {
	src := e.Source()
	fmt.Fprintf(j.w, `{"id":%s,"node":%s`, quoteJSON(e.Name()), quoteJSON(e.NodeName()))
	if l := e.Life(); l > 1 {
		fmt.Fprintf(j.w, `,"life":%d`, l)
	}
	fmt.Fprintf(j.w, `,"position":%d,"kind":"%s","label":%s,"file":%s,"line":%d}`,
		e.Position(), e.Kind(), quoteJSON(e.Label()), quoteJSON(src.File), src.Line)
}

func (j *graphWriter) edge(from, to parse.EventID, reason string) {
	j.w.WriteString(`{"from":` + quoteJSON(j.run.Event(from).Name()) + `,"to":` + quoteJSON(j.run.Event(to).Name()) + `,"reason":"` + reason + `"}`)
}

// ghosts writes how many events of each node stamps refer to and no log holds.
func (j *graphWriter) ghosts(ghosts map[parse.NodeID]int) {
	if len(ghosts) == 0 {
		return
	}
	var nodes []parse.NodeID
	for n := range j.run.Nodes() {
		if ghosts[parse.NodeID(n)] > 0 {
			nodes = append(nodes, parse.NodeID(n))
		}
	}
	j.list("ghosts", len(nodes), func(i int) {
		j.w.WriteString(`{"node":` + quoteJSON(j.run.Nodes()[nodes[i]].Name) + `,"events":` + strconv.Itoa(ghosts[nodes[i]]) + `}`)
	})
}

// end closes the value. contradictory says that the edges form a cycle, so that
// they are no order.
func (j *graphWriter) end(contradictory bool) error {
	if contradictory {
		j.w.WriteString(",\n \"contradictory\": true")
	}
	j.w.WriteString("\n}\n")
	return j.w.Flush()
}
