package main

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestRenderFinding: each finding of the demo can be drawn by its fingerprint,
// and by the beginning of it.
func TestRenderFinding(t *testing.T) {
	const demo = "../../testdata/demo"
	_, text, _ := execute(t, "analyze -f json "+demo)
	var rep struct {
		Runs []struct {
			Findings []struct {
				Check, Fingerprint string
				Events             []struct{ Label string }
			}
		}
	}
	if err := json.Unmarshal([]byte(text), &rep); err != nil {
		t.Fatal(err)
	}
	if len(rep.Runs) != 1 || len(rep.Runs[0].Findings) < 3 {
		t.Fatalf("the demo should have three findings: %s", text)
	}
	for _, f := range rep.Runs[0].Findings {
		code, whole, stderr := execute(t, "render --finding "+f.Fingerprint+" "+demo)
		if code != exitPass {
			t.Fatalf("%s: exit code %d: %s", f.Check, code, stderr)
		}
		for _, e := range f.Events {
			if plain := strings.Split(e.Label, "=")[0]; !strings.Contains(whole, plain) {
				t.Errorf("%s: the picture lacks the event %q:\n%s", f.Check, e.Label, whole)
			}
		}
		if _, part, _ := execute(t, "render --finding "+f.Fingerprint[:8]+" "+demo); part != whole {
			t.Errorf("%s: the beginning of the fingerprint draws something else", f.Check)
		}
	}
}
