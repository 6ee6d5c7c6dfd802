package checks_test

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/tracecausal/tracecausal/checks"
	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// judgement is what the checks say of one run.
type judgement struct {
	run     *parse.Run
	graph   *graph.Graph
	results map[string]checks.Result // by check
}

// status returns the status of one check.
func (j judgement) status(id string) string { return j.results[id].Status.String() }

// batchSize is how many runs are read as one log: to read a log of its own for
// each run takes ten times as long.
const batchSize = 1000

// judgeEach judges runs by all checks, each made with what a reference needs to
// know of it.
func judgeEach[X any](t *testing.T, runs int, generate func(i int) (x X, log string), f func(i int, x X, log string, j judgement)) {
	t.Helper()
	var all []X
	var logs []string
	for i := range runs {
		x, log := generate(i)
		all, logs = append(all, x), append(logs, log)
	}
	judgeAll(t, "", logs, checks.All(), func(i int, j judgement) { f(i, all[i], logs[i], j) })
}

// judgeAll judges each of many logs of JSON lines by the checks, and calls f
// with what they say. The logs are read as runs of one log under the header,
// which may be "".
func judgeAll(t *testing.T, header string, logs []string, list []checks.Check, f func(i int, j judgement)) {
	t.Helper()
	for first := 0; first < len(logs); first += batchSize {
		for i, j := range judgeBatch(t, header, logs[first:min(first+batchSize, len(logs))], list) {
			f(first+i, j)
		}
	}
}

func judgeBatch(t *testing.T, header string, logs []string, list []checks.Check) []judgement {
	t.Helper()
	var b strings.Builder
	b.WriteString(header)
	for i, log := range logs {
		for line := range strings.Lines(log) {
			fmt.Fprintf(&b, `{"run":"%d",%s`, i, strings.TrimPrefix(line, "{"))
		}
	}
	read, err := parse.Read(context.Background(), []parse.File{parse.Text("runs.jsonl", b.String())}, parse.Options{Workers: 1})
	if err != nil || read.Bad() > 0 || len(read.Runs) != len(logs) {
		t.Fatalf("%v, %d bad lines, %d runs of %d\n%s", err, read.Bad(), len(read.Runs), len(logs), b.String())
	}
	opt, err := checks.OptionsOf(read)
	if err != nil {
		t.Fatal(err)
	}
	judged := make([]judgement, len(logs))
	for _, run := range read.Runs {
		i, err := strconv.Atoi(run.Name)
		if err != nil {
			t.Fatal(err)
		}
		judged[i] = judge(t, run, opt, list)
	}
	return judged
}

func judge(t *testing.T, run *parse.Run, opt checks.Options, list []checks.Check) judgement {
	t.Helper()
	j := judgement{run, graph.Build(run, graph.Options{Ticks: opt.Ticks}), map[string]checks.Result{}}
	results, err := checks.Run(&checks.Input{Run: run, Graph: j.graph, Options: opt}, list)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		j.results[r.Check.ID] = r
	}
	return j
}

// labelled returns the events of a run by their labels.
func (j judgement) labelled() map[string]parse.EventID {
	byLabel := make(map[string]parse.EventID, j.run.Len())
	for e := range parse.EventID(j.run.Len()) {
		byLabel[j.run.Event(e).Label()] = e
	}
	return byLabel
}

// witnesses returns the labels of the events that play a role in the definite
// findings of a check.
func (j judgement) witnesses(id, role string) map[string]bool {
	labels := map[string]bool{}
	for _, f := range j.results[id].Findings {
		for _, w := range f.Events {
			if w.Role == role && f.Certainty == checks.Definite {
				labels[j.run.Event(w.Event).Label()] = true
			}
		}
	}
	return labels
}
