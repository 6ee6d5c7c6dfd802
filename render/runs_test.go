package render

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// recorder makes up a log of one run.
type recorder struct {
	r      *rand.Rand
	stamps bool
	clocks [][]int       // each node's vector clock
	sent   map[int][]int // that of each send
	sky    []message     // sent and not received
	b      strings.Builder
}

type message struct{ id, from, to int }

// randomLog returns a log of one run with about the given number of events on
// the given number of nodes: local steps, messages that overtake each other or
// are lost, broadcasts, and, where stamps is set, vector clocks with some lines
// missing, so that there are stamp edges and unrecorded events.
func randomLog(r *rand.Rand, nodes, events int, stamps bool) string {
	rec := &recorder{r: r, stamps: stamps, clocks: make([][]int, nodes), sent: map[int][]int{}}
	for n := range rec.clocks {
		rec.clocks[n] = make([]int, nodes)
	}
	for i := range events {
		switch k := r.IntN(10); {
		case k < 5:
			rec.write(r.IntN(nodes), fmt.Sprintf(`"event":"step %d"`, i))
		case k < 8 || len(rec.sky) == 0:
			rec.send(i)
		default:
			rec.receive()
		}
	}
	return rec.b.String()
}

func (rec *recorder) send(id int) {
	n := rec.r.IntN(len(rec.clocks))
	for range 1 + rec.r.IntN(2) {
		rec.sky = append(rec.sky, message{id, n, rec.r.IntN(len(rec.clocks))})
	}
	rec.write(n, fmt.Sprintf(`"kind":"send","msg_id":%d`, id))
	rec.sent[id] = slices.Clone(rec.clocks[n])
}

func (rec *recorder) receive() {
	at := rec.r.IntN(len(rec.sky))
	m := rec.sky[at]
	rec.sky = slices.Delete(rec.sky, at, at+1)
	for j, v := range rec.sent[m.id] {
		rec.clocks[m.to][j] = max(rec.clocks[m.to][j], v)
	}
	rec.write(m.to, fmt.Sprintf(`"kind":"receive","from":"n%d","msg_id":%d`, m.from, m.id))
}

// write logs an event of node n, or forgets to.
func (rec *recorder) write(n int, fields string) {
	rec.clocks[n][n]++
	if rec.stamps && rec.r.IntN(3) == 0 {
		return
	}
	fmt.Fprintf(&rec.b, `{"node":"n%d",%s`, n, fields)
	if rec.stamps {
		var vc []string
		for m, v := range rec.clocks[n] {
			vc = append(vc, fmt.Sprintf(`"n%d":%d`, m, v))
		}
		rec.b.WriteString(`,"vc":{` + strings.Join(vc, ",") + "}")
	}
	rec.b.WriteString("}\n")
}

// read builds the graph of a log with one run.
func read(t testing.TB, log string) *graph.Graph {
	t.Helper()
	l, err := parse.Read(context.Background(), []parse.File{parse.Text("run.jsonl", log)}, parse.Options{Workers: 1})
	if err != nil {
		t.Fatalf("%v in\n%s", err, log)
	}
	if len(l.Runs) != 1 || l.Bad() > 0 {
		t.Fatalf("%d runs, %d bad lines in\n%s", len(l.Runs), l.Bad(), log)
	}
	return graph.Build(l.Runs[0], graph.Options{})
}

// randomView returns options for some view of the graph.
func randomView(r *rand.Rand, g *graph.Graph) ViewOptions {
	run := g.Run()
	some := func() []parse.EventID { return []parse.EventID{parse.EventID(r.IntN(run.Len()))} }
	cut := func() graph.Cut {
		c := make(graph.Cut, len(run.Strands()))
		for s, st := range run.Strands() {
			c[s] = uint32(r.IntN(st.Len + 1))
		}
		return c
	}
	var opt ViewOptions
	opt.Collapse = r.IntN(2) == 0
	if r.IntN(3) == 0 {
		opt.Limit = 1 + r.IntN(run.Len())
	}
	switch r.IntN(7) {
	case 0:
		opt.Past = some()
	case 1:
		opt.Future = some()
	case 2:
		opt.Around = some()
	case 3:
		opt.From = cut()
	case 4:
		opt.Until = cut()
	case 5:
		opt.Only = []parse.NodeID{parse.NodeID(r.IntN(len(run.Nodes()))), 0}
	}
	return opt
}
