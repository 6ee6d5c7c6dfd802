package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
)

// TestPanicIsNoAnswer: a defect is exit code 2, or 1 once a finding is known,
// and its message cannot smuggle log text into the terminal.
func TestPanicIsNoAnswer(t *testing.T) {
	for found, want := range map[int]int{exitPass: exitTrouble, exitInconclusive: exitTrouble, exitFail: exitFail} {
		var stdout, stderr bytes.Buffer
		a := newApp(nil, &stdout, &stderr)
		root := newRootCmd(a)
		root.AddCommand(&cobra.Command{Use: "panic", RunE: func(*cobra.Command, []string) error {
			a.found = found
			panic("node \x1b]0;owned\x07")
		}})
		root.SetArgs([]string{"panic"})
		if code := a.execute(context.Background(), root); code != want {
			t.Errorf("found %d: exit code %d, want %d", found, code, want)
		}
		text := stderr.String()
		if !strings.HasPrefix(text, "E-INTERNAL: ") || !strings.Contains(text, "report it") || strings.Contains(text, "\x1b") {
			t.Errorf("the message is %q", text)
		}
		if stdout.Len() > 0 {
			t.Errorf("standard output holds %q", stdout.String())
		}
	}
}

// TestProgress shows nothing in the first second, one line after it, and
// removes that line.
func TestProgress(t *testing.T) {
	var out bytes.Buffer
	p := progress{w: &out}
	p.update(1, 2)
	p.begin()
	p.update(1, 2)
	if out.Len() > 0 {
		t.Errorf("progress of short work: %q", out.String())
	}
	p.start = time.Now().Add(-10 * time.Second)
	p.update(256<<20, 1<<30)
	if got := out.String(); got != "\r\x1b[Kreading: 25%, 256.0 MiB of 1.0 GiB, 30s left" {
		t.Errorf("progress is %q", got)
	}
	p.update(257<<20, 1<<30) // too soon after the last
	out.Reset()
	p.stop()
	p.stop()
	if got := out.String(); got != "\r\x1b[K" {
		t.Errorf("stop wrote %q, want the line to be removed once", got)
	}
}

// TestProgressWithoutTotal: a stream has no known size.
func TestProgressWithoutTotal(t *testing.T) {
	for _, total := range []int64{0, -1} {
		if got := progressLine(1536, total, time.Minute); got != "reading: 1.5 KiB" {
			t.Errorf("total %d: %q", total, got)
		}
	}
}
