package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// graphs builds the order of each run when it is first asked for.
type graphs struct {
	log   *parse.Log
	opt   graph.Options
	built []*graph.Graph
}

func newGraphs(l *loaded) *graphs {
	return &graphs{log: l.Log, opt: l.graphOptions(), built: make([]*graph.Graph, len(l.Runs))}
}

func (g *graphs) of(run int) *graph.Graph {
	if g.built[run] == nil {
		g.built[run] = graph.Build(g.log.Runs[run], g.opt)
	}
	return g.built[run]
}

// lookup finds events by their names, all in one run.
func (g *graphs) lookup(names ...string) (run int, ids []parse.EventID, err error) {
	var holders []*parse.Run
	var reasons []error
	for i := range g.log.Runs {
		events, err := lookupIn(g.log.Runs[i], names)
		if err != nil {
			reasons = append(reasons, err)
			continue
		}
		holders = append(holders, g.log.Runs[i])
		run, ids = i, events
	}
	switch len(holders) {
	case 0:
		return 0, nil, bestReason(reasons)
	case 1:
		return run, ids, nil
	}
	return 0, nil, usageErrorf("%d runs hold %s; choose one with --run: %s", len(holders), joinQuoted(names, 2), runNames(holders))
}

// lookupIn finds events in one run. A name that stands for several is an error
// that lists them.
func lookupIn(run *parse.Run, names []string) ([]parse.EventID, error) {
	var ids []parse.EventID
	for _, name := range names {
		events, err := run.Lookup(name)
		if err != nil {
			return nil, usageErrorf("%w", err)
		}
		if len(events) > 1 {
			return nil, usageErrorf("%s stands for several events; name one of %s", parse.Quote(name), eventNames(run, events))
		}
		ids = append(ids, events[0])
	}
	return ids, nil
}

// bestReason picks what to say when no run holds the events.
func bestReason(reasons []error) error {
	switch len(reasons) {
	case 0:
		return usageErrorf("the input holds no run")
	case 1:
		return reasons[0]
	}
	return usageErrorf("no run holds the events; in the first, %s", strings.TrimPrefix(reasons[0].Error(), string(parse.ClassUsage)+": "))
}

func eventNames(run *parse.Run, ids []parse.EventID) string {
	const most = 10
	var names []string
	for i, id := range ids {
		if i == most {
			names = append(names, fmt.Sprintf("and %d more", len(ids)-most))
			break
		}
		names = append(names, parse.Escape(run.Event(id).Name()))
	}
	return strings.Join(names, ", ")
}

// doubtsHelp is what the help of commands that answer from order says of doubts.
const doubtsHelp = `Where order may be missing, since lines could not be read, several sends fit a
receive, or nothing orders the events of a node, a warning says so, and the exit
code is 3.`

// doubts says why what the graph tells of order may be wrong, "" where nothing
// speaks against it.
func (l *loaded) doubts(g *graph.Graph) string {
	var doubts []string
	if l.badOver > 0 {
		doubts = append(doubts, "part of the input could not be read, so order may be missing")
	}
	if _, fatal := g.Cycle(); fatal {
		doubts = append(doubts, "the messages contradict each other (a cycle), so no order is certain; see 'tracecausal analyze'")
	}
	if lost := g.Matching().Ambiguous; len(lost) > 0 {
		doubts = append(doubts, fmt.Sprintf("several sends fit %s (first %s), so order may be missing: log message ids that are unique per sender",
			parse.Plural(len(lost), "receive"), parse.Escape(g.Run().Event(lost[0].Receive).Name())))
	}
	gaps := slices.Clone(g.Run().Gaps())
	if len(g.StampEdges()) > 0 { // where messages give all of the order, stamps could add nothing to it
		gaps = append(gaps, g.Uncertain()...)
	}
	if len(gaps) > 0 {
		more := ""
		if len(gaps) > 1 {
			more = fmt.Sprintf(" (and %d more like this; see 'tracecausal analyze')", len(gaps)-1)
		}
		doubts = append(doubts, "order may be missing: "+gaps[0]+more)
	}
	return strings.Join(doubts, "; ")
}
