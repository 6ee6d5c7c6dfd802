package checks

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

const smallLog = `{"node":"A","event":"one"}
{"node":"A","event":"two"}
{"node":"B","event":"alone"}
`

func smallInput(t *testing.T, opt Options) *Input {
	run := readLog(t, parse.Options{}, parse.Text("a.jsonl", smallLog)).Runs[0]
	return &Input{Run: run, Graph: graph.Build(run, graph.Options{}), Options: opt}
}

// fixed is a check that always finds the same.
func fixed(ev Evidence) []Check {
	return []Check{{ID: "test/fixed", UsesOrder: true, Collect: func(*Input) Evidence { return ev }}}
}

func TestDecide(t *testing.T) {
	definite := []Finding{{Message: "d", Events: []Witness{{"x", 0}}}}
	possible := []Finding{{Message: "p", Certainty: Possible, Events: []Witness{{"x", 1}}}}
	for _, test := range []struct {
		name string
		ev   Evidence
		opt  Options
		want Status
	}{
		{"nothing of the kind", Evidence{}, Options{}, NotApplicable},
		{"nothing of the kind, and lines lost", Evidence{}, Options{BadLines: 1}, NotApplicable},
		{"holds", Evidence{Examined: "x"}, Options{}, Pass},
		{"holds in what could be read", Evidence{Examined: "x"}, Options{BadLines: 1}, Inconclusive},
		{"evidence is missing", Evidence{Examined: "x", Missing: []string{"m"}}, Options{}, Inconclusive},
		{"definite", Evidence{Examined: "x", Findings: definite, Missing: []string{"m"}}, Options{BadLines: 1}, Fail},
		{"possible", Evidence{Examined: "x", Findings: possible}, Options{}, Inconclusive},
		{"possible, strictly", Evidence{Examined: "x", Findings: possible}, Options{Strict: true}, Fail},
		{"both", Evidence{Examined: "x", Findings: append(possible, definite...)}, Options{}, Fail},
		{"not promised", Evidence{Examined: "x", Findings: definite, Observed: true}, Options{Strict: true}, Observed},
		{"not promised, and lines lost", Evidence{Examined: "x", Observed: true}, Options{BadLines: 1}, Observed},
		{"not promised hides nothing missing", Evidence{Examined: "x", Findings: definite, Observed: true, Missing: []string{"m"}}, Options{}, Inconclusive},
	} {
		results, err := Run(smallInput(t, test.opt), fixed(test.ev))
		if err != nil || results[0].Status != test.want {
			t.Errorf("%s: %v, %v; want %v", test.name, results[0].Status, err, test.want)
		}
		if quiet := results[0].Status == Pass || results[0].Status == Fail; quiet != (results[0].Reason == "") {
			t.Errorf("%s: the reason is %q", test.name, results[0].Reason)
		}
	}
}

// TestBrokenCheck: a check that breaks has not passed, and the others stand.
func TestBrokenCheck(t *testing.T) {
	list := []Check{
		{ID: "test/panics", Collect: func(*Input) Evidence { panic("oh") }},
		{ID: "test/words", Collect: func(*Input) Evidence {
			return Evidence{Examined: "x", Findings: []Finding{{Tell: func(*Words) string { panic("no words") }}}}
		}},
		{ID: "test/claims", Collect: func(*Input) Evidence {
			return Evidence{Examined: "x", Findings: []Finding{{Claims: []Claim{{0, 2}}}}}
		}},
		{ID: "test/passes", Collect: func(*Input) Evidence { return Evidence{Examined: "x"} }},
	}
	results, err := Run(smallInput(t, Options{}), list)
	if err == nil || len(results) != len(list) {
		t.Fatalf("%d results, error %v", len(results), err)
	}
	for i, part := range []string{"test/panics: panic: oh", "test/words: panic: no words", "test/claims: no path proves that A:1 is before B:1"} {
		if results[i].Status != Inconclusive || !strings.Contains(err.Error(), part) {
			t.Errorf("%s: %v, and the error is %v", list[i].ID, results[i].Status, err)
		}
	}
	if results[3].Status != Pass {
		t.Errorf("the check that works: %v", results[3].Status)
	}
}

// TestManyFindings: the first are kept in report order, whatever order they
// come in, and all are counted.
func TestManyFindings(t *testing.T) {
	var text strings.Builder
	const n = 5 * MaxFindings
	for i := range n {
		fmt.Fprintf(&text, `{"node":"A","event":"e%d"}`+"\n", i)
	}
	run := readLog(t, parse.Options{}, parse.Text("a.jsonl", text.String())).Runs[0]
	in := &Input{Run: run, Graph: graph.Build(run, graph.Options{})}
	var c collector
	for i := range n {
		c.add(Finding{Message: "m", Certainty: Certainty((i + 1) % 2), Events: []Witness{{"x", parse.EventID(n - 1 - i)}}})
	}
	ev := Evidence{Examined: "x"}
	c.into(&ev)
	results, err := Run(in, fixed(ev))
	if err != nil {
		t.Fatal(err)
	}
	r := results[0]
	if r.Total != n || len(r.Findings) != MaxFindings {
		t.Fatalf("%d findings of %d", len(r.Findings), r.Total)
	}
	for i, f := range r.Findings {
		if f.Certainty != Definite || f.Events[0].Event != parse.EventID(2*i) {
			t.Fatalf("finding %d is %v at event %d", i, f.Certainty, f.Events[0].Event)
		}
	}
}

// TestFingerprints: alike findings are told apart by a number; what is not
// identity (file, line, position, unrelated events) does not show.
func TestFingerprints(t *testing.T) {
	bug := `{"node":"A","kind":"send","to":"B","msg_id":1}
{"node":"A","kind":"send","to":"B","msg_id":2}
{"node":"B","kind":"receive","from":"A","msg_id":2}
{"node":"B","kind":"receive","from":"A","msg_id":1}
`
	more := `{"node":"A","event":"unrelated"}
{"node":"0","event":"another node"}
` + bug + `{"node":"B","event":"later"}
`
	a := judgeLog(t, readLog(t, parse.Options{}, parse.Text("a.jsonl", bug)), Options{}, All())
	b := judgeLog(t, readLog(t, parse.Options{}, parse.Text("other.jsonl", more)), Options{}, All())
	if x, y := strings.Join(fingerprints(a), ","), strings.Join(fingerprints(b), ","); x != y || len(fingerprints(a)) != 2 {
		t.Errorf("%s\n%s", x, y)
	}
	same := []Finding{{Message: "m", Events: []Witness{{"x", 0}}}, {Message: "n", Events: []Witness{{"x", 0}}}, {Message: "m", Events: []Witness{{"y", 0}}}}
	results, err := Run(smallInput(t, Options{}), fixed(Evidence{Examined: "x", Findings: same}))
	if err != nil {
		t.Fatal(err)
	}
	var prints []string
	for _, f := range results[0].Findings {
		prints = append(prints, f.Fingerprint)
	}
	// Baselines that are kept hold them: they must not change with the program.
	if diff := cmp.Diff([]string{"255d05516fbf98d1", "bcf37fa72a294519", "9e966918725eeca6"}, prints); diff != "" {
		t.Error(diff)
	}
}
