package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"time"
)

// sample is what one run of a program took.
type sample struct {
	cpu, wall time.Duration // cpu is user and system time
	peak      int64         // largest resident memory in bytes; 0 where unknown
	atMost    bool          // the peak lies below, since the benchmark itself needs as much
}

// measure runs a command to its end; its standard output is kept where stdout
// is not nil. A command that fails, or says anything on standard error, is an
// error that shows what it wrote.
func measure(ctx context.Context, stdout *bytes.Buffer, stdin io.Reader, command ...string) (sample, error) {
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	var errs bytes.Buffer
	cmd.Stdin, cmd.Stderr = stdin, &errs
	if stdout != nil {
		cmd.Stdout = stdout
	}
	start := time.Now()
	err := cmd.Run()
	wall := time.Since(start)
	if err != nil || errs.Len() > 0 {
		text := errs.String()
		if stdout != nil {
			text = stdout.String() + text
		}
		return sample{}, fmt.Errorf("%q: %v\n%s", command, cmd.ProcessState, text)
	}
	peak, own := peakMemory(cmd.ProcessState), ownPeak()
	return sample{
		cpu:  cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(),
		wall: wall, peak: peak, atMost: peak > 0 && peak <= own,
	}, nil
}

// median returns the median of each figure by itself, of one sample or more.
func median(samples []sample) sample {
	m := sample{
		cpu:  middle(samples, func(s sample) time.Duration { return s.cpu }),
		wall: middle(samples, func(s sample) time.Duration { return s.wall }),
		peak: middle(samples, func(s sample) int64 { return s.peak }),
	}
	m.atMost = slices.ContainsFunc(samples, func(s sample) bool { return s.peak == m.peak && s.atMost })
	return m
}

// middle returns the middle of the samples' values, the mean of the middle two
// where their number is even.
func middle[T ~int64](samples []sample, value func(sample) T) T {
	var values []T
	for _, s := range samples {
		values = append(values, value(s))
	}
	slices.Sort(values)
	n := len(values)
	return (values[(n-1)/2] + values[n/2]) / 2
}

// warm reads files and forgets them, so that no program waits for the disk.
func warm(paths []string) error {
	for _, path := range paths {
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, f)
		f.Close()
		if err != nil {
			return err
		}
	}
	return nil
}
