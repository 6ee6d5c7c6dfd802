package parse

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestTableInterns compares tables with a map, over several rounds, as the
// chunks of a log fill them.
func TestTableInterns(t *testing.T) {
	long := strings.Repeat("long ", lastTextPage/4) // more than a page
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.Custom(func(t *rapid.T) string {
			if rapid.IntRange(0, 40).Draw(t, "kind") == 0 {
				return long[rapid.IntRange(0, 3).Draw(t, "cut"):]
			}
			return rapid.StringN(0, 12, 24).Draw(t, "text")
		})
		chunk, whole := newTable(), newTable()
		inWhole := map[string]uint32{"": 0}
		for range rapid.IntRange(1, 3).Draw(t, "chunks") {
			chunk.reset()
			ids := map[string]uint32{"": 0}
			for _, s := range rapid.SliceOfN(text, 0, 200).Draw(t, "texts") {
				want, known := ids[s]
				if !known {
					want = uint32(len(ids))
					ids[s] = want
				}
				if got := chunk.intern([]byte(s)); got != want {
					t.Fatalf("%.20q has id %d, want %d", s, got, want)
				}
				if got := chunk.internString(s); got != want {
					t.Fatalf("%.20q as a string has id %d, want %d", s, got, want)
				}
			}
			remap := whole.internAll(nil, chunk)
			if len(remap) != len(ids) || chunk.len() != len(ids) {
				t.Fatalf("%d texts, translated to %d, want %d", chunk.len(), len(remap), len(ids))
			}
			for s, id := range ids {
				if got, known := inWhole[s]; known && got != remap[id] {
					t.Fatalf("%.20q has id %d, then %d", s, got, remap[id])
				}
				inWhole[s] = remap[id]
			}
		}
		whole.seal()
		for s, id := range inWhole {
			if got := whole.text(id); got != s {
				t.Fatalf("text %d is %.20q, want %.20q", id, got, s)
			}
		}
	})
}

// TestInternTellsTextsOfOneKey: a long text whose key would be that of a short
// one, were they not kept apart.
func TestInternTellsTextsOfOneKey(t *testing.T) {
	const long = "J5684927phrdl6jl"
	table := newTable()
	if first, second := table.intern([]byte(long)), table.intern([]byte("A")); first == second {
		t.Errorf("%q is taken for %q", "A", table.text(second))
	}
}
