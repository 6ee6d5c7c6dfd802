package parse

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// byName returns the entries of a clock as a map, nil for a clock that is none.
func byName(entries []NamedEntry) map[string]uint64 {
	m := make(map[string]uint64, len(entries))
	for _, e := range entries {
		m[string(e.Name)] = e.N
	}
	return m
}

// drawObjectClock draws a clock of some of the names in some order, with blanks,
// and now and then a name that stands twice or a count that is none.
func drawObjectClock(t *rapid.T) string {
	names := []string{"A", "B", "node-1", "node-10", "a name of more than sixteen bytes", "a name of mere than sixteen bytes", "Zürich", `a\\`, "eightfit"}
	count := rapid.SampledFrom([]string{"0", "1", "7", "42", "999999", "1234567", "12345678", "123456789012345678", "1234567890123456789", "01", "-1", "1.5", ""})
	if rapid.IntRange(0, 9).Draw(t, "sound") > 0 {
		count = rapid.SampledFrom([]string{"0", "1", "42", "1234567", "12345678"})
	}
	blank := rapid.SampledFrom([]string{"", "", " ", "  "}).Draw(t, "blank")
	order := rapid.Permutation(names).Draw(t, "order")[:rapid.SampledFrom([]int{1, 3, 9, 9, 9}).Draw(t, "names")]
	if rapid.IntRange(0, 9).Draw(t, "twice") == 0 {
		order[0] = order[len(order)-1]
	}
	var entries []string
	for _, name := range order {
		entries = append(entries, fmt.Sprintf(`"%s":%s%s`, name, blank, count.Draw(t, "count")))
	}
	return "{" + strings.Join(entries, ","+blank) + strings.Repeat(blank, rapid.IntRange(0, 1).Draw(t, "end")) + "}"
}

// TestClocksInAnyOrder reads clocks whose names come in ever other orders by one
// scanner, and finds in each what the strict reader finds.
func TestClocksInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var c clockScanner
		for range 6 {
			text := drawObjectClock(t)
			var want vectorStamp
			err := validJSON([]byte(text))
			if err == nil {
				err = readVector(&want, rawJSON(text))
			}
			line := []byte(text + "}\n" + strings.Repeat(" ", 3*wordBytes))
			c.reset()
			end := c.read(nil, line, 0)
			switch {
			case end == notPlain && err == nil && !strings.Contains(text, `\`) && !strings.Contains(text, "123456789012345678"):
				t.Fatalf("%s: declined", text)
			case end != notPlain && (err != nil || end != len(text)):
				t.Fatalf("%s: read to %d, but %v", text, end, err)
			case end != notPlain:
				if diff := cmp.Diff(byName(want.entries), byName(c.found.entries)); diff != "" {
					t.Fatalf("%s: %s", text, diff)
				}
			}
		}
	})
}

// TestKnownNamesHaveOneOrder: clocks of the same names have the number of one
// order, whatever the order they are written in; clocks of others do not.
func TestKnownNamesHaveOneOrder(t *testing.T) {
	var c clockScanner
	order := func(text string) uint64 {
		c.reset()
		if c.read(nil, []byte(text), 0) != len(text) {
			t.Fatalf("declined: %s", text)
		}
		return c.found.order
	}
	first := order(`{"A":1,"B":2,"a name beyond":3}`)
	if first == 0 || order(`{"a name beyond": 3, "B": 2, "A": 1}`) != first || order(`{"B":1,"A":1,"a name beyond":9}`) != first {
		t.Error("the order of the names tells")
	}
	if other := order(`{"A":1,"B":2}`); other == first {
		t.Error("fewer names have the number of all")
	}
}

// TestKnownNamesOfOneKey: names whose keys are equal are told apart, and more of
// them than are looked at are read all the same.
func TestKnownNamesOfOneKey(t *testing.T) {
	var c clockScanner
	var b bytes.Buffer
	for i := range 3 * maxProbes {
		fmt.Fprintf(&b, `,"a long head %04d and a long tail":%d`, i, i)
	}
	for range 3 {
		line := append(append([]byte{'{'}, b.Bytes()[1:]...), '}')
		if c.reset(); c.read(nil, line, 0) != len(line) || len(c.found.entries) != 3*maxProbes {
			t.Fatal("declined")
		}
		for i, e := range c.found.entries {
			if e.N != uint64(i) {
				t.Errorf("%s: %d", e.Name, e.N)
			}
		}
	}
}

// TestStampsScanned compares stamps that the scanner reads with the strict path.
func TestStampsScanned(t *testing.T) {
	r := newEventReader(&fileContext{opt: &Options{}})
	for _, object := range []string{`{"pt":1700000000123,"c":4}`, `{ "c": 4 , "l": 1700000000123 }`} {
		if line := []byte(`{"node":"A","hlc":` + object + `}`); !r.scan(line) || r.slots[eventKeys.ids["hlc"]].form&stampForm == 0 {
			t.Errorf("not scanned: %s", object)
		}
	}
	quick, strict := bothWays(&Options{})
	rapid.Check(t, func(t *rapid.T) {
		part := rapid.SampledFrom([]string{"pt", "c", "pt", "c", "l", "physical", "logical", "x", `p\u0074`})
		count := rapid.SampledFrom([]string{"0", "4", "1700000000123", "123456789012345678", "9223372036854775807", "9223372036854775808", "1.5", "-1", "007", `"1"`, "null"})
		var parts []string
		for range rapid.IntRange(0, 3).Draw(t, "parts") {
			parts = append(parts, fmt.Sprintf(`"%s":%s`, part.Draw(t, "part"), count.Draw(t, "count")))
		}
		line := `{"node":"A","hlc":{` + strings.Join(parts, ", ") + `}}`
		compareWays(t, quick, strict, line, "\n"+line)
	})
}

// TestEntriesOfKnownNames: where all names are known, an entry is what the strict
// reader takes it for, whatever its count, its blanks and what ends it.
func TestEntriesOfKnownNames(t *testing.T) {
	counts := []string{"0", "7", "42", "1234567", "12345678", "123456789", "01", "007", "", "-1", "1.5", "1e3", "x", "null", `"1"`}
	for k := range 3 {
		for _, count := range counts {
			for _, colon := range []string{":", ": ", ":  ", " :", "", ";"} {
				for _, mark := range []string{",", ", ", ",  ", " ,", "", ";", "}", "]"} {
					entries := []string{`"B":2`, `"name-7":3`, `"A":1`}
					entries[k], _, _ = strings.Cut(entries[k], ":")
					entries[k] += colon + count
					if k < 2 {
						entries[k] += mark + entries[k+1]
						entries = slices.Delete(entries, k+1, k+2)
					} else if mark = strings.TrimSpace(mark); mark != "," && mark != "" {
						entries[k] += mark
					}
					text := "{" + strings.Join(entries, ",") + "}"
					var c clockScanner
					for _, warm := range []string{`{"A":1,"B":2,"name-7":3}`, `{"name-7":3,"B":2,"A":1}`, `{"B":2,"A":1,"name-7":3}`, text} {
						c.reset()
						var want vectorStamp
						err := validJSON([]byte(warm))
						if err == nil {
							err = readVector(&want, rawJSON(warm))
						}
						end := c.read(nil, []byte(warm+"}\n"+strings.Repeat(" ", 3*wordBytes)), 0)
						if end == len(warm) && err != nil || end == notPlain && err == nil && !strings.Contains(warm, `"1"`) {
							t.Fatalf("%s: read to %d, but %v", warm, end, err)
						}
						if end == len(warm) {
							if diff := cmp.Diff(byName(want.entries), byName(c.found.entries)); diff != "" {
								t.Fatalf("%s: %s", warm, diff)
							}
						}
					}
				}
			}
		}
	}
}

// TestNamesThatAreNotKnown: where names are known, another is not taken for one of
// them, wherever it would lie among them.
func TestNamesThatAreNotKnown(t *testing.T) {
	const behind = "}\n                        "
	for i := range 300 {
		var c clockScanner
		other := fmt.Sprint("C", i)
		for _, text := range []string{`{"A":1,"B":2,"name-7":3}`, `{"name-7":3,"B":2,"A":1}`, `{"B":2,"A":1,"name-7":3}`, `{"` + other + `":5,"name-7":3,"A":1}`, `{"A":1,"` + other + `":5,"name-7":3}`} {
			c.reset()
			if end := c.read(nil, []byte(text+behind), 0); end == notPlain {
				continue // for the strict reader
			}
			var want vectorStamp
			if err := readVector(&want, rawJSON(text)); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(byName(want.entries), byName(c.found.entries)); diff != "" {
				t.Fatalf("%s: %s", text, diff)
			}
		}
	}
}
