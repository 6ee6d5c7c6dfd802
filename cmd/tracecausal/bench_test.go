package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/tracecausal/tracecausal/cmd/internal/genlog"
	"github.com/tracecausal/tracecausal/parse"
)

// generated writes a log of that many events and returns its folder and size.
func generated(tb testing.TB, l genlog.Log, events int) (dir string, size int64) {
	tb.Helper()
	dir = tb.TempDir()
	_, size, err := l.WriteFolder(dir, events)
	if err != nil {
		tb.Fatal(err)
	}
	return dir, size
}

// BenchmarkAnalyze is the whole way of the command, for each kind of log.
func BenchmarkAnalyze(b *testing.B) {
	const events = 100_000
	for _, l := range genlog.Logs() {
		b.Run(l.Name, func(b *testing.B) {
			dir, size := generated(b, l, events)
			b.SetBytes(size)
			b.ReportAllocs()
			for b.Loop() {
				var out, errs bytes.Buffer
				if code := run([]string{"analyze", dir}, strings.NewReader(""), &out, &errs); code != exitPass {
					b.Fatalf("exit %d\n%s%s", code, &out, &errs)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/events, "ns/event")
		})
	}
}

// TestGeneratedLogsPass: what the benchmarks read is lawful and is read whole.
func TestGeneratedLogsPass(t *testing.T) {
	const events = 2000
	for _, l := range genlog.Logs() {
		dir, _ := generated(t, l, events)
		var out, errs bytes.Buffer
		code := run([]string{"analyze", dir}, strings.NewReader(""), &out, &errs)
		if code != exitPass || errs.Len() > 0 || !strings.Contains(out.String(), "run: "+parse.Number(events)+" events on ") {
			t.Errorf("%s: exit %d\n%s%s", l.Name, code, &out, &errs)
		}
	}
}
