package simulate

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// TestCounterMerge: merging is commutative, associative and idempotent, on
// random states.
func TestCounterMerge(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	random := func() pnState {
		s := newState()
		for _, name := range []string{"a", "b", "c"} {
			s.plus[name], s.minus[name] = rng.Int64N(5), rng.Int64N(5)
		}
		return s
	}
	join := func(a, b pnState) pnState {
		r := newCounterReplica(&counterRun{Setup: &Setup{}}, "a")
		r.state["stock"] = a.clone()
		r.merge(counterState{counter: "stock", state: b.clone()})
		return r.state["stock"]
	}
	for range 1000 {
		a, b, c := random(), random(), random()
		for _, law := range []struct {
			name        string
			left, right pnState
		}{
			{"commutative", join(a, b), join(b, a)},
			{"associative", join(join(a, b), c), join(a, join(b, c))},
			{"idempotent", join(join(a, b), b), join(a, b)},
		} {
			if diff := cmp.Diff(law.left, law.right, cmp.AllowUnexported(pnState{}), cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("merging is not %s:\n%s", law.name, diff)
			}
		}
	}
}
