package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tracecausal/tracecausal/checks"
	"github.com/tracecausal/tracecausal/parse"
	"github.com/tracecausal/tracecausal/simulate"
)

// demoSeeds is how many seeds each system and fault runs with.
func demoSeeds() uint64 {
	switch {
	case testing.Short():
		return 3
	case raceDetector:
		return 2
	}
	return 50
}

// memoryFiles is a recording in memory.
type memoryFiles struct {
	names []string
	data  map[string]*bytes.Buffer
}

func (m *memoryFiles) create(name string) (io.WriteCloser, error) {
	if m.data == nil {
		m.data = map[string]*bytes.Buffer{}
	}
	if m.data[name] != nil {
		return nil, fmt.Errorf("file %s is made twice", name)
	}
	m.names, m.data[name] = append(m.names, name), &bytes.Buffer{}
	return memoryFile{m.data[name]}, nil
}

type memoryFile struct{ *bytes.Buffer }

func (memoryFile) Close() error { return nil }

// String holds every byte of the recording.
func (m *memoryFiles) String() string {
	var b strings.Builder
	for _, name := range m.names {
		fmt.Fprintf(&b, "-- %s --\n%s", name, m.data[name])
	}
	return b.String()
}

// recordMemory records a run of a system.
func recordMemory(t *testing.T, s *simulate.System, opt simulate.Options) *memoryFiles {
	t.Helper()
	m := &memoryFiles{}
	if err := s.Record(opt, m.create); err != nil {
		t.Fatalf("%s %+v: %v", s.Name, opt, err)
	}
	return m
}

// verdicts is what analyze says of a recording.
type verdicts struct {
	code     int
	status   map[string]checks.Status
	reason   map[string]string
	messages string // of everything that is not a pass, and what was said on standard error
}

// analyzeMemory does what analyze does with the folder of a recording, which
// must be read without a word.
func analyzeMemory(t *testing.T, m *memoryFiles) verdicts {
	t.Helper()
	v, said, err := m.analyze()
	if err != nil {
		t.Fatal(err)
	}
	if said != "" {
		t.Errorf("a recording is not read without a word: %s", said)
	}
	return v
}

// analyze does what analyze does with the folder of a recording. said is what
// it would say on standard error.
func (m *memoryFiles) analyze() (v verdicts, said string, err error) {
	var stderr bytes.Buffer
	in := newInputFlags()
	src := &source{app: newApp(nil, io.Discard, &stderr), flags: &in}
	for _, name := range m.names {
		data := m.data[name]
		if name != parse.ConfigName {
			src.files = append(src.files, parse.Text(name, data.String()))
			continue
		}
		config, err := parse.ReadConfig(name, data.Bytes())
		if err != nil {
			return v, "", fmt.Errorf("%w\n%s", err, data)
		}
		src.opt = config.Options(src.opt)
	}
	l, err := src.read(context.Background())
	if err != nil {
		return v, "", err
	}
	rep, code, err := judge(context.Background(), l, &analyzeOptions{}, &plan{checks: checks.All()})
	if err != nil || len(rep.Runs) != 1 {
		return v, "", fmt.Errorf("%d runs, error %w", len(rep.Runs), err)
	}
	v = verdicts{code: code, status: map[string]checks.Status{}, reason: map[string]string{}, messages: stderr.String()}
	for _, r := range rep.Runs[0].Results {
		v.status[r.Check.ID], v.reason[r.Check.ID] = r.Status, r.Reason
		if r.Status == checks.Fail || r.Status == checks.Inconclusive {
			v.messages += fmt.Sprintf("%s %s %s\n", r.Check.ID, r.Status, r.Reason)
			for _, f := range r.Findings[:min(len(r.Findings), 3)] {
				v.messages += "  " + f.Message + "\n"
			}
		}
	}
	return v, stderr.String(), nil
}

// with returns the checks that have a status, in the order of their list.
func (v *verdicts) with(status checks.Status) []string {
	var ids []string
	for _, c := range checks.All() {
		if v.status[c.ID] == status {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

// ordered returns checks in the order of their list.
func ordered(t *testing.T, ids []string) []string {
	t.Helper()
	all, err := checks.Expand(ids)
	if err != nil || len(all) != len(ids) {
		t.Errorf("%v are not all checks: %v", ids, err)
	}
	return all
}

// TestDemoVerdicts: every system passes its checks when sound, and with a
// fault fails those that the fault names and no others, for every seed.
func TestDemoVerdicts(t *testing.T) {
	table := &demoTable{seeds: demoSeeds(), counts: map[string]int{}}
	t.Cleanup(func() { table.compare(t) })
	for _, s := range simulate.Systems() {
		for _, fault := range append([]simulate.Fault{{}}, s.Faults...) {
			t.Run(s.Name+"/"+fault.Name, func(t *testing.T) {
				t.Parallel()
				for seed := range demoSeeds() {
					v := judgeDemo(t, &s, &fault, simulate.Options{Seed: seed + 1, Fault: fault.Name})
					table.add(&s, &fault, &v)
				}
			})
		}
	}
}

func judgeDemo(t *testing.T, s *simulate.System, fault *simulate.Fault, opt simulate.Options) verdicts {
	t.Helper()
	v := analyzeMemory(t, recordMemory(t, s, opt))
	failed := v.with(checks.Fail)
	switch {
	case fault.Name != "" && (v.code != exitFail || !slices.Equal(failed, ordered(t, fault.Checks))):
		t.Errorf("%+v: exit %d, %v fail, want %v\n%s", opt, v.code, failed, fault.Checks, v.messages)
	case fault.Name == "" && v.code != exitPass:
		t.Errorf("%+v: exit %d\n%s", opt, v.code, v.messages)
	case fault.Name == "":
		for _, id := range ordered(t, s.Checks) {
			if v.status[id] != checks.Pass {
				t.Errorf("%+v: %s is %s, want pass", opt, id, v.status[id])
			}
		}
	}
	return v
}

// TestDemoShapes: systems keep to what they say of themselves, whatever the
// number of nodes and the length of the run, and repeat to the byte.
func TestDemoShapes(t *testing.T) {
	events := 4000
	if raceDetector || testing.Short() {
		events = 300
	}
	for _, s := range simulate.Systems() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			if s.Title == "" || s.About == "" || s.Source == "" || len(s.Checks) == 0 || len(s.Faults) == 0 {
				t.Errorf("something is missing: %+v", s)
			}
			opt := simulate.Options{Seed: 7}
			m := recordMemory(t, &s, opt)
			if diff := cmp.Diff(m.String(), recordMemory(t, &s, opt).String()); diff != "" {
				t.Errorf("the same seed gives other bytes:\n%s", diff)
			}
			if recordMemory(t, &s, simulate.Options{Seed: 8}).String() == m.String() {
				t.Error("another seed gives the same bytes")
			}
			if n := m.lines(); n < 10 || n > 400 {
				t.Errorf("the default recording has %d lines, and a person should read it", n)
			}
			long := simulate.Options{Seed: 7, Events: events}
			if n := recordMemory(t, &s, long).lines(); n < events*3/4 || n > events*3 {
				t.Errorf("--events %d wrote %d lines", events, n)
			}
			judgeDemo(t, &s, &simulate.Fault{}, long)
			for _, f := range s.Faults {
				judgeDemo(t, &s, &f, simulate.Options{Seed: 7, Events: events, Fault: f.Name})
			}
			if s.Nodes == 0 {
				return
			}
			for _, nodes := range []int{s.Min, s.Nodes + 2} {
				judgeDemo(t, &s, &simulate.Fault{}, simulate.Options{Seed: 7, Nodes: nodes})
				for _, f := range s.Faults {
					judgeDemo(t, &s, &f, simulate.Options{Seed: 7, Nodes: nodes, Fault: f.Name})
				}
			}
		})
	}
}

func (m *memoryFiles) lines() int {
	n := 0
	for name, data := range m.data {
		if name != parse.ConfigName {
			n += bytes.Count(data.Bytes(), []byte("\n"))
		}
	}
	return n
}

// TestDemoCommand records into folders and analyses them with the command that
// demo prints.
func TestDemoCommand(t *testing.T) {
	for _, s := range simulate.Systems() {
		dir := filepath.Join(t.TempDir(), "a folder")
		fault := s.Faults[0].Name
		var stdout, stderr bytes.Buffer
		if code := run([]string{"demo", s.Name, "--fault", fault, "-f", "json", "-o", dir}, nil, &stdout, &stderr); code != exitPass {
			t.Fatalf("%s: exit %d: %s", s.Name, code, stderr.String())
		}
		var r recorded
		if err := json.Unmarshal(stdout.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		entries, err := os.ReadDir(dir)
		if err != nil || len(entries) != len(r.Files) {
			t.Errorf("%s: %v, %d files in the folder, %q listed", s.Name, err, len(entries), r.Files)
		}
		if want := "tracecausal analyze '" + dir + "'"; string(r.Command) != want {
			t.Errorf("%s: the command is %q, want %q", s.Name, r.Command, want)
		}
		if code := run([]string{"analyze", dir}, nil, io.Discard, &stderr); code != r.Exit {
			t.Errorf("%s: exit %d, want %d\n%s", s.Name, code, r.Exit, stderr.String())
		}
	}
}

// TestDemoFailedWrite: where a file cannot be made, nothing is left behind.
func TestDemoFailedWrite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	a := newApp(nil, io.Discard, io.Discard)
	s := simulate.Systems()[0]
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := a.recordDemo(ctx, &s, simulate.Options{Seed: 1}, dir); err == nil {
		t.Error("a recording that was stopped is no error")
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("something is left: %v", err)
	}
}
