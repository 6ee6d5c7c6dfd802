package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/tracecausal/tracecausal/checks"
	"github.com/tracecausal/tracecausal/cmd/internal/witness"
	"github.com/tracecausal/tracecausal/parse"
	"github.com/tracecausal/tracecausal/simulate"
)

// witnessed counts the findings that were verified, by check and certainty.
type witnessed struct {
	mu    sync.Mutex
	tally witness.Tally
}

func (w *witnessed) add(tally witness.Tally) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.tally == nil {
		w.tally = witness.Tally{}
	}
	for key, n := range tally {
		w.tally[key] += n
	}
}

// text is a table of the verified findings of every check.
func (w *witnessed) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-22s %9s %9s\n", "verified findings of", "definite", "possible")
	for _, c := range checks.All() {
		fmt.Fprintf(&b, "%-22s %9d %9d\n", c.ID, w.tally[c.ID+" definite"], w.tally[c.ID+" possible"])
	}
	return b.String()
}

// complete sees to it that definite findings of every check were verified.
func (w *witnessed) complete(t *testing.T) {
	t.Helper()
	for _, c := range checks.All() {
		if w.tally[c.ID+" definite"] == 0 {
			t.Errorf("%s: no definite finding was verified", c.ID)
		}
		if !slices.Contains(witness.Checks(), c.ID) {
			t.Errorf("%s: the verifier has no rule", c.ID)
		}
	}
}

// witnessFlags are the flags that say something of the run, with the names that
// the settings have for them.
var witnessFlags = map[string]string{"max-skew": "max_skew", "max-hlc-drift": "max_hlc_drift", "promise": "promise", "ticks": "ticks", "nodes": "nodes",
	"external": "external", "total": "total", "reentrant": "reentrant", "time-unit": "time_unit", "node-from-file": "node_from_file"}

// witnessSettings returns what flags and the configuration of a folder say.
func witnessSettings(t *testing.T, dir string, flags []string) witness.Settings {
	t.Helper()
	said := map[string]any{}
	if data, err := os.ReadFile(filepath.Join(dir, parse.ConfigName)); err == nil {
		if err := yaml.Unmarshal(data, &said); err != nil {
			t.Fatal(err)
		}
	}
	for i, flag := range flags {
		name, value, joined := strings.Cut(strings.TrimLeft(flag, "-"), "=")
		key, known := witnessFlags[name]
		if !known || !strings.HasPrefix(flag, "-") {
			continue
		}
		if !joined {
			value = flags[i+1]
		}
		switch key {
		case "nodes", "external", "promise":
			said[key] = strings.Split(value, ",")
		case "reentrant":
			said[key] = value == "true"
		default:
			said[key] = value
		}
	}
	raw, err := json.Marshal(said)
	if err != nil {
		t.Fatal(err)
	}
	var set witness.Settings
	if err := json.Unmarshal(raw, &set); err != nil {
		t.Fatal(err)
	}
	return set
}

// report analyses a folder with the command and returns its report, nil where
// there is none.
func witnessReport(t *testing.T, dir string, flags []string) []byte {
	t.Helper()
	var stdout, stderr bytes.Buffer
	args := slices.Concat([]string{"analyze", "-f", "json"}, flags, []string{dir})
	if code := run(args, nil, &stdout, &stderr); code == exitTrouble && stdout.Len() == 0 {
		return nil
	}
	return stdout.Bytes()
}

// verify analyses a folder and verifies every finding of the report.
func (w *witnessed) verify(t *testing.T, dir string, flags []string) {
	t.Helper()
	report := witnessReport(t, dir, flags)
	if report == nil {
		return
	}
	tally, err := witness.Verify(report, os.ReadFile, witnessSettings(t, dir, flags))
	if err != nil {
		t.Error(err)
	}
	w.add(tally)
}

// writeFolder writes files into a folder of their own.
func writeFolder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(files[name]), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// witnessCase reads a case of a check: the files of its log, and flags for the
// command.
func witnessCase(t *testing.T, path string) (files map[string]string, flags []string) {
	t.Helper()
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	files = map[string]string{}
	for _, f := range archive.Files {
		switch f.Name {
		case "want":
		case "flags":
			for _, word := range strings.Fields(string(f.Data)) {
				if strings.HasPrefix(word, "-") {
					word = "--" + strings.TrimLeft(word, "-")
				}
				flags = append(flags, word)
			}
		default:
			files[f.Name] = string(f.Data)
		}
	}
	return files, flags
}

// TestWitnessCases verifies every finding of the cases of all checks.
func TestWitnessCases(t *testing.T) {
	paths, err := filepath.Glob("../../testdata/checks/*/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	var w witnessed
	ran := 0
	for _, path := range paths {
		t.Run(filepath.Base(filepath.Dir(path))+"/"+filepath.Base(path), func(t *testing.T) {
			files, flags := witnessCase(t, path)
			w.verify(t, writeFolder(t, files), flags)
			ran++
		})
	}
	t.Log("\n" + w.text())
	if ran == len(paths) {
		w.complete(t)
	}
}

// TestWitnessTranscripts verifies every finding in the logs of the transcripts of
// the command and of the cases of other packages, file by file.
func TestWitnessTranscripts(t *testing.T) {
	var w witnessed
	for _, folder := range []string{"cmd", "graph", "render"} {
		paths, err := filepath.Glob("../../testdata/" + folder + "/*.txtar")
		if err != nil || len(paths) == 0 {
			t.Fatalf("no cases in %s: %v", folder, err)
		}
		for _, path := range paths {
			t.Run(folder+"/"+filepath.Base(path), func(t *testing.T) {
				files, _ := witnessCase(t, path)
				for name, data := range files {
					if ext := filepath.Ext(name); ext == ".jsonl" || ext == ".log" || ext == ".ndjson" {
						w.verify(t, writeFolder(t, map[string]string{name: data}), nil)
					}
				}
			})
		}
	}
	t.Log("\n" + w.text())
}

// TestWitnessFolders verifies every finding in some folders of recordings, with
// their tracecausal.yaml: those that TRACECAUSAL_WITNESS lists, separated by
// colons, else those of the README.
func TestWitnessFolders(t *testing.T) {
	var w witnessed
	for _, dir := range filepath.SplitList(cmp.Or(os.Getenv("TRACECAUSAL_WITNESS"), "../../testdata/demo:../../testdata/mapping")) {
		t.Run(filepath.Base(dir), func(t *testing.T) { w.verify(t, dir, nil) })
	}
	t.Log("\n" + w.text())
}

// witnessSeeds is how many seeds each system and fault runs with here.
func witnessSeeds() uint64 {
	if raceDetector || testing.Short() {
		return 1
	}
	return 3
}

// TestWitnessSystems verifies every finding of the built-in systems, sound and
// with each fault.
func TestWitnessSystems(t *testing.T) {
	var w witnessed
	for _, s := range simulate.Systems() {
		for _, fault := range append([]simulate.Fault{{}}, s.Faults...) {
			t.Run(s.Name+"/"+fault.Name, func(t *testing.T) {
				for seed := range witnessSeeds() {
					m := recordMemory(t, &s, simulate.Options{Seed: seed + 1, Fault: fault.Name})
					files := map[string]string{}
					for _, name := range m.names {
						files[name] = m.data[name].String()
					}
					w.verify(t, writeFolder(t, files), nil)
				}
			})
		}
	}
	t.Log("\n" + w.text())
}
