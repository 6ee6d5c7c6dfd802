package main

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/tracecausal/tracecausal/checks"
)

// TestExplainEveryCheck: each check's example fails that check, is drawn, and
// is explained in every format.
func TestExplainEveryCheck(t *testing.T) {
	for _, c := range checks.All() {
		for _, format := range []string{"text", "markdown"} {
			var out bytes.Buffer
			if err := runExplain(t.Context(), &out, format, widest, []string{c.ID}); err != nil {
				t.Fatalf("%s as %s: %v", c.ID, format, err)
			}
			if !bytes.Contains(out.Bytes(), []byte(c.Doc.Source)) && format == "markdown" {
				t.Errorf("%s as %s does not name its source", c.ID, format)
			}
		}
		var out bytes.Buffer
		if err := runExplain(t.Context(), &out, "json", widest, []string{c.ID}); err != nil {
			t.Fatal(err)
		}
		var e explanation
		if err := json.Unmarshal(out.Bytes(), &e); err != nil {
			t.Fatalf("%s: %v", c.ID, err)
		}
		if len(e.Says) < 2 || e.Says[0] != "fail" {
			t.Errorf("%s: its example is judged %q, want a failure with a finding", c.ID, e.Says)
		}
		for part, text := range map[string]string{"title": e.Title, "definition": e.Definition, "needs": e.Needs,
			"source": e.Source, "blind spots": e.Blind, "diagram": e.Diagram, "recorded run": e.Recorded.Command,
			"recorded finding": e.Recorded.Says, "recorded finding's diagram": e.Recorded.Diagram} {
			if text == "" {
				t.Errorf("%s: the %s is empty", c.ID, part)
			}
		}
	}
}
