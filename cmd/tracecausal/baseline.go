package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/pflag"

	"github.com/tracecausal/tracecausal/checks"
	"github.com/tracecausal/tracecausal/parse"
	"github.com/tracecausal/tracecausal/render"
)

// baselineFormat is the result that --write-baseline asks for. It is no format
// of the report, so -o does not know it.
const baselineFormat = "baseline"

// maxBaseline is the size of the largest baseline that is read.
const maxBaseline = 64 << 20

// baselineFlags say which findings are accepted, and where to write the
// present ones so that they are.
type baselineFlags struct {
	read, write place
}

func (f *baselineFlags) register(fs *pflag.FlagSet) {
	f.read.kind, f.write.kind = "FILE", "FILE"
	addVar(fs, &f.read, "baseline", "", "findings that are listed here are shown as known and fail no check")
	addVar(fs, &f.write, "write-baseline", "", "write the present findings here, for --baseline; the exit code stays the verdict's")
}

// load reads the baseline that is to be applied, nil for none. One that cannot
// be understood is an error: a slip in it must not accept anything.
func (f *baselineFlags) load(src *source) (*checks.Baseline, error) {
	path := f.read.path
	if path == "" {
		return nil, nil
	}
	broken := func(why error) error {
		return usageErrorf("--baseline: %s: %s", parse.Escape(path), parse.Escape(why.Error()))
	}
	data, err := readRegular(path, maxBaseline)
	if err != nil {
		return nil, broken(err)
	}
	if info, err := os.Stat(path); err == nil {
		if in, same := sameFile(info, src.allPaths()); same {
			return nil, broken(fmt.Errorf("is the input %s; keep the baseline outside of the logs", parse.Quote(in)))
		}
	}
	b, err := render.ReadBaseline(data)
	if err != nil {
		return nil, broken(fmt.Errorf("the baseline is not understood: %w", err))
	}
	src.notes = append(src.notes, "baseline: "+parse.Escape(path))
	return b, nil
}

// paths returns the files that are read and so must not be written to.
func (f *baselineFlags) paths() []string {
	if f.read.path == "" {
		return nil
	}
	return []string{f.read.path}
}

// addTo adds the baseline to the results to write.
func (f *baselineFlags) addTo(specs []outputSpec) ([]outputSpec, error) {
	path := f.write.path
	switch {
	case path == "":
		return specs, nil
	case path == stdoutName:
		return nil, usageErrorf("--write-baseline: wants the name of a file; standard output is for the report")
	}
	for _, other := range specs {
		if filepath.Clean(other.path) == filepath.Clean(path) {
			return nil, usageErrorf("--write-baseline: %s is where -o writes the report", parse.Quote(path))
		}
	}
	return append(specs, outputSpec{baselineFormat, path, true}), nil
}

// warnUnlisted says which checks found more than the baseline that is written
// can list: they will not be accepted.
func (a *app) warnUnlisted(opt *analyzeOptions, rep *render.Report) {
	if opt.baseline.write.path == "" || opt.input.quiet {
		return
	}
	for _, run := range rep.Runs {
		for _, r := range run.Results {
			if r.Total > len(r.Findings) && !r.Unpromised {
				a.warn(warnPartial, "--write-baseline: %s has %d findings, of which a report lists %d: the baseline cannot accept them", r.Check.ID, r.Total, len(r.Findings))
			}
		}
	}
}

// place is a flag that takes the name of a file or a folder; "" is not given.
type place struct {
	path string
	kind string // as help shows it: FILE, DIR
}

// String implements pflag.Value.
func (p *place) String() string { return p.path }

// Type implements pflag.Value.
func (p *place) Type() string { return p.kind }

// Set implements pflag.Value.
func (p *place) Set(s string) error {
	if s == "" {
		return errors.New("the name is empty")
	}
	p.path = s
	return nil
}
