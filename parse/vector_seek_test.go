package parse

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestSeek: a cursor that jumps about shows the clocks that random access shows.
func TestSeek(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	var column vectorColumn
	const n = 3*markEvery + 7
	v := Vector{{Node: 0, N: 1}, {Node: 2, N: 5}}
	for range n {
		v[rnd.IntN(2)].N++
		column.add(v, rnd.IntN(4) > 0)
	}
	cur := VectorCursor{column: &column, data: column.data, event: NoEvent}
	for range 2000 {
		e := EventID(rnd.IntN(n))
		cur.Seek(e)
		want, has := column.at(int(e))
		got := Vector(nil)
		if cur.Has() {
			got = cur.Clock()
		}
		if diff := cmp.Diff(fmt.Sprint(want, has), fmt.Sprint(got, cur.Has())); diff != "" || cur.Event() != e {
			t.Fatalf("event %d: %s", e, diff)
		}
	}
}
