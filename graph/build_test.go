package graph

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tracecausal/tracecausal/parse"
)

// tester is what *testing.T and *rapid.T have in common.
type tester interface {
	Helper()
	Fatalf(format string, args ...any)
}

// readRun reads one log of JSON lines that holds one run.
func readRun(t tester, log string) *parse.Run {
	t.Helper()
	l, err := parse.Read(context.Background(), []parse.File{parse.Text("test.jsonl", log)}, parse.Options{})
	if err != nil {
		t.Fatalf("%v\n%s", err, log)
	}
	if l.Bad() != 0 || len(l.Runs) != 1 {
		t.Fatalf("%d bad lines (%v), %d runs in:\n%s", l.Bad(), l.Inputs[0].Errors, len(l.Runs), log)
	}
	return l.Runs[0]
}

// buildLog is readRun and Build.
func buildLog(t tester, log string) *Graph {
	t.Helper()
	return Build(readRun(t, log), Options{})
}

// names writes edges as "A:1>B:2 message", one a line.
func names(g *Graph, edges []Edge) string {
	var b strings.Builder
	for _, e := range edges {
		b.WriteString(g.run.Event(e.From).Name() + ">" + g.run.Event(e.To).Name() + " " + e.Reason.String() + "\n")
	}
	return b.String()
}

func TestBuildSeed(t *testing.T) {
	g := buildLog(t, `{"node":"A","event":"start","vc":[1,0,0]}
{"node":"B","event":"recv_from_A","vc":[1,1,0]}
{"node":"C","event":"independent_task","vc":[0,0,1]}
`)
	if diff := cmp.Diff("A:1>B:1 stamp\n", names(g, g.Edges())); diff != "" {
		t.Error(diff)
	}
}
