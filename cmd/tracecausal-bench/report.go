package main

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
)

// spared is the memory, in bytes, that is not counted per event: the program
// itself and its buffers, whatever the log.
const spared = 64e6

// none stands in a cell without a figure.
const none = "-"

// writeText writes the results as tables. MB and GB are powers of ten.
func (r *results) writeText(w io.Writer, m *machine, opt *options) error {
	var b strings.Builder
	writeHead(&b, m, opt)
	if len(r.logs) > 0 {
		fmt.Fprintf(&b, "\nanalyze with one worker: CPU time, per event and in all; how many times as much gjson, regexp and jq take;\n"+
			"how many times that of wc -l it is. With %[1]d workers (-j %[1]d): CPU and wall time, how many times as long\n"+
			"one worker takes on the wall clock, peak memory, and what of it is above 64 MB per event\n\n", opt.workers)
		b.WriteString(r.ownTable(opt).String())
		if t := r.rivalTable(opt); len(t.rows) > 1 {
			b.WriteString("\nthe others: CPU and wall seconds, peak MB\n\n")
			b.WriteString(t.String())
		}
		b.WriteString("\nthe logs\n\n")
		b.WriteString(r.aboutTable().String())
	}
	for _, q := range r.queries {
		fmt.Fprintf(&b, "\nquestions about %s events of the log \"vector\", after it is loaded\n\n", short(q.events))
		b.WriteString(q.table().String())
	}
	if len(r.starts) > 0 {
		s := median(r.starts)
		fmt.Fprintf(&b, "\nversion, median of %d: %.1f ms wall, %.1f ms CPU, %s MB\n", len(r.starts), ms(s.wall), ms(s.cpu), megabytes(s))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func ms(d time.Duration) float64 { return float64(d) / 1e6 }

// writeHead names the machine. No line has the form "key: value", which
// benchstat would take for its own.
func writeHead(b *strings.Builder, m *machine, opt *options) {
	var t table
	t.add("tracecausal-bench", m.when)
	t.add("measured", m.program)
	t.add("machine", fmt.Sprintf("%s, %d cores, %s of memory", m.cpu, m.cores, m.memory))
	t.add("system", m.system)
	t.add("load", m.load+" at the start")
	t.add("figures", fmt.Sprintf("medians of %d", opt.runs))
	for _, name := range opt.against {
		if (name == "wc" || name == "jq") && !installed(name) {
			t.add(name, "is not installed")
		}
	}
	for i := range t.rows {
		t.rows[i] = []string{fmt.Sprintf("%-17s  %s", t.rows[i][0], t.rows[i][1])}
	}
	b.WriteString(t.String())
}

// ownTable is what analyze takes and how it compares.
func (r *results) ownTable(opt *options) *table {
	t := &table{}
	t.add("case", "events", "log MB", "ns/event", "CPU s", "gjson", "regexp", "jq", "wc -l",
		fmt.Sprintf("-j %d CPU s", opt.workers), "wall s", "gain", "peak MB", "B/event")
	for i := range r.logs {
		l := &r.logs[i]
		if l.skipped != "" {
			t.add(l.log.Name, short(l.events), "skipped, "+l.skipped)
			continue
		}
		one, all := median(l.samples[analyzeOne]), median(l.samples[analyze])
		t.add(l.log.Name, short(l.events), decimals(float64(l.size)/1e6, 0), decimals(l.perEvent(one), 0), seconds(one.cpu),
			l.faster("gjson"), l.faster("regexp"), l.faster("jq"), l.slower("wc"),
			seconds(all.cpu), seconds(all.wall), l.gain(), megabytes(all), l.memory(all))
	}
	return t
}

// perEvent returns nanoseconds of CPU time.
func (l *logResult) perEvent(s sample) float64 { return float64(s.cpu) / float64(l.events) }

// bytesPerEvent returns the memory above what is spared; ok is false where it
// is not known.
func (l *logResult) bytesPerEvent(s sample) (bytes float64, ok bool) {
	return max(float64(s.peak)-spared, 0) / float64(l.events), s.peak > 0
}

func (l *logResult) memory(s sample) string {
	bytes, ok := l.bytesPerEvent(s)
	if !ok {
		return none
	}
	return decimals(bytes, 1)
}

// faster returns how many times the CPU time of analyze another program takes.
// Both have one core to themselves: two threads that share one take longer.
func (l *logResult) faster(name string) string {
	return l.ratio(name, analyzeOne, func(s sample) time.Duration { return s.cpu })
}

// slower returns how many times the CPU time of another program analyze takes.
func (l *logResult) slower(name string) string {
	return l.ratio(analyzeOne, name, func(s sample) time.Duration { return s.cpu })
}

// gain returns how many times as long one worker takes.
func (l *logResult) gain() string {
	return l.ratio(analyzeOne, analyze, func(s sample) time.Duration { return s.wall })
}

// ratio divides the times of two programs, where both were run and took long
// enough to be measured.
func (l *logResult) ratio(a, b string, of func(sample) time.Duration) string {
	if l.samples[a] == nil || l.samples[b] == nil || of(median(l.samples[b])) == 0 {
		return none
	}
	return decimals(float64(of(median(l.samples[a])))/float64(of(median(l.samples[b]))), 2) + "x"
}

// rivalTable is what the other programs take.
func (r *results) rivalTable(opt *options) *table {
	t := &table{}
	head := []string{"case", "events"}
	for _, name := range opt.against {
		head = append(head, name+" CPU", "wall", "MB")
	}
	t.add(head...)
	for i := range r.logs {
		l := &r.logs[i]
		row := []string{l.log.Name, short(l.events)}
		for _, name := range opt.against {
			if !slices.Contains(l.programs, name) {
				row = append(row, none, none, none)
				continue
			}
			s := median(l.samples[name])
			row = append(row, seconds(s.cpu), seconds(s.wall), megabytes(s))
		}
		if l.skipped == "" && len(opt.against) > 0 {
			t.add(row...)
		}
	}
	return t
}

// aboutTable says what the logs are.
func (r *results) aboutTable() *table {
	t := &table{}
	seen := map[string]bool{}
	for _, l := range r.logs {
		if !seen[l.log.Name] {
			t.add(fmt.Sprintf("%-*s  %s", nameWidth(), l.log.Name, l.log.About))
		}
		seen[l.log.Name] = true
	}
	return t
}

// nameWidth is the length of the longest name of a case.
func nameWidth() (width int) {
	for _, c := range cases() {
		width = max(width, len(c.name))
	}
	return width
}

// table is what questions take.
func (q *queryResult) table() *table {
	t := &table{}
	for i, a := range q.answers[0] {
		t.add(a.Name, threeDigits(q.answer(i)))
	}
	rate := none
	if d := q.pair(); d > 0 {
		rate = decimals(1/d.Seconds(), 0) + " a CPU second"
	}
	t.add(fmt.Sprintf("%d pairs of query -", q.pairs), rate)
	return t
}

// answer returns the median of a kind of question over all runs.
func (q *queryResult) answer(kind int) time.Duration {
	var samples []sample
	for _, run := range q.answers {
		samples = append(samples, sample{wall: run[kind].Time})
	}
	return median(samples).wall
}

// pair returns the median CPU time of a pair over all runs; it may be
// nothing, or less, where the pairs were few.
func (q *queryResult) pair() time.Duration {
	var samples []sample
	for _, d := range q.perPair {
		samples = append(samples, sample{wall: d})
	}
	return median(samples).wall
}

// short writes round numbers as 10M or 20k.
func short(n int) string {
	switch {
	case n%1e6 == 0:
		return strconv.Itoa(n/1e6) + "M"
	case n%1e3 == 0:
		return strconv.Itoa(n/1e3) + "k"
	}
	return strconv.Itoa(n)
}

// threeDigits writes a short time with about three digits.
func threeDigits(d time.Duration) string {
	unit := time.Duration(1)
	for d/unit >= 1000 {
		unit *= 10
	}
	return d.Round(unit).String()
}

func decimals(v float64, n int) string { return strconv.FormatFloat(v, 'f', n, 64) }

func seconds(d time.Duration) string { return decimals(d.Seconds(), 2) }

// megabytes writes the memory of a run: "<8" where only that is known.
func megabytes(s sample) string {
	switch {
	case s.peak == 0:
		return none
	case s.atMost:
		return "<" + decimals(float64(s.peak)/1e6, 0)
	}
	return decimals(float64(s.peak)/1e6, 0)
}
