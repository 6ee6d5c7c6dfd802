package parse

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// TestLookup names events by position, by life and by place.
func TestLookup(t *testing.T) {
	rows := []testRow{
		{file: 0, line: 1, node: "A"},
		{file: 0, line: 2, node: "A"},
		{file: 0, line: 3, node: "A", kind: Start, life: "2"},
		{file: 0, line: 4, node: "x:y@z"},
		{file: 0, line: 5, node: "B"},
		{file: 0, line: 5, node: "C"},
		{file: 1, line: 1, node: "logs/b.log"},
		{file: 1, line: 2, node: "D"},
		{file: 2, line: 1, node: "E"},
		{file: 5, line: 1, node: "F"},
	}
	runs, _, diag := assembleRows(t, []string{"a.log", "logs/b.log", "old/a.log", "x/c.log", "y/c.log", "c.log", "x/d.log", "y/d.log"}, Options{}, rows)
	if diag != nil || len(runs) != 1 {
		t.Fatalf("%d runs, %v", len(runs), diag)
	}
	for _, c := range []struct{ name, want string }{
		{"A:1", "A:1"}, {"A:2", "A:2"}, {"A@2:1", "A@2:1"}, {"A@1:2", "A:2"},
		{"x:y@z:1", "x:y@z:1"},
		{"a.log:3", "A@2:1"}, {"a.log:5", "B:1 C:1"}, {"old/a.log:1", "E:1"}, {"./a.log:1", "A:1"},
		{"b.log:2", "D:1"}, {"logs/b.log:1", "logs/b.log:1"}, {"./logs/b.log:2", "D:1"},

		{"A:3", `node "A" has 2 events in life 1, none at position 3`},
		{"A@3:1", `node "A" has 2 lives, not 3`},
		{"A:0", "does not name an event"}, {"A", "does not name an event"}, {"A:x", "does not name an event"},
		{"c.log:1", "F:1"}, {"a.log:102", `no event of this run was read from line 102`}, {"d.log:1", "several files are called"},
		{"a.log:9", `no event of this run was read from line 9 of "a.log"`},
		{"a.log:99999999999", "no event of this run"},
		{"A@2:1", "A@2:1"}, {"A@2:2", `node "A" has 1 event in life 2, none at position 2`}, {"B:7", `node "B" has 1 event, none at position 7`},
		{"A@x:1", `no node and no file is called "A@x"`}, {"Z@1:1", `no node and no file is called "Z@1"`}, {":1", `no node and no file is called ""`},
		{"A:99999999999999999999", "does not name an event"},
		{"nosuch:1", `no node and no file is called "nosuch"; the nodes are A, B, C, D, E, F, logs/b.log, x:y@z`},
	} {
		if got := lookupNames(runs[0], c.name); got != c.want && !strings.Contains(got, c.want) {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

// TestEventsOnLines: the events of a line are those that were read from it, be
// the lines dense or far apart, in order or not, and of several runs.
func TestEventsOnLines(t *testing.T) {
	for _, gap := range []int{1, 3, 1000} {
		rnd := rand.New(rand.NewPCG(1, uint64(gap)))
		var rows []testRow
		line := 5
		for range 700 {
			row := testRow{line: line, node: string(rune('A' + rnd.IntN(4))), run: string(rune('x' + rnd.IntN(2))), seq: 1 + rnd.Int64N(500)}
			rows = append(rows, row)
			if rnd.IntN(4) > 0 {
				line += 1 + rnd.IntN(gap)
			}
		}
		rows = append(rows, testRow{line: line + 100_000, node: "A", run: "x", seq: 501})
		runs, _, err := assembleRows(t, []string{"a.log"}, Options{}, rows)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range runs {
			events := map[uint64][]EventID{}
			for e := range EventID(r.Len()) {
				l := uint64(r.Event(e).Source().Line)
				events[l] = append(events[l], e)
			}
			for i := range 3 * len(rows) {
				want := uint64(rows[i/3].line + i%3 - 1) // the lines before and after too
				if got := r.onLine(want); !slices.Equal(got, events[want]) {
					t.Fatalf("line %d: got %v, want %v", want, got, events[want])
				}
			}
		}
	}
}

func lookupNames(r *Run, name string) string {
	ids, err := r.Lookup(name)
	if err != nil {
		return err.Error()
	}
	var names []string
	for _, id := range ids {
		names = append(names, r.Event(id).Name())
	}
	return strings.Join(names, " ")
}

// TestLookupInTheFirstFile: a file is found by the last part of its path, the
// first too.
func TestLookupInTheFirstFile(t *testing.T) {
	runs, _, diag := assembleRows(t, []string{"logs/a.log"}, Options{}, []testRow{{line: 1, node: "A"}})
	if diag != nil {
		t.Fatal(diag)
	}
	if got := lookupNames(runs[0], "a.log:1"); got != "A:1" {
		t.Error(got)
	}
}

func TestNodeNames(t *testing.T) {
	for n, want := range map[int]string{
		1:            "the only node is n0",
		maxNames:     "the nodes are n0, n1, n2, n3, n4, n5, n6, n7",
		maxNames + 2: "the nodes are n0, n1, n2, n3, n4, n5, n6, n7 and 2 more",
	} {
		var rows []testRow
		for i := range n {
			rows = append(rows, testRow{line: i + 1, node: fmt.Sprintf("n%d", i)})
		}
		runs, _, diag := assembleRows(t, []string{"a.log"}, Options{}, rows)
		if diag != nil {
			t.Fatal(diag)
		}
		if got := runs[0].NodeNames(); got != want {
			t.Errorf("%d nodes: %s", n, got)
		}
	}
}
