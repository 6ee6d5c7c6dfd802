//go:build unix

package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// These tests need a process of its own: signals, limits, closed streams.

// command returns this program, to be run as a process.
func command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, self, args...)
	cmd.Args[0] = "tracecausal" // TestMain looks at this
	return cmd
}

// shell runs a shell command in which "$tc" is this program.
func shell(t *testing.T, script string) (code int, stdout, stderr string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "bash", "-c", `tc() { ( exec -a tracecausal "$SELF" "$@" ); }; `+script)
	cmd.Env = append(os.Environ(), "SELF="+self)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err = cmd.Run()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), out.String(), errs.String()
}

// TestSignals: a signal ends the program at once, with its own exit code,
// without a report and without leaving a file behind.
func TestSignals(t *testing.T) {
	for sig, want := range map[os.Signal]int{os.Interrupt: exitInterrupt, syscall.SIGTERM: exitTerminate} {
		logFolder(t)
		cmd := command(t, "analyze", "-o", "report.txt", "-", "fail.jsonl")
		stdin, err := cmd.StdinPipe() // never closed: the reading does not end
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		io.WriteString(stdin, logs["fail.jsonl"])
		waitFor(t, func() bool { return len(leftovers(t)) == 1 }) // the temporary file: it is at work
		start := time.Now()
		if err := cmd.Process.Signal(sig); err != nil {
			t.Fatal(err)
		}
		cmd.Wait()
		if took := time.Since(start); took > graceful+time.Second {
			t.Errorf("%v: the program took %v to stop", sig, took)
		}
		if code := cmd.ProcessState.ExitCode(); code != want {
			t.Errorf("%v: exit code %d, want %d", sig, code, want)
		}
		if _, err := os.Stat("report.txt"); err == nil {
			t.Errorf("%v: a report was written", sig)
		}
		if left := leftovers(t); len(left) > 0 {
			t.Errorf("%v: left behind: %v", sig, left)
		}
	}
}

func waitFor(t *testing.T, cond func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !cond(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the program did not begin to work")
		}
	}
}

// leftovers returns the temporary files in the current folder.
func leftovers(t *testing.T) []string {
	t.Helper()
	left, err := filepath.Glob(".tracecausal-*")
	if err != nil {
		t.Fatal(err)
	}
	return left
}

// TestBrokenPipe: a reader that leaves ends the program quietly, and a verdict
// that is known decides the exit code.
func TestBrokenPipe(t *testing.T) {
	logFolder(t)
	for args, want := range map[string]int{
		"analyze pass.jsonl": 0, "analyze fail.jsonl": 1, "analyze orphan.jsonl": 3, "analyze empty.jsonl": 2,
		"render pass.jsonl": exitPipe, "explain": exitPipe, "help": exitPipe,
	} {
		cmd := command(t, strings.Fields(args)...)
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		r.Close()
		var stderr bytes.Buffer
		cmd.Stdout, cmd.Stderr = w, &stderr
		cmd.Run()
		w.Close()
		if code := cmd.ProcessState.ExitCode(); code != want {
			t.Errorf("%s: exit code %d, want %d", args, code, want)
		}
		if want != exitTrouble && strings.Contains(stderr.String(), "pipe") {
			t.Errorf("%s: not quiet: %q", args, stderr.String())
		}
	}
}

// TestStreamsOfTheSystem: full devices, closed streams and small limits.
func TestStreamsOfTheSystem(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Fatal("this test needs /dev/full: ", err)
	}
	logFolder(t)
	for _, c := range []struct {
		name, script string
		code         int
		stderr       string
	}{
		{"full device, no finding", "tc analyze pass.jsonl >/dev/full", 2, "E-OUTPUT: standard output: no space left on device"},
		{"full device, a finding", "tc analyze fail.jsonl >/dev/full", 1, "verdict: fail"},
		{"full device, small output", "tc version >/dev/full", 2, "E-OUTPUT"},
		{"closed error stream, pass", "tc analyze pass.jsonl 2>&-", 0, ""},
		{"closed error stream, torn", "tc analyze torn.jsonl 2>&-", 3, ""},
		{"closed standard output", "tc analyze fail.jsonl >&-", 1, ""},
		{"closed standard input", "tc analyze - <&-", 2, "E-"},
		{"no input on standard input", "tc analyze - </dev/null", 2, "E-NOINPUT"},
		{"a pipe as standard input", "cat fail.jsonl | tc analyze -", 1, ""},
		{"head with pipefail", "set -o pipefail; tc analyze fail.jsonl | head -n 1", 1, ""},
		{"file size limit", "ulimit -f 0; tc analyze -o out.json pass.jsonl", 2, "E-OUTPUT: out.json: file too large"},
		{"few file descriptors", "mkdir many; for i in $(seq 200); do sed s/A/A$i/ silent.jsonl >many/$i.jsonl; done; ulimit -n 32; tc analyze --allow-inconclusive many", 3, ""},
		{"no folder for the output", "tc analyze -o nosuch/out.json fail.jsonl", 2, "E-OUTPUT: nosuch/out.json: no such file or directory"},
	} {
		code, _, stderr := shell(t, c.script)
		if code != c.code || !strings.Contains(stderr, c.stderr) {
			t.Errorf("%s: exit code %d, want %d; standard error %q, want %q", c.name, code, c.code, stderr, c.stderr)
		}
		if left := leftovers(t); len(left) > 0 {
			t.Errorf("%s: left behind: %v", c.name, left)
		}
	}
}

// TestFIFOsAreRefused: neither an input nor an output may block the program.
func TestFIFOsAreRefused(t *testing.T) {
	logFolder(t)
	if err := syscall.Mkfifo("fifo", 0o666); err != nil {
		t.Fatal(err)
	}
	for args, want := range map[string]string{
		"analyze fifo":               "fifo: E-IO: not a regular file",
		"analyze -o fifo pass.jsonl": "E-OUTPUT: fifo: is not a regular file",
	} {
		cmd := command(t, strings.Fields(args)...)
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		cmd.Run()
		if code := cmd.ProcessState.ExitCode(); code != exitTrouble || !strings.Contains(stderr.String(), want) {
			t.Errorf("%s: exit code %d, standard error %q; want 2 and %q", args, code, stderr.String(), want)
		}
	}
}
