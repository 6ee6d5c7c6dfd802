package graph

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/tracecausal/tracecausal/parse"
)

// TestUnsent: a receive without its send makes doubtful what lies in a cut that
// holds it, and two events of which one alone comes after it.
func TestUnsent(t *testing.T) {
	g := buildLog(t, `{"node":"A","event":"a"}
{"node":"A","kind":"send","to":"B","msg_id":1}
{"node":"B","event":"b"}
{"node":"B","kind":"receive","from":"C","msg_id":7}
{"node":"B","kind":"send","to":"D","msg_id":2}
{"node":"C","event":"c"}
{"node":"D","event":"d"}
{"node":"D","kind":"receive","from":"B","msg_id":2}
{"node":"D","kind":"receive","from":"C","msg_id":8}
`)
	name := nameIn(g)
	at := func(name string) parse.EventID {
		events, err := g.run.Lookup(name)
		if err != nil {
			t.Fatal(err)
		}
		return events[0]
	}
	for cut, want := range map[[4]uint32]string{
		{2, 1, 1, 1}: "",
		{0, 2, 0, 0}: "B:2",
		{2, 3, 1, 3}: "B:2",
		{0, 0, 0, 3}: "D:3",
	} {
		if got := name(g.Unsent(cut[:])); got != want {
			t.Errorf("the cut %v: %q, want %q", cut, got, want)
		}
	}
	for pair, want := range map[[2]string]string{
		{"A:1", "B:1"}: "",
		{"B:1", "A:1"}: "",
		{"A:1", "B:3"}: "B:2",
		{"B:3", "A:1"}: "",
		{"A:1", "D:2"}: "B:2", // B sent it later
		{"A:1", "D:1"}: "",
		{"B:2", "D:2"}: "",
		{"B:3", "D:3"}: "D:3",
	} {
		if got := name(g.UnsentBetween(at(pair[0]), at(pair[1]))); got != want {
			t.Errorf("between %v: %q, want %q", pair, got, want)
		}
	}
}

// nameIn returns a function that names what Unsent returned.
func nameIn(g *Graph) func(parse.EventID, bool) string {
	return func(e parse.EventID, ok bool) string {
		if !ok {
			return ""
		}
		return g.run.Event(e).Name()
	}
}

// TestUnsentPlaced: what a receive follows is known all the same where its clock
// says so, if all clocks are there to compare it with; and one that is not
// delivered follows nothing yet.
func TestUnsentPlaced(t *testing.T) {
	for point, c := range map[string]struct{ log, want string }{
		"its clock knows of the sender": {`{"node":"A","event":"a","vc":{"A":1}}
{"node":"B","kind":"receive","from":"C","msg_id":7,"vc":{"A":1,"B":1,"C":1}}
`, ""},
		"its clock knows of no sender": {`{"node":"A","event":"a","vc":{"A":1}}
{"node":"B","kind":"receive","from":"C","msg_id":7,"vc":{"A":1,"B":1}}
`, "B:1"},
		"its clock knew of the sender before": {`{"node":"B","event":"b","vc":{"B":1,"C":1}}
{"node":"B","kind":"receive","from":"C","msg_id":7,"vc":{"B":2,"C":1}}
`, "B:2"},
		"its sender has no name": {`{"node":"B","kind":"receive","msg_id":7,"vc":{"B":1,"C":1}}
`, "B:1"},
		"another event has no clock": {`{"node":"A","event":"a"}
{"node":"B","kind":"receive","from":"C","msg_id":7,"vc":{"B":1,"C":1}}
`, "B:1"},
		"only the second is in doubt": {`{"node":"A","kind":"receive","from":"C","msg_id":6,"vc":{"A":1,"C":1}}
{"node":"B","kind":"receive","from":"C","msg_id":7,"vc":{"B":1}}
`, "B:1"},
		"it is not delivered": {`{"node":"B","kind":"send","to":"B","msg_id":1}
{"node":"B","kind":"receive","from":"C","msg_id":7}
{"node":"B","kind":"deliver","from":"B","msg_id":1}
`, ""},
		"it is delivered": {`{"node":"B","kind":"receive","from":"C","msg_id":7}
{"node":"B","kind":"deliver","from":"C","msg_id":7}
`, "B:2"},
	} {
		g := buildLog(t, c.log)
		all := make(Cut, len(g.strands))
		for s, st := range g.strands {
			all[s] = uint32(st.Len)
		}
		if got := nameIn(g)(g.Unsent(all)); got != c.want {
			t.Errorf("%s: %q, want %q", point, got, c.want)
		}
	}
}

// TestUnsentTellsOfLostOrder: whatever sends are missing from a log, two events
// of which one came before the other are concurrent only where Unsent says that
// they may be ordered.
func TestUnsentTellsOfLostOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSim(t, 4, 20, rapid.Bool().Draw(t, "hold back"))
		lost := rapid.SliceOfN(rapid.IntRange(0, 3), 20, 20).Draw(t, "lost")
		drop := func(p, i int) bool { return (p > 0 || i > 0) && s.events[p][i].kind == "send" && lost[(7*p+i)%20] == 0 }
		if len(s.events[0]) == 0 {
			s.events[0] = append(s.events[0], simEvent{kind: "internal"}) // a log of no events is none
		}
		log := s.log(writing{kinds: true, ids: true, drop: drop})
		g := buildLog(t, log)
		hb, ids := s.closure(), s.inRun(drop)
		for a := range hb {
			for b := range hb {
				if ids[a] == parse.NoEvent || ids[b] == parse.NoEvent || !hb[a][b] || g.Before(ids[a], ids[b]) {
					continue
				}
				if _, ok := g.UnsentBetween(ids[a], ids[b]); !ok {
					t.Fatalf("%s was before %s, and nothing says so\n%s", g.run.Event(ids[a]).Name(), g.run.Event(ids[b]).Name(), log)
				}
				if _, ok := g.Unsent(g.PastOf(ids[b])); !ok {
					t.Fatalf("the past of %s lacks %s, and nothing says so\n%s", g.run.Event(ids[b]).Name(), g.run.Event(ids[a]).Name(), log)
				}
			}
		}
	})
}
