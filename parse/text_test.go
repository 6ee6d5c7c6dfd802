package parse

import (
	"strings"
	"testing"
)

// TestTextPatternAndNode: a pattern of a flag counts where the flag forces the
// format; the node may come of a group or a fixed value, and of no other one.
func TestTextPatternAndNode(t *testing.T) {
	for _, tt := range []struct {
		rule string
		opt  Options
		want string // the node of the event, or the error
	}{
		{`text: '^(?<node>\w+) '`, Options{}, "a"},
		{`text: '^(?<node>\w+) '`, Options{Format: "text", Parser: `^\w+ (?<node>\w+)`}, "b"},
		{`text: '^(?<node>\w+) '`, Options{Parser: `^\w+ (?<node>\w+)`}, "a"},
		{`text: '^(?<node>\w+) '`, Options{Format: "text"}, "a"},
		{`text: '^(?<event>\w+) ', set: {node: n}`, Options{}, "n"},
		{`text: '^(?<event>\w+) ', set: {token: 7}`, Options{}, "gives no node"},
		{`files: '*'`, Options{Format: "text"}, "needs a pattern"},
	} {
		c, err := ReadConfig("c", []byte("formats: [{name: x, "+tt.rule+"}]\n"))
		if err != nil {
			t.Fatal(err)
		}
		tt.opt.Config = c
		log, err := Read(t.Context(), []File{Text("f", "a b\n")}, tt.opt)
		got := ""
		if err != nil {
			got = err.Error()
		} else {
			got = log.Runs[0].Event(0).NodeName()
		}
		if got != tt.want && !strings.Contains(got, tt.want) || err == nil && got != tt.want {
			t.Errorf("%s with %+v: got %s, expected %s", tt.rule, tt.opt, got, tt.want)
		}
	}
}
