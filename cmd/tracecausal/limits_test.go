//go:build unix

package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/tracecausal/tracecausal/parse"
)

var fullLimits = flag.Bool("full-limits", false, "let TestLimits run at full size: minutes, and gigabytes through pipes")

// TestLimits gives the program, as a process of its own, inputs that grow along
// one line, and holds how it ends, the memory that it needs at most, and that
// four times the input takes no more than eight times as long.
//
//	go test ./cmd/tracecausal -run Limits -v                      small sizes, as in CI
//	go test ./cmd/tracecausal -run Limits -v -args -full-limits   full sizes
//
// prints what was measured: processor time, and the peak of resident memory as
// getrusage tells it of the process. With -update, too, the full sizes are
// written to testdata/hostile/LIMITS.md.
func TestLimits(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector needs ten times the memory; the tests run without it, too")
	}
	t.Logf("%-28s %11s  %4s  %9s  %9s  %s", "input", "size", "exit", "CPU", "peak", "verdict")
	var table strings.Builder
	for _, c := range limitCases() {
		t.Run(c.name, func(t *testing.T) {
			n, most := c.small, c.smallMB
			if *fullLimits {
				n, most = c.full, c.fullMB
			}
			quarter := c.measure(t, n/4)
			m := c.measure(t, n)
			for _, row := range []measured{quarter, m} {
				fmt.Fprintf(&table, "| %s | %s | %d | %.2f s | %d MB | %s |\n", c.name, parse.Number(row.n), row.code, row.cpu.Seconds(), row.peakMB, row.classes)
			}
			if m.code != c.code || m.classes != c.classes {
				t.Errorf("exit code %d and classes %s, want %d and %s\n%s", m.code, m.classes, c.code, c.classes, m.stderr)
			}
			if m.peakMB > most {
				t.Errorf("needs %d MB, want at most %d", m.peakMB, most)
			}
			if m.cpu > time.Second && m.cpu > 8*quarter.cpu {
				t.Errorf("%d take %v, %d take %v: not linear", n/4, quarter.cpu, n, m.cpu)
			}
		})
	}
	if *fullLimits && *update {
		text := "# What large inputs need\n\nWritten by `go test ./cmd/tracecausal -run Limits -args -full-limits -update` on a machine with " +
			fmt.Sprint(runtime.NumCPU()) + " cores: processor time, and the peak of resident memory.\n\n" +
			"| input | size | exit | CPU | peak | classes |\n|---|---:|---:|---:|---:|---|\n" + table.String()
		if err := os.WriteFile("../../testdata/hostile/LIMITS.md", []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// limitCase is an input that grows with n.
type limitCase struct {
	name            string
	args            string // after "analyze"
	small, full     int
	smallMB, fullMB int // resident memory that is enough
	code            int
	classes         string
	write           func(w io.Writer, n int)
}

// measured is what one run of the program took.
type measured struct {
	caseResult
	n      int
	cpu    time.Duration
	peakMB int
	stderr string
}

// measure runs the program on the case's input of size n. Memory beyond 8 GB of
// addresses is refused by the system, so that a mistake hurts nobody.
func (c *limitCase) measure(t *testing.T, n int) measured {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	peak := t.TempDir() + "/peak"
	cmd := exec.Command("bash", "-c", `ulimit -v 8388608; exec -a measure "$SELF" "$@"`, "bash")
	cmd.Args = append(cmd.Args, append(strings.Fields("analyze --quiet "+c.args), "-")...)
	cmd.Env = append(os.Environ(), "SELF="+self, "PEAK="+peak)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	c.write(in, n) // that the program stops reading is no error
	in.Close()
	cmd.Wait()
	m := measured{n: n, caseResult: caseResult{cmd.ProcessState.ExitCode(), classesOf(errs.String()), verdictOf(out.String())}, stderr: errs.String()}
	data, err := os.ReadFile(peak)
	if err != nil {
		t.Fatalf("not measured: %v\n%s", err, m.stderr)
	}
	if _, err := fmt.Sscan(string(data), &m.peakMB, &m.cpu); err != nil {
		t.Fatal(err)
	}
	t.Logf("%-28s %11d  %4d  %9v  %6d MB  %s %s", c.name, n, m.code, m.cpu.Round(10*time.Millisecond), m.peakMB, m.verdict, m.classes)
	return m
}

// measureMain runs the program with the given arguments as a process of its own
// and writes what it took to the file $PEAK. This process is small, so what a
// child inherits of its parent's peak does not count.
func measureMain() {
	self, err := os.Executable()
	if err != nil {
		panic(err)
	}
	cmd := exec.Command(self, os.Args[1:]...)
	cmd.Args[0] = "tracecausal"
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	_ = cmd.Run() // the state tells
	usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	cpu := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	if err := os.WriteFile(os.Getenv("PEAK"), fmt.Appendln(nil, usage.Maxrss>>10, int64(cpu)), 0o666); err != nil {
		panic(err)
	}
	os.Exit(cmd.ProcessState.ExitCode())
}
