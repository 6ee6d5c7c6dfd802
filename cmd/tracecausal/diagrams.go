package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tracecausal/tracecausal/checks"
	"github.com/tracecausal/tracecausal/parse"
	"github.com/tracecausal/tracecausal/render"
)

// diagramFormat is how the findings in a folder are drawn.
const diagramFormat = "mermaid"

// checkFolder reports why diagrams cannot be written into a folder, as far as
// that is known before there are any. The folder need not exist.
func checkFolder(dir string) error {
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return outputErrorf("--diagrams: %s: %w", parse.Escape(dir), plainError(err))
	case !info.IsDir():
		return outputErrorf("--diagrams: %s: is not a folder", parse.Escape(dir))
	}
	return nil
}

// writeDiagrams draws every finding that the report lists, each into a file of
// its own, and says how many there are. Nothing else in the folder is touched.
func (a *app) writeDiagrams(ctx context.Context, opt *analyzeOptions, rep *render.Report, inputs []string) error {
	dir := opt.diagrams.path
	if dir == "" {
		return nil
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return outputErrorf("--diagrams: %s: %w", parse.Escape(dir), plainError(err))
	}
	written := 0
	for i := range rep.Runs {
		for _, f := range listedFindings(&rep.Runs[i]) {
			path := filepath.Join(dir, diagramName(f, i, len(rep.Runs)))
			if err := a.writeDiagram(ctx, path, &rep.Runs[i], f, inputs); err != nil {
				return err
			}
			written++
		}
	}
	if !opt.input.quiet {
		a.progress.stop()
		fmt.Fprintf(a.err, "%s written to %s\n", parse.Plural(written, "diagram"), parse.Escape(dir))
	}
	return nil
}

// listedFindings returns the findings of a run in the order of the report.
func listedFindings(run *render.RunReport) []*checks.Finding {
	var list []*checks.Finding
	for i := range run.Results {
		for j := range run.Results[i].Findings {
			list = append(list, &run.Results[i].Findings[j])
		}
	}
	return list
}

// diagramName returns the file of a finding. No text of a log is in it: a
// fingerprint is hexadecimal, and runs, which may share findings, are counted.
func diagramName(f *checks.Finding, run, runs int) string {
	if runs == 1 {
		return f.Fingerprint + ".mmd"
	}
	return fmt.Sprintf("run%d-%s.mmd", run+1, f.Fingerprint)
}

func (a *app) writeDiagram(ctx context.Context, path string, run *render.RunReport, f *checks.Finding, inputs []string) error {
	out, err := a.openOutputs([]outputSpec{{diagramFormat, path, true}}, inputs)
	if err != nil {
		return err
	}
	return out.write(ctx, func(w io.Writer, format string, _ bool) error {
		return draw(ctx, w, format, run.Graph, render.ViewOptions{Finding: f})
	})
}
