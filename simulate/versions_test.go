package simulate

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestDynamoFigure writes the versions of figure 3 of the Dynamo paper: D1 and
// D2 through Sx, D3 through Sy and D4 through Sz, both from D2, and D5 through
// Sx by a client that had read D3 and D4.
func TestDynamoFigure(t *testing.T) {
	run := &versionRun{Setup: &Setup{}}
	x, y, z := newVersionReplica(run, "Sx"), newVersionReplica(run, "Sy"), newVersionReplica(run, "Sz")
	write := func(r *versionReplica, value string, read siblings) {
		t.Helper()
		if _, ok := r.write(putBody{"object", value, read.clock()}); !ok {
			t.Fatalf("%s refuses %s", r.name, value)
		}
	}
	replicate := func(from *versionReplica, to ...*versionReplica) {
		for _, r := range to {
			for _, v := range from.keys["object"] {
				r.keep("object", v)
			}
		}
	}
	holds := func(r *versionReplica, want ...sibling) {
		t.Helper()
		if diff := cmp.Diff(siblings(want), r.keys["object"]); diff != "" {
			t.Errorf("%s holds (want -, got +):\n%s", r.name, diff)
		}
	}
	d1 := sibling{"D1", versionClock{"Sx": 1}}
	d2 := sibling{"D2", versionClock{"Sx": 2}}
	d3 := sibling{"D3", versionClock{"Sx": 2, "Sy": 1}}
	d4 := sibling{"D4", versionClock{"Sx": 2, "Sz": 1}}
	d5 := sibling{"D5", versionClock{"Sx": 3, "Sy": 1, "Sz": 1}}

	write(x, "D1", nil)
	holds(x, d1)
	write(x, "D2", x.keys["object"])
	holds(x, d2)
	replicate(x, y, z)
	write(y, "D3", y.keys["object"])
	write(z, "D4", z.keys["object"])
	holds(y, d3)
	holds(z, d4)
	replicate(y, x)
	replicate(z, x)
	holds(x, d3, d4)
	write(x, "D5", x.keys["object"])
	holds(x, d5)
	replicate(x, y, z)
	holds(y, d5)
	holds(z, d5)
}

// TestOfflineWrite: x=1 at A reaches B, which writes x=2; C writes x=3 without
// having seen either. 2 and 3 are concurrent, 1 is gone, and who merges them
// writes under [A:1, B:1, C:2].
func TestOfflineWrite(t *testing.T) {
	run := &versionRun{Setup: &Setup{}}
	a, b, c := newVersionReplica(run, "A"), newVersionReplica(run, "B"), newVersionReplica(run, "C")
	a.write(putBody{"x", "1", versionClock{}})
	b.keep("x", a.keys["x"][0])
	b.write(putBody{"x", "2", b.keys["x"].clock()})
	c.write(putBody{"x", "3", versionClock{}})
	c.keep("x", a.keys["x"][0])
	c.keep("x", b.keys["x"][0])
	want := siblings{{"3", versionClock{"C": 1}}, {"2", versionClock{"A": 1, "B": 1}}}
	if diff := cmp.Diff(want, c.keys["x"]); diff != "" {
		t.Errorf("C holds (want -, got +):\n%s", diff)
	}
	if _, ok := c.write(putBody{"x", "4", versionClock{"A": 1, "B": 1}}); ok {
		t.Error("C takes a write by a client that had not read what C wrote last")
	}
	c.write(putBody{"x", "2+3", c.keys["x"].clock()})
	want = siblings{{"2+3", versionClock{"A": 1, "B": 1, "C": 2}}}
	if diff := cmp.Diff(want, c.keys["x"]); diff != "" {
		t.Errorf("C holds (want -, got +):\n%s", diff)
	}
}
