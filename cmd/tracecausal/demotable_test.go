package main

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tracecausal/tracecausal/checks"
	"github.com/tracecausal/tracecausal/simulate"
)

// demoTableFile lists what every check says of every system.
const demoTableFile = "../../simulate/SYSTEMS.md"

// demoTable counts the verdicts of TestDemoVerdicts.
type demoTable struct {
	seeds uint64

	mu     sync.Mutex
	runs   int
	counts map[string]int // by tableKey
}

func tableKey(system, fault, check string, status checks.Status) string {
	return strings.Join([]string{system, fault, check, status.String()}, " ")
}

func (d *demoTable) add(s *simulate.System, fault *simulate.Fault, v *verdicts) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.runs++
	for id, status := range v.status {
		d.counts[tableKey(s.Name, fault.Name, id, status)]++
	}
}

// text returns the table as Markdown, and how many runs it needs.
func (d *demoTable) text() (text string, runs int) {
	var b strings.Builder
	fmt.Fprintf(&b, `# What the checks say of the built-in systems

Each system runs %[1]d times, with the seeds 1 to %[1]d, soundly and with each fault. The numbers are the runs that fail or pass
a check; "pass" lists those that the system is about and, with a fault, still passes. No check is inconclusive in a sound run.
Made by `+"`go test ./cmd/tracecausal -run DemoVerdicts -update`"+`, which every test run compares.

| system | run | fail | pass |
|---|---|---|---|
`, d.seeds)
	for _, s := range simulate.Systems() {
		for i, fault := range append([]simulate.Fault{{Title: "sound"}}, s.Faults...) {
			runs += int(d.seeds)
			name := s.Name + ": " + s.Title
			run := fault.Title
			if i > 0 {
				name, run = "", "`"+fault.Name+"`: "+fault.Title
			}
			fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", name, run, d.cell(&s, fault.Name, checks.Fail, nil), d.cell(&s, fault.Name, checks.Pass, s.Checks))
		}
	}
	return b.String(), runs
}

// cell lists the checks with that status and how often they have it. only
// restricts them; nil does not.
func (d *demoTable) cell(s *simulate.System, fault string, status checks.Status, only []string) string {
	about := map[string]bool{}
	for _, id := range only {
		about[id] = true
	}
	var parts []string
	for _, c := range checks.All() {
		if n := d.counts[tableKey(s.Name, fault, c.ID, status)]; n > 0 && (only == nil || about[c.ID]) {
			parts = append(parts, fmt.Sprintf("%s %d", c.ID, n))
		}
	}
	return strings.Join(parts, ", ")
}

// compare compares the table with the one on file, or rewrites that. Runs with
// a few seeds or systems only say nothing of it.
func (d *demoTable) compare(t *testing.T) {
	want, runs := d.text()
	if d.seeds < 50 || d.runs < runs {
		t.Logf("%d of %d runs: %s is not compared", d.runs, runs, demoTableFile)
		return
	}
	compareFile(t, demoTableFile, want)
}

// compareFile compares a generated file with what it should hold, or rewrites
// it with -update.
func compareFile(t *testing.T, name, want string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, []byte(want), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(name)
	if err != nil {
		t.Error(err)
	} else if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("%s is stale; run this test with -update (-generated +file)\n%s", name, diff)
	}
}
