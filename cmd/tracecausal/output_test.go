package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// exec runs a command line in this process.
func execute(t *testing.T, line string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(strings.Fields(line), strings.NewReader(""), &out, &errs)
	return code, out.String(), errs.String()
}

// TestOutputFiles: a report is written whole to each place that -o names, and
// to no other.
func TestOutputFiles(t *testing.T) {
	logFolder(t)
	_, text, _ := execute(t, "analyze fail.jsonl")
	_, json, _ := execute(t, "analyze -f json fail.jsonl")

	code, stdout, _ := execute(t, "analyze -o a.txt -o json=b.json fail.jsonl")
	if code != exitFail || stdout != "" {
		t.Errorf("exit code %d and %q on standard output; want 1 and nothing", code, stdout)
	}
	wantFile(t, "a.txt", text)
	wantFile(t, "b.json", json)

	code, stdout, _ = execute(t, "analyze -o text=- -o json=c.json fail.jsonl")
	if code != exitFail || stdout != text {
		t.Errorf("exit code %d and %q on standard output; want 1 and the text", code, stdout)
	}
	wantFile(t, "c.json", json)
}

func wantFile(t *testing.T, name, want string) {
	t.Helper()
	got, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want || want == "" {
		t.Errorf("%s holds %q, want %q", name, got, want)
	}
}

// TestOutputReplaces: an older report is replaced in one step, with its
// permissions, and stays where there is nothing to replace it with.
func TestOutputReplaces(t *testing.T) {
	logFolder(t)
	if err := os.WriteFile("report", []byte("old"), 0o640); err != nil {
		t.Fatal(err)
	}
	execute(t, "analyze -o report empty.jsonl")
	wantFile(t, "report", "old")
	_, text, _ := execute(t, "analyze pass.jsonl")
	execute(t, "analyze -o report pass.jsonl")
	wantFile(t, "report", text)
	info, err := os.Stat("report")
	if err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("permissions %v (%v), want those of the old file", info.Mode().Perm(), err)
	}
	if left, _ := filepath.Glob(".tracecausal-*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// TestOutputsThatAreRefused: nothing but a regular file that is no input is
// ever replaced, and the refusal comes before any work.
func TestOutputsThatAreRefused(t *testing.T) {
	logFolder(t)
	mustDo(t, os.Symlink("pass.jsonl", "link"), os.Symlink("nosuch", "dangling"), os.Link("fail.jsonl", "hard"),
		os.WriteFile("tracecausal.yaml", []byte("nodes: [A, B]\n"), 0o666))
	for args, want := range map[string]string{
		"-o link pass.jsonl":                      "is a symbolic link",
		"-o dangling pass.jsonl":                  "is a symbolic link",
		"-o nothing pass.jsonl":                   "is a folder",
		"-o fail.jsonl fail.jsonl":                `is the input "fail.jsonl"`,
		"-o hard fail.jsonl":                      `is the input "fail.jsonl"`,
		"-o tracecausal.yaml pass.jsonl":          `is the input "tracecausal.yaml"`,
		"-o /dev/null pass.jsonl":                 "is not a regular file",
		"-o a -o ./a pass.jsonl":                  "two results cannot both go to",
		"-o sarif=a pass.jsonl":                   `"sarif" is not an output format`,
		"-o json= pass.jsonl":                     "the file name is empty",
		"-o ok.txt -o nosuch/b.txt pass.jsonl":    "no such file",
		"-o ok.txt --checks nosuch pass.jsonl":    "unknown check",
		"-o ok.txt pass.jsonl nosuch.jsonl":       "no such file",
		"-o ok.txt --run nosuch pass.jsonl":       "there is no such run",
		"-o ok.txt --promise nosuch pass.jsonl":   "nosuch",
		"-o ok.txt --format maelstrom runs.jsonl": "E-",
	} {
		code, _, stderr := execute(t, "analyze "+args)
		if code != exitTrouble || !strings.Contains(stderr, want) {
			t.Errorf("analyze %s: exit code %d and %q; want 2 and %q", args, code, stderr, want)
		}
	}
	for name, want := range logs {
		got, err := os.ReadFile(name)
		if err != nil || string(got) != want {
			t.Errorf("the input %s was changed to %q (%v)", name, got, err)
		}
	}
	if _, err := os.Stat("ok.txt"); err == nil {
		t.Error("a report was written although the command failed")
	}
}

func mustDo(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

// TestReaderThatLeft: that nobody reads standard output any more hides no file
// that could not be written.
func TestReaderThatLeft(t *testing.T) {
	t.Chdir(t.TempDir())
	a := newApp(strings.NewReader(""), failingWriter{syscall.EPIPE}, io.Discard)
	outs, err := a.openOutputs([]outputSpec{{format: "text", path: stdoutName}, {format: "text", path: "report"}}, nil)
	mustDo(t, err)
	write := func() error {
		return outs.write(t.Context(), func(w io.Writer, _ string, _ bool) error {
			_, err := io.WriteString(w, "text")
			return err
		})
	}
	if err := write(); !isBrokenPipe(err) {
		t.Errorf("error %v, want a broken pipe", err)
	}
	wantFile(t, "report", "text")
	if err := write(); err == nil || isBrokenPipe(err) { // the temporary file is closed by now
		t.Errorf("error %v, want that of the file", err)
	}
}

// TestTempFilesAfterAbort: a signal that comes while outputs are completed
// leaves either all of a file or nothing.
func TestTempFilesAfterAbort(t *testing.T) {
	t.Chdir(t.TempDir())
	var temps tempFiles
	f, err := temps.create(".", 0o666)
	mustDo(t, err)
	io.WriteString(f, "half")
	temps.abort()
	if err := temps.complete(f, "report"); !errors.Is(err, errAborted) {
		t.Errorf("completed after the abort: %v", err)
	}
	if _, err := temps.create(".", 0o666); !errors.Is(err, errAborted) {
		t.Errorf("created after the abort: %v", err)
	}
	if entries, err := os.ReadDir("."); err != nil || len(entries) > 0 {
		t.Errorf("left behind: %v (%v)", entries, err)
	}
}
