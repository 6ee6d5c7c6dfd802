package graph

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/tracecausal/tracecausal/parse"
)

// sameOrder fails where Before differs from hb on the events that were kept.
func sameOrder(t *rapid.T, g *Graph, hb [][]bool, ids []parse.EventID, log string) {
	t.Helper()
	for a := range hb {
		for b := range hb {
			if ids[a] == parse.NoEvent || ids[b] == parse.NoEvent {
				continue
			}
			if got := g.Before(ids[a], ids[b]); got != hb[a][b] {
				t.Fatalf("Before(%s, %s) = %v, want %v\n%sedges:\n%s", g.run.Event(ids[a]).Name(), g.run.Event(ids[b]).Name(),
					got, hb[a][b], log, names(g, g.Edges()))
			}
		}
	}
}

// TestOrder: with message ids, with or without vector clocks that agree, order
// is the closure of program order and messages.
func TestOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSim(t, 5, 24, true)
		w := writing{ids: true, kinds: true, vectors: rapid.Bool().Draw(t, "vectors"), seed: rapid.Int().Draw(t, "interleaving")}
		log := s.log(w)
		g := buildLog(t, log)
		sameOrder(t, g, s.closure(), s.inRun(nil), log)
		if len(g.stamps) != 0 {
			t.Fatalf("stamp edges beside complete messages:\n%s%s", names(g, g.stamps), log)
		}
	})
}

// TestOrderByStamps: vector clocks alone give the same order.
func TestOrderByStamps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSim(t, 5, 24, false)
		log := s.log(writing{vectors: true, seed: rapid.Int().Draw(t, "interleaving")})
		sameOrder(t, buildLog(t, log), s.closure(), s.inRun(nil), log)
	})
}

// TestOrderWithGhosts: with vector clocks, lines that are missing take no order
// from those that are left, and add none.
func TestOrderWithGhosts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSim(t, 4, 20, false)
		lost := rapid.SliceOfN(rapid.IntRange(0, 3), 20, 20).Draw(t, "lost")
		drop := func(p, i int) bool { return (p > 0 || i > 0) && lost[(7*p+i)%20] == 0 }
		if len(s.events[0]) == 0 {
			s.events[0] = append(s.events[0], simEvent{kind: "internal"}) // a log of no events is none
		}
		kinds := rapid.Bool().Draw(t, "kinds")
		log := s.log(writing{kinds: kinds, ids: kinds, vectors: true, drop: drop})
		sameOrder(t, buildLog(t, log), s.closure(), s.inRun(drop), log)
	})
}

// TestOrderOfAPart: whatever lines are missing from a log with message ids
// only, no order is claimed that was not there.
func TestOrderOfAPart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSim(t, 4, 20, false)
		lost := rapid.SliceOfN(rapid.IntRange(0, 3), 20, 20).Draw(t, "lost")
		drop := func(p, i int) bool { return (p > 0 || i > 0) && lost[(7*p+i)%20] == 0 }
		if len(s.events[0]) == 0 {
			s.events[0] = append(s.events[0], simEvent{kind: "internal"})
		}
		log := s.log(writing{kinds: true, ids: true, drop: drop})
		g := buildLog(t, log)
		hb, ids := s.closure(), s.inRun(drop)
		for a := range hb {
			for b := range hb {
				if ids[a] != parse.NoEvent && ids[b] != parse.NoEvent && g.Before(ids[a], ids[b]) && !hb[a][b] {
					t.Fatalf("%s before %s, and it was not\n%s", g.run.Event(ids[a]).Name(), g.run.Event(ids[b]).Name(), log)
				}
			}
		}
	})
}

// TestMatchByStamp: what is matched by stamp is what was sent, and all messages
// that told their receiver something new are matched.
func TestMatchByStamp(t *testing.T) {
	matched, all := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		s := drawSim(t, 4, 20, false)
		log := s.log(writing{kinds: true, vectors: true})
		g := buildLog(t, log)
		base := s.base()
		sameOrder(t, g, s.closure(), s.inRun(nil), log)
		for _, m := range g.Messages() {
			if m.Basis == ByContent {
				continue
			}
			matched++
			if !slices.ContainsFunc(s.msgs, func(x simMsg) bool {
				return base[x.from]+x.sendAt == int(m.Send) && base[x.to]+x.into == int(m.Receive)
			}) {
				t.Fatalf("%s>%s was not sent\n%s", g.run.Event(m.Send).Name(), g.run.Event(m.Receive).Name(), log)
			}
		}
		all += len(s.msgs)
	})
	t.Logf("%d of %d messages matched by stamp", matched, all)
	if matched*10 < all { // they are 39 of 100, give or take 4
		t.Errorf("%d of %d messages matched by stamp", matched, all)
	}
}

// TestClocks: a sweep visits every event once, after its past, and shows how
// much of each node is in it; Known, PastOf and FutureOf say the same.
func TestClocks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSim(t, 5, 24, true)
		hb, base := s.closure(), s.base()
		g := buildLog(t, s.log(writing{ids: true, kinds: true}))
		seen := make([]bool, g.run.Len())
		g.Sweep(func(e parse.EventID, clock []uint32) {
			for a := range hb {
				if hb[a][e] && !seen[a] {
					t.Fatalf("event %d visited before its past", e)
				}
			}
			if seen[e] {
				t.Fatalf("event %d visited twice", e)
			}
			seen[e] = true
			checkClock(t, g, e, clock, vectorOf(hb, base, int(e)), hb)
		})
		if slices.Contains(seen, false) {
			t.Fatalf("events not visited: %v", seen)
		}
	})
}

// checkClock compares a clock by strand with one by node of the simulation.
func checkClock(t *rapid.T, g *Graph, e parse.EventID, clock []uint32, want []int, hb [][]bool) {
	t.Helper()
	past, future := g.PastOf(e), g.FutureOf(e)
	for s, st := range g.strands {
		n := uint32(want[int(g.run.Nodes()[st.Node].Name[1]-'0')])
		if clock[s] != n || past[s] != n || g.Known(e, parse.StrandID(s)) != n {
			t.Fatalf("event %d: clock %v, PastOf %v, Known %d, want %v", e, clock, past, g.Known(e, parse.StrandID(s)), want)
		}
		for i := range st.Len {
			x := int(st.First) + i
			if follows := x == int(e) || hb[e][x]; follows != (uint32(i) >= future[s]) {
				t.Fatalf("event %d: FutureOf %v, strand %d", e, future, s)
			}
		}
	}
}
