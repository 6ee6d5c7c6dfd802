package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/tracecausal/tracecausal/checks"
	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
	"github.com/tracecausal/tracecausal/render"
)

// analyzeOptions are the flags of analyze.
type analyzeOptions struct {
	input   inputFlags
	judge   judgeFlags
	format  choice
	outputs []string

	baseline baselineFlags
	diagrams place

	checks, skip, require list
	allowInconclusive     bool
}

func newAnalyzeCmd(a *app) *cobra.Command {
	formats := reportFormatNames()
	opt := &analyzeOptions{input: newInputFlags(), format: newChoice(formats[0], formats...)}
	cmd := &cobra.Command{
		Use:        "analyze FILE…",
		SuggestFor: []string{"check", "judge", "verify"},

		Short: "Read logs, rebuild their order, judge it by the checks, report",
		Long: `Analyze reads logs (files, folders, globs, or - for standard input), rebuilds
happens-before, runs the checks and reports what they found and on what evidence.

Exit codes: 0 every check that applied passed; 1 at least one check failed;
2 the tool could not do its work; 3 nothing failed, but a check is inconclusive,
none applied, a required one did not apply, or part of the input could not be read.`,
		Example: `  tracecausal analyze logs/*.jsonl
  tracecausal analyze -f json -o report.json logs/
  tracecausal analyze --write-baseline known.json logs/; tracecausal analyze --baseline known.json logs/
  tracecausal analyze --max-skew 10ms --require lease/overlap logs/ -o text=- -o json=report.json`,
		Args: needArgs(1, "at least one log"),
		RunE: a.command(func(ctx context.Context, args []string) (int, error) { return runAnalyze(ctx, a, opt, args) }),
	}
	opt.input.register(cmd.Flags())
	opt.judge.register(cmd.Flags())
	opt.register(cmd.Flags())
	return cmd
}

func (o *analyzeOptions) register(fs *pflag.FlagSet) {
	addVar(fs, &o.format, "output-format", "f", "format of the report")
	fs.StringArrayVarP(&o.outputs, "output", "o", nil,
		"write the report to `FILE` instead of standard output; FORMAT=FILE chooses the format, - is standard output; may be repeated")
	addVar(fs, &o.checks, "checks", "", "run only these checks or groups; see 'tracecausal explain'")
	addVar(fs, &o.skip, "skip", "", "leave out these checks or groups")
	addVar(fs, &o.require, "require", "", "checks that must apply: exit 3 where the log holds nothing for one of them")
	fs.BoolVar(&o.allowInconclusive, "allow-inconclusive", false, "exit 0 where nothing failed and the only doubt is that checks are inconclusive")
	o.baseline.register(fs)
	o.diagrams.kind = "DIR"
	addVar(fs, &o.diagrams, "diagrams", "", "draw every finding into a Mermaid file of this folder, named by its fingerprint")
}

func reportFormatNames() []string {
	var names []string
	for _, f := range render.ReportFormats() {
		names = append(names, f.Name)
	}
	return names
}

func runAnalyze(ctx context.Context, a *app, opt *analyzeOptions, args []string) (int, error) {
	specs, err := opt.outputSpecs()
	if err != nil {
		return exitPass, err
	}
	a.warnNames(&opt.input, opt.format, specs)
	src, err := a.find(&opt.input, args)
	if err != nil {
		return exitPass, err
	}
	p, err := opt.plan(src)
	if err != nil {
		return exitPass, err
	}
	keep := append(src.allPaths(), opt.baseline.paths()...)
	outs, err := a.openOutputs(specs, keep)
	if err != nil {
		return exitPass, err
	}
	l, err := src.read(ctx)
	if err != nil {
		return exitPass, err
	}
	rep, code, err := judge(ctx, l, opt, p)
	if err != nil && rep == nil {
		return code, err
	}
	a.found = code // stands whatever happens from here on
	a.warnUnlisted(opt, rep)
	drawErr := a.writeDiagrams(ctx, opt, rep, keep)
	writeErr := a.writeReports(ctx, opt, outs, rep)
	if isBrokenPipe(writeErr) {
		a.out.Reset(io.Discard) // the reader has what it wants, and the verdict stands
		writeErr = nil
	}
	if writeErr != nil {
		fmt.Fprintf(a.err, "verdict: %s\n", rep.Verdict) // there may be no report that says so
	}
	return code, firstError(err, errors.Join(drawErr, writeErr))
}

// outputSpecs returns the results to write, and makes sure that diagrams have
// a folder to go to.
func (o *analyzeOptions) outputSpecs() ([]outputSpec, error) {
	specs, err := parseOutputs(o.outputs, o.format.value, reportFormatNames())
	if err == nil {
		specs, err = o.baseline.addTo(specs)
	}
	if err == nil && o.diagrams.path != "" {
		err = checkFolder(o.diagrams.path)
	}
	return specs, err
}

// plan is what is asked of an analysis.
type plan struct {
	checks   []checks.Check
	required []string // identifiers of checks that must apply
	known    *checks.Baseline
}

// plan settles what is asked before any log is read.
func (o *analyzeOptions) plan(src *source) (*plan, error) {
	selected, required, err := o.selectChecks(src)
	if err != nil {
		return nil, err
	}
	known, err := o.baseline.load(src)
	if err != nil {
		return nil, err
	}
	src.opt.MaxSkew = o.judge.skew(src.config())
	src.opt.Total = o.judge.total.value
	if src.opt.Total == nil {
		src.opt.Total = src.config().Total
	}
	return &plan{selected, required, known}, nil
}

// writeReports writes the report to every place that it is to go to.
func (a *app) writeReports(ctx context.Context, opt *analyzeOptions, outs *outputs, rep *render.Report) error {
	return outs.write(ctx, func(w io.Writer, format string, terminal bool) error {
		if format == baselineFormat {
			return render.WriteBaseline(w, render.BaselineOf(rep))
		}
		text := render.TextOptions{Color: terminal && a.colors(opt.input.color.value), Quiet: opt.input.quiet}
		if terminal {
			text.Width = a.width()
		}
		return writeReport(w, rep, format, text)
	})
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// selectChecks returns the checks to run, and the identifiers of those that
// must apply. A name that fits no check is an error: it would not run.
func (o *analyzeOptions) selectChecks(src *source) ([]checks.Check, []string, error) {
	c := src.config()
	only, err := src.checkNames("checks", o.checks.values, c.Checks)
	if err != nil {
		return nil, nil, err
	}
	skip, err := src.checkNames("skip", o.skip.values, c.Skip)
	if err != nil {
		return nil, nil, err
	}
	required, err := src.checkNames("require", o.require.values, c.Require)
	if err != nil {
		return nil, nil, err
	}
	selected, err := checks.Select(only, skip)
	if err != nil {
		return nil, nil, usageErrorf("%w", err)
	}
	return selected, required, nil
}

// checkNames returns the identifiers of the checks that a flag names, or else
// the configuration under the same key.
func (s *source) checkNames(key string, fromFlag, fromConfig []string) ([]string, error) {
	l := &loaded{}
	names := pickList(l, "--"+key, fromFlag, fromConfig, nil)
	s.notes = append(s.notes, l.notes...)
	ids, err := checks.Expand(names)
	switch {
	case err == nil:
		return ids, nil
	case fromFlag != nil:
		return nil, usageErrorf("--%s: %w", key, err)
	}
	c := s.config()
	return nil, &parse.Diagnostic{Class: parse.ClassUsage, Source: parse.Source{File: c.Path, Line: c.Line(key)}, Msg: err.Error()}
}

// judge builds the order of every run, runs the checks and draws the verdict.
// A check that broke is an error beside the report: nothing may be called a
// pass then, but a definite finding of another check stands.
func judge(ctx context.Context, l *loaded, opt *analyzeOptions, p *plan) (*render.Report, int, error) {
	checkOptions, err := opt.judge.options(l)
	if err != nil {
		return nil, exitPass, err
	}
	checkOptions.Baseline = p.known
	l.noteReading(&opt.input)
	rep := &render.Report{Log: l.Log, Require: p.required}
	var results [][]checks.Result
	var broken error
	for _, run := range l.Runs {
		if ctx.Err() != nil {
			return nil, exitPass, ctx.Err()
		}
		g := graph.Build(run, l.graphOptions())
		res, err := checks.Run(&checks.Input{Run: run, Graph: g, Options: checkOptions}, p.checks)
		if err != nil {
			broken = firstError(broken, &commandError{parse.ClassInternal, err})
		}
		rep.Runs = append(rep.Runs, render.RunReport{Run: run, Graph: g, Results: res})
		results = append(results, res)
	}
	j := checks.Judge(results, opt.judgeOptions(l, p))
	rep.Verdict = j.Verdict
	rep.Notes = append(l.reportNotes(j), p.known.Notes(render.RunResults(rep.Runs))...)
	return rep, verdictCode(j), broken
}

// judgeOptions returns what is asked of the verdict.
func (o *analyzeOptions) judgeOptions(l *loaded, p *plan) checks.JudgeOptions {
	j := checks.JudgeOptions{Require: p.required, AllowInconclusive: o.allowInconclusive, BadLines: l.badOver}
	if o.judge.strict {
		j.Unmatched = l.Unmatched()
	}
	if j.Unmatched > 0 {
		l.notes = append(l.notes, fmt.Sprintf("--strict: lines that fit nothing that is read as an event: %d", j.Unmatched))
	}
	return j
}

// reportNotes returns what the reader of the report should know of how it was
// made, and of why it is no pass.
func (l *loaded) reportNotes(j checks.Judgement) []string {
	notes := l.notes
	notes = append(notes, j.Unmet...) // the report shows the other reasons itself
	if j.Tolerated {
		notes = append(notes, "--allow-inconclusive: the exit code is 0 all the same")
	}
	return notes
}

// verdictCode returns the exit code of a verdict.
func verdictCode(j checks.Judgement) int {
	switch {
	case j.Verdict == checks.VerdictFail:
		return exitFail
	case j.Verdict == checks.VerdictPass || j.Tolerated:
		return exitPass
	}
	return exitInconclusive
}

func writeReport(w io.Writer, rep *render.Report, format string, opt render.TextOptions) error {
	for _, f := range render.ReportFormats() {
		if f.Name == format {
			return f.Write(w, rep, opt)
		}
	}
	return fmt.Errorf("no report format %q", format)
}
