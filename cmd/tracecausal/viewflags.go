package main

import (
	"strings"

	"github.com/tracecausal/tracecausal/checks"
	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
	"github.com/tracecausal/tracecausal/render"
)

// eventNames returns every event that the flags name.
func (o *renderOptions) eventNames() []string {
	var names []string
	for _, l := range []list{o.around, o.from, o.until, o.past, o.future} {
		names = append(names, l.values...)
	}
	return names
}

// chooseRun returns the run to draw: the only one, or the one that holds all
// events that the flags name.
func (o *renderOptions) chooseRun(l *loaded, gs *graphs) (int, error) {
	if names := o.eventNames(); len(names) > 0 {
		run, _, err := gs.lookup(names...)
		return run, err
	}
	_, err := l.onlyRun()
	return 0, err
}

// narrow adds what the flags ask for to the view.
func (o *renderOptions) narrow(g *graph.Graph, view *render.ViewOptions) error {
	ids := map[*list][]parse.EventID{}
	for _, names := range []*list{&o.around, &o.from, &o.until, &o.past, &o.future} {
		events, err := lookupIn(g.Run(), names.values)
		if err != nil {
			return err
		}
		ids[names] = events
	}
	view.Around, view.Past, view.Future = ids[&o.around], ids[&o.past], ids[&o.future]
	view.From, view.Until = windowFrom(g, ids[&o.from]), windowUntil(g, ids[&o.until])
	for _, name := range o.only.values {
		n, ok := g.Run().Node(name)
		if !ok || g.Run().Nodes()[n].Events == 0 {
			return usageErrorf("--only %s: the run has no events of such a node; %s", parse.Quote(name), g.Run().NodeNames())
		}
		view.Only = append(view.Only, n)
	}
	return nil
}

// windowFrom returns the cut of all that happened before any of the events,
// nil for no events.
func windowFrom(g *graph.Graph, events []parse.EventID) graph.Cut {
	var c graph.Cut
	for _, e := range events {
		past := g.PastOf(e)
		past[g.Run().StrandOf(e)]-- // the event itself stays
		if c == nil {
			c = past
		}
		for s := range c {
			c[s] = max(c[s], past[s])
		}
	}
	return c
}

// windowUntil returns the cut without all that happened after any of the
// events, nil for no events.
func windowUntil(g *graph.Graph, events []parse.EventID) graph.Cut {
	var c graph.Cut
	for _, e := range events {
		rest := g.FutureOf(e)
		rest[g.Run().StrandOf(e)]++ // the event itself stays
		if c == nil {
			c = rest
		}
		for s := range c {
			c[s] = min(c[s], rest[s])
		}
	}
	return c
}

// minFingerprint is how much of a fingerprint tells findings apart.
const minFingerprint = 4

// findFinding runs the checks again and returns the finding that the flag
// names, by its fingerprint or the beginning of it, and its run.
func (o *renderOptions) findFinding(l *loaded, gs *graphs) (run int, found *checks.Finding, err error) {
	if len(o.finding) < minFingerprint {
		return 0, nil, usageErrorf("--finding %s: want at least %d characters of a fingerprint", parse.Quote(o.finding), minFingerprint)
	}
	opt, err := o.judge.options(l)
	if err != nil {
		return 0, nil, err
	}
	for i, r := range l.Runs {
		results, err := checks.Run(&checks.Input{Run: r, Graph: gs.of(i), Options: opt}, checks.All())
		if err != nil {
			return 0, nil, &commandError{parse.ClassInternal, err}
		}
		for _, f := range matchingFindings(results, o.finding) {
			if found != nil {
				return 0, nil, usageErrorf("--finding %s: several findings begin so", parse.Quote(o.finding))
			}
			run, found = i, f
		}
	}
	if found == nil {
		return 0, nil, usageErrorf("--finding %s: analyze finds nothing of that fingerprint with these flags", parse.Quote(o.finding))
	}
	return run, found, nil
}

func matchingFindings(results []checks.Result, fingerprint string) []*checks.Finding {
	var found []*checks.Finding
	for i := range results {
		for j := range results[i].Findings {
			if f := &results[i].Findings[j]; strings.HasPrefix(f.Fingerprint, fingerprint) {
				found = append(found, f)
			}
		}
	}
	return found
}
