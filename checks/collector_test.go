package checks

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/tracecausal/tracecausal/parse"
)

// TestCollector: what is kept is what sorting all findings keeps.
func TestCollector(t *testing.T) {
	for seed := range uint64(Fewer(50)) {
		rng := rand.New(rand.NewPCG(seed, 5))
		var c collector
		var all []Finding
		events := 1 + rng.IntN(2000)
		for i := range rng.IntN(5000) {
			f := Finding{Certainty: Certainty(rng.IntN(2)), Events: []Witness{{"x", parse.EventID(rng.IntN(events))}}, Fingerprint: fmt.Sprint(i)}
			all = append(all, f)
			c.add(f)
		}
		var ev Evidence
		c.into(&ev)
		same := slices.EqualFunc(ev.Findings, first(slices.Clone(all)), func(a, b Finding) bool { return a.Fingerprint == b.Fingerprint })
		if ev.Total != len(all) || !same {
			t.Fatalf("seed %d: of %d findings, %d counted, the others kept", seed, len(all), ev.Total)
		}
	}
}
