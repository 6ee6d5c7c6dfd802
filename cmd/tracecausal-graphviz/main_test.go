package main

import (
	"bytes"
	"strings"
	"testing"
)

// TestRun draws one graph, since the library's state makes a second one in the
// same process unsafe, and refuses what must not reach the library.
func TestRun(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"empty", " \n", "standard input is empty"},
		{"too large", "digraph {" + strings.Repeat(" ", maxInput) + "}", "over 16777216 bytes"},
		{"NUL", "digraph { a -> \x00 b }", "NUL byte"},
	} {
		var out, errs bytes.Buffer
		if code := run(strings.NewReader(c.in), &out, &errs); code != 2 || out.Len() > 0 || !strings.Contains(errs.String(), c.want) {
			t.Errorf("%s: code %d, %d bytes, %q; want 2, none, %q", c.name, code, out.Len(), errs.String(), c.want)
		}
	}
	var out, errs bytes.Buffer
	if code := run(strings.NewReader(`digraph { newrank=true; e1 [label="A:1  \\N & \"x\""]; e1 -> e2 }`), &out, &errs); code != 0 {
		t.Fatalf("code %d: %s", code, &errs)
	}
	for _, want := range []string{"<svg", `A:1 &#160;\N &amp; &quot;x&quot;`, "</svg>"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, &out)
		}
	}
}
