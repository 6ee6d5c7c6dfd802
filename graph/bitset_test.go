package graph

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/tracecausal/tracecausal/parse"
)

// TestRanked: rank counts the members before an event, and next goes from one
// member to the following.
func TestRanked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := rapid.IntRange(1, 300).Draw(t, "events")
		b := newBitset(events)
		members := rapid.SliceOfDistinct(rapid.IntRange(0, events-1), rapid.ID[int]).Draw(t, "members")
		for _, e := range members {
			if e := parse.EventID(e); b.put(e) || !b.put(e) {
				t.Fatalf("event %d was put in, or was not", e)
			}
		}
		slices.Sort(members)
		r := newRanked(b)
		if r.len() != len(members) {
			t.Fatalf("%d members of %d", r.len(), len(members))
		}
		for e := range events {
			rank, _ := slices.BinarySearch(members, e)
			if got := r.rank(parse.EventID(e)); got != rank {
				t.Fatalf("event %d: rank %d, want %d", e, got, rank)
			}
			end := rapid.IntRange(e, events).Draw(t, "end")
			want := end
			if rank < len(members) {
				want = min(members[rank], end)
			}
			if got := r.next(parse.EventID(e), parse.EventID(end)); int(got) != want {
				t.Fatalf("from %d to %d: next %d, want %d", e, end, got, want)
			}
		}
	})
}
