package checks

import (
	"fmt"
	"strings"
	"testing"
)

// TestManyAtOnce: a hundred thousand leases of one resource at once are not
// looked at pair by pair to the end, and the report says so.
func TestManyAtOnce(t *testing.T) {
	if Few {
		t.Skip("a million findings, twice; all tests run without the race detector, too")
	}
	const n = 100_000
	var lines []string
	for i := range n {
		lines = append(lines, fmt.Sprintf(`{"node":"srv%d","kind":"lease_acquire","resource":"r","holder":"h%d","time":%d,"duration_ms":60000}`, i%10, i, leaseEpoch+i%1000))
	}
	for name, opt := range map[string]Options{"by order": {}, "by clock": skewOption(1e6)} {
		in := inputOf(t, lines, opt)
		ev := collectOverlap(in)
		if ev.Total != maxPairs || len(ev.Findings) != MaxFindings {
			t.Errorf("%s: %d findings, %d kept", name, ev.Total, len(ev.Findings))
		}
		if missing := strings.Join(ev.Missing, "; "); !strings.Contains(missing, "at least as many findings") {
			t.Errorf("%s: missing: %s", name, missing)
		}
	}
}

// TestManyInTurn: a lock that is handed on a hundred thousand times has as many
// tenures and no pair to look at. Looking at pairs would take hours.
func TestManyInTurn(t *testing.T) {
	n := Fewer(100_000)
	var lines []string
	for i := range n {
		lines = append(lines,
			fmt.Sprintf(`{"node":"srv","kind":"lease_acquire","resource":"r","holder":"h%d","token":%d}`, i, i),
			fmt.Sprintf(`{"node":"srv","kind":"lease_release","resource":"r","holder":"h%d","token":%d}`, i, i))
	}
	in := inputOf(t, lines, Options{})
	for _, c := range []Check{leaseOverlap, leaseFencing, leaseExpiredUse} {
		if ev := c.Collect(in); len(ev.Findings)+len(ev.Missing) > 0 {
			t.Errorf("%s: %d findings, missing %v", c.ID, len(ev.Findings), ev.Missing)
		}
	}
}

// TestManyNodes: each of twenty thousand nodes that hear nothing of each other
// holds a lease in turn, by clocks, and writes once. Asking each about all others
// would take a minute.
func TestManyNodes(t *testing.T) {
	n := Fewer(20_000)
	var lines []string
	for i := range n {
		lines = append(lines,
			fmt.Sprintf(`{"node":"n%d","kind":"lease_acquire","resource":"r","token":%d,"time":%d,"duration_ms":50}`, i, i, leaseEpoch+100*i),
			fmt.Sprintf(`{"node":"n%d","kind":"write","resource":"r","token":%d,"accepted":true,"store":"s","time":%d}`, i, i, leaseEpoch+100*i+1))
	}
	in := inputOf(t, lines, skewOption(1e6))
	for _, c := range []Check{leaseOverlap, leaseFencing, leaseExpiredUse} {
		ev := c.Collect(in)
		if missing := strings.Join(ev.Missing, "; "); len(ev.Findings) > 0 || (missing != "") != (c.ID == leaseFencing.ID) {
			t.Errorf("%s: %d findings, missing %s", c.ID, len(ev.Findings), missing)
		}
	}
}
