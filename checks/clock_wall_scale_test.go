package checks

import (
	"fmt"
	"testing"
)

// TestManyWallClocks: a hundred thousand nodes with wall times are not looked
// at pair by pair; only those that exchanged messages are.
func TestManyWallClocks(t *testing.T) {
	var lines []string
	for i := range Fewer(100_000) {
		lines = append(lines, fmt.Sprintf(`{"node":"n%d","time":%d}`, i, leaseEpoch+i))
	}
	in := inputOf(t, lines, Options{})
	if ev := clockWall.Collect(in); len(ev.Findings) > 0 || ev.Examined == "" {
		t.Errorf("%d findings, examined %q", len(ev.Findings), ev.Examined)
	}
}
