package parse

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// drawnClock is a vector clock as a line writes it: names and their counts.
type drawnClock struct {
	names  []string
	counts []uint64
}

// text writes the clock as an object, or as an array.
func (c *drawnClock) text(array bool, blank string) string {
	var parts []string
	for i, n := range c.counts {
		if array {
			parts = append(parts, fmt.Sprint(n))
		} else {
			parts = append(parts, fmt.Sprintf(`"%s":%d`, c.names[i], n))
		}
	}
	text := strings.Join(parts, ","+blank)
	if array {
		return "[" + text + "]"
	}
	return "{" + text + "}"
}

// TestClocksReadByTheLast reads logs whose clocks differ from the node's last
// one in few counts, in their numbers of digits, in the order of their names, in
// zeros and in blanks, and finds each clock as it was written.
func TestClocksReadByTheLast(t *testing.T) {
	names := []string{"A", "B", "a node of a long name", "node-1"}
	rapid.Check(t, func(t *rapid.T) {
		array := rapid.Bool().Draw(t, "array")
		count := rapid.SampledFrom([]uint64{0, 1, 9, 10, 11, 12, 98, 99, 100, 4711, 4712, 12345678, 1 << 60, 1<<60 + 1})
		clocks := map[string]*drawnClock{}
		want := map[string][]string{}
		var log strings.Builder
		for i := range rapid.IntRange(1, 40).Draw(t, "lines") {
			node := rapid.SampledFrom(names[:3]).Draw(t, "node")
			c := clocks[node]
			if c == nil || rapid.IntRange(0, 9).Draw(t, "anew") == 0 {
				c = &drawnClock{names: rapid.Permutation(names).Draw(t, "names"), counts: make([]uint64, len(names))}
				if array {
					c.names = names
				}
				clocks[node] = c
			}
			for range rapid.IntRange(0, 2).Draw(t, "changes") {
				c.counts[rapid.IntRange(0, len(names)-1).Draw(t, "place")] = count.Draw(t, "count")
			}
			for k, name := range c.names {
				if name == node {
					c.counts[k] = uint64(1000 + i) // so that the lines stand in program order
				}
			}
			blank := strings.Repeat(" ", max(0, rapid.IntRange(-9, 1).Draw(t, "blank")))
			fmt.Fprintf(&log, `{"node":"%s","vc":%s}`+"\n", node, c.text(array, blank))
			text := ""
			for _, name := range names {
				for k := range c.names {
					if c.names[k] == name && c.counts[k] > 0 {
						text += fmt.Sprintf(" %s:%d", name, c.counts[k])
					}
				}
			}
			want[node] = append(want[node], text)
		}
		if diff := cmp.Diff(want, clocksIn(t, Options{Nodes: names}, log.String())); diff != "" {
			t.Errorf("%s\n%s", log.String(), diff)
		}
	})
}

// clocksIn reads a log and returns the clocks of each node's events.
func clocksIn(t *rapid.T, opt Options, log string) map[string][]string {
	read, err := Read(t.Context(), []File{Text("a.jsonl", log)}, opt)
	if err != nil || read.Bad() > 0 {
		t.Fatalf("%v, %d bad lines\n%s", err, read.Bad(), log)
	}
	run, got := read.Runs[0], map[string][]string{}
	for s, st := range run.Strands() {
		c := run.VectorCursor(StrandID(s))
		for range st.Len {
			c.Next()
			text := ""
			for _, e := range c.Clock() {
				text += fmt.Sprintf(" %s:%d", run.Nodes()[e.Node].Name, e.N)
			}
			name := run.Nodes()[st.Node].Name
			got[name] = append(got[name], text)
		}
	}
	return got
}

// TestChangedCounts: a clock says in which
// counts it differs from the one before it at its node.
func TestChangedCounts(t *testing.T) {
	d := newJSONLines(&fileContext{opt: &Options{}})
	numbers := map[string]uint64{}
	for i, line := range []struct {
		node, clock, want string
	}{
		{"A", `{"A":1,"B":0}`, "no"},
		{"A", `{"A":2,"B":0}`, "[0]"},
		{"A", `{"A":3,"B":0}`, "[0]"},
		{"B", `{"A":3,"B":1}`, "no"},
		{"A", `{"A":9,"B":7}`, "[0 1]"},
		{"A", `{"A":10,"B":7}`, "no"}, // a digit more
		{"A", `{"A":10,"B":7}`, "[]"},
		{"A", `{"A":11,"B":7}`, "[0]"},
		{"B", `{"A":3,"B":2}`, "[1]"},
		{"A", `{"A":12,"C":7}`, "no"},
	} {
		got := "no"
		_, err := d.decode([]byte(`{"node":"` + line.node + `","vc":` + line.clock + "}\n        ")[:len(`{"node":"A","vc":}`)+len(line.clock)], func(rec *Record) {
			if rec.Clock.since != 0 {
				got = fmt.Sprint(rec.Clock.changed)
				if rec.Clock.since != numbers[line.node] {
					t.Errorf("line %d differs from clock %d, not %d", i, rec.Clock.since, numbers[line.node])
				}
			}
			numbers[line.node] = rec.Clock.number
		})
		if err != nil || got != line.want {
			t.Errorf("line %d: %s of %s, changed %s, want %s, %v", i, line.clock, line.node, got, line.want, err)
		}
	}
}

// TestChangesOfPermutedNames: in whatever order a clock names its nodes, what
// changed stands by rising node.
func TestChangesOfPermutedNames(t *testing.T) {
	log, err := readWith(1, 1<<20, Options{}, Text("x.jsonl", `{"node":"A","vc":{"A":1,"B":1,"C":1,"D":1},"event":"some text"}
{"node":"D","vc":{"D":1,"C":1,"B":1,"A":1},"event":"some text"}
{"node":"D","vc":{"D":2,"C":2,"B":2,"A":1},"event":"some text"}
{"node":"D","vc":{"D":3,"C":3,"B":3,"A":1},"event":"some text"}
`))
	if err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	cur := run.VectorCursor(1)
	for range 3 {
		cur.Next()
	}
	if diff := cmp.Diff([]Entry{{1, 3}, {2, 3}, {3, 3}}, cur.Changed()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestUpdateCount: a count is taken iff it is one and fills its place, and nothing
// beside the place changes.
func TestUpdateCount(t *testing.T) {
	for digits := 1; digits <= 18; digits++ {
		for at := -1; at < digits; at++ {
			for _, odd := range []byte("0x") {
				count := []byte("987654321987654321"[:digits])
				want := at < 0
				if at >= 0 {
					count[at] = odd
					want = odd == '0' && (at > 0 || digits == 1)
				}
				before, from := "["+strings.Repeat("1", digits)+",12345678]", "["+string(count)+",12345678]"
				last, line := (&lastClocks{}).of([]byte("n")), []byte(from+strings.Repeat("x", wordBytes))
				var c lastClocks
				c.note(last, &vectorStamp{counts: []uint64{1, 12345678}}, []span{{1, 1 + digits}, {2 + digits, 10 + digits}}, []byte(before))
				if ok := last.read(line, 0, false) != notPlain; ok != want || ok && (fmt.Sprint(last.clock.counts) != "["+string(count)+" 12345678]" || string(last.text[:len(from)]) != from) {
					t.Errorf("%s: got %d, %v, and %s", count, last.clock.counts, ok, last.text)
				}
			}
		}
	}
}
