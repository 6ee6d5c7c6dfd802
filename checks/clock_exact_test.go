package checks

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/tracecausal/tracecausal/parse"
)

// TestExactClocksEvidence: where the graph says that the clocks are exact, the
// walk along them comes to the same evidence, word for word.
func TestExactClocksEvidence(t *testing.T) {
	seen := map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		for range Fewer(10) {
			run := drawClocked(rt)
			text := clockedLog(rt, run, [3]bool{rapid.Bool().Draw(rt, "stop")})
			in := textInput(t, text)
			in.Options.Ticks = rapid.SampledFrom([]parse.Ticks{parse.TicksUnknown, parse.TicksAll, parse.TicksSends}).Draw(rt, "ticks")
			got, want := collectVector(in), walkClocks(in)
			if !sameEvidence(got, want) {
				rt.Fatalf("the evidence is %+v, the walk comes to %+v\n%s", got, want, text)
			}
			seen[fmt.Sprintf("exact %v, findings %v, gaps %v", in.Graph.ExactClocks(), len(want.Findings) > 0, want.Missing != nil)]++
		}
	})
	t.Log(seen)
	for _, must := range []string{"exact true, findings false, gaps false", "exact false, findings true, gaps false", "exact false, findings false, gaps true"} {
		if seen[must] == 0 && !Few && !t.Failed() {
			t.Errorf("never tried: %s", must)
		}
	}
}

func sameEvidence(a, b Evidence) bool {
	return a.Examined == b.Examined && a.Note == b.Note && slices.Equal(a.Missing, b.Missing) &&
		len(a.Findings) == len(b.Findings) && a.Total == b.Total && a.Observed == b.Observed
}
