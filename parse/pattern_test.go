package parse

import (
	"strings"
	"testing"
)

// TestPatternLimits: a pattern may be as long as the limit, and repeat as often.
func TestPatternLimits(t *testing.T) {
	for _, tt := range []struct{ text, problem string }{
		{strings.Repeat("a", maxPatternBytes), ""},
		{strings.Repeat("a", maxPatternBytes+1), "too long"},
		{"a{200}", ""}, {"(a{20}b){10}", ""}, {"a{0,200}b", ""},
		{"a{201}", "repeats too often"}, {"(a{20}b){11}", "repeats too often"}, {"(a{2}b{0,201})", "repeats too often"},
		{"(?<x>a)(?<y>b)", ""}, {"(a)(b)", ""}, {"(?<x>a)|(?<x>b)", "stands twice"},
	} {
		if _, problem := compilePattern(tt.text); (problem == "") != (tt.problem == "") || !strings.Contains(problem, tt.problem) {
			t.Errorf("%.20s: got %q, expected %q", tt.text, problem, tt.problem)
		}
	}
}

// TestCutMessage: of another package's message the first line is kept, as far as
// there is room.
func TestCutMessage(t *testing.T) {
	full := strings.Repeat("a", maxPatternError)
	for msg, want := range map[string]string{
		"": "", "one\ntwo": "one", "\ntwo": "", full: full, full + "b": full + "…", full[1:] + "é": full[1:] + "…", "\x1b": `\x1b`,
	} {
		if got := cutMessage(msg); got != want {
			t.Errorf("%q: got %q, expected %q", msg, got, want)
		}
	}
}
