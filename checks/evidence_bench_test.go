package checks

import (
	"fmt"
	"slices"
	"testing"
)

// lineWriter collects the lines of a generated log.
type lineWriter struct{ text []byte }

func (w *lineWriter) line(format string, args ...any) {
	w.text = append(fmt.Appendf(w.text, format, args...), '\n')
}

// evidenceShape is a log of about n lines, all of them evidence of one kind,
// and mostly of the sort that is hard to judge.
type evidenceShape struct {
	name  string
	opt   Options
	write func(w *lineWriter, n int)
}

func promising(names ...string) Options {
	p, err := ParsePromises(names)
	if err != nil {
		panic(err)
	}
	return Options{Promises: p}
}

// BenchmarkEvidence judges each shape by all checks at two sizes: the time for
// an event must stay much the same, or else some check is not linear.
func BenchmarkEvidence(b *testing.B) {
	for _, s := range slices.Concat(leaseShapes, issueShapes, stateShapes, messageShapes) {
		for _, n := range []int{5_000, 20_000} {
			b.Run(fmt.Sprintf("%s/n=%d", s.name, n), func(b *testing.B) {
				var w lineWriter
				s.write(&w, n)
				in := textInput(b, string(w.text))
				in.Graph.Before(0, 1) // the table of the order is the graph's
				b.ReportAllocs()
				for b.Loop() {
					if _, err := Run(&Input{Run: in.Run, Graph: in.Graph, Options: s.opt}, All()); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(in.Run.Len()), "ns/event")
			})
		}
	}
}
