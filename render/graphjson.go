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
	w     *bufio.Writer
	run   *parse.Run
	names []string // of the nodes, quoted
	files map[string]string
}

func newGraphWriter(w io.Writer, run *parse.Run) *graphWriter {
	j := &graphWriter{bufio.NewWriterSize(w, 1<<16), run, make([]string, len(run.Nodes())), map[string]string{}}
	for n, node := range run.Nodes() {
		j.names[n] = QuoteJSON(node.Name)
	}
	return j
}

func (j *graphWriter) head(n int, node func(int) parse.NodeID) {
	fmt.Fprintf(j.w, "{\n \"schema\": %q,\n \"run\": %s", graphSchemaName, QuoteJSON(j.run.Name))
	j.list("nodes", n, func(i int) { j.w.WriteString(j.names[node(i)]) })
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
	b := j.name(append(j.w.AvailableBuffer(), `{"id":`...), e)
	b = append(append(b, `,"node":`...), j.names[e.Node()]...)
	if l := e.Life(); l > 1 {
		b = strconv.AppendInt(append(b, `,"life":`...), int64(l), 10)
	}
	b = strconv.AppendInt(append(b, `,"position":`...), int64(e.Position()), 10)
	b = append(append(b, `,"kind":"`...), e.Kind().String()...)
	b = append(append(b, `","label":`...), QuoteJSON(e.Label())...)
	b = append(append(b, `,"file":`...), j.file(src.File)...)
	b = strconv.AppendInt(append(b, `,"line":`...), int64(src.Line), 10)
	j.w.Write(append(b, '}'))
}

// name appends the quoted name of an event.
func (j *graphWriter) name(b []byte, e parse.Event) []byte {
	node := j.names[e.Node()]
	b = append(b, node[:len(node)-1]...)
	if l := e.Life(); l > 1 {
		b = strconv.AppendInt(append(b, '@'), int64(l), 10)
	}
	return append(strconv.AppendInt(append(b, ':'), int64(e.Position()), 10), '"')
}

// file returns the quoted name of a file.
func (j *graphWriter) file(name string) string {
	quoted, ok := j.files[name]
	if !ok {
		quoted = QuoteJSON(name)
		j.files[name] = quoted
	}
	return quoted
}

func (j *graphWriter) edge(from, to parse.EventID, reason string) {
	b := j.name(append(j.w.AvailableBuffer(), `{"from":`...), j.run.Event(from))
	b = j.name(append(b, `,"to":`...), j.run.Event(to))
	b = append(append(b, `,"reason":"`...), reason...)
	j.w.Write(append(b, `"}`...))
}

// ghosts writes how many events of each node stamps refer to and no log holds with its clock.
func (j *graphWriter) ghosts(ghosts map[parse.NodeID]graph.Ghosts) {
	if len(ghosts) == 0 {
		return
	}
	var nodes []parse.NodeID
	for n := range j.run.Nodes() {
		if ghosts[parse.NodeID(n)].Events > 0 {
			nodes = append(nodes, parse.NodeID(n))
		}
	}
	j.list("ghosts", len(nodes), func(i int) {
		j.w.WriteString(`{"node":` + j.names[nodes[i]] + `,"events":` + strconv.Itoa(ghosts[nodes[i]].Events) + `}`)
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
