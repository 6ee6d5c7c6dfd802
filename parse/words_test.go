package parse

import "testing"

func TestPlural(t *testing.T) {
	for _, c := range []struct {
		n    int
		noun string
		want string
	}{
		{0, "event", "0 events"},
		{1, "entry", "1 entry"},
		{2, "entry", "2 entries"},
		{2, "journey", "2 journeys"},
		{2, "life", "2 lives"},
		{999, "line", "999 lines"},
		{1204, "line", "1,204 lines"},
		{1234567, "line", "1,234,567 lines"},
		{-999, "second", "-999 seconds"},
		{-1000, "second", "-1,000 seconds"},
	} {
		if got := Plural(c.n, c.noun); got != c.want {
			t.Errorf("Plural(%d, %q) = %q, want %q", c.n, c.noun, got, c.want)
		}
	}
}
