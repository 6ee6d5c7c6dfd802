package checks

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// everyLease lists the leases of two nodes on the whole milliseconds 0 to 4.
func everyLease() (list []lease) {
	for start := int64(0); start < 4; start++ {
		for end := start + 1; end <= 4; end++ {
			list = append(list, lease{0, start, end}, lease{1, start, end})
		}
	}
	return list
}

// everyChoice calls f with every choice of up to n of a list, the same one
// perhaps again, in the order of the list.
func everyChoice[T any](list []T, n int, f func([]T)) {
	var choose func(from int, chosen []T)
	choose = func(from int, chosen []T) {
		if len(chosen) > 0 {
			f(chosen)
		}
		if len(chosen) == n {
			return
		}
		for i := from; i < len(list); i++ {
			choose(i, append(slices.Clone(chosen), list[i]))
		}
	}
	choose(0, nil)
}

// held joins the leases of a node that meet: each is a renewal of the one
// before, and says anew until when the node holds the lease. The leases stand
// by rising start.
func held(list []lease) (joined []lease) {
	for _, l := range list {
		i := len(joined) - 1
		for ; i >= 0 && joined[i].node != l.node; i-- {
		}
		if i >= 0 && l.start <= joined[i].end {
			joined[i].end = l.end
			continue
		}
		joined = append(joined, l)
	}
	return joined
}

// TestEveryLease compares lease/overlap with all instants and all offsets of
// the clocks, for all sets of up to three leases on a small grid.
func TestEveryLease(t *testing.T) {
	for skew := range int64(3) {
		var sets [][]lease
		var b strings.Builder
		everyChoice(everyLease(), 3, func(list []lease) {
			for _, line := range leaseLines(list, 0, 0, 1) {
				fmt.Fprintf(&b, `{"run":"%04d",%s`+"\n", len(sets), line[1:])
			}
			sets = append(sets, list)
		})
		seen := map[string]int{}
		for i, run := range readLog(t, parse.Options{}, parse.Text("log.jsonl", b.String())).Runs {
			want := onGrid(held(sets[i]), skew)
			got := tallyOf(collectOverlap(&Input{Run: run, Graph: graph.Build(run, graph.Options{}), Options: skewOption(skew * 1e6)}))
			if got != want {
				t.Fatalf("skew %d, %v: %+v, on the grid %+v", skew, sets[i], got, want)
			}
			note(seen, want)
		}
		t.Logf("skew %d: %d sets", skew, seen["all"])
		if skew > 0 { // without any doubt about the clocks nothing is only possible
			requireAll(t, seen)
		}
	}
}
