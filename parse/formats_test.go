package parse

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"pgregory.net/rapid"
)

func TestFormatsAreToldApart(t *testing.T) {
	for _, test := range []struct{ want, head string }{
		{"shiviz", "a {\"a\":1}\nstarts\n"},
		{"shiviz", "starts\na {\"a\":1}\n"},
		{"shiviz", "\n=== run 1 ===\nstarts\na {\"a\":1}\n"},
		{"shiviz", "[x] [akka://s/user/a] {\"a\":1} starts\n"},
		{"shiviz", "(?<host>\\S*) (?<clock>{.*})\\n(?<event>.*)\n\na {\"a\":1}\nstarts\n"},
		{"shiviz", "a {\"a\":1}\nINFO starts\na {\"a\":2}\nstops\n"},
		{"govector", "a {\"a\":1}\nINFO starts\n"},
		{"govector", "1590000000000000000 a {\"a\":1}\nstarts\n"},
		{"maelstrom", `{"src":"a","dest":"b","body":{"type":"x"}}`},
		{"maelstrom", "\n" + `{"id":1,"type":"recv","message":{"src":"a","dest":"b","body":{"type":"x"}}}`},
		{"jsonl", `{"src":"a","dest":"b","body":{"kind":"x"}}`},
		{"jsonl", `{"node":"a","src":"a","dest":"b","body":"x"}`},
		{"jsonl", `{"node":"a","type":"x","message":{"src":"a","dest":"b","body":{"type":"x"}}}`},
		{"jsonl", `{"node":"a","vc":{"a":1}}`},
		{"", "a {\"b\":1}\nstarts\n"},
		{"", "a {\"b\":1}\nINFO starts\n"},
		{"", "a {\"a\":1}\na {\"a\":2}\nINFO starts\n"},
		{"govector", "1590000000000 a {\"a\":1}\nstarts\n"},
		{"", "159000000000 a {\"a\":1}\nstarts\n"}, // a host of that name would be in its clock
		{"", "a {\"a\":-1}\nstarts\n"},
		{"", "2024-01-31 a starts\n2024-01-31 b starts\n"},
		{"", "words {in braces}\nand more\n"},
		{"jsonl", `{"src":"a","body":{"type":"x"}}`},
		{"jsonl", `{"dest":"a","body":{"type":"x"}}`},
		{"json-array", "["}, {"json-array", "[]"}, {"json-array", " [ \n {"},
		{"", "[1]"}, {"jsonl", "{x"}, {"", ""},
		{"jsonl", "\"b\":1}\n{\"node\":\"a\"}\n"}, // a file cut off a longer one
		{"", "x\n[{\"node\":\"a\"}]\n"},           // which an array cannot be
	} {
		got := ""
		if f, err := choose(Formats(), &fileContext{path: "x", head: []byte(test.head), opt: &Options{}}); err == nil {
			got = f.Name
		}
		if got != test.want {
			t.Errorf("%q is read as %q, expected %q", test.head, got, test.want)
		}
	}
}

func TestFormatsSayWhatTheyLack(t *testing.T) {
	for _, test := range []struct {
		opt  Options
		want string
	}{
		{Options{Format: "shiviz"}, "--parser"},
		{Options{Format: "shiviz", Parser: `(?<host>\S*)\n(?<event>.*)`}, "(?<clock>…)"},
		{Options{Format: "shiviz", Parser: `(?<host>a)(?<clock>b)(\n)?`}, "neither repeated nor optional"},
		{Options{Format: "shiviz", Parser: `(?<host>a)(?<clock>b)(?!c)`}, "RE2"},
		{Options{Format: "shiviz", Parser: parserHostFirst, Delimiter: `a\nb`}, "expected a pattern for one line"},
		{Options{Format: "shiviz", Parser: parserHostFirst, Delimiter: `(`}, "missing closing )"},
		{Options{Format: "text"}, "needs a pattern"},
		{Options{Format: "text", Parser: `(?<time>\S+) (?<event>.+)`}, "(?<node>…)"},
		{Options{Format: "text", Parser: `(?<node>`}, "missing closing )"},
	} {
		_, err := Read(context.Background(), []File{Text("x.log", "no event at all\n")}, test.opt)
		if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), string(ClassUsage)) {
			t.Errorf("%+v: got %v, expected %s and %q", test.opt, err, ClassUsage, test.want)
		}
	}
}

// A file whose head holds a broken expression is still of its format, and the
// error says what is wrong.
func TestShivizHeadIsOwned(t *testing.T) {
	for _, head := range []string{
		"(?<host>\\S*) (?<clock>{.*}\\n(?<event>.*)\n\na {\"a\":1}\nstarts\n",
		"(?<host>\\S*) (?<clock>{.*})\\n(?<event>.*)\n^run ((?<trace>\\d+)$\na {\"a\":1}\nstarts\n",
	} {
		_, err := Read(context.Background(), []File{Text("x.log", head)}, Options{})
		if err == nil || !strings.Contains(err.Error(), "missing closing )") {
			t.Errorf("got %v for %q", err, head)
		}
	}
}

// Line ends of Windows do not matter, in the lines nor in the head.
func TestFormatsReadCRLF(t *testing.T) {
	for _, opt := range []Options{{}, {Parser: parserHostFirst}, {Parser: `^(?<host>\S+) (?<clock>\{.*\})$\n(?<event>.*)`}} {
		text := "a {\"a\":1}\nstarts\nb {\"b\":1}\nstarts\n"
		want := outcomeOf(readAll(t, opt, Text("x.log", text)), nil)
		got := outcomeOf(readAll(t, opt, Text("x.log", strings.ReplaceAll(text, "\n", "\r\n"))), nil)
		if diff := cmp.Diff(want, got); diff != "" || !strings.Contains(got, "events=2") {
			t.Errorf("%+v: %s\n%s", opt, got, diff)
		}
	}
}

// An exercise whose requests stand in one file and whose answers in another is
// read as one run, with both ends of every message.
func TestReadMaelstromFiles(t *testing.T) {
	in := `{"src":"c0","dest":"n1","body":{"type":"init","msg_id":1,"node_id":"n1","node_ids":["n1"]}}
{"src":"c1","dest":"n1","body":{"type":"acquire_lease","msg_id":2,"duration_ms":60000}}
`
	out := `{"src": "n1", "dest": "c0", "body": {"type": "init_ok", "in_reply_to": 1, "msg_id": 0}}
{"src": "n1", "dest": "c1", "body": {"type": "acquire_lease_ok", "in_reply_to": 2, "msg_id": 1, "expires_at": 1234572000}}
`
	log := readAll(t, Options{}, Text("in.txt", in), Text("out.txt", out))
	if len(log.Runs) != 1 || log.Runs[0].Len() != 8 || log.Bad() != 0 {
		t.Fatalf("got %s", outcomeOf(log, nil))
	}
	var leases []string
	for i := range log.Runs[0].Len() {
		e := log.Runs[0].Event(EventID(i))
		if _, ok := e.OwnLine(); !ok {
			t.Errorf("%s does not know its other end", e.Name())
		}
		if e.Kind() == LeaseAcquire {
			ns, _ := e.ExpiresAt()
			leases = append(leases, fmt.Sprintf("%s until %d", e.NodeName(), ns))
		}
	}
	if diff := cmp.Diff([]string{"n1 until 1234572000000000"}, leases); diff != "" {
		t.Error(diff)
	}
}

var parserAll = regexp.MustCompile(`^(?<host>\S+) @ (?<clock>\{.*\}) @ (?<event>.*)$`)

// step is an event that every format with vector clocks can spell.
type step struct {
	node, label string
	clock       map[string]uint64
}

func (s step) json() string {
	b, err := json.Marshal(s.clock) // keys sorted
	if err != nil {
		panic(err)
	}
	return string(b)
}

func drawSteps(t *rapid.T) []step {
	nodes := rapid.SampledFrom([]string{"a", "b:1", "10.0.0.1:80", "köln", "x/y"})
	words := rapid.SampledFrom([]string{"starts", "sends {x}", "says \"hi\"", `back\slash`, "ünï", "INFO INFO", "7"})
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) step {
		s := step{node: nodes.Draw(t, "node"), label: words.Draw(t, "label"), clock: map[string]uint64{}}
		for range rapid.IntRange(0, 3).Draw(t, "others") {
			s.clock[nodes.Draw(t, "other")] = rapid.Uint64Range(0, 1<<63-1).Draw(t, "count")
		}
		s.clock[s.node] = rapid.Uint64Range(1, 9).Draw(t, "own")
		return s
	}), 1, 12).Draw(t, "steps")
}

// The same run spelled in each format is the same events.
func TestFormatsAgree(t *testing.T) {
	spellings := []struct {
		name  string
		spell func(step) string
	}{
		{"jsonl", func(s step) string {
			label, _ := json.Marshal(s.label)
			return fmt.Sprintf(`{"node":%q,"event":%s,"vc":%s}`, s.node, label, s.json())
		}},
		{"shiviz", func(s step) string { return s.node + " " + s.json() + "\n" + s.label }},
		{"shiviz", func(s step) string { return s.label + "\n" + s.node + " " + s.json() + "  " }},
		{"shiviz", func(s step) string { return "[1] [" + s.node + "] " + s.json() + " " + s.label }},
		{"govector", func(s step) string { return s.node + " " + s.json() + "\nINFO " + s.label }},
		{"shiviz", func(s step) string { return s.node + " @ " + s.json() + " @ " + s.label }},
	}
	rapid.Check(t, func(t *rapid.T) {
		steps := drawSteps(t)
		want := ""
		for i, sp := range spellings {
			var b strings.Builder
			for _, s := range steps {
				b.WriteString(sp.spell(s) + "\n")
			}
			opt := Options{Format: sp.name}
			if i == len(spellings)-1 {
				opt.Parser = parserAll.String()
			}
			got := recordsOf(t, opt, b.String())
			if i == 0 {
				want = got
			} else if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("spelling %d:\n%s\n%s", i, b.String(), diff)
			}
		}
	})
}

// recordsOf decodes text and describes its events, clocks by rising name.
func recordsOf(t *rapid.T, opt Options, text string) string {
	f := &fileContext{path: "x", head: []byte(text), opt: &opt}
	format, problem := choose(Formats(), f)
	if problem != nil {
		t.Fatalf("%v in\n%s", problem, text)
	}
	d, err := format.decoder(f)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	emit := bothEnds(func(rec *Record) { // whose clock the decoder needs again
		if rec.Clock != nil {
			c := *rec.Clock
			c.entries = slices.DeleteFunc(slices.Clone(c.entries), func(e NamedEntry) bool { return e.N == 0 })
			slices.SortFunc(c.entries, func(x, y NamedEntry) int { return bytes.Compare(x.Name, y.Name) })
			rec.Clock = &c
		}
		fmt.Fprintln(&b, describeRecord(rec))
	})
	for line := range strings.Lines(text) {
		if _, bad := d.decode([]byte(strings.TrimSuffix(line, "\n")), emit); bad != nil {
			t.Fatalf("%v at %q", bad, line)
		}
	}
	if bad := d.finish(emit); bad != nil {
		t.Fatal(bad)
	}
	return b.String()
}

// FuzzDecode gives any text to every format. A line that is bad or skipped
// must give no event, an event must have a node, and no line more than two
// events. (A line of a JSON array may hold any number, good ones before bad.)
func FuzzDecode(f *testing.F) {
	files, err := filepath.Glob("../testdata/parse/*.txtar")
	if err != nil || len(files) == 0 {
		f.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, section := range txtar.Parse(data).Files {
			if section.Name == "input" {
				f.Add(section.Data)
			}
		}
	}
	config, err := ReadConfig("c", []byte("kinds: [{match: '(?<resource>\\w+) (?<token>\\S+)', kind: write}]\n"))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, format := range Formats() {
			opt := Options{Config: config}
			if format.Name == "text" {
				opt.Parser = `^(?<node>\S+) (?<vc>\S+) (?<hlc>\S+) (?<kind>\S+)`
			}
			c := &fileContext{path: "x", head: text, opt: &opt, use: newConfigUse(config)}
			d, err := format.decoder(c)
			if err != nil {
				continue
			}
			fuzzLines(t, format.Name, d, text)
		}
	})
}

func fuzzLines(t *testing.T, format string, d decoder, text []byte) {
	events := 0
	emit := func(rec *Record) {
		events++
		if len(rec.Node) == 0 {
			t.Errorf("%s: an event without a node", format)
		}
	}
	for line := range headLines(text) {
		before := events
		what, bad := d.decode(line, emit)
		if n := events - before; format != "json-array" && (n > 2 || n > 0 && (bad != nil || what != lineEvent)) {
			t.Errorf("%s: %q gave %d events, %v, %v", format, line, n, what, bad)
		}
	}
	if format != "json-array" {
		before := events
		if bad := d.finish(emit); bad != nil && events > before {
			t.Errorf("%s: the end is bad and gave events", format)
		}
	}
}
