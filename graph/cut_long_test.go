package graph

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestCutsOfLongStrands: at the ends of the blocks by which messages are indexed,
// too, a cut of two nodes is entered by the messages that were sent outside.
func TestCutsOfLongStrands(t *testing.T) {
	for _, n := range []int{1<<minShift - 1, 1 << minShift, 1<<minShift + 1, 3 << minShift} {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `{"node":"A","kind":"send","to":"B","msg_id":%d}`+"\n", i+1)
			fmt.Fprintf(&b, `{"node":"B","kind":"receive","from":"A","msg_id":%d}`+"\n", i+1)
		}
		g := buildLog(t, b.String())
		for _, received := range []int{0, 1, 62, 63, 64, 65, n - 1, n} {
			received = min(received, n)
			for sent := range n + 1 {
				c := Cut{uint32(sent), uint32(received)}
				if bad := g.Inconsistent(c); len(bad) != max(0, received-sent) {
					t.Fatalf("cut %v: %d messages enter it", c, len(bad))
				}
				if got, want := g.LeastAbove(c), (Cut{uint32(max(sent, received)), uint32(received)}); !slices.Equal(got, want) {
					t.Fatalf("least above %v: %v", c, got)
				}
				if got, want := g.GreatestBelow(c), (Cut{uint32(sent), uint32(min(sent, received))}); !slices.Equal(got, want) {
					t.Fatalf("greatest below %v: %v", c, got)
				}
			}
		}
	}
}
