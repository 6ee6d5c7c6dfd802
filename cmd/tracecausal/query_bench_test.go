package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/tracecausal/tracecausal/cmd/internal/genlog"
)

// BenchmarkQuery answers a hundred thousand random pairs of a log that it reads
// first; with no pairs it shows what the reading takes.
func BenchmarkQuery(b *testing.B) {
	const nodes, events = 10, 100_000
	l, ok := genlog.Find("vector")
	if !ok {
		b.Fatal("no such log")
	}
	dir, _ := generated(b, l, events)
	for _, pairs := range []int{0, 100_000} {
		b.Run(fmt.Sprint(pairs), func(b *testing.B) {
			rng := rand.New(rand.NewPCG(1, 2))
			event := func() string { return fmt.Sprintf("n%d:%d", rng.IntN(nodes), 1+rng.IntN(events/nodes*9/10)) }
			var questions strings.Builder
			for range pairs {
				fmt.Fprintln(&questions, event(), event())
			}
			b.ReportAllocs()
			for b.Loop() {
				var out, errs bytes.Buffer
				if code := run([]string{"query", "-", dir}, strings.NewReader(questions.String()), &out, &errs); code != exitPass {
					b.Fatalf("exit %d\n%s", code, &errs)
				}
			}
		})
	}
}
