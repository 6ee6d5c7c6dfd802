package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tracecausal/tracecausal/parse"
	"github.com/tracecausal/tracecausal/render"
	"github.com/tracecausal/tracecausal/simulate"
)

// demoOptions are the flags of demo.
type demoOptions struct {
	format        choice
	dir           string
	fault         string
	seed          uint64
	nodes, events count
}

func newDemoCmd(a *app) *cobra.Command {
	opt := &demoOptions{format: newChoice("text", "text", "json"), nodes: count{min: 1}, events: count{min: 1}}
	cmd := &cobra.Command{
		Use:   "demo [SYSTEM]",
		Short: "List the built-in systems; record a run of one, sound or with a fault",
		Long: `Demo lists the built-in systems: small implementations of well-known algorithms
that run in virtual time. With SYSTEM and -o it records a run of one, one file per
node, and prints the command that analyses it; with SYSTEM alone it describes it.

A sound run passes its checks, whatever its seed; one with a fault fails those
that the list names, and no others. The same flags write the same bytes.`,
		Example: "  tracecausal demo\n  tracecausal demo lease --fault drift -o logs && tracecausal analyze logs",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usageErrorf("demo takes one system at most")
			}
			return nil
		},
	}
	cmd.RunE = a.command(func(ctx context.Context, args []string) (int, error) {
		if err := opt.settle(args, cmd.Flags().Changed); err != nil {
			return exitPass, err
		}
		return exitPass, runDemo(ctx, a, opt, args)
	})
	fs := cmd.Flags()
	addVar(fs, &opt.format, "output-format", "f", "output format")
	fs.StringVarP(&opt.dir, "output", "o", "", "record into the folder `DIR`, which is made where it is missing and must be empty")
	fs.StringVar(&opt.fault, "fault", "", "`NAME` of what is to be broken; see 'tracecausal demo'")
	fs.Uint64Var(&opt.seed, "seed", defaultSeed, "the whole number `N` decides everything that is left to chance")
	addVar(fs, &opt.nodes, "nodes", "", "how many nodes take part, where the system leaves that open")
	addVar(fs, &opt.events, "events", "", "how many events to record, about; a recording may be of any length")
	return cmd
}

// settle refuses flags that would have no effect.
func (o *demoOptions) settle(args []string, changed func(string) bool) error {
	switch {
	case len(args) == 1 && o.dir != "":
		return nil
	case changed("output") && len(args) == 1:
		return usageErrorf("-o needs the name of a folder")
	}
	for _, flag := range []string{"output", "fault", "seed", "nodes", "events"} {
		if changed(flag) {
			return usageErrorf("--%s is for recording, which needs a system and a folder: tracecausal demo SYSTEM -o DIR", flag)
		}
	}
	return nil
}

func runDemo(ctx context.Context, a *app, opt *demoOptions, args []string) error {
	if len(args) == 0 {
		return listSystems(a.out, opt.format.value, a.width())
	}
	s, ok := simulate.ByName(args[0])
	if !ok {
		return usageErrorf("there is no system %s; there are: %s", parse.Quote(args[0]), strings.Join(systemNames(), ", "))
	}
	if opt.dir == "" {
		return describeSystem(a.out, opt.format.value, a.width(), &s)
	}
	run := simulate.Options{Seed: opt.seed, Nodes: opt.nodes.value, Events: opt.events.value, Fault: opt.fault}
	if err := s.Refuse(run); err != nil {
		return usageErrorf("%s", parse.Escape(err.Error()))
	}
	files, err := a.recordDemo(ctx, &s, run, opt.dir)
	if err != nil {
		return err
	}
	return newRecorded(&s, run, opt.dir, files).write(a.out, opt.format.value)
}

func systemNames() []string {
	var names []string
	for _, s := range simulate.Systems() {
		names = append(names, s.Name)
	}
	return names
}

// demoSystem is a system as `demo -f json` lists it. Seed is the chapter of the
// collection of exercises that the system comes from.
type demoSystem struct {
	System string      `json:"system"`
	Title  string      `json:"title"`
	Seed   string      `json:"seed"`
	Checks []string    `json:"checks"`
	Faults []demoFault `json:"faults"`
}

type demoFault struct {
	Name   string   `json:"name"`
	Title  string   `json:"title"`
	Checks []string `json:"checks"`
}

func newDemoSystem(s *simulate.System) demoSystem {
	d := demoSystem{s.Name, s.Title, s.Source, s.Checks, []demoFault{}}
	for _, f := range s.Faults {
		d.Faults = append(d.Faults, demoFault{f.Name, f.Title, f.Checks})
	}
	return d
}

func listSystems(w io.Writer, format string, width int) error {
	list := []demoSystem{}
	for _, s := range simulate.Systems() {
		list = append(list, newDemoSystem(&s))
	}
	if format == "json" {
		return writeJSONLine(w, list)
	}
	for _, s := range list {
		if err := s.write(w, width); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, "Record one with: tracecausal demo SYSTEM [--fault NAME] -o DIR\n")
	return err
}

// write lists the faults in two columns, the second wrapped at width.
func (d *demoSystem) write(w io.Writer, width int) error {
	names := 0
	for _, f := range d.Faults {
		names = max(names, len(f.Name))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n  %s\n", d.System, d.Title)
	for _, f := range d.Faults {
		start := fmt.Sprintf("  --fault %-*s  ", names, f.Name)
		text := render.Wrap(f.Title+" → "+strings.Join(f.Checks, ", "), width-len(start))
		fmt.Fprintf(&b, "%s%s\n", start, strings.Join(text, "\n"+strings.Repeat(" ", len(start))))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func describeSystem(w io.Writer, format string, width int, s *simulate.System) error {
	d := newDemoSystem(s)
	if format == "json" {
		return writeJSONLine(w, d)
	}
	if err := d.write(w, width); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "%s\n%s\nRecord it with: tracecausal demo %s [--fault NAME] -o DIR\n",
		wrap("a sound run passes "+strings.Join(s.Checks, ", "), width), wrap(s.About, width), s.Name)
	return err
}

// recorded is what demo tells of a recording.
type recorded struct {
	System  string          `json:"system"`
	Fault   string          `json:"fault,omitempty"`
	RunSeed uint64          `json:"run_seed"`
	Dir     render.JSONText `json:"dir"`
	Files   []string        `json:"files"`
	Command render.JSONText `json:"command"`
	Exit    int             `json:"exit"`
	Pass    []string        `json:"pass,omitempty"`
	Fail    []string        `json:"fail,omitempty"`
}

func newRecorded(s *simulate.System, opt simulate.Options, dir string, files []string) *recorded {
	r := &recorded{System: s.Name, Fault: opt.Fault, RunSeed: opt.Seed, Dir: render.JSONText(dir), Files: files,
		Command: render.JSONText("tracecausal analyze " + shellWord(dir)), Exit: exitPass, Pass: s.Checks}
	for _, f := range s.Faults {
		if f.Name == opt.Fault {
			r.Exit, r.Pass, r.Fail = exitFail, nil, f.Checks
		}
	}
	return r
}

func (r *recorded) write(w io.Writer, format string) error {
	if format == "json" {
		return writeJSONLine(w, r)
	}
	how, expect := "a sound run", "pass "+strings.Join(r.Pass, ", ")
	if r.Fault != "" {
		how, expect = "fault "+r.Fault, "fail "+strings.Join(r.Fail, ", ")
	}
	_, err := fmt.Fprintf(w, "recorded %s, %s, seed %d: %s in %s\nit should %s and exit %d; see:\n  %s\n",
		r.System, how, r.RunSeed, parse.Plural(len(r.Files), "file"), parse.Escape(string(r.Dir)), expect, r.Exit, r.Command)
	return err
}

// shellWord writes an argument as a shell takes it.
func shellWord(s string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./+,:@%"
	if strings.HasPrefix(s, "-") {
		s = "./" + s
	}
	switch {
	case strings.Trim(s, plain) == "":
		return s
	case parse.Escape(s) == s:
		return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
	}
	return parse.Quote(s) // control characters: to be seen, not to be pasted
}
