package render_test

import (
	"context"
	"testing"

	"github.com/tracecausal/tracecausal/checks"
	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
	"github.com/tracecausal/tracecausal/render"
)

// judged are the checks whose results these tests render. They are few, so that
// a new check changes none of the expected outputs.
var judged = []string{"causality/cycle", "message/match", "delivery/fifo", "delivery/causal", "lease/overlap"}

// analyze reads files as the command would and judges every run.
func analyze(t testing.TB, files ...parse.File) *render.Report {
	t.Helper()
	log, err := parse.Read(context.Background(), files, parse.Options{Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	var list []checks.Check
	for _, id := range judged {
		c, ok := checks.ByID(checks.All(), id)
		if !ok {
			t.Fatalf("no check %s", id)
		}
		list = append(list, c)
	}
	rep := &render.Report{Log: log}
	var results [][]checks.Result
	for _, run := range log.Runs {
		g := graph.Build(run, graph.Options{})
		res, err := checks.Run(&checks.Input{Run: run, Graph: g}, list)
		if err != nil {
			t.Fatal(err)
		}
		rep.Runs = append(rep.Runs, render.RunReport{Run: run, Graph: g, Results: res})
		results = append(results, res)
	}
	rep.Verdict = checks.Judge(results, checks.JudgeOptions{BadLines: log.Bad()}).Verdict
	return rep
}
