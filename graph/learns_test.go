package graph

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/tracecausal/tracecausal/parse"
)

// TestLearns: a strand learns of those of which one of its events knows any.
func TestLearns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		log := drawAny(t)
		g := buildLog(t, log)
		g.reach.asked.Store(int64(g.run.Len()))
		for s, strand := range g.strands {
			if strand.Len == 0 {
				continue
			}
			var want []parse.StrandID
			for q, known := range g.PastOf(strand.End() - 1) {
				if known > 0 && q != s {
					want = append(want, parse.StrandID(q))
				}
			}
			if got, ok := g.Learns(parse.StrandID(s)); !ok || !slices.Equal(got, want) {
				t.Fatalf("strand %d learns of %v, %v; want %v\n%s", s, got, ok, want, log)
			}
		}
	})
}
