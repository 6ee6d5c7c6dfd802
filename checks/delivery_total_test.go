package checks

import "testing"

// TestCompareNames: numbers at the end of names may count as numbers or as
// text, and where that matters nothing is sure.
func TestCompareNames(t *testing.T) {
	for _, test := range []struct {
		a, b  string
		order int
		sure  bool
	}{
		{"A", "B", -1, true}, {"B", "A", 1, true}, {"A", "A", 0, true},
		{"n1", "n2", -1, true}, {"n2", "n10", 1, false}, {"n10", "n2", -1, false},
		{"n2", "m10", 1, true}, {"2", "10", 1, false}, {"n", "n1", -1, true},
		{"n99999999999999999999", "n2", 1, true}, {"n1", "n01", 1, false},
		{"n9", "n10", 1, false}, {"n00", "n0", 1, false},
	} {
		if order, sure := compareNames(test.a, test.b); order != test.order || sure != test.sure {
			t.Errorf("compareNames(%q, %q) = %d, %v, want %d, %v", test.a, test.b, order, sure, test.order, test.sure)
		}
	}
}
