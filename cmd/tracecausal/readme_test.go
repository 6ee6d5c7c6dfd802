package main

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the generated parts of README.md")

const readme = "../../README.md"

// TestREADME runs every command that the README shows, as from the root of the
// repository, and compares what it prints with what the README says. Generated
// parts are of two kinds:
//
//   - in a ```console block, the lines after one that begins with "$ ", up to
//     the next such line or the end of the block;
//   - the lines between <!-- $ command --> and <!-- end -->.
//
// With -update the README is rewritten instead.
func TestREADME(t *testing.T) {
	old, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	r := &readmeRunner{t: t, path: commandFolder(t), dir: workFolder(t)}
	want := r.regenerate(string(old))
	if r.commands < 5 {
		t.Errorf("only %d commands were found in the README", r.commands)
	}
	if *update {
		if err := os.WriteFile(readme, []byte(want), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(old), want); diff != "" {
		t.Errorf("the README is stale (-README +what the commands print); run go test ./cmd/tracecausal -run README -update\n%s", diff)
	}
}

// commandFolder returns a folder in which this program is called tracecausal.
func commandFolder(t *testing.T) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Symlink(self, filepath.Join(dir, "tracecausal")); err != nil {
		t.Fatal(err)
	}
	return dir
}

// workFolder returns a folder that looks like the root of the repository to the
// commands of the README, and that they may write into.
func workFolder(t *testing.T) string {
	t.Helper()
	testdata, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Symlink(testdata, filepath.Join(dir, "testdata")); err != nil {
		t.Fatal(err)
	}
	return dir
}

type readmeRunner struct {
	t        *testing.T
	path     string // of the folder with the command
	dir      string // in which commands run
	commands int
}

// regenerate returns the README with every generated part made anew.
func (r *readmeRunner) regenerate(text string) string {
	var out []string
	console, skipping := false, false
	for _, line := range strings.Split(text, "\n") {
		switch {
		case line == "```console":
			console = true
		case line == "```" && console:
			console, skipping = false, false
		case line == "<!-- end -->":
			skipping = false
		}
		if skipping && !strings.HasPrefix(line, "$ ") {
			continue
		}
		out = append(out, line)
		command, ok := "", false
		if console {
			command, ok = strings.CutPrefix(line, "$ ")
		} else if command, ok = strings.CutPrefix(line, "<!-- $ "); ok {
			command = strings.TrimSuffix(command, " -->")
		}
		if ok {
			skipping = true
			out = append(out, r.output(command)...)
		}
	}
	return strings.Join(out, "\n")
}

// output returns the lines that a shell command prints. The exit code of the
// command before is known to it as $?.
func (r *readmeRunner) output(command string) []string {
	r.t.Helper()
	r.commands++
	last := filepath.Join(r.path, "code")
	script := "(exit $(cat " + last + " 2>/dev/null || echo 0)); " + command + "\necho $? >" + last
	cmd := exec.Command("bash", "-c", script)
	cmd.Dir = r.dir
	cmd.Env = append(os.Environ(), "PATH="+r.path+string(os.PathListSeparator)+os.Getenv("PATH"), "NO_COLOR=1")
	text, err := cmd.CombinedOutput()
	if err != nil {
		r.t.Fatalf("%s: %v", command, err)
	}
	if strings.HasPrefix(string(text), "E-") {
		r.t.Errorf("%s does not work: %s", command, text)
	}
	if len(text) == 0 {
		return nil
	}
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
}
