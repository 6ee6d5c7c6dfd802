package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"
)

// A suite is the test binary of a rewritten package with its fast tests.
type suite struct {
	dir    string
	binary string
	tests  []*test // by cost
}

// A test is one of the suite, measured without a mutant.
type test struct {
	Name    string
	Checks  int           // of rapid
	Cost    time.Duration // of CPU
	Failed  bool          // with so few random cases
	Reached map[int]bool
	Parts   []string // groups of its subtests, by the first part of their names
}

// Above so much CPU time, the groups of a test's subtests run each by itself, as
// few of many cases are about what a mutant changes, unless there are so many
// groups that starting them takes longer than they do.
const (
	splitAbove = 300 * time.Millisecond
	maxParts   = 64
)

// knownSuite is what was measured with one binary and its cases, as it is kept.
type knownSuite struct {
	path   string
	Binary string // hash of both
	Tests  map[string]*test
}

func knownTests(p *pack, build, binary string) (*knownSuite, error) {
	text, err := os.ReadFile(binary)
	if err != nil {
		return nil, err
	}
	cases, err := hashOf(p.dir, p.files[0].name, "")
	if err != nil {
		return nil, err
	}
	k := &knownSuite{path: filepath.Join(build, "suite.json")}
	if kept, err := os.ReadFile(k.path); err == nil && json.Unmarshal(kept, k) != nil {
		return nil, fmt.Errorf("%s: damaged", k.path)
	}
	if hash := fmt.Sprintf("%x", sha256.Sum256(append(text, cases...))); k.Binary != hash {
		k.Binary, k.Tests = hash, map[string]*test{}
	}
	return k, nil
}

func (k *knownSuite) add(t *test) error {
	k.Tests[t.Name] = t
	text, err := json.Marshal(k)
	if err != nil {
		return err
	}
	return os.WriteFile(k.path, text, 0o644)
}

// newSuite compiles the tests of p with all its mutants and measures them.
func newSuite(o options, p *pack) (*suite, error) {
	build := filepath.Join(o.work, "build", strings.ReplaceAll(p.dir, "/", "_"))
	if err := os.MkdirAll(build, 0o755); err != nil {
		return nil, err
	}
	s := &suite{dir: p.dir, binary: filepath.Join(build, "mutants.test")}
	if err := p.compile(build, s.binary); err != nil {
		return nil, err
	}
	known, err := knownTests(p, build, s.binary)
	if err != nil {
		return nil, err
	}
	wanted, err := regexp.Compile(o.run)
	if err != nil {
		return nil, err
	}
	list := exec.Command(s.binary, "-test.list", ".")
	list.Dir = p.dir
	out, err := list.Output()
	if err != nil {
		return nil, err
	}
	for names := strings.Fields(string(out)); len(names) > 0; names = names[1:] {
		name := names[0]
		if strings.HasPrefix(name, "Benchmark") || !wanted.MatchString(name) {
			continue
		}
		t := known.Tests[name]
		if t == nil {
			t = s.measured(name, filepath.Join(build, "reached"))
			if t.Failed {
				fmt.Printf("%s: %s fails with few random cases\n", p.dir, name)
			} else if err := known.add(t); err != nil {
				return nil, err
			}
		}
		switch {
		case len(t.Parts) > 1 && len(t.Parts) <= maxParts && t.Cost > splitAbove:
			names = append(names, t.Parts...)
		case t.Failed || t.Cost > o.budget:
			fmt.Printf("%s: %s is left out (%.1f s)\n", p.dir, name, t.Cost.Seconds())
		default:
			s.tests = append(s.tests, t)
		}
	}
	slices.SortStableFunc(s.tests, func(a, b *test) int { return int(a.Cost - b.Cost) })
	var sum time.Duration
	for _, t := range s.tests {
		sum += t.Cost
	}
	fmt.Printf("%s: %d tests that take %.1f s of CPU time\n", p.dir, len(s.tests), sum.Seconds())
	return s, nil
}

// compile writes the rewritten files and builds the tests with them.
func (p *pack) compile(build, binary string) error {
	here, err := filepath.Abs(p.dir)
	if err != nil {
		return err
	}
	n := 0
	replace := map[string]string{filepath.Join(here, "mutants_here.go"): filepath.Join(build, "mutants_here.go.txt")}
	for _, f := range p.files {
		to := filepath.Join(build, f.name+".txt") // no file for gofmt to look at
		replace[filepath.Join(here, f.name)] = to
		n += len(f.mutants)
		if err := os.WriteFile(to, f.text, 0o644); err != nil {
			return err
		}
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return err
	}
	if err := errors.Join(
		os.WriteFile(filepath.Join(build, "mutants_here.go.txt"), helpers(p.name, n), 0o644),
		os.WriteFile(filepath.Join(build, "overlay.json"), overlay, 0o644)); err != nil {
		return err
	}
	cmd := exec.Command("go", "test", "-c", "-vet=off", "-tags", "fast", "-overlay", filepath.Join(build, "overlay.json"), "-o", binary, "./"+p.dir)
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	return cmd.Run()
}

// measured runs a test with few random cases or, where it fails because it
// wants some of every kind, with as many as rapid makes by itself.
func (s *suite) measured(name, log string) *test {
	t := &test{Name: name, Checks: 30}
	err := s.measure(t, log)
	if err != nil {
		t.Checks = 100
		err = s.measure(t, log)
	}
	if t.Failed = err != nil; t.Failed {
		fmt.Println(err)
	}
	return t
}

// measure runs a test on the code as it is.
func (s *suite) measure(t *test, log string) error {
	if err := os.WriteFile(log, nil, 0o644); err != nil {
		return err
	}
	out, cpu, err := s.exec(t, 10*time.Minute, "MUTANT_LOG="+log)
	if err != nil {
		return fmt.Errorf("%s fails without a mutant: %w\n%s", t.Name, err, out)
	}
	t.Cost, t.Reached = cpu, map[int]bool{}
	reached, err := os.ReadFile(log)
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(reached)) {
		var id int
		if _, err := fmt.Sscan(line, &id); err != nil {
			return err
		}
		t.Reached[id] = true
	}
	t.Parts = partsOf(t.Name, out)
	return nil
}

// partsOf lists the groups of a test's subtests by what it printed, none for
// such a group itself.
func partsOf(name, out string) []string {
	var parts []string
	for line := range strings.Lines(out) {
		sub, ok := strings.CutPrefix(strings.TrimSpace(line), "=== RUN   "+name+"/")
		first, _, _ := strings.Cut(sub, "/")
		if part := name + "/" + first; ok && !slices.Contains(parts, part) {
			parts = append(parts, part)
		}
	}
	if strings.Contains(name, "/") {
		return nil
	}
	return parts
}

var errTimeout = errors.New("timed out")

// exec runs one test with a fixed seed for so much CPU time, and ten times as
// much by the wall clock, which a deadlock needs. A mutant may ask for memory
// without end: it gets 4 GiB of addresses.
func (s *suite) exec(t *test, limit time.Duration, env string) (string, time.Duration, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*limit)
	defer cancel()
	limits := fmt.Sprintf(`ulimit -v 4194304; ulimit -t %d; exec "$@"`, int(limit.Seconds()))
	run := "^" + strings.ReplaceAll(regexp.QuoteMeta(t.Name), "/", "$/^") + "$"
	cmd := exec.CommandContext(ctx, "sh", "-c", limits, "sh", s.binary, "-test.run", run, "-test.v", "-test.failfast",
		"-rapid.seed=1", fmt.Sprintf("-rapid.checks=%d", t.Checks), "-rapid.nofailfile", "-rapid.shrinktime=0s")
	cmd.Dir, cmd.Env = s.dir, append(os.Environ(), env)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = time.Second
	out, err := cmd.CombinedOutput()
	var cpu time.Duration
	if cmd.ProcessState != nil {
		cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	}
	if ctx.Err() != nil || cpu >= limit.Truncate(time.Second) {
		return "", cpu, errTimeout
	}
	return string(out), cpu, err
}
