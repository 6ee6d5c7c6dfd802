package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestMain lets this program stand in for its children, and for the command
// that is measured. None of these processes sleeps before it ends, as the race
// detector has it.
func TestMain(m *testing.M) {
	os.Setenv("GORACE", "atexit_sleep_ms=0 "+os.Getenv("GORACE"))
	if done, err := child(os.Args[1:], os.Stdout); done {
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		return
	}
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case "analyze":
			fmt.Print(os.Getenv("ANALYZE_SAYS"))
			if os.Getenv("ANALYZE_SAYS") != "PASS" {
				os.Exit(1)
			}
			return
		case "query", "version":
			return
		case "burn":
			burn()
			return
		}
	}
	os.Exit(m.Run())
}

const (
	burnTime   = 50 * time.Millisecond
	burnMemory = 100 << 20
)

// burn takes a known time and memory.
func burn() {
	memory := make([]byte, burnMemory)
	for start := time.Now(); time.Since(start) < burnTime; {
		for i := 0; i < len(memory); i += 4096 {
			memory[i]++
		}
	}
}

func self(t *testing.T) string {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// TestMeasure: time and memory are those of the child.
func TestMeasure(t *testing.T) {
	s, err := measure(t.Context(), nil, nil, self(t), "burn")
	if err != nil {
		t.Fatal(err)
	}
	if s.wall < burnTime || s.cpu < burnTime/10 || s.cpu > time.Minute {
		t.Errorf("%v wall and %v CPU for a child that works for %v", s.wall, s.cpu, burnTime)
	}
	if s.peak != 0 && (s.peak < burnMemory || s.peak > 10*burnMemory || s.atMost) {
		t.Errorf("%d bytes (at most: %v) for a child that takes %d", s.peak, s.atMost, burnMemory)
	}
	if peak := ownPeak(); (peak == 0) != (s.peak == 0) || peak >= burnMemory {
		t.Errorf("this process has %d bytes", peak)
	}
}

func TestMeasureFailure(t *testing.T) {
	t.Setenv("ANALYZE_SAYS", "FAIL: it says why")
	var out bytes.Buffer
	_, err := measure(t.Context(), &out, nil, self(t), "analyze")
	if err == nil || !strings.Contains(err.Error(), "it says why") || !strings.Contains(err.Error(), "exit status 1") {
		t.Errorf("a child that fails: %v", err)
	}
	if _, err := measure(t.Context(), nil, nil, filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("no error where there is no such program")
	}
}

// bench runs the benchmark on a stand-in for the command.
func benchRun(t *testing.T, args ...string) (code int, stdout, stderr, dir string) {
	t.Helper()
	dir = t.TempDir()
	var out, errs bytes.Buffer
	code = run(context.Background(), append([]string{"-command", self(t), "-dir", dir, "-n", "2"}, args...), &out, &errs)
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	return code, out.String(), errs.String(), dir
}

// TestWholeRun: every case is measured and shown, in both formats.
func TestWholeRun(t *testing.T) {
	t.Setenv("ANALYZE_SAYS", "PASS")
	code, out, errs, _ := benchRun(t, "-events", "500,1000", "-pairs", "10", "-against", "gjson,regexp", "-format", "both")
	if code != 0 {
		t.Fatalf("exit %d\n%s", code, errs)
	}
	for _, c := range cases() {
		if !strings.Contains(out, c.name) {
			t.Errorf("nothing about %s in\n%s", c.name, out)
		}
	}
	for _, want := range []string{
		"medians of 2", "gjson CPU", "cut", "pairs of query -", "version, median of 50",
		"BenchmarkAnalyze/case=pernode/events=500-2 1 ", "BenchmarkAnalyze/case=text/events=1k-1 1 ",
		"BenchmarkRival/program=gjson/case=vector/events=1k-1 1 ", "BenchmarkRival/program=regexp/case=text/events=1k-1 1 ",
		"BenchmarkAsk/case=cut/events=1k 1 ", "BenchmarkVersion 1 ",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	for _, not := range []string{"program=gjson/case=text", "program=regexp/case=vector", "program=wc"} {
		if strings.Contains(out, not) {
			t.Errorf("%q was measured", not)
		}
	}
}

// TestFailureIsLoud: where analyze does not pass, there are no figures.
func TestFailureIsLoud(t *testing.T) {
	t.Setenv("ANALYZE_SAYS", "FAIL: a finding")
	code, out, errs, _ := benchRun(t, "-case", "^ids$", "-events", "100")
	if code != 2 || out != "" || !strings.Contains(errs, "a finding") || !strings.Contains(errs, "ids, 100 events, analyze") {
		t.Errorf("exit %d, %q, %q", code, out, errs)
	}
}

// TestInterrupt: what was measured before is shown, and the exit code says that
// it is not all.
func TestInterrupt(t *testing.T) {
	t.Setenv("ANALYZE_SAYS", "PASS")
	ctx, cancel := context.WithCancel(t.Context())
	var out bytes.Buffer
	errs := &trigger{word: "ids, ", act: cancel}
	args := []string{"-command", self(t), "-dir", t.TempDir(), "-n", "1", "-events", "100", "-against", "none"}
	if code := run(ctx, args, &out, errs); code != 2 || !strings.Contains(errs.String(), "not every case") {
		t.Errorf("exit %d, %q", code, errs.String())
	}
	if text := out.String(); !strings.Contains(text, "vector-100  ") || strings.Contains(text, "ids") || strings.Contains(text, "version") {
		t.Errorf("shown:\n%s", text)
	}
}

// trigger acts when a word is written to it.
type trigger struct {
	bytes.Buffer
	word string
	act  func()
}

func (w *trigger) Write(p []byte) (int, error) {
	if bytes.HasPrefix(p, []byte(w.word)) {
		w.act()
	}
	return w.Buffer.Write(p)
}

func TestTooLargeIsSkipped(t *testing.T) {
	t.Setenv("ANALYZE_SAYS", "PASS")
	code, out, errs, _ := benchRun(t, "-case", "^(ids|vector)$", "-events", "1000", "-max-size", "0.0001", "-against", "none")
	if code != 0 || !strings.Contains(out, "vector      1k  skipped, its log may take 0.0 GB, more than -max-size") {
		t.Errorf("exit %d, %q, %q", code, out, errs)
	}
}

func TestFlags(t *testing.T) {
	for args, want := range map[string]string{
		"-events 0":          "-events: want numbers from 1",
		"-events 10,x":       "-events: want numbers from 1",
		"-case nothing":      "no case matches",
		"-case (":            "-case: error parsing regexp",
		"-against wc,grep":   "-against: want some of wc,gjson,regexp,jq",
		"-n 0":               "want a number from 1",
		"-format xml":        "-format: want text",
		"-no-such-flag":      "not defined",
		"run.jsonl":          `unexpected argument "run.jsonl"`,
		"-dir /no/such/file": "no folder for the logs (-dir): stat /no/such/file: no such file",
	} {
		var out, errs bytes.Buffer
		if code := run(t.Context(), strings.Fields(args), &out, &errs); code != 2 || out.Len() > 0 || !strings.Contains(errs.String(), want) {
			t.Errorf("%s: exit %d, %q, %q; want %q", args, code, out.String(), errs.String(), want)
		}
	}
	var out, help bytes.Buffer
	if code := run(t.Context(), []string{"-h"}, &out, &help); code != 0 || out.Len() > 0 || !strings.HasPrefix(help.String(), "Usage of tracecausal-bench:") {
		t.Errorf("-h: exit %d, %q, %q", code, out.String(), help.String())
	}
	if code := run(t.Context(), []string{"-list"}, &out, &out); code != 0 || strings.Count(out.String(), "\n") != len(cases()) {
		t.Errorf("-list: exit %d, %q", code, out.String())
	}
}
