package parse

import (
	"math/rand/v2"
	"testing"
)

// TestColumns: a block says of every event what was said of it, however many came at
// a time, whichever of them said something in a column, and whenever there came one
// that differs in more bytes than those before.
func TestColumns(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 6))
	for range 200 {
		w := blockWriter{mem: &arena{}}
		n := 1 + rnd.IntN(3*blockSize)
		want := make([][numColumns]uint64, n)
		for at := 0; at < n; {
			some := min(1+rnd.IntN(1+rnd.IntN(blockSize)), blockSize-w.n, n-at)
			for c := range numColumns {
				if rnd.IntN(3) == 0 {
					continue
				}
				values, base, bits := make([]uint64, some), rnd.Uint64()>>rnd.IntN(65), rnd.IntN(65)*rnd.IntN(2)
				for i := range values {
					values[i] = base ^ rnd.Uint64()&(1<<bits-1)
					want[at+i][c] = values[i]
				}
				w.add(c, values)
			}
			w.advance(some)
			at += some
		}
		w.flush()
		if len(w.blocks) != (n+blockSize-1)/blockSize {
			t.Fatalf("%d blocks of %d events", len(w.blocks), n)
		}
		for i := range want {
			for c := range numColumns {
				if got := w.blocks[i>>blockBits].get(c, i%blockSize); got != want[i][c] {
					t.Fatalf("event %d of %d says %x in column %d, expected %x", i, n, got, c, want[i][c])
				}
			}
		}
	}
}
