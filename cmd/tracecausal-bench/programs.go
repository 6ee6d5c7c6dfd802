package main

import (
	"bytes"
	"context"
	"os/exec"
	"slices"
	"strconv"

	"github.com/tracecausal/tracecausal/cmd/internal/genlog"
)

// program is something that is measured on the files of a log.
type program struct {
	name    string
	command []string // without the files
}

// measure runs the program on files. What analyze prints is kept: it says why
// a log does not pass.
func (p program) measure(ctx context.Context, paths []string) (sample, error) {
	var stdout *bytes.Buffer
	if p.name == analyze || p.name == analyzeOne {
		stdout = &bytes.Buffer{}
	}
	return measure(ctx, stdout, nil, slices.Concat(p.command, paths)...)
}

// Programs of this project; the others are rivals.
const (
	analyze    = "analyze"
	analyzeOne = "analyze-1" // with one worker
)

// rivalNames returns the programs to compare with.
func rivalNames() []string { return []string{"wc", "gjson", "regexp", "jq"} }

// programs returns what is run on a log: analyze, analyze with one worker, and
// those rivals that can read it and are installed.
func (b *bench) programs(l *genlog.Log) []program {
	all := []program{
		{analyze, []string{b.command, "analyze", "-j", strconv.Itoa(b.opt.workers)}},
		{analyzeOne, []string{b.command, "analyze", "-j", "1"}},
	}
	add := func(name string, fits bool, command ...string) {
		if fits && slices.Contains(b.opt.against, name) && installed(command[0]) {
			all = append(all, program{name, command})
		}
	}
	add("wc", true, "wc", "-l")
	add("gjson", l.JSON, b.self, walkGJSON)
	add("regexp", l.Pattern != "", b.self, walkRegexp, l.Pattern)
	add("jq", l.JSON, "jq", "-c", ".node")
	return all
}

func installed(program string) bool {
	_, err := exec.LookPath(program)
	return err == nil
}
