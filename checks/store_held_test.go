package checks

import (
	"testing"

	"github.com/tracecausal/tracecausal/parse"
)

// TestAnyAbove: whether the clock that was returned beside some value counts a
// version, by its dot or, without one, by its clock.
func TestAnyAbove(t *testing.T) {
	at := func(a, b uint64) clock { return clock{{Name: "A", N: a}, {Name: "B", N: b}} }
	stamped := &version{vc: at(2, 1), hasVC: true, stamped: true}
	for _, c := range []struct {
		why  string
		list []*version
		v    *version
		want bool
	}{
		{"nothing returned", nil, &version{dot: dot{"A", 1}}, false},
		{"an unknown value", []*version{nil}, &version{dot: dot{"A", 1}}, false},
		{"an earlier dot", []*version{nil, stamped}, &version{dot: dot{"A", 1}}, true},
		{"its dot", []*version{stamped}, &version{dot: dot{"A", 2}}, true},
		{"a later dot", []*version{stamped}, &version{dot: dot{"A", 3}}, false},
		{"a later dot and a lower clock", []*version{stamped}, &version{dot: dot{"A", 3}, vc: at(1, 1), hasVC: true}, false},
		{"a lower clock", []*version{stamped}, &version{vc: at(1, 1), hasVC: true}, true},
		{"another clock", []*version{stamped}, &version{vc: at(1, 2), hasVC: true}, false},
		{"no clock", []*version{stamped}, &version{}, false},
		{"a clock that was put together", []*version{{vc: at(2, 1), hasVC: true}}, &version{dot: dot{"A", 1}}, false},
	} {
		if got := anyAbove(c.list, c.v); got != c.want {
			t.Errorf("%s: %v", c.why, got)
		}
	}
}

// TestNewer: whether something that is returned was not held before an event.
func TestNewer(t *testing.T) {
	a, b := &version{}, &version{}
	held := []hold{{version: a, at: 3}, {version: b, at: 7}}
	for _, c := range []struct {
		list []*version
		than parse.EventID
		want bool
	}{
		{nil, 5, false}, {[]*version{a}, 5, false}, {[]*version{a}, 3, true}, {[]*version{b}, 5, true},
		{[]*version{a, b}, 8, false}, {[]*version{a, b}, 7, true}, {[]*version{{}}, 9, true},
	} {
		if got := newer(c.list, held, c.than); got != c.want {
			t.Errorf("%d versions before %d: %v", len(c.list), c.than, got)
		}
	}
}
