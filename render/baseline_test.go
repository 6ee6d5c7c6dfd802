package render_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tracecausal/tracecausal/checks"
	"github.com/tracecausal/tracecausal/parse"
	"github.com/tracecausal/tracecausal/render"
)

func writeBaseline(t *testing.T, b *checks.Baseline) string {
	t.Helper()
	var out bytes.Buffer
	if err := render.WriteBaseline(&out, b); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestBaselineAndBack: what is written fits the schema and is read as it was.
func TestBaselineAndBack(t *testing.T) {
	rep := analyze(t, parse.Text("a.jsonl", twice))
	written := writeBaseline(t, render.BaselineOf(rep))
	checkSchema(t, "tracecausal.baseline/v1", written)
	b, err := render.ReadBaseline([]byte(written))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(render.BaselineOf(rep).Entries(), b.Entries()); diff != "" || len(b.Entries()) != 2 {
		t.Errorf("-want +got\n%s", diff)
	}
	if again := writeBaseline(t, b); again != written {
		t.Errorf("written again as\n%s", again)
	}
	empty := writeBaseline(t, nil)
	checkSchema(t, "tracecausal.baseline/v1", empty)
	if b, err := render.ReadBaseline([]byte(empty)); err != nil || len(b.Entries()) > 0 {
		t.Errorf("%s is read as %v, %v", empty, b, err)
	}
}

// TestReadBaselineRefuses: nothing that is not understood is passed over.
func TestReadBaselineRefuses(t *testing.T) {
	const entry = `{"check":"lease/overlap","fingerprint":"aaaaaaaaaaaaaaaa","certainty":"definite","run":"","message":"m"}`
	file := func(findings string) string {
		return `{"schema":"tracecausal.baseline/v1","findings":[` + findings + `]}`
	}
	if _, err := render.ReadBaseline([]byte(file(entry))); err != nil {
		t.Fatal(err)
	}
	with := func(old, new string) string { return file(strings.Replace(entry, old, new, 1)) }
	for _, c := range []struct{ text, want string }{
		{"", "expected a JSON object"},
		{"[]", "expected a JSON object"},
		{file(entry)[:40], "the JSON is broken"},
		{file(entry)[:60], `the value of "findings" is no JSON`},
		{file(entry) + "{}", "expected nothing behind"},
		{`{"findings":[]}`, `the key "schema" is missing`},
		{`{"schema":"tracecausal.baseline/v1"}`, `the key "findings" is missing`},
		{`{"schema":"tracecausal.baseline/v1","findings":null}`, "is no list"},
		{`{"schema":"tracecausal.baseline/v2","findings":[]}`, "the schema is"},
		{`{"schema":"tracecausal.baseline/v1","schema":"tracecausal.baseline/v1","findings":[]}`, "is there twice"},
		{`{"Schema":"tracecausal.baseline/v1","findings":[]}`, `unknown key "Schema"`},
		{file(entry + "," + entry), "two entries for lease/overlap"},
		{file("null"), "finding 1: expected a JSON object"},
		{with(`"run":"",`, ""), `the key "run" is missing`},
		{with(`"run"`, `"Run"`), `unknown key "Run"`},
		{with(`"m"`, `null`), "is no text"},
		{with(`"m"`, `"m","accept":true`), `unknown key "accept"`},
		{with("definite", "Definite"), `the certainty is "Definite"`},
		{with("overlap", "overlaps"), "unknown check"},
		{with("aaaaaaaaaaaaaaaa", "aaaaaaaa"), "is no fingerprint"},
	} {
		if _, err := render.ReadBaseline([]byte(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", c.text, err, c.want)
		}
	}
}

// TestKnownInReports: known findings come last in the text and are marked in
// the JSON; what is new is not.
func TestKnownInReports(t *testing.T) {
	rep := analyze(t, parse.Text("a.jsonl", twice))
	for i := range rep.Runs[0].Results {
		res := &rep.Runs[0].Results[i]
		for j := range res.Findings {
			res.Findings[j].Known = res.Check.ID == "delivery/fifo"
		}
	}
	got := text(t, rep, render.TextOptions{Quiet: true})
	fail, known := strings.Index(got, "\nFAIL delivery/causal"), strings.Index(got, "\nKNOWN delivery/fifo  definite")
	if fail < 0 || known < fail || strings.Contains(got, "\nFAIL delivery/fifo") || !strings.Contains(got, "; 1 known finding\n") {
		t.Errorf("text:\n%s", got)
	}
	var json bytes.Buffer
	if err := render.JSON(&json, rep); err != nil {
		t.Fatal(err)
	}
	checkSchema(t, "tracecausal.report/v1", json.String())
	if n := strings.Count(json.String(), `"known": true`); n != 1 || strings.Contains(json.String(), `"known": false`) {
		t.Errorf("%d findings are known in\n%s", n, json.String())
	}
}
