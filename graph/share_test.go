package graph

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/tracecausal/tracecausal/parse"
)

// TestParts: the shares of a run follow one another, cut no node in two, and
// are as many as there are workers where the run has nodes enough.
func TestParts(t *testing.T) {
	var files []parse.File // two of each node, which nothing orders: two strands
	for i := range 24 {
		name := fmt.Sprintf("%d.jsonl", i)
		files = append(files, parse.Text(name, strings.Repeat(fmt.Sprintf(`{"node":"n%02d","event":"of %s"}`+"\n", i/2, name), 5)))
	}
	log, err := parse.Read(context.Background(), files, parse.Options{})
	if err != nil || len(log.Runs) != 1 {
		t.Fatal(err)
	}
	g := Build(log.Runs[0], Options{})
	if len(g.strands) != 24 {
		t.Fatalf("%d strands", len(g.strands))
	}
	for workers := 1; workers <= 30; workers++ {
		parts := g.parts(workers)
		if want := min(workers, 12); len(parts) != want {
			t.Errorf("%d parts for %d workers", len(parts), workers)
		}
		var next part
		for _, p := range parts {
			if p.first != next.end || p.firstNode != next.endNode || p.end <= p.first {
				t.Errorf("%d workers: %+v after %+v", workers, p, next)
			}
			if st := g.strands[p.first]; st.Node != p.firstNode || p.first > 0 && g.strands[p.first-1].Node == st.Node {
				t.Errorf("%d workers: %+v begins within a node", workers, p)
			}
			next = p
		}
		if int(next.end) != len(g.strands) || int(next.endNode) != len(g.run.Nodes()) {
			t.Errorf("%d workers: the last part is %+v", workers, next)
		}
	}
}
