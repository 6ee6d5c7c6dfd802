package main

import (
	"fmt"
	"io"
	"runtime"
	"strings"
)

// writeBenchstat writes the results as lines that benchstat reads: one for each
// run of a program.
func (r *results) writeBenchstat(w io.Writer, m *machine, opt *options) error {
	var b strings.Builder
	fmt.Fprintf(&b, "goos: %s\ngoarch: %s\npkg: github.com/tracecausal/tracecausal/cmd/tracecausal-bench\ncpu: %s\n", runtime.GOOS, runtime.GOARCH, m.cpu)
	for i := range r.logs {
		r.logs[i].writeLines(&b, opt)
	}
	for _, q := range r.queries {
		for i := range q.answers {
			for _, a := range q.answers[i] {
				fmt.Fprintf(&b, "BenchmarkAsk/case=%s/events=%s 1 %d ns/op\n", strings.ReplaceAll(a.Name, " ", "-"), short(q.events), a.Time)
			}
			if q.perPair[i] > 0 { // else the pairs were too few to be measured
				fmt.Fprintf(&b, "BenchmarkQuery/events=%s 1 %d cpu-ns/pair\n", short(q.events), q.perPair[i])
			}
		}
	}
	for _, s := range r.starts {
		fmt.Fprintf(&b, "BenchmarkVersion 1 %d ns/op %d cpu-ns/op\n", s.wall, s.cpu)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// writeLines writes the runs of all programs on one log. The number at the end
// of a name is that of the workers.
func (l *logResult) writeLines(b *strings.Builder, opt *options) {
	for _, name := range l.programs {
		title, workers := "Rival/program="+name, 1
		switch name {
		case analyze:
			title, workers = "Analyze", opt.workers
		case analyzeOne:
			title = "Analyze"
		}
		for _, s := range l.samples[name] {
			fmt.Fprintf(b, "Benchmark%s/case=%s/events=%s-%d 1 %.1f cpu-ns/event %.1f ns/event", title, l.log.Name, short(l.events),
				workers, l.perEvent(s), float64(s.wall)/float64(l.events))
			if bytes, ok := l.bytesPerEvent(s); ok && !s.atMost {
				fmt.Fprintf(b, " %.2f B/event %d peak-B", bytes, s.peak)
			}
			b.WriteByte('\n')
		}
	}
}
