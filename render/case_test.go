package render_test

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/tracecausal/tracecausal/checks"
	"github.com/tracecausal/tracecausal/parse"
	"github.com/tracecausal/tracecausal/render"
)

var update = flag.Bool("update", false, "write the outputs that the cases now have into their files")

// TestCases runs the cases of testdata/render. A case is a txtar file: a point
// in its first line, perhaps a line "view: WORDS", the log files (*.jsonl),
// and then any of the outputs by name.
func TestCases(t *testing.T) {
	paths, err := filepath.Glob("../testdata/render/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) { runCase(t, path) })
	}
}

func runCase(t *testing.T, path string) {
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var files []parse.File
	for _, f := range archive.Files {
		if strings.HasSuffix(f.Name, ".jsonl") {
			files = append(files, parse.Text(f.Name, string(f.Data)))
		}
	}
	rep := analyze(t, files...)
	opt := viewOptions(t, rep, string(archive.Comment))
	for i, f := range archive.Files {
		if strings.HasSuffix(f.Name, ".jsonl") {
			continue
		}
		got := output(t, f.Name, rep, opt)
		if schema, ok := map[string]string{"json": "tracecausal.graph/v1", "report json": "tracecausal.report/v1"}[f.Name]; ok {
			checkSchema(t, schema, got)
		}
		if *update {
			archive.Files[i].Data = []byte(got)
		} else if diff := cmp.Diff(string(f.Data), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", f.Name, diff)
		}
	}
	if *update {
		if err := os.WriteFile(path, txtar.Format(archive), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// output returns one of the outputs by the name of its section. Reports whose
// name a diagram has, too, are written "report json".
func output(t *testing.T, name string, rep *render.Report, opt render.ViewOptions) string {
	t.Helper()
	var b bytes.Buffer
	write := writerOf(name, rep, opt)
	if write == nil {
		t.Fatalf("unknown section %q", name)
	}
	if err := write(&b); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return b.String()
}

func writerOf(name string, rep *render.Report, opt render.ViewOptions) func(io.Writer) error {
	for _, f := range render.DiagramFormats() {
		if name == f.Name {
			return func(w io.Writer) error { return render.Diagram(w, f, rep.Runs[0].Graph, opt) }
		}
	}
	for _, f := range render.ReportFormats() {
		if name == "report "+f.Name {
			return func(w io.Writer) error { return f.Write(w, rep, render.TextOptions{}) }
		}
	}
	return nil
}

// viewOptions reads the line "view: …" of a case's comment: words out of
// "collapse", "limit=N", "only=A", "past=A:3", "future=…", "around=…" and
// "finding" for the first one found.
func viewOptions(t *testing.T, rep *render.Report, comment string) render.ViewOptions {
	t.Helper()
	var opt render.ViewOptions
	for _, line := range strings.Split(comment, "\n") {
		words, ok := strings.CutPrefix(line, "view: ")
		if !ok {
			continue
		}
		for _, word := range strings.Fields(words) {
			key, value, _ := strings.Cut(word, "=")
			setView(t, &opt, &rep.Runs[0], key, value)
		}
	}
	return opt
}

func firstFinding(t *testing.T, results []checks.Result) *checks.Finding {
	t.Helper()
	for _, r := range results {
		if len(r.Findings) > 0 {
			return &r.Findings[0]
		}
	}
	t.Fatal("nothing was found that could be drawn")
	return nil
}
