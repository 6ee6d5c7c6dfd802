package checks

import (
	"fmt"
	"testing"
)

// TestManyFailoversAtOnce: each of many concurrent failovers replaces an oracle
// with many timestamps, the last of which is greater than the new one's first.
// To look at all of them for each would take a minute.
func TestManyFailoversAtOnce(t *testing.T) {
	n := Fewer(30_000)
	var lines []string
	for i := range n {
		lines = append(lines, fmt.Sprintf(`{"node":"old","kind":"timestamp","pt":%d,"c":0}`, 1000+i),
			fmt.Sprintf(`{"node":"n%d","kind":"failover","new_oracle":"o%d"}`, i%10, i),
			fmt.Sprintf(`{"node":"n%d","kind":"timestamp","pt":%d,"c":1,"oracle":"o%d"}`, i%10, 1000+i, i))
	}
	if ev := collectFailover(inputOf(t, lines, Options{})); ev.Total == 0 {
		t.Error("nothing is found")
	}
}

// TestPeak compares the greatest of every part of a stretch with a look at all.
func TestPeak(t *testing.T) {
	values := []int64{5, 3, 9, 9, 1, 7, 2, 9, 4, 4, 8}
	tl := &timeline{}
	for n := 1; n <= len(values); n++ {
		s := &stretch{}
		tl.issues = nil
		for i, v := range values[:n] {
			tl.issues, s.issues = append(tl.issues, issue{value: oracleTime{pt: v}}), append(s.issues, i)
		}
		s.plant(tl)
		for from := range n + 1 {
			for until := from; until <= n; until++ {
				want := -1
				for i := from; i < until; i++ {
					if want < 0 || values[i] > values[want] {
						want = i
					}
				}
				if got := s.peak(tl, from, until); got != want {
					t.Errorf("of %v[%d:%d] the greatest is at %d, want %d", values[:n], from, until, got, want)
				}
			}
		}
	}
}
