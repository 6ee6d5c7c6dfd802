package parse

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestClocksWithKnownNames: a clock whose names the scanner knows from the one
// before is the clock that comes of reading each name, also where names come,
// go, change places or have zeros.
func TestClocksWithKnownNames(t *testing.T) {
	for seed := range uint64(20) {
		rnd := rand.New(rand.NewPCG(3, seed))
		names := []string{"A", "B", "C", "long-name-1", "long-name-2"}
		clocks := map[string][]uint64{"A": make([]uint64, 5), "B": make([]uint64, 5)}
		var plain, escaped strings.Builder
		for i := range 300 {
			node := []string{"A", "B"}[rnd.IntN(2)]
			clock := clocks[node]
			clock[rnd.IntN(5)] = rnd.Uint64N(4)
			if rnd.IntN(10) == 0 {
				rnd.Shuffle(5, func(i, j int) { names[i], names[j] = names[j], names[i] })
			}
			var entries []string
			for k, v := range clock[:5-rnd.IntN(2)*rnd.IntN(2)] {
				entries = append(entries, fmt.Sprintf(`"%s":%d`, names[k], v))
			}
			line := fmt.Sprintf(`{"node":"%s","event":"e%d","vc":{%s}}`+"\n", node, i, strings.Join(entries, ","))
			plain.WriteString(line)
			escaped.WriteString(strings.Replace(line, `"event"`, `"\u0065vent"`, 1)) // not plain, so read the strict way
		}
		read := func(text string) string { return describe(readAll(t, Options{}, Text("a.jsonl", text)).Runs) }
		if diff := cmp.Diff(read(escaped.String()), read(plain.String())); diff != "" {
			t.Fatalf("seed %d: -read name by name +known names\n%s", seed, diff)
		}
	}
}
