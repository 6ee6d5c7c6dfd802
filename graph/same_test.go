package graph

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tracecausal/tracecausal/parse"
)

// TestSameForAnyInterleaving: however the lines of different nodes interleave,
// in one file or in one for each node, all that the graph says is the same.
func TestSameForAnyInterleaving(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSim(t, 4, 20, true)
		lost := rapid.SliceOfN(rapid.IntRange(0, 5), 20, 20).Draw(t, "lost")
		w := writing{kinds: true, ids: rapid.Bool().Draw(t, "ids"), vectors: rapid.Bool().Draw(t, "vectors"), drop: func(p, i int) bool { return i > 0 && lost[(7*p+i)%20] == 0 }}
		one := buildLog(t, s.log(w))
		w.seed = rapid.IntRange(1, 1<<30).Draw(t, "interleaving")
		log := s.log(w)
		for _, other := range []*Graph{buildLog(t, log), buildFiles(t, log)} {
			if diff := cmp.Diff(describe(one), describe(other)); diff != "" {
				t.Fatalf("%s\n%s", diff, log)
			}
		}
	})
}

// buildFiles builds the run of a log cut into one file for each node.
func buildFiles(t tester, log string) *Graph {
	t.Helper()
	byNode := make([]string, 10)
	for line := range strings.Lines(log) {
		byNode[line[len(`{"node":"n`)]-'0'] += line
	}
	var files []parse.File
	for p := len(byNode) - 1; p >= 0; p-- {
		if byNode[p] != "" {
			files = append(files, parse.Text(string('z'-rune(p))+".jsonl", byNode[p]))
		}
	}
	l, err := parse.Read(context.Background(), files, parse.Options{})
	if err != nil || l.Bad() != 0 || len(l.Runs) != 1 {
		t.Fatalf("%v, %+v", err, l)
	}
	return Build(l.Runs[0], Options{})
}

func describe(g *Graph) string {
	return showEdges(g) + names(g, g.Reduction()) + showVectors(g) + showMatching(g) + showCycle(g) + showDoubts(g)
}

// TestManyReaders asks one graph from several goroutines at once; the race
// detector is the judge.
func TestManyReaders(t *testing.T) {
	g := buildLog(t, traffic(4, 400, true))
	want := describe(g)
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for a := range parse.EventID(50) {
				if g.Before(a, a+300) != (g.Path(a, a+300) != nil) {
					t.Errorf("event %d: Before and Path disagree", a)
				}
			}
			if got := describe(g); got != want {
				t.Error("a reader saw another graph")
			}
		})
	}
	wait.Wait()
}
