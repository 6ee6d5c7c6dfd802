package checks

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// relations hold between leases and others that are made of them.
var relations = []struct {
	name string
	says string
	test func(t *testing.T, rt *rapid.T, list []lease, skew int64, want tally)
}{
	{"shifted_clocks", "all clocks ahead by as much change no verdict", shiftedClocks},
	{"scaled_clocks", "times and the bound on clocks in another unit change no verdict", scaledClocks},
	{"wider_bound", "clocks that may differ by more make nothing definite, and nothing impossible", widerBound},
	{"shorter_lease", "a lease that ends sooner overlaps with no more", shorterLease},
	{"renewals", "a lease that is renewed without a gap is one lease", renewals},
	{"other_resource", "a lease on something else, and holders that change names, change no verdict", otherResource},
}

func TestRelationsOfLeases(t *testing.T) {
	for _, r := range relations {
		t.Run(r.name, func(t *testing.T) {
			seen := map[string]int{}
			rapid.Check(t, func(rt *rapid.T) {
				for range Fewer(3) {
					list := drawLeases(rt)
					if len(list) == 0 {
						continue
					}
					skew := rapid.Int64Range(0, 4).Draw(rt, "skew")
					want := overlapsOf(t, leaseLines(list, 0, 0, 1), skew)
					note(seen, want)
					r.test(t, rt, list, skew, want)
				}
			})
			requireAll(t, seen)
		})
	}
}

func equalTally(rt *rapid.T, lines []string, got, want tally) {
	if got != want {
		rt.Fatalf("%+v, then %+v:\n%s", want, got, strings.Join(lines, "\n"))
	}
}

func shiftedClocks(t *testing.T, rt *rapid.T, list []lease, skew int64, want tally) {
	lines := leaseLines(list, 0, rapid.Int64Range(-1e9, 1e9).Draw(rt, "shift"), 1)
	equalTally(rt, lines, overlapsOf(t, lines, skew), want)
}

func scaledClocks(t *testing.T, rt *rapid.T, list []lease, skew int64, want tally) {
	scale := rapid.Int64Range(2, 1000).Draw(rt, "scale")
	lines := leaseLines(list, 0, 0, scale)
	equalTally(rt, lines, overlapsOf(t, lines, scale*skew), want)
}

func widerBound(t *testing.T, rt *rapid.T, list []lease, skew int64, want tally) {
	lines := leaseLines(list, 0, 0, 1)
	noMore(rt, lines, want.definite, overlapsOf(t, lines, skew+1).definite)
	wider := overlapsOf(t, lines, skew+1)
	noMore(rt, lines, wider.definite+wider.possible, want.definite+want.possible)
}

func noMore(rt *rapid.T, lines []string, most, n int) {
	if n > most {
		rt.Fatalf("%d findings, no more than %d could be:\n%s", n, most, strings.Join(lines, "\n"))
	}
}

func shorterLease(t *testing.T, rt *rapid.T, list []lease, skew int64, want tally) {
	i := rapid.IntRange(0, len(list)-1).Draw(rt, "shortened")
	if list[i].end--; list[i].end == list[i].start {
		return
	}
	lines := leaseLines(list, 0, 0, 1)
	shorter := overlapsOf(t, lines, skew)
	noMore(rt, lines, want.definite, shorter.definite)
	noMore(rt, lines, want.definite+want.possible, shorter.definite+shorter.possible)
}

func renewals(t *testing.T, rt *rapid.T, list []lease, skew int64, want tally) {
	lines := leaseLines(list, rapid.IntRange(1, 9).Draw(rt, "cuts"), 0, 1)
	equalTally(rt, lines, overlapsOf(t, lines, skew), want)
}

func otherResource(t *testing.T, rt *rapid.T, list []lease, skew int64, want tally) {
	lines := leaseLines(list, 0, 0, 1)
	for i, line := range lines { // n0 and n1 change names
		lines[i] = strings.NewReplacer(`"n0"`, `"n1"`, `"n1"`, `"n0"`).Replace(line)
	}
	for n := range 2 { // each holds something of its own all the time
		lines = append(lines, fmt.Sprintf(`{"node":"n%d","kind":"lease_acquire","resource":"of n%[1]d","time":%d,"duration_ms":1000}`, n, leaseEpoch))
	}
	equalTally(rt, lines, overlapsOf(t, lines, skew), want)
}
