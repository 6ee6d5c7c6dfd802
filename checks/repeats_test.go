package checks

import (
	"fmt"
	"hash/maphash"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestRepeats compares the groups with those of a map, also where many items
// are equal and where hashes collide.
func TestRepeats(t *testing.T) {
	for seed := range uint64(Fewer(60)) {
		rng := rand.New(rand.NewPCG(seed, 3))
		n := rng.IntN(1 << rng.IntN(18))
		if seed%4 == 3 {
			n %= 2000 // nearly all hashes collide
		}
		values := 1 + rng.IntN(1+n*2)
		mask := ^uint64(0) >> (20 * (seed % 4)) << (10 * (seed % 3)) // of bits that differ
		items := make([]int, n)
		r := newRepeats(rng.IntN(n+1) << rng.IntN(14)) // also for far more than there are: in the most parts
		want := map[int][]uint32{}
		key := maphash.MakeSeed()
		for i := range items {
			items[i] = rng.IntN(values)
			r.add(maphash.Comparable(key, items[i])&mask, uint32(i))
			want[items[i]] = append(want[items[i]], uint32(i))
		}
		got := map[int][]uint32{}
		for g := range r.groups(func(a, b uint32) bool { return items[a] == items[b] }) {
			if got[items[g[0]]] != nil {
				t.Fatalf("seed %d: two groups of %d", seed, items[g[0]])
			}
			got[items[g[0]]] = slices.Clone(g)
		}
		for v, list := range want {
			if len(list) > 1 && !slices.Equal(got[v], list) {
				t.Fatalf("seed %d: %d items of %d values: %d is at %v, want %v", seed, n, values, v, got[v], list)
			}
			if len(list) == 1 && got[v] != nil {
				t.Fatalf("seed %d: %d stands alone, and is in group %v", seed, v, got[v])
			}
		}
	}
}

// TestRepeatsOfMany adds more items than were told of, so that tables grow with
// what is in them.
func TestRepeatsOfMany(t *testing.T) {
	const values = 50_000
	r, key := newRepeats(0), maphash.MakeSeed()
	for i := range uint32(2 * values) {
		r.add(maphash.Comparable(key, i%values), i)
	}
	n := 0
	for g := range r.groups(func(a, b uint32) bool { return a%values == b%values }) {
		if n++; len(g) != 2 || g[0]+values != g[1] {
			t.Fatalf("group %v, want a number and that number and %d", g, values)
		}
	}
	if n != values {
		t.Errorf("%d groups of %d", n, values)
	}
}

// BenchmarkRepeats looks for repeats among numbers that are all different.
func BenchmarkRepeats(b *testing.B) {
	for _, n := range []int{1_000_000, 10_000_000, 100_000_000} {
		b.Run(fmt.Sprintf("n=%d", n), func(b *testing.B) {
			key := maphash.MakeSeed()
			b.ReportAllocs()
			for b.Loop() {
				r := newRepeats(n)
				for i := range uint32(n) {
					r.add(maphash.Comparable(key, uint64(i)), i)
				}
				for g := range r.groups(func(a, b uint32) bool { return a == b }) {
					b.Fatal(g)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/item")
		})
	}
}
