package parse

import (
	"fmt"
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

// TestInternTellsLongTexts whose keys, which are hints, are the same or would be
// if they were taken for exact.
func TestInternTellsLongTexts(t *testing.T) {
	table := newTable()
	for round := range 2 {
		for i, text := range []string{"abcdefgh, a long name", "abcdefg\xe8, a long name", "abcdefga", "abcdefgi", "abcdefg"} {
			if id := table.intern([]byte(text)); id != uint32(i+1) || table.text(id) != text {
				t.Errorf("round %d: %q has id %d, which is %q", round, text, id, table.text(id))
			}
		}
	}
}

// TestTableGrows: texts keep their ids while the table grows.
func TestTableGrows(t *testing.T) {
	table := newTable()
	for range 2 {
		for i := range 4 * minTableSlots {
			if id := table.internString(fmt.Sprint("text ", i)); id != uint32(i+1) {
				t.Fatalf("text %d has id %d", i, id)
			}
		}
	}
}
