package parse

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"
)

// shivizLog returns a log in ShiViz text: events of ten nodes with vector
// clocks, as many as asked for, each of two lines. A third of them are sends
// whose clock another node merges.
func shivizLog(events int, hostFirst bool, level string) []byte {
	const nodes = 10
	rng := rand.New(rand.NewPCG(7, 7))
	var clocks [nodes][nodes]int
	var log []byte
	for range events {
		p := rng.IntN(nodes)
		if from := rng.IntN(3 * nodes); from < nodes {
			for i, n := range clocks[from] {
				clocks[p][i] = max(clocks[p][i], n)
			}
		}
		clocks[p][p]++
		clock := []byte(`{`)
		for i, n := range clocks[p] {
			if n > 0 {
				clock = fmt.Appendf(clock, `"node%d":%d, `, i, n)
			}
		}
		clock = append(bytes.TrimSuffix(clock, []byte(", ")), '}')
		if hostFirst {
			log = fmt.Appendf(log, "node%d %s\n%srequest %d handled\n", p, clock, level, clocks[p][p])
		} else {
			log = fmt.Appendf(log, "%srequest %d handled\nnode%d %s\n", level, clocks[p][p], p, clock)
		}
	}
	return log
}

// BenchmarkShiviz decodes the lines of events as far as records. The time is
// that of one event.
func BenchmarkShiviz(b *testing.B) {
	const parser = `(?<host>\S*) (?<clock>{.*})\n(?<event>request.*)`
	for _, c := range []struct {
		name      string
		format    Format
		hostFirst bool
		level     string
		parser    string
	}{
		{"host first", shivizFormat, true, "", ""},
		{"host last", shivizFormat, false, "", ""},
		{"govector", govectorFormat, true, "INFO ", ""},
		{"expression", shivizFormat, true, "", parser},
	} {
		b.Run(c.name, func(b *testing.B) {
			const events = 2000
			log := shivizLog(events, c.hostFirst, c.level)
			d, err := c.format.decoder(&fileContext{head: headOf(log), opt: &Options{Parser: c.parser}})
			if err != nil {
				b.Fatal(err)
			}
			lines := bytes.Split(bytes.TrimSuffix(log, []byte("\n")), []byte("\n"))
			b.SetBytes(int64(len(log) / events))
			b.ReportAllocs()
			emitted, n := 0, 0
			emit := func(*Record) { emitted++ }
			for i := 0; b.Loop(); i = (i + 2) % len(lines) {
				for _, line := range lines[i : i+2] {
					if _, err := d.decode(line, emit); err != nil {
						b.Fatal(err.msg)
					}
				}
				n++
			}
			if emitted != n {
				b.Fatalf("%d events of %d", emitted, n)
			}
		})
	}
}

// BenchmarkReadShiviz reads a log of a million events into a run.
func BenchmarkReadShiviz(b *testing.B) {
	const events = 1_000_000
	log := shivizLog(events, true, "")
	file := File{Path: "a.log", Size: int64(len(log)), Open: func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(log)), nil
	}}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(context.Background(), []File{file}, Options{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/events, "ns/event")
}
