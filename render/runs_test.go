package render

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// randomLog returns a log of one run with about the given number of events on
// the given number of nodes: local steps, messages that overtake each other or
// are lost, broadcasts, and, where stamps is set, vector clocks with some lines
// missing, so that there are stamp edges and unrecorded events.
func randomLog(r *rand.Rand, nodes, events int, stamps bool) string {
	type message struct{ id, from, to int }
	var b strings.Builder
	var sky []message
	clocks := make([][]int, nodes)
	sent := map[int][]int{}
	for n := range clocks {
		clocks[n] = make([]int, nodes)
	}
	write := func(n int, rest string) {
		if stamps && r.IntN(8) == 0 {
			return
		}
		vc := ""
		if stamps {
			for m, v := range clocks[n] {
				vc += fmt.Sprintf(`,"n%d":%d`, m, v)
			}
			vc = `,"vc":{` + vc[1:] + "}"
		}
		fmt.Fprintf(&b, `{"node":"n%d"%s%s}`+"\n", n, rest, vc)
	}
	for i := range events {
		n := r.IntN(nodes)
		clocks[n][n]++
		switch k := r.IntN(10); {
		case k < 4:
			write(n, fmt.Sprintf(`,"event":"step %d"`, i))
		case k < 7 || len(sky) == 0:
			for range 1 + r.IntN(2) {
				sky = append(sky, message{i, n, r.IntN(nodes)})
			}
			sent[i] = append([]int{}, clocks[n]...)
			write(n, fmt.Sprintf(`,"kind":"send","msg_id":%d`, i))
		default:
			at := r.IntN(len(sky))
			m := sky[at]
			sky = append(sky[:at], sky[at+1:]...)
			clocks[n][n]--
			clocks[m.to][m.to]++
			for j, v := range sent[m.id] {
				clocks[m.to][j] = max(clocks[m.to][j], v)
			}
			write(m.to, fmt.Sprintf(`,"kind":"receive","from":"n%d","msg_id":%d`, m.from, m.id))
		}
	}
	return b.String()
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
