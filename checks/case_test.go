package checks

import (
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// caseDir holds a folder for each check. A case is a txtar file: its first
// line is its point; files of a log; "flags", as the command line has them;
// and "want": a line for each check that is expected to say more than that it
// passes or does not apply, with its findings indented below it:
//
//	delivery/fifo fail
//	  definite A:1 A:2 B:1 B:2
//
// A case of a check names the check, whatever it says. Lines that begin with
// "reason", "message" and the like must occur in the reason of the check, or
// the message of the finding, above them; "subject" gives the whole of it.
const caseDir = "../testdata/checks"

// checkCase is one case, ready to run.
type checkCase struct {
	files   []parse.File
	parse   parse.Options
	options Options
	want    []byte
}

func TestCases(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(caseDir, "*", "*.txtar"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, path := range paths {
		name, _ := filepath.Rel(caseDir, path)
		t.Run(strings.TrimSuffix(name, ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if point, _, _ := strings.Cut(string(archive.Comment), "\n"); point == "" {
				t.Error("the first line does not say the point")
			}
			id := strings.Replace(filepath.Base(filepath.Dir(path)), "-", "/", 1)
			checkOne(t, archive, id)
		})
	}
}

// TestEveryCheckHasCases: a failing (or shown), a passing and an inconclusive one.
func TestEveryCheckHasCases(t *testing.T) {
	for _, c := range All() {
		statuses := map[string]bool{}
		dir := filepath.Join(caseDir, strings.Replace(c.ID, "/", "-", 1))
		paths, _ := filepath.Glob(filepath.Join(dir, "*.txtar"))
		for _, path := range paths {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range archive.Files {
				for _, line := range strings.Split(string(f.Data), "\n") {
					if id, status, _ := strings.Cut(line, " "); f.Name == "want" && id == c.ID {
						statuses[status] = true
					}
				}
			}
		}
		for _, status := range []string{"fail", "pass", "inconclusive"} {
			if !statuses[status] && !(status == "inconclusive" && c.ID == causalityCycle.ID) {
				t.Errorf("%s: no case in %s is %s", c.ID, dir, status)
			}
		}
	}
}

func checkOne(t *testing.T, archive *txtar.Archive, id string) {
	c := readCase(t, archive)
	want := string(c.want)
	runs := judgeLog(t, readLog(t, c.parse, c.files...), c.options, All())
	got := describe(runs, id, want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +:\n%s\ngot:\n%s%s", diff, got, everything(runs))
	}
	sensible(t, runs)
	for _, v := range variants(t, c) {
		other := judgeLog(t, readLog(t, v.parse, v.files...), c.options, All())
		was, is := describe(runs, id, ""), v.back(describe(other, id, ""))
		if v.names != nil { // concurrent events stand in the order of their nodes' names
			was, is = sortedWords(was), sortedWords(is)
		}
		if diff := cmp.Diff(sorted(was), sorted(is)); diff != "" {
			t.Errorf("%s: as written -, so +:\n%s", v.name, diff)
		}
		if diff := cmp.Diff(fingerprints(runs), fingerprints(other)); diff != "" && v.names == nil {
			t.Errorf("%s: the fingerprints change:\n%s", v.name, diff)
		}
	}
}

func readCase(t *testing.T, archive *txtar.Archive) checkCase {
	t.Helper()
	var c checkCase
	for _, f := range archive.Files {
		switch f.Name {
		case "flags":
			c.setFlags(t, strings.Fields(string(f.Data)))
		case "want":
			c.want = f.Data
		default:
			c.files = append(c.files, parse.Text(f.Name, string(f.Data)))
		}
	}
	if len(c.files) == 0 || c.want == nil {
		t.Fatal("a case has a log and a section want")
	}
	return c
}

func (c *checkCase) setFlags(t *testing.T, args []string) {
	t.Helper()
	set := flag.NewFlagSet("case", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	list := func(s string) []string { return strings.Split(s, ",") }
	duration := func(to **time.Duration) func(string) error {
		return func(s string) error {
			d, err := time.ParseDuration(s)
			*to = &d
			return err
		}
	}
	set.Func("max-skew", "", duration(&c.options.MaxSkew))
	set.Func("max-hlc-drift", "", duration(&c.options.MaxHLCDrift))
	set.Func("promise", "", func(s string) (err error) { c.options.Promises, err = ParsePromises(list(s)); return err })
	set.Func("ticks", "", func(s string) error {
		c.parse.Ticks = map[string]parse.Ticks{"all": parse.TicksAll, "sends": parse.TicksSends}[s]
		c.options.Ticks = c.parse.Ticks
		if c.parse.Ticks == parse.TicksUnknown {
			return fmt.Errorf("no such ticks")
		}
		return nil
	})
	set.Func("reentrant", "", func(s string) error { b := s == "true"; c.options.Reentrant = &b; return nil })
	set.Func("external", "", func(s string) error { c.parse.External = list(s); return nil })
	set.Func("nodes", "", func(s string) error { c.parse.Nodes = list(s); return nil })
	set.Func("total", "", func(s string) error { v := parse.RawValue(s); c.options.Total, _ = v.Decimal(); return nil })
	set.BoolVar(&c.options.Strict, "strict", false, "")
	if err := set.Parse(args); err != nil || set.NArg() > 0 {
		t.Fatalf("flags %q: %v", args, err)
	}
}

// judged is a run with what the checks say of it.
type judged struct {
	run     *parse.Run
	results []Result
}

// judgeLog builds and judges every run of a log, with what its header declares
// where the options say nothing.
func judgeLog(t *testing.T, log *parse.Log, opt Options, list []Check) (all []judged) {
	t.Helper()
	opt = withHeader(t, log, opt)
	for _, run := range log.Runs {
		g := graph.Build(run, graph.Options{Ticks: opt.Ticks})
		results, err := Run(&Input{Run: run, Graph: g, Options: opt}, list)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, judged{run, results})
	}
	return all
}

func withHeader(t *testing.T, log *parse.Log, opt Options) Options {
	t.Helper()
	h := log.Header
	if opt.Promises.Default() && h.Promise != nil {
		p, err := ParsePromises(h.Promise)
		if err != nil {
			t.Fatal(err)
		}
		opt.Promises = p
	}
	if opt.MaxSkew == nil {
		opt.MaxSkew = h.MaxSkew
	}
	if opt.Total == nil && h.Total != nil {
		opt.Total, _ = h.Total.Decimal()
	}
	if opt.Ticks == parse.TicksUnknown {
		opt.Ticks = h.Ticks
	}
	opt.SameReading, opt.BadLines = h.SameReading, log.Bad()
	opt.MaxDrift = h.MaxDrift
	return opt
}
