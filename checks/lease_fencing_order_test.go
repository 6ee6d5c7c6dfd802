package checks

import (
	"fmt"
	"slices"
	"testing"
)

// TestIssuersOfOneGrant: two tables list the same two grants. Tokens that fall
// in both fell, those that fall in one may have, and the names of the tables do
// not matter, nor does a release that tells which of them is the server.
func TestIssuersOfOneGrant(t *testing.T) {
	grant := func(node string, token int) string {
		return fmt.Sprintf(`{"node":%q,"kind":"lease_acquire","resource":"file","holder":"w%d","token":%d}`, node, token, token)
	}
	release := func(node string, token int) string {
		return fmt.Sprintf(`{"node":%q,"kind":"lease_release","resource":"file","holder":"w%d","token":%d}`, node, token, token)
	}
	for _, names := range [][2]string{{"s1", "s2"}, {"s2", "s1"}} {
		a, b := names[0], names[1]
		for _, c := range []struct {
			name  string
			lines []string
			want  []Certainty
		}{
			{"both fall", []string{grant(a, 4), grant(a, 3), grant(b, 4), grant(b, 3)}, []Certainty{Definite}},
			{"one falls", []string{grant(a, 4), grant(a, 3), grant(b, 3), grant(b, 4)}, []Certainty{Possible}},
			{"the server's fall", []string{grant(a, 4), release(a, 4), grant(a, 3), grant(b, 3), grant(b, 4)}, []Certainty{Definite}},
			{"the watcher's fall", []string{grant(a, 4), grant(a, 3), grant(b, 3), release(b, 3), grant(b, 4)}, nil},
		} {
			var got []Certainty
			for _, f := range collectFencing(inputOf(t, c.lines, Options{})).Findings {
				got = append(got, f.Certainty)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%s, of %s and %s: %v, want %v", c.name, a, b, got, c.want)
			}
		}
	}
}
