package simulate_test

import (
	"io"
	"testing"

	"github.com/tracecausal/tracecausal/simulate"
)

// BenchmarkLease records 1,000 runs of the lease system, each with a seed of its
// own. It is to take far less than ten seconds.
func BenchmarkLease(b *testing.B) {
	s, ok := simulate.ByName("lease")
	if !ok {
		b.Fatal("there is no system lease")
	}
	nowhere := func(string) (io.WriteCloser, error) { return closer{io.Discard}, nil }
	for b.Loop() {
		for seed := range uint64(1000) {
			if err := s.Record(simulate.Options{Seed: seed + 1}, nowhere); err != nil {
				b.Fatal(err)
			}
		}
	}
}
