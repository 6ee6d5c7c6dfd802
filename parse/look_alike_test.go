package parse

import "testing"

// Names are told apart to the byte; those that a reader may take for each other
// are pointed out, and no others.
func TestLookAlikes(t *testing.T) {
	for _, test := range []struct {
		names []string
		a, b  string
	}{
		{[]string{"N1", "n1"}, "N1", "n1"},
		{[]string{"A", "NODE", "Node"}, "NODE", "Node"},
		{[]string{"Zoe\u0308", "Zo\u00eb"}, "Zoe\u0308", "Zo\u00eb"},
		{[]string{"n1", "n1\u200b"}, "n1\u200b", "n1"},
		{[]string{"\u017dofia", "z\u030cofia"}, "\u017dofia", "z\u030cofia"},
		{names: []string{"n1", "n2", "\u4eca\u65e5", "\u4eca\u65e6", "\u00d0", "d", "B", "a"}},
		{[]string{"\u00c0", "a"}, "\u00c0", "a"},
		{names: []string{"\u0180", "b", "\u00bf"}}, // beside the table of accents
		{names: []string{"n1"}},
		{},
	} {
		var nodes []Node
		for _, name := range test.names {
			nodes = append(nodes, Node{Name: name})
		}
		a, b, ok := firstLookAlikes(nodes)
		if a != test.a || b != test.b || ok != (test.a != "") {
			t.Errorf("%q: got %q and %q, %v; expected %q and %q", test.names, a, b, ok, test.a, test.b)
		}
	}
}
