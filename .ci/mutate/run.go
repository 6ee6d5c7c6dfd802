package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// What became of a mutant.
const (
	killed     = "killed"
	timedOut   = "timed out"
	lived      = "lived"
	notReached = "not covered"
)

// results are those of one file, as they are kept.
type results struct {
	path  string
	Hash  string            // of the file and the tests that are run
	Fates map[string]string // by key
}

// openResults reads what is known of a file and drops what no longer holds.
func openResults(o options, p *pack, f *source) (*results, error) {
	r := &results{path: filepath.Join(o.work, strings.ReplaceAll(p.dir, "/", "_")+"_"+f.name+".json"), Fates: map[string]string{}}
	text, err := os.ReadFile(r.path)
	if err == nil {
		err = json.Unmarshal(text, r)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	hash, err := hashOf(p.dir, f.name, o.budget.String()+o.run)
	if err != nil {
		return nil, err
	}
	if r.Hash != hash && !o.report {
		maps.DeleteFunc(r.Fates, func(_, fate string) bool { return !o.survivors || fate == lived || fate == notReached })
		r.Hash = hash
	}
	return r, nil
}

// hashOf covers a file, the tests of its package with their cases, and run: what
// says which of them are run.
func hashOf(dir, name, run string) (string, error) {
	names, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		return "", err
	}
	var cases []string
	err = filepath.WalkDir(filepath.Join("testdata", filepath.Base(dir)), func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			cases = append(cases, path)
		}
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	h := sha256.New()
	fmt.Fprintln(h, run)
	for _, name := range slices.Concat(names, cases, []string{filepath.Join(dir, name)}) {
		text, err := os.ReadFile(name)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(h, "%s %d\n%s", name, len(text), text)
	}
	return fmt.Sprintf("%x", h.Sum(nil)), nil
}

func (r *results) save() error {
	text, err := json.MarshalIndent(r, "", "\t")
	if err != nil {
		return err
	}
	return errors.Join(os.WriteFile(r.path+".new", text, 0o644), os.Rename(r.path+".new", r.path))
}

// run finds out what is not known of the mutants of a file, of one in every so
// many.
func (s *suite) run(f *source, r *results, every int) error {
	tests := slices.Clone(s.tests)
	for _, m := range f.mutants {
		if r.Fates[m.key] != "" || m.id%every != 0 {
			continue
		}
		fate, by := s.judge(m, tests)
		r.Fates[m.key] = fate
		if by > 0 { // what killed this one may kill the next
			killer := tests[by]
			tests = slices.Insert(slices.Delete(tests, by, by+1), 0, killer)
		}
		if err := r.save(); err != nil {
			return err
		}
	}
	return r.save()
}

// judge gives a mutant to the tests that reach it, and returns which ended it.
func (s *suite) judge(m mutant, tests []*test) (string, int) {
	fate := notReached
	for i, t := range tests {
		if !t.Reached[m.id] {
			continue
		}
		fate = lived
		_, _, err := s.exec(t, 3*time.Second+20*t.Cost, fmt.Sprintf("MUTANT=%d", m.id))
		if errors.Is(err, errTimeout) {
			return timedOut, i
		}
		if err != nil {
			return killed, i
		}
	}
	return fate, -1
}

// readEquivalent reads keys, one a line, each below the reasons ("# ...").
func readEquivalent(path string) (map[string]bool, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	keys := map[string]bool{}
	for line := range bytes.Lines(text) {
		if key := strings.TrimSpace(string(line)); key != "" && key[0] != '#' {
			keys[key] = true
		}
	}
	return keys, nil
}

// A tally counts fates.
type tally struct{ killed, timedOut, lived, notReached, equivalent, unknown int }

func (t *tally) add(u tally) {
	t.killed += u.killed
	t.timedOut += u.timedOut
	t.lived += u.lived
	t.notReached += u.notReached
	t.equivalent += u.equivalent
	t.unknown += u.unknown
}

// print gives the kill rate: the share of those killed or timed out in all
// that are not equivalent, the not covered among them.
func (t *tally) print(name string) {
	dead := t.killed + t.timedOut
	rate := "-"
	if n := dead + t.lived + t.notReached; n > 0 {
		rate = fmt.Sprintf("%.1f %%", 100*float64(dead)/float64(n))
	}
	fmt.Printf("%-36s killed %4d, timed out %2d, lived %3d, not covered %3d, equivalent %3d, not run %4d: %7s\n",
		name, t.killed, t.timedOut, t.lived, t.notReached, t.equivalent, t.unknown, rate)
}

// account counts what is known of a file, and lists its survivors.
func account(f *source, r *results, equivalent map[string]bool) (t tally, left []string) {
	for _, m := range f.mutants {
		fate := r.Fates[m.key]
		switch {
		case fate == killed:
			t.killed++
		case fate == timedOut:
			t.timedOut++
		case fate == "":
			t.unknown++
		case equivalent[m.key]:
			t.equivalent++
		case fate == lived:
			t.lived++
		default:
			t.notReached++
		}
		if (fate == lived || fate == notReached) && !equivalent[m.key] {
			left = append(left, fmt.Sprintf("\t%d: %s: %s", m.line, fate, m.key))
		}
	}
	return t, left
}
