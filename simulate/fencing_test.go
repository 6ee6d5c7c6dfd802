package simulate_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tracecausal/tracecausal/parse"
	"github.com/tracecausal/tracecausal/simulate"
)

// record runs a system and reads what it recorded.
func record(t *testing.T, system string, opt simulate.Options) *parse.Run {
	t.Helper()
	s, ok := simulate.ByName(system)
	if !ok {
		t.Fatalf("there is no system %s", system)
	}
	m := memory{}
	if err := s.Record(opt, m.create); err != nil {
		t.Fatal(err)
	}
	return m.read(t).Runs[0]
}

// TestFencingStory: a worker is paused for ten seconds, wakes up and writes with
// token 101, and the store, which has seen 102, rejects it.
func TestFencingStory(t *testing.T) {
	want := []string{
		"manager: lease_acquire A token 101",
		"manager: lease_expire A token 101",
		"manager: lease_acquire B token 102",
		"store: write B token 102 accepted=true",
		"store: write A token 101 accepted=false",
	}
	for seed := range uint64(50) {
		r := record(t, "fencing", simulate.Options{Seed: seed + 1})
		var story []string
		for _, e := range byHLC(r) {
			token := e.Text(parse.FToken)
			served := e.Kind() == parse.LeaseAcquire || e.Kind() == parse.LeaseExpire || e.Kind() == parse.Write
			if !served || e.Text(parse.FHolder) == "" || token > "102" {
				continue
			}
			line := fmt.Sprintf("%s: %s %s token %s", e.NodeName(), e.Kind(), e.Text(parse.FHolder), token)
			if yes, said := e.Bool(parse.FAccepted); said {
				line += fmt.Sprintf(" accepted=%v", yes)
			}
			story = append(story, line)
		}
		if diff := cmp.Diff(want, slices.Compact(story)); diff != "" {
			t.Fatalf("seed %d: (-want +got)\n%s", seed+1, diff)
		}
	}
}

// byHLC returns the events in the order of their hybrid logical clocks.
func byHLC(r *parse.Run) []parse.Event {
	var all []parse.Event
	for i := range r.Len() {
		all = append(all, r.Event(parse.EventID(i)))
	}
	slices.SortStableFunc(all, func(a, b parse.Event) int {
		x, _ := a.HLC()
		y, _ := b.HLC()
		return x.Compare(y)
	})
	return all
}
