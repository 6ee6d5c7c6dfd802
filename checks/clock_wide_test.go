package checks

import (
	"fmt"
	"strings"
	"testing"
)

// TestWideClocks: where node after node knows of all before it, so that every
// entry is new, few clocks are read back for each; all of them were a cube.
func TestWideClocks(t *testing.T) {
	const nodes = 400
	var b, clock strings.Builder
	for n := range nodes {
		fmt.Fprintf(&clock, `,"n%d":1`, n)
		fmt.Fprintf(&b, `{"node":"n%d","vc":{%s}}`+"\n", n, clock.String()[1:])
	}
	c := newVectorCheck(textInput(t, b.String()))
	c.walkAll()
	if c.found.total > 0 {
		t.Errorf("%d findings", c.found.total)
	}
	if n := cap(c.read); n == 0 || n > 64 { // a random order has 7 that know more than those before, give or take 2
		t.Errorf("up to %d clocks were read back for one of %d entries", n, nodes)
	}
}
