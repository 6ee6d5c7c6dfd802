package checks_test

import (
	"context"
	"fmt"

	"github.com/tracecausal/tracecausal/checks"
	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// From a log to a verdict. Files on disk come from parse.Expand.
func Example() {
	files := []parse.File{parse.Text("run.jsonl", `{"tracecausal":1,"promise":["exactly-once"]}
{"node":"A","kind":"send","to":"B","msg_id":1}
{"node":"B","kind":"receive","from":"A","msg_id":1}
{"node":"B","kind":"receive","from":"A","msg_id":1}
`)}
	log, err := parse.Read(context.Background(), files, parse.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	opt, err := checks.OptionsOf(log)
	if err != nil {
		fmt.Println(err)
		return
	}
	var results [][]checks.Result
	for _, run := range log.Runs {
		g := graph.Build(run, graph.Options{Ticks: opt.Ticks})
		found, err := checks.Run(&checks.Input{Run: run, Graph: g, Options: opt}, checks.All())
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, r := range found {
			for _, f := range r.Findings {
				fmt.Println(r.Status, r.Check.ID, f.Certainty, f.Message)
			}
		}
		results = append(results, found)
	}
	fmt.Println(checks.Judge(results, checks.JudgeOptions{BadLines: opt.BadLines}).Verdict)
	// Output:
	// fail message/match definite B:2 received m1 from A:1, which B:1 had received already; exactly-once is promised
	// fail
}
