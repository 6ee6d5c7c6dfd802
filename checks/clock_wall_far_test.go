package checks

import (
	"math"
	"testing"
	"time"
)

// TestFarWallClocks: clocks that are more than 292 years apart, which is more
// than 64 bits of nanoseconds tell, are compared all the same.
func TestFarWallClocks(t *testing.T) {
	skew := time.Hour
	for _, c := range []struct {
		send, receive string
		broken        bool
	}{
		{"1700-01-01T00:00:00Z", "2200-01-01T00:00:00Z", false},
		{"2200-01-01T00:00:00Z", "1700-01-01T00:00:00Z", true},
	} {
		in := inputOf(t, []string{
			`{"node":"A","kind":"send","to":"B","msg_id":1,"time":"` + c.send + `"}`,
			`{"node":"B","kind":"receive","from":"A","msg_id":1,"time":"` + c.receive + `"}`,
		}, Options{MaxSkew: &skew})
		if ev := clockWall.Collect(in); len(ev.Findings) > 0 != c.broken {
			t.Errorf("sent %s, received %s: %d findings", c.send, c.receive, len(ev.Findings))
		}
	}
	for _, c := range [][3]int64{
		{3, 7, 4}, {7, 3, -4}, {-math.MaxInt64, math.MaxInt64, math.MaxInt64}, {math.MaxInt64, -math.MaxInt64, -math.MaxInt64},
		{-1, math.MaxInt64, math.MaxInt64}, {1, -math.MaxInt64, -math.MaxInt64}, {0, math.MaxInt64, math.MaxInt64},
	} {
		if got := elapsed(c[0], c[1]); got != c[2] {
			t.Errorf("from %d to %d: %d, want %d", c[0], c[1], got, c[2])
		}
	}
}
