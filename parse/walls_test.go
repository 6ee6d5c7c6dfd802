package parse

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestWalls compares the wall times of whole strands with those of their events,
// where all have one, some do, and none does.
func TestWalls(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for _, step := range []int64{0, 1, 1000, 1e9, 1e12} {
		for _, rate := range []int{0, 1, 3} {
			var b strings.Builder
			for i := range int64(1200) {
				fmt.Fprintf(&b, `{"node":"n%d"`, i%2+i/1000)
				if rate > 0 && rng.IntN(rate) == 0 {
					fmt.Fprintf(&b, `,"time":"%d.%09d"`, 1700000000+i*step/1e9, i*step%1e9)
				}
				b.WriteString("}\n")
			}
			run := readAll(t, Options{}, Text("x.jsonl", b.String())).Runs[0]
			seen := 0
			for s := range run.Strands() {
				for first, walls := range run.Walls(StrandID(s)) {
					for i, w := range walls {
						got, ok := w.NS()
						want, has := run.Event(first + EventID(i)).Wall()
						if got != want || ok != has {
							t.Fatalf("event %d: %d %t, want %d %t", first+EventID(i), got, ok, want, has)
						}
					}
					seen += len(walls)
				}
			}
			if want := map[bool]int{true: run.Len()}[rate > 0]; seen != want {
				t.Errorf("step %d, every %d: %d events, want %d", step, rate, seen, want)
			}
		}
	}
}
