package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
	"github.com/tracecausal/tracecausal/render"
)

// checkOutput fails where a terminal obeys what was written, or where a CI
// runner does. In JSON a replacement character stands for what is no text.
func checkOutput(t *testing.T, what, text string) {
	t.Helper()
	for line := range strings.SplitSeq(text, "\n") {
		if strings.HasPrefix(strings.TrimSpace(line), "::") || strings.Contains(line, "##") {
			t.Errorf("%s: a runner obeys %q", what, line)
		}
		for _, r := range line {
			if !unicode.IsPrint(r) && !(r == utf8.RuneError && strings.Contains(what, "json")) {
				t.Errorf("%s: %q holds %U", what, line, r)
			}
		}
	}
	if !utf8.ValidString(text) {
		t.Errorf("%s: %q is not UTF-8", what, text)
	}
}

// written returns what f writes.
func written(t *testing.T, f func(w io.Writer) error) string {
	t.Helper()
	var b strings.Builder
	if err := f(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// compileSchema returns the schema of that name.
func compileSchema(t testing.TB, name string) *jsonschema.Schema {
	t.Helper()
	text, _ := render.Schema(name)
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func keepsTo(t *testing.T, schema *jsonschema.Schema, text string) {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatalf("no JSON: %v\n%s", err, text)
	}
	if err := schema.Validate(value); err != nil {
		t.Errorf("%v\n%s", err, text)
	}
}

// FuzzReports analyses and draws any file: every format of a report or drawing
// is harmless and, where it is JSON, keeps to its schema; so is what is said on
// standard error.
func FuzzReports(f *testing.F) {
	for _, text := range logs {
		f.Add([]byte(text))
	}
	for _, label := range hostile {
		line, err := json.Marshal(map[string]any{"node": label, "event": label, "msg_id": label, "kind": "send", "vc": map[string]int{label: 2}})
		if err != nil {
			f.Fatal(err)
		}
		f.Add([]byte(string(line) + "\n" + label + "\n" + string(line)))
	}
	f.Add([]byte("::error::x {\"::error::x\":1}\n##[error] x\nb {\"b\":\"\xff\"}\n\xe9\n"))
	reportSchema, graphSchema := compileSchema(f, "tracecausal.report/v1"), compileSchema(f, "tracecausal.graph/v1")
	f.Fuzz(func(t *testing.T, data []byte) {
		r := rule(t, "", []parse.File{parse.Text("log", string(data))}, 1)
		checkOutput(t, "standard error", r.said)
		if r.rep == nil {
			return
		}
		for _, format := range render.ReportFormats() {
			text := written(t, func(w io.Writer) error { return format.Write(w, r.rep, render.TextOptions{}) })
			checkOutput(t, format.Name+" report", text)
			if format.Name == "json" {
				keepsTo(t, reportSchema, text)
			}
		}
		for _, format := range render.DiagramFormats() {
			for _, run := range r.rep.Runs {
				text := written(t, func(w io.Writer) error { return render.Diagram(w, format, run.Graph, render.ViewOptions{}) })
				checkOutput(t, format.Name+" diagram", text)
				if format.Name == "json" {
					keepsTo(t, graphSchema, text)
				}
			}
		}
	})
}

// namedRun reads a run of two nodes with any names: a message, and a step of
// each that does not know of the other. ok is false where no run has such names.
func namedRun(t *testing.T, a, b string) (g *graph.Graph, ok bool) {
	t.Helper()
	if strings.ContainsAny(a+b, "\t\r\n") || a == b {
		return nil, false
	}
	log := fmt.Sprintf("%[1]s\tsend 1\n%[2]s\treceive 1 %[1]s\n%[1]s\tinternal 2\n%[2]s\tinternal 3\n", a, b)
	config := "formats:\n  - name: t\n    files: '*'\n    text: '^(?<node>[^\t]+)\t(?<kind>[a-z]+) (?<msg_id>\\d)(?: (?<from>.*))?$'\n"
	r := rule(t, config, []parse.File{parse.Text("log", log)}, 1)
	if r.rep == nil || len(r.rep.Runs) != 1 || r.rep.Runs[0].Run.Len() != 4 || len(r.rep.Runs[0].Run.Nodes()) != 2 {
		return nil, false
	}
	return r.rep.Runs[0].Graph, true
}

// FuzzAnswers asks about a run whose nodes have any names: query and cut answer
// harmlessly, and their JSON holds the names without loss.
func FuzzAnswers(f *testing.F) {
	for i, name := range hostile {
		f.Add(name, hostile[(i+1)%len(hostile)])
	}
	f.Add("n\xe8", "n\xe9")
	f.Add("n\xff", "n\ufffd")
	f.Add("::error::x", "##[error]y")
	f.Fuzz(func(t *testing.T, a, b string) {
		g, ok := namedRun(t, a, b)
		if !ok {
			return
		}
		run := g.Run()
		c := graph.Cut{1, 1}
		want := []string{run.Nodes()[0].Name, run.Nodes()[1].Name}
		for range 2 { // the cut, and those below and above it
			want = append(want, want[:2]...)
		}
		cut := newCutReport(g, c)
		checkOutput(t, "cut", written(t, cut.writeText))
		text := written(t, func(w io.Writer) error { return writeJSONLine(w, cut) })
		checkOutput(t, "cut as json", text)
		if got := losslessKeys(t, text); !slices.Equal(got, want) {
			t.Errorf("the cuts are of %q, want %q in\n%s", got, want, text)
		}
		for e := range parse.EventID(run.Len()) {
			for other := range parse.EventID(run.Len()) {
				ans := newAnswer(g, e, other)
				checkOutput(t, "query", written(t, ans.writeText)+ans.line())
				text := written(t, func(w io.Writer) error { return writeJSONLine(w, ans) })
				checkOutput(t, "query as json", text)
				var said struct{ A, B string }
				if err := json.Unmarshal([]byte(text), &said); err != nil || lossless(t, said.A) != run.Event(e).Name() || lossless(t, said.B) != run.Event(other).Name() {
					t.Errorf("%v: %q and %q are named in %s", err, run.Event(e).Name(), run.Event(other).Name(), text)
				}
			}
		}
	})
}

// losslessKeys returns the keys of all innermost objects that hold numbers, in
// their order.
func losslessKeys(t *testing.T, text string) (keys []string) {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(text))
	last := ""
	for {
		token, err := dec.Token()
		if err == io.EOF {
			return keys
		}
		switch token := token.(type) {
		case string:
			last = token
		case float64:
			keys = append(keys, lossless(t, last))
		}
		if err != nil {
			t.Fatalf("%v in %s", err, text)
		}
	}
}

// lossless undoes how JSON holds bytes that are no UTF-8: each is U+FFFD and
// two hexadecimal digits, and U+FFFD itself stands twice.
func lossless(t *testing.T, text string) string {
	t.Helper()
	var b strings.Builder
	for {
		before, after, found := strings.Cut(text, "\ufffd")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		if rest, ok := strings.CutPrefix(after, "\ufffd"); ok {
			b.WriteString("\ufffd")
			text = rest
			continue
		}
		n, err := strconv.ParseUint(after[:min(2, len(after))], 16, 8)
		if err != nil {
			t.Fatalf("%v in %q", err, text)
		}
		b.WriteByte(byte(n))
		text = after[2:]
	}
}
