package graph

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/tracecausal/tracecausal/parse"
)

// TestSendIndex: whatever keys senders use and in whatever order they are asked
// for, the index finds the sends that have them, as a look at all does.
func TestSendIndex(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const senders = 3
		x := newSendIndex(senders)
		keys := map[[2]uint64][]parse.EventID{} // by sender and key
		next := [senders]uint64{10, 11, 40}
		for e := range rapid.IntRange(0, 60).Draw(t, "sends") {
			p := rapid.IntRange(0, senders-1).Draw(t, "sender")
			switch rapid.IntRange(0, 19).Draw(t, "step") {
			case 0:
				next[p] += rapid.Uint64Range(1, 9).Draw(t, "gap")
			case 1:
				next[p] = rapid.Uint64Range(2, next[p]).Draw(t, "back")
			}
			id, k := parse.EventID(100+e), [2]uint64{uint64(p), next[p]}
			if rapid.IntRange(0, 9).Draw(t, "late") == 0 {
				id -= 50 // as if somebody else had logged it
			}
			x.of[p].add(parse.MsgID(next[p]), send{event: id}, 1)
			keys[k] = append(keys[k], id)
			next[p] += parse.MsgIDStep
		}
		x.sort()
		f := x.finder()
		for range 40 {
			p, key := rapid.IntRange(0, senders).Draw(t, "of"), rapid.Uint64Range(1, 80).Draw(t, "key")
			from, want := parse.NodeID(p), slices.Clone(keys[[2]uint64{uint64(p), key}])
			if p == senders {
				from = parse.NoNode
				for q := range uint64(senders) {
					want = append(want, keys[[2]uint64{q, key}]...)
				}
			}
			slices.Sort(want)
			var got []parse.EventID
			for _, s := range f.find(from, parse.MsgID(key)) {
				got = append(got, s.event)
			}
			if !slices.Equal(got, want) {
				t.Fatalf("sender %d, key %d: sends %v, expected %v", p, key, got, want)
			}
		}
	})
}
