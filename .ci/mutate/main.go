// Mutate asks of every line of a package whether some test would notice if it
// were wrong. It changes one operator at a time, a mutant, and runs the tests:
// a mutant that a test fails on is killed, one that none fails on has lived
// and is either a missing test or equivalent to the code that it stands for.
//
//	go run ./.ci/mutate [-work DIR] [-survivors] [-every N] [-budget TIME] [-run RE] PACKAGE[/FILE.go]...
//	go run ./.ci/mutate -report [PACKAGE[/FILE.go]...]
//
// The operators are those that gremlins has switched on by default (arithmetic,
// boundaries and negation of conditions, ++ and --, negative numbers), and its
// && to || and back. gremlins itself builds and links the tests anew for each
// mutant, which takes seconds each; here all mutants of a package are compiled
// into one test binary, and an environment variable chooses one:
//
//  1. Every operator is rewritten to a form that asks whether it is the chosen
//     mutant (rewrite.go); go test -overlay compiles this, and no file changes.
//  2. Each test runs alone once, which tells its cost and the mutants it
//     reaches (suite.go). The build tag fast and the flags of rapid lower the
//     counts of the random tests; a test of many cases is run by groups of
//     them; what still takes more than -budget of CPU time is left out.
//  3. Each mutant is given to the tests that reach it, the cheap ones first,
//     until one fails or takes twenty times the CPU time that it took before
//     (run.go).
//
// Results are kept in -work, one file for each source file, after each mutant.
// What is known of a mutant is not asked again until its file or a test of its
// package changes; with -survivors, the killed are believed even then.
// Survivors named in equivalent.txt, beside this file, count as equivalent.
//
// One package after the other, in any number of sessions: parse has about
// 3900 mutants, graph 830, checks 3400. Where the machine is busy, begin with
// -budget 300ms, and give those that live then to the other tests with
// -survivors, or to one kind of them: -survivors -run '^TestCases' tries new
// cases. -every 10 estimates. With -report and no package, a table of the
// packages tells their rates; else each file is shown with its survivors.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

type options struct {
	work      string
	survivors bool
	report    bool
	budget    time.Duration
	every     int
	run       string
	table     bool // only the packages' lines
}

func main() {
	var o options
	flag.StringVar(&o.work, "work", ".mutate", "`folder` that keeps results and builds")
	flag.BoolVar(&o.survivors, "survivors", false, "run those only that nothing has killed yet, though tests have changed")
	flag.BoolVar(&o.report, "report", false, "print what is known, run nothing")
	flag.DurationVar(&o.budget, "budget", 3*time.Second, "leave out tests that take more CPU time")
	flag.StringVar(&o.run, "run", "", "give mutants only to the tests whose names match this `regexp`")
	flag.IntVar(&o.every, "every", 1, "run one mutant in so `many` only, for an estimate")
	flag.Parse()
	if err := mutate(o, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(1)
	}
}

// mutate runs the mutants of each package named, or of some of its files.
func mutate(o options, args []string) error {
	work, err := filepath.Abs(o.work)
	if err != nil {
		return err
	}
	o.work = work
	if o.table = o.report && len(args) == 0; o.table {
		args = []string{"parse", "graph", "checks"}
	}
	files := map[string][]string{} // by package; empty means all
	var order []string
	for _, arg := range args {
		dir, file := filepath.Clean(arg), ""
		if strings.HasSuffix(arg, ".go") {
			dir, file = filepath.Dir(dir), filepath.Base(dir)
		}
		if !slices.Contains(order, dir) {
			order = append(order, dir)
		}
		if file != "" {
			files[dir] = append(files[dir], file)
		}
	}
	equivalent, err := readEquivalent(".ci/mutate/equivalent.txt")
	if err != nil {
		return err
	}
	var all tally
	for _, dir := range order {
		t, err := mutatePackage(o, dir, files[dir], equivalent)
		if err != nil {
			return fmt.Errorf("%s: %w", dir, err)
		}
		t.print(dir)
		all.add(t)
	}
	all.print("all")
	return nil
}

func mutatePackage(o options, dir string, only []string, equivalent map[string]bool) (t tally, err error) {
	p, err := rewrite(dir)
	if err != nil {
		return t, err
	}
	var s *suite
	if !o.report {
		if s, err = newSuite(o, p); err != nil {
			return t, err
		}
	}
	if len(only) > 0 { // in the order asked for
		p.files = slices.DeleteFunc(p.files, func(f *source) bool { return !slices.Contains(only, f.name) })
		slices.SortFunc(p.files, func(a, b *source) int { return slices.Index(only, a.name) - slices.Index(only, b.name) })
	}
	for _, file := range p.files {
		if len(file.mutants) == 0 {
			continue
		}
		r, err := openResults(o, p, file)
		if err != nil {
			return t, err
		}
		if s != nil {
			if err := s.run(file, r, o.every); err != nil {
				return t, err
			}
		}
		of, left := account(file, r, equivalent)
		t.add(of)
		if o.table {
			continue
		}
		of.print(file.name)
		for _, line := range left {
			fmt.Println(line)
		}
	}
	return t, nil
}
