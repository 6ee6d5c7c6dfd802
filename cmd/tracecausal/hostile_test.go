//go:build unix

package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	cmpdiff "github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"
)

// hostileTable is the generated list of all cases with what they give.
const hostileTable = "../../testdata/hostile/CASES.md"

// TestHostile runs the transcripts of testdata/hostile: broken and hostile
// input, each case with the exit code and the classes of messages that it must
// give. A case is one line of a transcript,
//
//	case NAME CODE CLASSES ['shell command']
//
// and the comment above it says its point. CLASSES are all those of standard
// error, with commas between, or "-". Without a command it is "tracecausal
// analyze $f"; $f are the transcript's files called NAME.something, and
// base.jsonl, a sound log, where the transcript has one. $unprivileged before a
// command makes the permissions of files count for root, too.
//
// With -v every case is printed on a line. With -update the table is rewritten.
func TestHostile(t *testing.T) {
	list := &caseList{results: map[string]caseResult{}}
	files, err := filepath.Glob("../../testdata/hostile/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	if raceDetector { // it makes every process ten times slower; where much goes on at once it has something to find
		files = slices.DeleteFunc(files, func(f string) bool {
			return !strings.HasSuffix(f, "files.txtar") && !strings.HasSuffix(f, "output.txtar")
		})
	}
	for _, file := range files {
		list.read(t, file)
	}
	t.Run("transcripts", func(t *testing.T) {
		cmds := scriptCmds()
		cmds["case"] = list.runCase
		testscript.Run(t, testscript.Params{Files: files, RequireExplicitExec: true, RequireUniqueNames: true, ContinueOnError: true, Cmds: cmds, Condition: hostileCondition})
	})
	if t.Failed() {
		return
	}
	for _, c := range list.cases {
		if _, ok := list.results[c.name]; !ok && !testing.Short() && !selective() {
			t.Errorf("%s: case %s was not run", c.file, c.name)
		}
	}
	if !raceDetector {
		list.compare(t)
	}
}

// hostileCondition answers [mount]: whether this machine lets the tests mount a
// file system of their own. It is tried, for many forbid it even to root.
func hostileCondition(cond string) (bool, error) {
	if cond != "mount" {
		return false, fmt.Errorf("unknown condition %q", cond)
	}
	const try = "d=$(mktemp -d) && mount -t tmpfs -o size=16k try $d && umount $d && rmdir $d"
	return exec.Command("bash", "-c", try).Run() == nil, nil
}

// selective reports whether -run chooses among the transcripts.
func selective() bool {
	for _, arg := range os.Args {
		if strings.Contains(arg, "-test.run") && strings.Contains(arg, "/") {
			return true
		}
	}
	return false
}

// hostileCase is a case as its transcript has it.
type hostileCase struct{ file, name, point string }

// caseResult is what a case gave.
type caseResult struct {
	code             int
	classes, verdict string
}

// caseList collects the cases and their results.
type caseList struct {
	cases   []hostileCase
	mu      sync.Mutex
	results map[string]caseResult
}

var caseLine = regexp.MustCompile(`^(?:\[\S+\] )?case (\S+) `)

// read notes the cases of a transcript. Every one has a name of its own and a
// comment.
func (l *caseList) read(t *testing.T, file string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	script, _, _ := strings.Cut(string(text), "\n-- ")
	var comment []string
	for line := range strings.Lines(script) {
		line = strings.TrimSuffix(line, "\n")
		if words, ok := strings.CutPrefix(line, "# "); ok {
			comment = append(comment, words)
			continue
		}
		if m := caseLine.FindStringSubmatch(line); m != nil {
			c := hostileCase{strings.TrimSuffix(filepath.Base(file), ".txtar"), m[1], strings.Join(comment, " ")}
			if c.point == "" || slices.ContainsFunc(l.cases, func(o hostileCase) bool { return o.name == c.name }) {
				t.Errorf("%s: case %s needs a comment and a name of its own", file, c.name)
			}
			l.cases = append(l.cases, c)
		}
		comment = nil
	}
}

// runCase is the command "case" of transcripts.
func (l *caseList) runCase(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 || len(args) > 4 {
		ts.Fatalf("usage: case NAME CODE CLASSES ['shell command']")
	}
	command := "tracecausal analyze $f"
	if len(args) == 4 {
		command = args[3]
	}
	name := args[0]
	ts.Setenv("f", caseFiles(ts.Getenv("WORK"), name))
	ts.Setenv("unprivileged", unprivileged())
	err := ts.Exec("bash", "-c", command)
	code := 0
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		code = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%s: %v", name, err)
	}
	got := caseResult{code, classesOf(ts.ReadFile("stderr")), verdictOf(ts.ReadFile("stdout"))}
	if fmt.Sprint(code) != args[1] || got.classes != args[2] {
		ts.Fatalf("%s: exit code %d and classes %s, want %s and %s", name, code, got.classes, args[1], args[2])
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.results[name] = got
}

// unprivileged returns what to put before a command for which the permissions
// of files shall count, though the tests may be run by root.
func unprivileged() string {
	if os.Geteuid() != 0 {
		return ""
	}
	return "setpriv --bounding-set=-dac_override,-dac_read_search"
}

// caseFiles returns the files of a case, with blanks between.
func caseFiles(dir, name string) string {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return ""
	}
	var files []string
	for _, e := range entries {
		if e.Name() == "base.jsonl" || strings.HasPrefix(e.Name(), name+".") {
			files = append(files, e.Name())
		}
	}
	return strings.Join(files, " ")
}

var classWord = regexp.MustCompile(`(?m)^(?:.*: )?([EW]-[A-Z]+): `)

// classesOf returns the classes of the messages in text, "-" for none.
func classesOf(text string) string {
	var all []string
	for _, m := range classWord.FindAllStringSubmatch(text, -1) {
		all = append(all, m[1])
	}
	slices.Sort(all)
	return cmp.Or(strings.Join(slices.Compact(all), ","), "-")
}

// verdictOf returns the verdict at the head of a report, with the checks that
// made it, "-" where there is none.
func verdictOf(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	for _, v := range []string{"PASS", "FAIL", "INCONCLUSIVE"} {
		if rest, ok := strings.CutPrefix(line, v+"  "); ok {
			if _, why, ok := strings.Cut(rest, ": "); ok && v != "PASS" {
				return strings.ToLower(v) + ": " + why
			}
			return strings.ToLower(v)
		}
	}
	return "-"
}

// compare compares the table with the results, or rewrites it. Cases that did
// not run keep their lines.
func (l *caseList) compare(t *testing.T) {
	t.Helper()
	data, err := os.ReadFile(hostileTable)
	if err != nil && !*update {
		t.Fatal(err)
	}
	old := string(data)
	var b strings.Builder
	b.WriteString("# Broken and hostile input, and what it gets\n\n" +
		"Generated by `go test ./cmd/tracecausal -run Hostile -update` from the transcripts beside this file.\n")
	file := ""
	for _, c := range l.cases {
		if c.file != file {
			file = c.file
			fmt.Fprintf(&b, "\n## %s\n\n| case | exit | classes | verdict | point |\n|---|---|---|---|---|\n", file)
		}
		r, ok := l.results[c.name]
		if !ok {
			b.WriteString(tableLine(old, c.name))
			continue
		}
		t.Logf("%-34s %3d  %-20s %s", c.name, r.code, r.classes, r.verdict)
		fmt.Fprintf(&b, "| `%s` | %d | %s | %s | %s |\n", c.name, r.code, r.classes, r.verdict, strings.ReplaceAll(c.point, "|", `\|`))
	}
	if *update {
		if err := os.WriteFile(hostileTable, []byte(b.String()), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmpdiff.Diff(strings.Split(old, "\n"), strings.Split(b.String(), "\n")); diff != "" {
		t.Errorf("%s is stale; run go test ./cmd/tracecausal -run Hostile -update\n%s", hostileTable, diff)
	}
}

// tableLine returns the line of a case in the table, with its line end.
func tableLine(table, name string) string {
	for line := range strings.Lines(table) {
		if strings.HasPrefix(line, "| `"+name+"` |") {
			return line
		}
	}
	return ""
}
