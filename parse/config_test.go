package parse

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

// TestReadConfigErrors runs testdata/config/errors.txtar: each section is a
// configuration, and its name is its error without the path.
func TestReadConfigErrors(t *testing.T) {
	ar, err := txtar.ParseFile("../testdata/config/errors.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range ar.Files {
		_, err := ReadConfig("c", f.Data)
		var d *Diagnostic
		if !errors.As(err, &d) || d.Class != ClassUsage {
			t.Errorf("%s: got %v, expected an error of class %s", f.Name, err, ClassUsage)
			continue
		}
		if got := fmt.Sprintf("%d: %s", d.Source.Line, d.Msg); !strings.HasPrefix(got, f.Name) {
			t.Errorf("got  %s\nwant %s", got, f.Name)
		}
	}
}

func TestReadConfigKeys(t *testing.T) {
	c, err := ReadConfig("c", []byte(`
nodes: [A, 7, true]
external: [c*, etcd]
promise: none
max_skew: 250ms
max_hlc_drift: 1.5s
ticks: sends
time_unit: us
tz: Europe/Berlin
aliases: {"10.0.0.1:8080": A, b: B}
node_from_file: '^(\w+)\.log'
run_by_trace: true
reentrant: false
same_reading: true
checks: [lease/overlap]
skip:
  - clock/wall
require: [lease/*]
`))
	if err != nil {
		t.Fatal(err)
	}
	skew, drift := 250*time.Millisecond, 1500*time.Millisecond
	got := []any{
		c.Nodes, c.External, c.Promise, c.MaxSkew, c.MaxHLCDrift, c.Ticks, c.TimeUnit, c.Location.String(),
		c.Aliases, c.NodeFromFile.String(), *c.RunByTrace, *c.Reentrant, *c.SameReading, c.Checks, c.Skip, c.Require, c.Line("skip"),
	}
	want := []any{
		[]string{"A", "7", "true"}, []string{"c*", "etcd"}, []string{}, &skew, &drift, TicksSends, time.Microsecond, "Europe/Berlin",
		map[string]string{"10.0.0.1:8080": "A", "b": "B"}, `^(\w+)\.log`, true, false, true,
		[]string{"lease/overlap"}, []string{"clock/wall"}, []string{"lease/*"}, 16,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestConfigOptionsYieldToFlags(t *testing.T) {
	c, err := ReadConfig("c", []byte("nodes: [A]\nexternal: [x]\nticks: all\ntime_unit: s\ntz: UTC\naliases: {a: A}\nrun_by_trace: true\nmax_skew: 1s\ntotal: 5\nnode_from_file: a\n"))
	if err != nil {
		t.Fatal(err)
	}
	open := c.Options(Options{})
	if open.Config != c || !cmp.Equal(open.Nodes, []string{"A"}) || open.Ticks != TicksAll || open.TimeUnit != time.Second ||
		open.Location != time.UTC || !cmp.Equal(open.External, []string{"x"}) || open.Aliases["a"] != "A" || !open.RunByTrace ||
		open.MaxSkew != c.MaxSkew || open.Total != c.Total || open.NodeFromFile != c.NodeFromFile {
		t.Errorf("the configuration does not count: %+v", open)
	}
	flags := Options{Nodes: []string{"B"}, External: []string{}, Ticks: TicksSends, TimeUnit: time.Millisecond, Location: time.FixedZone("x", 60), Aliases: map[string]string{},
		MaxSkew: new(time.Duration), Total: new(Value), NodeFromFile: regexp.MustCompile("b")}
	got := c.Options(flags)
	if !cmp.Equal(got.Nodes, flags.Nodes) || len(got.External) > 0 || got.Ticks != TicksSends || got.TimeUnit != time.Millisecond ||
		got.Location != flags.Location || len(got.Aliases) > 0 ||
		got.MaxSkew != flags.MaxSkew || got.Total != flags.Total || got.NodeFromFile != flags.NodeFromFile {
		t.Errorf("a flag does not overrule: %+v", got)
	}
}

func TestConfigClaimsFiles(t *testing.T) {
	c, err := ReadConfig("c", []byte(`
formats:
  - name: both
    files: "pay-*.log"
    detect: '"svc":'
  - name: folder
    files: "logs/**/x.log"
  - name: line
    detect: '^second$'
`))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ path, head, want string }{
		{"pay-1.log", `{"svc":1}`, "both"},
		{"deep/down/pay-1.log", "{}\n{\"svc\":1}\n", "both"},
		{"pay-1.log", `{"src":1}`, ""},
		{"pay-1.txt", `{"svc":1}`, ""},
		{"logs/a/b/x.log", "", "folder"},
		{"x.log", "", ""},
		{"any", "first\r\nsecond\r\nthird", "line"},
		{"any", "first second", ""},
	} {
		got := ""
		if r := c.rule(test.path, []byte(test.head)); r != nil {
			got = r.Name
		}
		if got != test.want {
			t.Errorf("%s with %q: claimed by %q, expected %q", test.path, test.head, got, test.want)
		}
	}
}

// A rule leaves the format to detection unless it says what its lines are.
func TestConfigRuleFormats(t *testing.T) {
	for _, test := range []struct{ rule, want string }{
		{"files: x", ""},
		{"json: {node: host}", "jsonl"},
		{"format: json-array, json: {node: host}", "json-array"},
		{"format: maelstrom, json: {node: src}", "maelstrom"},
		{"format: shiviz", "shiviz"},
		{"text: '(?<node>a)'", "text"},
		{"format: text, text: '(?<node>a)'", "text"},
	} {
		c, err := ReadConfig("c", []byte("formats: [{name: r, "+test.rule+"}]\n"))
		if err != nil {
			t.Errorf("%s: %v", test.rule, err)
		} else if got := c.Formats[0].Format; got != test.want {
			t.Errorf("%s: read as %q, expected %q", test.rule, got, test.want)
		}
	}
}

// What is just within a limit, or spelled in the rarer way, is taken.
func TestReadConfigAtItsLimits(t *testing.T) {
	read := func(text string) *Config {
		t.Helper()
		c, err := ReadConfig("c", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	if c := read("max_skew: 0s\npromise: [none]\ntime_unit: µs\n"); *c.MaxSkew != 0 || c.Promise == nil || len(c.Promise) > 0 || c.TimeUnit != time.Microsecond {
		t.Errorf("got %v, %q, %v", *c.MaxSkew, c.Promise, c.TimeUnit)
	}
	if c := read("time_unit: μs\n"); c.TimeUnit != time.Microsecond { // the Greek letter, not the sign
		t.Errorf("got %v", c.TimeUnit)
	}
	read("nodes: [A]\n#" + strings.Repeat("x", MaxConfigBytes-len("nodes: [A]\n#")))
	read("kinds:\n" + strings.Repeat("  - {match: a, kind: write}\n", maxConfigDepth+10)) // beside one another, not nested
	read("kinds: [" + strings.Repeat("{match: a, kind: write}, ", maxConfigDepth+10) + "]")
	read("nodes:\n" + strings.Repeat("  - A\n", maxConfigDepth+10))
	for _, open := range []string{"[", "- "} {
		for depth, want := range map[int]bool{maxConfigDepth: false, maxConfigDepth + 1: true} {
			closing := strings.Repeat("]", len(open)%2*depth)
			_, err := ReadConfig("c", []byte(strings.Repeat(open, depth)+"1"+closing))
			if err == nil || strings.Contains(err.Error(), "nested deeper") != want {
				t.Errorf("%d times %q: got %v", depth, open, err)
			}
		}
	}
}

// A configuration comes with pull requests from strangers: nothing in it may
// cost much before it is refused.
func TestReadConfigBoundsHostileInput(t *testing.T) {
	for name, text := range map[string]string{
		"flow":     strings.Repeat("[", 60000),
		"maps":     strings.Repeat("{a: ", 15000),
		"entries":  strings.Repeat("- ", 30000) + "1",
		"blocks":   nestedBlocks(300),
		"large":    "nodes: [" + strings.Repeat("a, ", 40000) + "a]",
		"keys":     strings.Repeat("? ", 30000),
		"repeats":  "kinds: [{match: '(a{1000}){1000}', kind: write}]",
		"slow":     "kinds: [{match: '[a-z]{1,1000}9', kind: write}]",
		"brackets": "kinds: [{match: '" + strings.Repeat("(", 3000) + "', kind: write}]",
	} {
		_, err := ReadConfig("c", []byte(text))
		if err == nil {
			t.Errorf("%s: no error", name)
		} else if len(err.Error()) > 500 {
			t.Errorf("%s: a message of %d bytes", name, len(err.Error()))
		}
	}
}

func nestedBlocks(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

// FuzzReadConfig checks that no text crashes the reader, and that what is
// refused is refused as the caller's mistake.
func FuzzReadConfig(f *testing.F) {
	files, err := filepath.Glob("../testdata/parse/config-*.txtar")
	if err != nil || len(files) == 0 {
		f.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(txtar.Parse(data).Files[0].Data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := ReadConfig("c", data)
		var d *Diagnostic
		if err != nil && (!errors.As(err, &d) || d.Class != ClassUsage) {
			t.Errorf("%v", err)
		}
		if err == nil {
			newConfigUse(c).warnings()
		}
	})
}
