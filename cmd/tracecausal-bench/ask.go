package main

import (
	"context"
	"encoding/json"
	"io"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// answerTime is what one kind of work on a run that is loaded takes.
type answerTime struct {
	Name string        `json:"name"`
	Time time.Duration `json:"ns"` // the median of several questions
}

// asked is how many questions of each kind are timed.
const asked = 21

// ask loads a run, asks its graph at random and writes the times in JSON.
func ask(paths []string, stdout io.Writer) error {
	files, _, problems := parse.Expand(paths)
	if len(problems) > 0 {
		return &problems[0]
	}
	log, err := parse.Read(context.Background(), files, parse.Options{})
	if err != nil {
		return err
	}
	run := log.Runs[0]
	var all []answerTime
	var g *graph.Graph
	all = append(all, answerTime{"order of the run", timed(func() { g = graph.Build(run, graph.Options{}) })})
	all = append(all, answerTime{"first question", timed(func() { g.PastOf(0) })})
	for _, q := range questions(g) {
		times := make([]time.Duration, asked)
		for i := range times {
			times[i] = timed(q.pose())
		}
		slices.Sort(times)
		all = append(all, answerTime{q.name, times[len(times)/2]})
	}
	return json.NewEncoder(stdout).Encode(all)
}

func timed(work func()) time.Duration {
	start := time.Now()
	work()
	return time.Since(start)
}

// question is a kind of question. Each call of pose makes up another one.
type question struct {
	name string
	pose func() func()
}

// questions returns what is asked of a graph.
func questions(g *graph.Graph) []question {
	rng := rand.New(rand.NewPCG(5, 6))
	event := func() parse.EventID { return parse.EventID(rng.IntN(g.Run().Len())) }
	return []question{
		{"cut", func() func() {
			c := randomCut(rng, g.Run())
			// All that the command prints of a cut.
			return func() { g.Inconsistent(c); g.GreatestBelow(c); g.LeastAbove(c) }
		}},
		{"causal past", func() func() {
			e := event()
			return func() { g.PastOf(e) }
		}},
		{"causal future", func() func() {
			e := event()
			return func() { g.FutureOf(e) }
		}},
		{"relation of two events", func() func() {
			a, b := event(), event()
			return func() { g.Relation(a, b) }
		}},
		{"path between two events", func() func() {
			a, b := event(), event()
			return func() { g.Path(a, b) }
		}},
	}
}

// randomCut returns a cut such as wall clocks make: about one share of every
// strand, off by up to a thousand events.
func randomCut(rng *rand.Rand, run *parse.Run) graph.Cut {
	share := rng.Float64()
	c := make(graph.Cut, len(run.Strands()))
	for s, st := range run.Strands() {
		c[s] = uint32(min(max(int(share*float64(st.Len))+rng.IntN(2001)-1000, 0), st.Len))
	}
	return c
}
