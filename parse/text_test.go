package parse

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
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

// TestTextWithClocks: a log in text with vector clocks is the run that the same
// log in JSON is, whoever says which node a line is of.
func TestTextWithClocks(t *testing.T) {
	var text, inFiles [2]string
	var jsonl string
	for i := range 12 {
		k := i * 7 % 3 % 2
		node := []string{"a", "b"}[k]
		clock := fmt.Sprintf(`{"a":%d,"b":%d}`, 1+i, 3+i-k)
		text[0] += node + " " + clock + " e\n"
		text[1] += clock + " " + node + " e\n"
		inFiles[k] += clock + " e\n"
		jsonl += fmt.Sprintf(`{"node":%q,"event":"e","vc":%s}`+"\n", node, clock)
	}
	clocks := func(opt Options, files ...File) string {
		var b strings.Builder
		for _, e := range strings.Split(describe(readAll(t, opt, files...).Runs), "\n") {
			name, rest, _ := strings.Cut(e, " e ")
			_, clock, _ := strings.Cut(rest, " ")
			fmt.Fprintln(&b, name, clock)
		}
		return b.String()
	}
	want := clocks(Options{}, Text("log", jsonl))
	for name, got := range map[string]string{
		"node first":  clocks(Options{Format: "text", Parser: `^(?<node>\w) (?<vc>\{.*\}) (?<event>.*)$`}, Text("log", text[0])),
		"clock first": clocks(Options{Format: "text", Parser: `^(?<vc>\{.*\}) (?<node>\w) (?<event>.*)$`}, Text("log", text[1])),
		"node of the file": clocks(Options{Format: "text", Parser: `^(?<vc>\{.*\}) (?<event>.*)$`, NodeFromFile: regexp.MustCompile(`^\w`)},
			Text("a.log", inFiles[0]), Text("b.log", inFiles[1])),
	} {
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
