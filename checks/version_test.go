package checks

import (
	"testing"

	"github.com/tracecausal/tracecausal/parse"
)

// TestReadDot: the forms of a dot, and what is none.
func TestReadDot(t *testing.T) {
	for _, text := range []string{`["A",2]`, `{"A":2}`, `{"node":"A","counter":2}`, `{"node":"A","counter":"2"}`, `"A:2"`} {
		if d, ok := readDot(parse.RawValue(text)); !ok || d != (dot{"A", 2}) {
			t.Errorf("%s is the dot %v, %v", text, d, ok)
		}
	}
	for _, text := range []string{`[]`, `["A"]`, `["A",2,3]`, `["A","2"]`, `[1,2]`, `["A",0]`, `["A",-1]`, `["A",1.5]`, `["",2]`,
		`{}`, `{"A":2,"B":3}`, `{"node":"A"}`, `{"node":"A","counter":0}`, `{"node":"","counter":2}`,
		`{"node":["A"],"counter":2}`, `5`, `null`, `"A"`, `"A:x"`} {
		if d, ok := readDot(parse.RawValue(text)); ok {
			t.Errorf("%s is the dot %v", text, d)
		}
	}
}

// TestDescends: what the log says of whether one version is in the history of
// another.
func TestDescends(t *testing.T) {
	count := func(name string, n uint64) clock { return clock{{Name: name, N: n}} }
	put := &version{dot: dot{"A", 1}}
	for _, c := range []struct {
		why  string
		w, v *version
		want answer
	}{
		{"a version is its own history", put, put, yes},
		{"two records of one dot", &version{dot: dot{"A", 1}}, put, yes},
		{"nothing is known of either", &version{}, &version{}, untold},
		{"its context holds the dot", &version{context: count("A", 1), hasContext: true}, put, yes},
		{"its context holds less", &version{context: count("A", 1), hasContext: true}, &version{dot: dot{"A", 2}}, no},
		{"its context is of another node", &version{context: count("B", 9), hasContext: true}, put, no},
		{"its clock holds the dot", &version{vc: count("A", 1), hasVC: true}, put, yes},
		{"its context holds the clock", &version{context: count("A", 2), hasContext: true}, &version{vc: count("A", 2), hasVC: true}, yes},
		{"its context does not hold the clock", &version{context: count("A", 1), hasContext: true}, &version{vc: count("A", 2), hasVC: true}, no},
		{"a blind put has no history", &version{hasContext: true}, &version{}, no},
		{"it does not hold what the other had read", &version{context: count("A", 1), hasContext: true}, &version{context: count("A", 2), hasContext: true}, no},
		{"it holds what the other had read, and perhaps more", &version{context: count("A", 2), hasContext: true}, &version{context: count("A", 2), hasContext: true}, untold},
		{"nothing tells what the other had read", &version{context: count("A", 2), hasContext: true}, &version{context: count("A", 3)}, untold},
	} {
		if got := c.w.descends(c.v); got != c.want {
			t.Errorf("%s: %d, want %d", c.why, got, c.want)
		}
	}
}

// TestMayGet: whether a put that was logged without its clock may be a version
// that was returned with one.
func TestMayGet(t *testing.T) {
	at := func(a, b uint64) clock { return clock{{Name: "A", N: a}, {Name: "B", N: b}} }
	put := func(change func(v *version)) *version {
		v := &version{put: 7, context: at(1, 2), hasContext: true}
		change(v)
		return v
	}
	for _, c := range []struct {
		why  string
		v    *version
		vc   clock
		want bool
	}{
		{"above its context", put(func(*version) {}), at(2, 2), true},
		{"its context", put(func(*version) {}), at(1, 2), false},
		{"beside its context", put(func(*version) {}), at(2, 1), false},
		{"not logged", put(func(v *version) { v.put = parse.NoEvent }), at(2, 2), false},
		{"known to have another", put(func(v *version) { v.hasVC = true }), at(2, 2), false},
		{"with a dot and a context", put(func(v *version) { v.dot = dot{"A", 2} }), at(2, 2), false},
		{"with a dot that it counts", &version{put: 7, dot: dot{"A", 2}}, at(2, 2), true},
		{"with a dot that it does not count", &version{put: 7, dot: dot{"A", 3}}, at(2, 2), false},
	} {
		if got := c.v.mayGet(c.vc); got != c.want {
			t.Errorf("%s: %v", c.why, got)
		}
	}
}
