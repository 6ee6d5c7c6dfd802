package parse

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var updateDecode = flag.Bool("update-decode", false, "write what the decoders answer into testdata/parse")

// TestDecode runs the cases of testdata/parse. A case is a txtar file. Its
// first line says its point; lines "key: value" after it set options, and so
// does a section "config". The section "input" is given to the decoder line by
// line, and the section "want" holds one answer for each line that is not
// blank: the events on it, or what is wrong with it and at which column. It
// ends with what the configuration says to no effect.
func TestDecode(t *testing.T) {
	files, err := filepath.Glob("../testdata/parse/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { testDecodeCase(t, file) })
	}
}

func testDecodeCase(t *testing.T, file string) {
	ar, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var config *Config
	sections := ar.Files
	if len(sections) > 0 && sections[0].Name == "config" {
		if config, err = ReadConfig("config", sections[0].Data); err != nil {
			t.Fatal(err)
		}
		sections = sections[1:]
	}
	if len(sections) != 2 || sections[0].Name != "input" || sections[1].Name != "want" {
		t.Fatal("expected the sections input and want, and before them config or none")
	}
	want := &sections[1].Data
	got := decodeAll(t, string(ar.Comment), config, sections[0].Data)
	if *updateDecode {
		*want = []byte(got)
		if err := os.WriteFile(file, txtar.Format(ar), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(strings.Split(string(*want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Error(diff)
	}
}

// decodeAll decodes the lines of input and describes each answer on a line.
func decodeAll(t *testing.T, comment string, config *Config, input []byte) string {
	c := contextOf(t, comment, config, input)
	d, err := c.decoder()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for i, line := range bytes.Split(bytes.TrimSuffix(input, []byte("\n")), []byte("\n")) {
		if len(bytes.TrimSpace(line)) == 0 && !c.format.serial {
			continue
		}
		var events []string
		what, bad := d.decode(line, bothEnds(func(rec *Record) { events = append(events, describeRecord(rec)) }))
		if bad == nil && what == lineSkipped {
			events = append(events, "skipped")
		}
		if bad == nil && what == lineUnmatched {
			events = append(events, "unmatched")
		}
		if bad == nil && what == lineEvent && len(events) == 0 {
			events = append(events, "goes on")
		}
		if bad != nil {
			events = append(events, fmt.Sprintf("%s at %d: %s", bad.class, bad.col, bad.msg))
		}
		fmt.Fprintf(&b, "%d: %s\n", i+1, strings.Join(events, " + "))
	}
	if bad := d.finish(func(rec *Record) { fmt.Fprintf(&b, "end: %s\n", describeRecord(rec)) }); bad != nil {
		fmt.Fprintf(&b, "end: %s\n", bad.Error())
	}
	for _, w := range c.use.warnings() {
		fmt.Fprintln(&b, w.Error())
	}
	return b.String()
}

// testContext is a fileContext and the format that reads it.
type testContext struct {
	*fileContext
	format Format
}

func (c testContext) decoder() (decoder, error) { return c.format.decoder(c.fileContext) }

// contextOf reads the options of a case from the lines after the first of its
// comment.
func contextOf(t *testing.T, comment string, config *Config, input []byte) testContext {
	t.Helper()
	c := testContext{fileContext: &fileContext{path: "case", head: input, opt: &Options{}}, format: jsonlFormat}
	if config != nil {
		opt := config.Options(Options{})
		c.opt, c.use, c.rule = &opt, newConfigUse(config), config.rule(c.path, input)
	}
	_, rest, _ := strings.Cut(comment, "\n")
	for line := range strings.Lines(rest) {
		key, value, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok {
			continue // more words on the point of the case
		}
		switch key {
		case "format":
			if value == "detected" {
				f, err := choose(Formats(), c.fileContext)
				if err != nil {
					t.Fatal(err)
				}
				c.format, value = *f, f.Name
			}
			for _, f := range Formats() {
				if f.Name == value {
					c.format = f
				}
			}
			if c.format.Name != value {
				t.Fatalf("no format %q", value)
			}
		case "parser":
			c.opt.Parser = value
		case "delimiter":
			c.opt.Delimiter = value
		case "node":
			c.node = value
		case "header":
			h, err := readFileHeader([]byte(value))
			if err != nil {
				t.Fatal(err)
			}
			c.header, c.headerLine = h, []byte(value)
		case "tz":
			loc, err := time.LoadLocation(value)
			if err != nil {
				t.Fatal(err)
			}
			c.opt.Location = loc
		case "unit":
			u, err := readUnit(appendQuoted(nil, []byte(value)))
			if err != nil {
				t.Fatal(err)
			}
			c.opt.TimeUnit = u
		case "run-by":
			c.opt.RunByTrace = value == "trace"
		default:
			t.Fatalf("unknown option %q", key)
		}
	}
	return c
}

// describeRecord writes what rec holds, in the order of its fields.
func describeRecord(rec *Record) string {
	var b strings.Builder
	b.WriteString(Escape(string(rec.Node)))
	add := func(present bool, format string, args ...any) {
		if present {
			fmt.Fprintf(&b, " "+format, args...)
		}
	}
	add(len(rec.Run) > 0, "run=%s", rec.Run)
	add(len(rec.Life) > 0, "life=%s", rec.Life)
	add(rec.Kind != Internal, "%v", rec.Kind)
	add(rec.Role != NoRole, "role=%d", rec.Role)
	add(rec.OwnLine, "own-line")
	add(len(rec.Label) > 0, "%s", Quote(string(rec.Label)))
	add(len(rec.WireID) > 0, "wire=%s", rec.WireID)
	add(len(rec.MsgID) > 0, "msg=%s", rec.MsgID)
	add(len(rec.InReplyTo) > 0, "reply=%s", rec.InReplyTo)
	add(len(rec.From) > 0, "from=%s", rec.From)
	add(len(rec.To) > 0, "to=%q", rec.To)
	add(rec.ToAll, "to=*")
	if c := rec.Clock; c != nil {
		var entries []string
		for _, e := range c.entries {
			entries = append(entries, fmt.Sprintf("%s:%d", Escape(string(e.Name)), e.N))
		}
		slices.Sort(entries) // a clock is the same in every order
		add(true, "vc={%s}", strings.Join(entries, " "))
		add(len(c.counts) > 0, "array=%d", c.counts)
	}
	add(rec.HasHLC, "hlc=%d.%d unit=%v", rec.HLC.PT, rec.HLC.C, time.Duration(rec.HLCUnit))
	add(rec.HasLamport, "lamport=%d", rec.Lamport)
	add(rec.HasWall, "time=%s", time.Unix(0, rec.Wall).UTC().Format(time.RFC3339Nano))
	add(rec.HasTT, "tt=[%d,%d]", rec.TrueTime.Earliest, rec.TrueTime.Latest)
	add(rec.HasSeq, "seq=%d", rec.Seq)
	add(rec.HasOK, "ok=%v", rec.OK)
	for _, p := range rec.Payload {
		add(true, "%v=%s", p.Field, p.Raw)
	}
	return b.String()
}
