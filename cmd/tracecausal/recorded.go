package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/tracecausal/tracecausal/checks"
	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
	"github.com/tracecausal/tracecausal/render"
	"github.com/tracecausal/tracecausal/simulate"
)

// recordedRun is a run of a built-in system that a check fails, as `explain`
// shows it.
type recordedRun struct {
	Command string `json:"command"` // what records it
	Title   string `json:"title"`   // of the fault
	Says    string `json:"says"`    // the check's first finding
	Diagram string `json:"diagram"` // of that finding, Mermaid
}

// failingRun records, in memory, a system with the fault that shows best what
// the check finds, and judges it.
func failingRun(ctx context.Context, c *checks.Check) (*recordedRun, error) {
	s, f, ok := faultFor(c.ID)
	if !ok {
		return nil, fmt.Errorf("no system has a fault that %s finds", c.ID)
	}
	r := &recordedRun{Command: fmt.Sprintf("tracecausal demo %s --fault %s -o DIR", s.Name, f.Name), Title: f.Title}
	return r, r.judge(ctx, c, s, f.Name)
}

// faultFor returns the fault that makes a check fail and the fewest others, the
// first of several.
func faultFor(id string) (of simulate.System, fault simulate.Fault, ok bool) {
	for _, s := range simulate.Systems() {
		for _, f := range s.Faults {
			if slices.Contains(f.Checks, id) && (!ok || len(f.Checks) < len(fault.Checks)) {
				of, fault, ok = s, f, true
			}
		}
	}
	return of, fault, ok
}

// defaultSeed is the seed of a recording where none is asked for.
const defaultSeed = 1

// keptFile is a file of a recording that is kept in memory.
type keptFile struct {
	bytes.Buffer
	name string
}

// Close does nothing.
func (*keptFile) Close() error { return nil }

func (r *recordedRun) judge(ctx context.Context, c *checks.Check, s simulate.System, fault string) error {
	var recording []*keptFile
	err := s.Record(simulate.Options{Seed: defaultSeed, Fault: fault}, func(name string) (io.WriteCloser, error) {
		recording = append(recording, &keptFile{name: name})
		return recording[len(recording)-1], nil
	})
	if err != nil {
		return err
	}
	l := &loaded{config: &parse.Config{}}
	var files []parse.File
	for _, f := range recording {
		if f.name != parse.ConfigName {
			files = append(files, parse.Text(f.name, f.String()))
		} else if l.config, err = parse.ReadConfig(f.name, f.Bytes()); err != nil {
			return err
		} else {
			l.opt = l.config.Options(l.opt)
		}
	}
	if l.Log, err = parse.Read(ctx, files, l.opt); err != nil {
		return err
	}
	opt, err := (&judgeFlags{}).options(l)
	if err != nil {
		return err
	}
	run := l.Runs[0]
	g := graph.Build(run, l.graphOptions())
	results, err := checks.Run(&checks.Input{Run: run, Graph: g, Options: opt}, []checks.Check{*c})
	if err != nil {
		return err
	}
	if results[0].Status != checks.Fail {
		return fmt.Errorf("%s does not fail %s", r.Command, c.ID)
	}
	finding := &results[0].Findings[0]
	r.Says = finding.Message
	var b bytes.Buffer
	err = render.Diagram(&b, render.DiagramFormats()[0], g, render.ViewOptions{Finding: finding})
	r.Diagram = b.String()
	return err
}
