package main

import (
	"strings"
	"testing"
	"time"

	"github.com/tracecausal/tracecausal/cmd/internal/genlog"
)

func TestTable(t *testing.T) {
	var tab table
	tab.add("case", "ns", "MB")
	tab.add("vector", "280", "64")
	tab.add("größe", "5", "1234")
	tab.add("x", "skipped")
	const want = "" +
		"case         ns    MB\n" +
		"vector      280    64\n" +
		"größe         5  1234\n" +
		"x       skipped\n"
	if got := tab.String(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestMedian(t *testing.T) {
	samples := []sample{{cpu: 9, wall: 2, peak: 7}, {cpu: 1, wall: 8, peak: 5, atMost: true}, {cpu: 4, wall: 3, peak: 6}}
	if got, want := median(samples), (sample{cpu: 4, wall: 3, peak: 6}); got != want {
		t.Errorf("of three: %v, want %v", got, want)
	}
	if got, want := median(samples[:2]), (sample{cpu: 5, wall: 5, peak: 6}); got != want {
		t.Errorf("of two: %v, want %v", got, want)
	}
	if got := median(samples[1:2]); got != samples[1] {
		t.Errorf("of one: %v", got)
	}
}

// result is of a million events: 0.3 s and 84 MB, with one worker 0.25 s, 0.05 s for wc, 1.2 s for gjson.
func result() *results {
	l, _ := genlog.Find("vector")
	return &results{logs: []logResult{{
		log: l, events: 1e6, size: 176e6, programs: []string{analyze, analyzeOne, "wc", "gjson"},
		samples: map[string][]sample{
			analyze:    {{cpu: 300 * time.Millisecond, wall: 200 * time.Millisecond, peak: 84e6}},
			analyzeOne: {{cpu: 250 * time.Millisecond, wall: 300 * time.Millisecond, peak: 80e6}},
			"wc":       {{cpu: 50 * time.Millisecond, wall: 50 * time.Millisecond, peak: 8e6, atMost: true}},
			"gjson":    {{cpu: 1200 * time.Millisecond, wall: 1100 * time.Millisecond}},
		},
	}}}
}

func TestOwnTable(t *testing.T) {
	const want = "" +
		"case    events  log MB  ns/event  CPU s  gjson  regexp  jq  wc -l  -j 2 CPU s  wall s   gain  peak MB  B/event\n" +
		"vector      1M     176       250   0.25  4.80x       -   -  5.00x        0.30    0.20  1.50x       84     20.0\n"
	if got := result().ownTable(&options{workers: 2}).String(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestRivalTable(t *testing.T) {
	const want = "" +
		"case    events  wc CPU  wall  MB  gjson CPU  wall  MB  jq CPU  wall  MB\n" +
		"vector      1M    0.05  0.05  <8       1.20  1.10   -       -     -   -\n"
	if got := result().rivalTable(&options{against: []string{"wc", "gjson", "jq"}}).String(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestBenchstatLines(t *testing.T) {
	var b strings.Builder
	if err := result().writeBenchstat(&b, &machine{cpu: "some CPU"}, &options{workers: 2}); err != nil {
		t.Fatal(err)
	}
	_, lines, _ := strings.Cut(b.String(), "cpu: some CPU\n")
	const want = "" +
		"BenchmarkAnalyze/case=vector/events=1M-2 1 300.0 cpu-ns/event 200.0 ns/event 20.00 B/event 84000000 peak-B\n" +
		"BenchmarkAnalyze/case=vector/events=1M-1 1 250.0 cpu-ns/event 300.0 ns/event 16.00 B/event 80000000 peak-B\n" +
		"BenchmarkRival/program=wc/case=vector/events=1M-1 1 50.0 cpu-ns/event 50.0 ns/event\n" +
		"BenchmarkRival/program=gjson/case=vector/events=1M-1 1 1200.0 cpu-ns/event 1100.0 ns/event\n"
	if lines != want {
		t.Errorf("got\n%swant\n%s", lines, want)
	}
}

// TestHeadIsNoConfiguration: benchstat takes lines "key: value" for its own,
// and would not compare files in which they differ.
func TestHeadIsNoConfiguration(t *testing.T) {
	var b strings.Builder
	opt := &options{runs: 3, against: rivalNames(), workers: 2}
	m := describe(opt)
	if err := result().writeText(&b, &m, opt); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(b.String()) {
		if key, _, found := strings.Cut(line, ":"); found && !strings.ContainsAny(key, " ") {
			t.Errorf("benchstat would read %q", line)
		}
	}
}

func TestThreeDigits(t *testing.T) {
	for d, want := range map[time.Duration]string{0: "0s", 680: "680ns", 1708_149: "1.71ms", 823_567_510: "824ms", 12_345_678_901: "12.3s"} {
		if got := threeDigits(d); got != want {
			t.Errorf("%d ns: %s, want %s", d, got, want)
		}
	}
}

func TestShort(t *testing.T) {
	for n, want := range map[int]string{1: "1", 1500: "1500", 20_000: "20k", 1_000_000: "1M", 10_000_000: "10M"} {
		if got := short(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}
