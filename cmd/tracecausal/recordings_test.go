package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tracecausal/tracecausal/checks"
	"github.com/tracecausal/tracecausal/simulate"
)

// recordings is the folder with a sound recording of every system and one with
// each of its faults.
const recordings = "../../testdata/simulate"

// TestRecordings compares the recordings on file with what the systems record,
// and their want.txt with the verdict. With -update they are rewritten.
func TestRecordings(t *testing.T) {
	var folders []string
	for _, s := range simulate.Systems() {
		for _, fault := range append([]simulate.Fault{{}}, s.Faults...) {
			name := filepath.Join(s.Name, "sound")
			if fault.Name != "" {
				name = filepath.Join(s.Name, fault.Name)
			}
			folders = append(folders, name)
			t.Run(name, func(t *testing.T) { compareRecording(t, &s, &fault, filepath.Join(recordings, name)) })
		}
	}
	for _, dir := range subfolders(t, recordings) {
		if !slices.Contains(folders, dir) {
			t.Errorf("%s: there is no such system or fault; remove the folder", dir)
		}
	}
}

func compareRecording(t *testing.T, s *simulate.System, fault *simulate.Fault, dir string) {
	m, opt := shortRecording(t, s, fault)
	v := judgeDemo(t, s, fault, opt)
	if *update {
		if err := errors.Join(os.RemoveAll(dir), os.MkdirAll(dir, 0o777)); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range m.names {
		compareFile(t, filepath.Join(dir, name), m.data[name].String())
	}
	compareFile(t, filepath.Join(dir, "want.txt"), v.summary())
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != len(m.names)+1 {
		t.Errorf("%s: %v; %d files, want %q and want.txt", dir, err, len(entries), m.names)
	}
}

// shortRecording records a run that shows what it must, and is as short as a
// person would like it.
func shortRecording(t *testing.T, s *simulate.System, fault *simulate.Fault) (*memoryFiles, simulate.Options) {
	t.Helper()
	opt := simulate.Options{Seed: 1, Fault: fault.Name}
	for _, opt.Events = range []int{40, 60, 80, 100} {
		m := recordMemory(t, s, opt)
		if v, _, err := m.analyze(); err == nil && slices.Equal(v.with(checks.Fail), ordered(t, fault.Checks)) && v.passes(s, fault) {
			return m, opt
		}
	}
	opt.Events = 0
	return recordMemory(t, s, opt), opt
}

// passes reports that a sound run passes what it must.
func (v *verdicts) passes(s *simulate.System, fault *simulate.Fault) bool {
	return fault.Name != "" || !slices.ContainsFunc(s.Checks, func(id string) bool { return v.status[id] != checks.Pass })
}

// summary is the verdict in a few lines: the exit code, and each check that
// applies with its status.
func (v *verdicts) summary() string {
	var b strings.Builder
	fmt.Fprintf(&b, "exit %d\n", v.code)
	for _, c := range checks.All() {
		if status := v.status[c.ID]; status != checks.NotApplicable {
			fmt.Fprintf(&b, "%s %s\n", c.ID, status)
		}
	}
	return b.String()
}

// subfolders returns the folders two levels below dir.
func subfolders(t *testing.T, dir string) (all []string) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range paths {
		rel, err := filepath.Rel(dir, p)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, rel)
	}
	return all
}

// TestSameRecording: the same options give the same bytes, whatever ran
// before.
func TestSameRecording(t *testing.T) {
	for _, s := range simulate.Systems() {
		for _, fault := range append([]simulate.Fault{{}}, s.Faults...) {
			for seed := range uint64(4) {
				opt := simulate.Options{Seed: seed, Fault: fault.Name}
				first := recordMemory(t, &s, opt).String()
				for range 3 {
					if again := recordMemory(t, &s, opt).String(); again != first {
						t.Fatalf("%s %+v: another run gives other bytes", s.Name, opt)
					}
				}
			}
		}
	}
}
