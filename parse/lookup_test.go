package parse

import (
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
	}
	runs, _, diag := assembleRows(t, []string{"a.log", "logs/b.log", "old/a.log"}, Options{}, rows)
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
		{"a.log:9", `no event of this run was read from line 9 of "a.log"`},
		{"a.log:99999999999", "no event of this run"},
		{"nosuch:1", `no node and no file is called "nosuch"; the nodes are A, B, C, D, E, logs/b.log, x:y@z`},
	} {
		if got := lookupNames(runs[0], c.name); got != c.want && !strings.Contains(got, c.want) {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
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
