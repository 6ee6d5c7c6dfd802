package simulate_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tracecausal/tracecausal/parse"
	"github.com/tracecausal/tracecausal/simulate"
)

// TestOracleStory: the primary issues 1000, the backup takes over with a margin
// of 100 and begins at 1100, whatever is left to chance.
func TestOracleStory(t *testing.T) {
	want := []string{"timestamp 1000 0 primary", "failover backup 100", "timestamp 1100 0 backup"}
	for seed := range uint64(50) {
		r := record(t, "oracle", simulate.Options{Seed: seed + 1})
		var story []string
		for _, node := range []string{"n1", "n2"} { // the primary is done when the backup begins
			for i := range r.Len() {
				e := r.Event(parse.EventID(i))
				switch {
				case e.NodeName() != node:
				case e.Kind() == parse.Timestamp && e.Text(parse.FC) == "0":
					story = append(story, fmt.Sprintf("%s %s %s %s", e.Kind(), e.Text(parse.FPT), e.Text(parse.FC), e.Text(parse.FOracle)))
				case e.Kind() == parse.Failover:
					story = append(story, fmt.Sprintf("%s %s %s", e.Kind(), e.Text(parse.FNewOracle), e.Text(parse.FSafetyMarginMS)))
				}
			}
		}
		if diff := cmp.Diff(want, slices.Compact(story)); diff != "" {
			t.Fatalf("seed %d: (-want +got)\n%s", seed+1, diff)
		}
	}
}
