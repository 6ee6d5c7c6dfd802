package render_test

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/tracecausal/tracecausal/parse"
	"github.com/tracecausal/tracecausal/render"
)

const twice = `{"node":"A","kind":"send","to":"B","msg_id":1}
{"node":"A","kind":"send","to":"B","msg_id":2}
{"node":"B","kind":"receive","from":"A","msg_id":2}
{"node":"B","kind":"receive","from":"A","msg_id":1}
`

func text(t *testing.T, rep *render.Report, opt render.TextOptions) string {
	t.Helper()
	var b bytes.Buffer
	if err := render.Text(&b, rep, opt); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestTextColor takes the colours away again and compares.
func TestTextColor(t *testing.T) {
	rep := analyze(t, parse.Text("a.jsonl", twice))
	plain, color := text(t, rep, render.TextOptions{}), text(t, rep, render.TextOptions{Color: true})
	if strings.Contains(plain, "\x1b") || !strings.Contains(color, "\x1b[1;31mFAIL\x1b[0m") {
		t.Errorf("colours:\n%q", color)
	}
	if bare := regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAllString(color, ""); bare != plain {
		t.Errorf("colours change the text:\n%s", bare)
	}
}

// TestTextQuiet keeps the verdict, the notes and the findings.
func TestTextQuiet(t *testing.T) {
	rep := analyze(t, parse.Text("a.jsonl", twice))
	rep.Notes = []string{"flag --ticks overrules\nthe header"}
	full, quiet := text(t, rep, render.TextOptions{}), text(t, rep, render.TextOptions{Quiet: true})
	if !strings.HasPrefix(full, quiet) || strings.Contains(quiet, "\nchecks") || !strings.Contains(full, "\nchecks") {
		t.Errorf("quiet:\n%s", quiet)
	}
	for _, want := range []string{"FAIL  2 of ", "\n  note: flag --ticks overrules\\nthe header\n", "\nFAIL delivery/fifo  definite"} {
		if !strings.Contains(quiet, want) {
			t.Errorf("no %q in\n%s", want, quiet)
		}
	}
}

// TestTextWidth wraps sentences, and only at spaces.
func TestTextWidth(t *testing.T) {
	rep := analyze(t, parse.Text("a.jsonl", twice))
	wide, narrow := text(t, rep, render.TextOptions{Width: 1000}), text(t, rep, render.TextOptions{Width: 30})
	if a, b := strings.Join(strings.Fields(wide), " "), strings.Join(strings.Fields(narrow), " "); a != b {
		t.Errorf("wrapping changes the words:\n%s\n%s", a, b)
	}
	if !strings.Contains(narrow, "\n  A:1 (send of m1) is before\n  A:2 (send of m2), because\n") {
		t.Errorf("not wrapped at 30:\n%s", narrow)
	}
}

// TestTextNamesFewNodes: up to eight nodes are named, more are counted.
func TestTextNamesFewNodes(t *testing.T) {
	for _, tt := range []struct {
		nodes int
		want  string
	}{
		{1, " on 1 node (n1); edges"},
		{8, " on 8 nodes (n1, n2, n3, n4, n5, n6, n7, n8); edges"},
		{9, " on 9 nodes; edges"},
	} {
		log := ""
		for i := range tt.nodes {
			log += fmt.Sprintf(`{"node":"n%d","event":"x"}`+"\n", i+1)
		}
		if got := text(t, analyze(t, parse.Text("a.jsonl", log)), render.TextOptions{}); !strings.Contains(got, tt.want) {
			t.Errorf("no %q in\n%s", tt.want, got)
		}
	}
}

// TestTextOfManyRunsAndFiles stays short where there is nothing to say.
func TestTextOfManyRunsAndFiles(t *testing.T) {
	var files []parse.File
	for i := range 60 {
		first, second := 1, 2
		if i == 40 {
			first, second = 2, 1
		}
		log := fmt.Sprintf(`{"run":"r%02[1]d","node":"A","kind":"send","to":"B","msg_id":1}
{"run":"r%02[1]d","node":"A","kind":"send","to":"B","msg_id":2}
{"run":"r%02[1]d","node":"B","kind":"receive","from":"A","msg_id":%[2]d}
{"run":"r%02[1]d","node":"B","kind":"receive","from":"A","msg_id":%[3]d}
`, i, first, second)
		if i == 50 {
			log += "{\n"
		}
		files = append(files, parse.Text(fmt.Sprintf("f%02d.jsonl", i), log))
	}
	got := text(t, analyze(t, files...), render.TextOptions{})
	for _, want := range []string{
		"FAIL  2 of ", "1 line could not be read; in 60 runs", `definite  A to B  run "r40"`, `checks of run "r40"`,
		`no complaint about 59 runs: "r00"`, "and 49 more", "39 more", "156 lines: 156 events, 0 skipped, 0 bad", "f50.jsonl", "bad line: f50.jsonl:5",
		"and 57 more runs, 240 events in all",
	} {
		if !strings.Contains(strings.Join(strings.Fields(got), " "), strings.Join(strings.Fields(want), " ")) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if n := strings.Count(got, "\n"); n > 100 {
		t.Errorf("%d lines", n)
	}
}
