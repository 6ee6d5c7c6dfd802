package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/tracecausal/tracecausal/cmd/internal/genlog"
)

// bench is one run of the benchmark.
type bench struct {
	opt     *options
	command string // tracecausal
	self    string // this program
	dir     string // for the logs; empty before and after each case
	stderr  io.Writer
}

// logResult is what was measured on one log.
type logResult struct {
	log      genlog.Log
	events   int
	size     int64
	skipped  string // why nothing was measured
	programs []string
	samples  map[string][]sample // by program
}

// queryResult is what was measured of questions about the log of ten nodes
// with vector clocks.
type queryResult struct {
	events  int
	pairs   int
	perPair []time.Duration // CPU time of one pair of query -, by run
	answers [][]answerTime  // by run
}

// results is all that was measured.
type results struct {
	logs    []logResult
	queries []queryResult
	starts  []sample // of version
}

// startsEach is how often the start is measured for one figure.
const startsEach = 50

// all measures the cases that were asked for. With an error it returns those
// that were measured before.
func (b *bench) all(ctx context.Context) (*results, error) {
	r := &results{}
	for _, l := range genlog.Logs() {
		for _, events := range b.opt.events {
			if !b.opt.cases.MatchString(l.Name) {
				continue
			}
			m, err := b.measureLog(ctx, l, events)
			if err != nil {
				return r, err
			}
			r.logs = append(r.logs, *m)
		}
	}
	for _, events := range b.opt.events {
		if !b.opt.cases.MatchString(queryCase) {
			continue
		}
		q, err := b.measureQueries(ctx, events)
		if err != nil {
			return r, err
		}
		r.queries = append(r.queries, *q)
	}
	if !b.opt.cases.MatchString(startCase) {
		return r, nil
	}
	var err error
	r.starts, err = b.measureStarts(ctx)
	return r, err
}

// measureStarts starts the command again and again.
func (b *bench) measureStarts(ctx context.Context) (starts []sample, err error) {
	b.say("%s: %d runs", startCase, startsEach)
	for range startsEach {
		s, err := measure(ctx, nil, nil, b.command, "version")
		if err != nil {
			return nil, err
		}
		starts = append(starts, s)
	}
	return starts, nil
}

// measureLog writes a log, runs every program on it and deletes it. The
// programs take turns, so that a slow minute of the machine slows all of them.
func (b *bench) measureLog(ctx context.Context, l genlog.Log, events int) (*logResult, error) {
	m := &logResult{log: l, events: events, samples: map[string][]sample{}}
	if m.skipped = b.tooLarge(&l, events); m.skipped != "" {
		b.say("%s, %s events: skipped, %s", l.Name, short(events), m.skipped)
		return m, nil
	}
	paths, size, err := b.write(&l, events)
	defer b.empty()
	if err != nil {
		return nil, err
	}
	m.size = size
	programs := b.programs(&l)
	for _, p := range programs {
		m.programs = append(m.programs, p.name)
	}
	for i := range b.opt.runs {
		for _, p := range programs {
			s, err := p.measure(ctx, paths)
			if err != nil {
				return nil, fmt.Errorf("%s, %d events, %s: %w", l.Name, events, p.name, err)
			}
			m.samples[p.name] = append(m.samples[p.name], s)
		}
		s := last(m.samples[analyze])
		b.say("  run %d of %d: %.2f s CPU, %.2f s wall", i+1, b.opt.runs, s.cpu.Seconds(), s.wall.Seconds())
	}
	return m, nil
}

func last[T any](s []T) T { return s[len(s)-1] }

// write writes a log and reads it once, so that it lies in memory.
func (b *bench) write(l *genlog.Log, events int) (paths []string, size int64, err error) {
	start := time.Now()
	if paths, size, err = l.WriteFolder(b.dir, events); err != nil {
		return nil, 0, err
	}
	b.say("%s, %s events: %.2f GB in %s, written in %.1f s", l.Name, short(events), float64(size)/1e9, b.dir, time.Since(start).Seconds())
	return paths, size, warm(paths)
}

// empty removes the log.
func (b *bench) empty() {
	entries, _ := os.ReadDir(b.dir)
	for _, e := range entries {
		os.Remove(filepath.Join(b.dir, e.Name()))
	}
}

// tooLarge says why a log cannot be written, "" where it can. Its size is that
// of a short one, and half as much for the digits of a longer one.
func (b *bench) tooLarge(l *genlog.Log, events int) string {
	const few = 20_000
	var w counter
	if err := l.Write(&w, few); err != nil {
		return err.Error()
	}
	size := float64(w) / few * float64(events) * 1.5
	if size > b.opt.maxSize*1e9 {
		return fmt.Sprintf("its log may take %.1f GB, more than -max-size", size/1e9)
	}
	if free, ok := freeSpace(b.dir); ok && size > float64(free) {
		return fmt.Sprintf("its log may take %.1f GB, and %s has room for %.1f GB", size/1e9, b.dir, float64(free)/1e9)
	}
	return ""
}

// counter counts the bytes that are written to it.
type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// measureQueries asks questions about the log of ten nodes. What the command
// takes for a pair is what many pairs take more than one.
func (b *bench) measureQueries(ctx context.Context, events int) (*queryResult, error) {
	q := &queryResult{events: events, pairs: b.opt.pairs}
	l, _ := genlog.Find("vector")
	if why := b.tooLarge(&l, events); why != "" {
		return nil, fmt.Errorf("%s: %s", queryCase, why)
	}
	paths, _, err := b.write(&l, events)
	defer b.empty()
	if err != nil {
		return nil, err
	}
	for i := range b.opt.runs {
		one, err := measure(ctx, nil, strings.NewReader(pairs(events, 1)), b.command, "query", "-", paths[0])
		if err != nil {
			return nil, err
		}
		many, err := measure(ctx, nil, strings.NewReader(pairs(events, 1+q.pairs)), b.command, "query", "-", paths[0])
		if err != nil {
			return nil, err
		}
		q.perPair = append(q.perPair, (many.cpu-one.cpu)/time.Duration(q.pairs))
		var out bytes.Buffer
		if _, err := measure(ctx, &out, nil, b.self, askGraph, paths[0]); err != nil {
			return nil, err
		}
		var answers []answerTime
		if err := json.Unmarshal(out.Bytes(), &answers); err != nil {
			return nil, err
		}
		q.answers = append(q.answers, answers)
		b.say("  run %d of %d: %v a pair", i+1, b.opt.runs, last(q.perPair))
	}
	return q, nil
}

// pairs returns pairs of events of the log of ten nodes. Every node has about a
// tenth of the events; only the first half of them is asked for, which exists.
func pairs(events, n int) string {
	rng := rand.New(rand.NewPCG(7, 8))
	var b strings.Builder
	event := func() string { return fmt.Sprintf("n%d:%d", rng.IntN(10), 1+rng.IntN(max(events/20, 1))) }
	for range n {
		b.WriteString(event() + " " + event() + "\n")
	}
	return b.String()
}

// say tells how far the work is.
func (b *bench) say(format string, args ...any) { fmt.Fprintf(b.stderr, format+"\n", args...) }
