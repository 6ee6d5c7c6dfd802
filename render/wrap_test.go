package render_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tracecausal/tracecausal/render"
)

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		about, text string
		want        []string
	}{
		{"nothing", " \n ", nil},
		{"a line that just fits", "one two", []string{"one two"}},
		{"a line that just does not", "one twos", []string{"one", "twos"}},
		{"blanks and line ends in a row", " one\n\n  two ", []string{"one two"}},
		{"runes count, not bytes", "öne tẅo", []string{"öne tẅo"}},
		{"a word too long for any line", "a everything b", []string{"a", "everything", "b"}},
	} {
		if diff := cmp.Diff(c.want, render.Wrap(c.text, len("one two"))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.about, diff)
		}
	}
}
