package parse

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestStrayLines: the first line of a file that no pattern fits is named, in
// whatever chunk it lies, and escaped.
func TestStrayLines(t *testing.T) {
	text := Options{Format: "text", Parser: `^(?<node>\w+) (?<event>.*)`}
	oneLine := Options{Format: "shiviz", Parser: `^(?<host>\w+) (?<clock>\{.*\}) (?<event>.*)$`}
	twoLines := Options{Format: "shiviz", Parser: `(?<host>\w+) (?<clock>\{.*\})\n(?<event>.*)`}
	events := strings.Repeat("a x\n", 1000)
	for _, c := range []struct {
		point string
		opt   Options
		log   string
		want  string
	}{
		{"one line", text, "a x\n\n-\x1b[1m\n", "in:3: W-UNMATCHED: no pattern fits this line: \"-\\x1b[1m\"\n"},
		{"several", text, "a x\n--\n-\n==\n", "in:2: W-UNMATCHED: no pattern fits this line: \"--\", the first of 3 such lines\n"},
		{"far down", text, events + "-1\n" + events + "-2\n", "in:1001: W-UNMATCHED: no pattern fits this line: \"-1\", the first of 2 such lines\n"},
		{"none", text, "a x\n \n", ""},
		{"a pattern of ShiViz", oneLine, "a {\"a\":1} x\n-\n", "in:2: W-UNMATCHED: no pattern fits this line: \"-\"\n"},
		{"a pattern of two lines, which tells of none", twoLines, "-\na {\"a\":1}\nx\n", ""},
	} {
		t.Run(c.point, func(t *testing.T) {
			r := newReader([]File{Text("in", c.log)}, &c.opt)
			r.chunkSize = 512
			log, err := r.read(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			for _, w := range log.Warnings {
				got += w.Error() + "\n"
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestStrayLineOfALogWithoutEvents is named by the error, once.
func TestStrayLineOfALogWithoutEvents(t *testing.T) {
	got := outcomeOf(Read(context.Background(), []File{Text("a", "\n--\n-\n")}, Options{Format: "text", Parser: `^(?<node>\w+) (?<event>.*)`}))
	want := "a text lines=3 events=0 skipped=3 bad=0\n" +
		"error: a: E-NOINPUT: 0 of 3 lines read as events of format text; at line 2: no pattern fits this line: \"--\"\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
