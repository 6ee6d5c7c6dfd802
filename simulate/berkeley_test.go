package simulate

import "testing"

// TestBerkeleyRound computes the round that the course prints: leader B at
// 20.000 s, A reports 20.004 s after 8 ms and C 20.012 s after 12 ms. The
// average is that of A and C; B's own clock has no part in it.
func TestBerkeleyRound(t *testing.T) {
	reports := []berkeleyReport{{node: "A", time: 20_004_000, rtt: 8000}, {node: "C", time: 20_012_000, rtt: 12000}}
	half := func(rtt micro) micro { return rtt / 2 }
	average := averageReports(20_000_000, reports, half)
	if average != 20_003_000 || average-20_000_000 != 3000 {
		t.Errorf("the average is %v ms, and B is corrected by %v ms", average, average-20_000_000)
	}
	if a, c := reports[0], reports[1]; a.adjustment != -1000 || c.adjustment != -9000 || !a.used || !c.used {
		t.Errorf("A and C are told %v ms and %v ms, used %v and %v", a.adjustment, c.adjustment, a.used, c.used)
	}
}
