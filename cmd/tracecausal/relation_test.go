package main

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// relations hold between the files, the flags and the words of one run, and
// others that mean the same.
var relations = []struct {
	name string
	says string
	test func(*testing.T)
}{
	{"file_order", "the order of the arguments changes no byte", fileOrder},
	{"split_files", "a node's log that was cut into rotated files, or all logs in one file, are judged alike", splitFiles},
	{"formats", "the same run in each format has the same graph and verdict", sameInFormats},
	{"encodings", "compression, line ends, a byte order mark, white space and the order of keys change nothing", encodings},
	{"noise", "lines that the format knows are no events only raise their count", noise},
	{"hostile_labels", "whatever labels say, a drawing of the run has the same events and edges", hostileLabels},
	{"exported_graph", "a graph that is written, read as a log and written again is the same", exportedGraph},
	{"surroundings", "workers, processors, time zone and language change no byte", surroundings},
	{"file_twice", "a file that is given twice, or by a link, is read once, with a warning", fileTwice},
}

func TestRelations(t *testing.T) {
	for _, r := range relations {
		t.Run(r.name, r.test)
	}
}

// logFiles are the files of a log, by name.
type logFiles map[string]string

// demoFiles returns the log of the demo: one file for each of three nodes,
// with three findings.
func demoFiles(t *testing.T) logFiles {
	t.Helper()
	files := logFiles{}
	for _, name := range []string{"n1.jsonl", "n2.jsonl", "store.jsonl"} {
		text, err := os.ReadFile(filepath.Join("..", "..", "testdata", "demo", name))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = string(text)
	}
	return files
}

// sampleLogs are logs with each verdict.
func sampleLogs(t *testing.T) map[string]logFiles {
	t.Helper()
	samples := map[string]logFiles{"demo": demoFiles(t)}
	for _, name := range []string{"pass.jsonl", "fail.jsonl", "orphan.jsonl"} {
		samples[name] = logFiles{name: logs[name]}
	}
	return samples
}

// write puts the files into a new folder, and returns the folder.
func (f logFiles) write(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range f {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// outcome is what the program says of a log: exit code, report and graph
// without the places in files, and the diagnostics.
type outcome struct {
	Code          int
	Report, Graph any
	stderr        string
	report        string // as it was written
}

func (f logFiles) outcome(t *testing.T) outcome {
	t.Helper()
	return outcomeOf(t, f.write(t))
}

func outcomeOf(t *testing.T, args string) outcome {
	t.Helper()
	code, report, stderr := execute(t, "analyze -f json "+args)
	if code == exitTrouble {
		t.Fatalf("%s: %s", args, stderr)
	}
	_, graph, problem := execute(t, "render -f json "+args)
	return outcome{code, decodeWithoutPlaces(t, report+problem), decodeWithoutPlaces(t, graph), stderr, report}
}

// decodeWithoutPlaces decodes JSON and leaves out what depends on where a log
// lies, not on what it says.
func decodeWithoutPlaces(t *testing.T, text string) any {
	t.Helper()
	var v any
	if err := json.NewDecoder(strings.NewReader(text)).Decode(&v); err != nil {
		t.Fatalf("%v in %q", err, text)
	}
	return withoutPlaces(v)
}

func withoutPlaces(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key := range v {
			if slices.Contains([]string{"file", "line", "inputs", "warnings"}, key) {
				delete(v, key)
			} else {
				v[key] = withoutPlaces(v[key])
			}
		}
	case []any:
		v = slices.DeleteFunc(v, func(note any) bool {
			text, ok := note.(string)
			return ok && strings.HasPrefix(text, "configuration: ")
		})
		for i := range v {
			v[i] = withoutPlaces(v[i])
		}
		return v
	}
	return v
}

// alike fails where two outcomes differ.
func alike(t *testing.T, what string, want, got outcome) {
	t.Helper()
	if diff := cmp.Diff([]any{want.Code, want.Report, want.Graph}, []any{got.Code, got.Report, got.Graph}); diff != "" {
		t.Errorf("%s: was -, is +:\n%s", what, diff)
	}
}

// allCommands are the commands whose output depends on a log alone.
func allCommands() []string {
	commands := []string{"query n1:1 n2:4", "cut -f json n1=6 n2=2"}
	for _, f := range reportFormatNames() {
		commands = append(commands, "analyze -f "+f)
	}
	for _, f := range diagramFormatNames() {
		if f != svgFormat { // another program's work
			commands = append(commands, "render -f "+f)
		}
	}
	return commands
}

// sameBytes runs every command in two ways, and compares what is printed.
func sameBytes(t *testing.T, times int, vary func(command string, files []string) (code int, stdout string)) {
	t.Helper()
	files := []string{"../../testdata/demo/n1.jsonl", "../../testdata/demo/n2.jsonl", "../../testdata/demo/store.jsonl"}
	for _, command := range allCommands() {
		code, want, _ := execute(t, command+" "+strings.Join(files, " "))
		if want == "" {
			t.Fatalf("%s prints nothing", command)
		}
		for range times {
			if c, got := vary(command, slices.Clone(files)); c != code || got != want {
				t.Fatalf("%s: exit code %d and\n%s\nwant %d and\n%s", command, c, got, code, want)
			}
		}
	}
}

func fileOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	sameBytes(t, 20, func(command string, files []string) (int, string) {
		rng.Shuffle(len(files), func(a, b int) { files[a], files[b] = files[b], files[a] })
		code, out, _ := execute(t, command+" "+strings.Join(files, " "))
		return code, out
	})
}

func splitFiles(t *testing.T) {
	want := demoFiles(t).outcome(t)
	all := logFiles{"all.jsonl": ""}
	for _, name := range slices.Sorted(maps.Keys(demoFiles(t))) {
		all["all.jsonl"] += demoFiles(t)[name]
	}
	alike(t, "one file", want, all.outcome(t))
	ways := map[string]func(name string, age int) string{
		"numbers": func(name string, age int) string { return name + strings.TrimSuffix("."+string(rune('0'+age)), ".0") },
		"dates": func(name string, age int) string {
			return strings.Replace(name, ".", "-2026-01-0"+string(rune('9'-age))+".", 1)
		},
		"dates in .log": func(name string, age int) string { return name + "-2026010" + string(rune('9'-age)) + ".log" },
	}
	rng := rand.New(rand.NewPCG(3, 4))
	for what, named := range ways {
		for k := 2; k <= 4; k++ {
			split := logFiles{}
			for name, text := range demoFiles(t) {
				for age, part := range cutLines(rng, text, k) {
					split[named(name, age)] = part
				}
			}
			alike(t, what, want, split.outcome(t))
		}
	}
}

// cutLines cuts a text at random ends of lines into up to k parts, the last
// first.
func cutLines(rng *rand.Rand, text string, k int) (parts []string) {
	lines := strings.SplitAfter(strings.TrimSuffix(text, "\n"), "\n")
	for ; k > 1 && len(lines) > 1; k-- {
		at := 1 + rng.IntN(len(lines)-1)
		parts, lines = append(parts, strings.TrimSuffix(strings.Join(lines[at:], ""), "\n")+"\n"), lines[:at]
	}
	return append(parts, strings.Join(lines, ""))
}

func fileTwice(t *testing.T) {
	for name, files := range sampleLogs(t) {
		dir := files.write(t)
		want := outcomeOf(t, dir)
		for file := range files {
			path := filepath.Join(dir, file)
			link := filepath.Join(t.TempDir(), "link.jsonl")
			if err := os.Symlink(path, link); err != nil {
				t.Fatal(err)
			}
			for _, args := range []string{dir + " " + path, path + " " + dir, dir + " " + dir, dir + " " + link, link + " " + dir} {
				got := outcomeOf(t, args)
				alike(t, name+": "+args, want, got)
				if !strings.Contains(got.stderr, "W-DUPINPUT") {
					t.Errorf("%s: no warning in %q", args, got.stderr)
				}
			}
		}
	}
}
