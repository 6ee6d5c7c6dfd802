package graph

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/tracecausal/tracecausal/parse"
)

// relog writes an execution as systems do whose counters are not the textbook's:
// restarts says at which events a node's next life begins, with clocks and ids
// counting anew; sendsOnly that only sends tick.
type relog struct {
	ids, kinds, sendsOnly bool
	restarts              func(p, i int) bool
	drop                  func(p, i int) bool
}

func (s *sim) relog(w relog) string {
	clocks := s.replay(w)
	var b strings.Builder
	ids := make(map[int]int) // as logged
	for p, list := range s.events {
		life, id := 1, 0
		for i, e := range list {
			if w.restarts(p, i) {
				life, id = life+1, 0
			}
			if e.kind == "send" {
				id++
				ids[e.msg] = id
			}
			clocks[p][i] += fmt.Sprintf(`,"incarnation":%d,"event":"e%d"`, life, i) // equal lines would be one event
		}
	}
	for p, list := range s.events {
		for i, e := range list {
			if w.drop(p, i) {
				continue
			}
			line := strings.TrimSuffix(s.line(writing{kinds: w.kinds}, p, e, nil), "}\n")
			if w.ids && e.kind != "internal" {
				line += fmt.Sprintf(`,"msg_id":%d`, ids[e.msg])
			}
			b.WriteString(line + clocks[p][i] + "}\n")
		}
	}
	return b.String()
}

// replay returns the vector clock of every event, as JSON.
func (s *sim) replay(w relog) [][]string {
	n := len(s.events)
	letters := make(map[int][]int) // clocks that messages carry
	state := make([][]int, n)
	clocks := make([][]string, n)
	for p := range state {
		state[p] = make([]int, n)
	}
	for left := true; left; {
		left = false
		for p, list := range s.events {
			i := len(clocks[p])
			if i == len(list) || list[i].kind == "receive" && letters[list[i].msg] == nil {
				continue
			}
			left = true
			if w.restarts(p, i) {
				state[p] = make([]int, n)
			}
			if list[i].kind == "receive" {
				state[p] = larger(state[p], letters[list[i].msg])
			}
			if list[i].kind == "send" || !w.sendsOnly {
				state[p][p]++
			}
			if list[i].kind == "send" {
				letters[list[i].msg] = append([]int(nil), state[p]...)
			}
			text := ""
			for q, x := range state[p] {
				text += fmt.Sprintf(`,"n%d":%d`, q, x)
			}
			clocks[p] = append(clocks[p], `,"vc":{`+text[1:]+"}")
		}
	}
	return clocks
}

func larger(a, b []int) []int {
	c := make([]int, len(a))
	for i := range a {
		c[i] = max(a[i], b[i])
	}
	return c
}

// TestLives: with restarts and counters that count anew, no order is claimed
// that was not there; with stamps only, not even where lines are missing.
func TestLives(t *testing.T) {
	claimed, real := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		s := drawSim(t, 3, 20, false)
		dice := rapid.SliceOfN(rapid.IntRange(0, 7), 40, 40).Draw(t, "dice")
		w := relog{kinds: rapid.Bool().Draw(t, "kinds"),
			restarts: func(p, i int) bool { return i > 0 && dice[(7*p+i)%20] == 0 },
			drop:     func(int, int) bool { return false }}
		w.ids = w.kinds
		if !w.ids { // a missing send whose id another life used again cannot be told
			w.drop = func(p, i int) bool { return i > 0 && dice[20+(7*p+i)%20] == 0 }
		}
		log := s.relog(w)
		g := buildLog(t, log)
		c, r := onlyTrue(t, g, s.closure(), s.inRun(w.drop), log)
		claimed, real = claimed+c, real+r
	})
	t.Logf("%d of %d true orders found", claimed, real)
	if claimed*2 < real {
		t.Errorf("%d of %d true orders found", claimed, real)
	}
}

// onlyTrue fails where Before claims what is not in hb, and counts what it
// claims, and what it could.
func onlyTrue(t *rapid.T, g *Graph, hb [][]bool, ids []parse.EventID, log string) (claimed, real int) {
	t.Helper()
	for a := range hb {
		for b := range hb {
			if ids[a] == parse.NoEvent || ids[b] == parse.NoEvent {
				continue
			}
			before := g.Before(ids[a], ids[b])
			if before && !hb[a][b] {
				t.Fatalf("%s before %s, and it was not\n%sedges:\n%s", g.run.Event(ids[a]).Name(), g.run.Event(ids[b]).Name(), log, names(g, g.Edges()))
			}
			if before {
				claimed++
			}
			if hb[a][b] {
				real++
			}
		}
	}
	return claimed, real
}

// TestTicksAtSends: clocks that count sends only give the whole order, declared
// or not; with missing lines they claim nothing that was not there.
func TestTicksAtSends(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSim(t, 4, 20, false)
		never := func(int, int) bool { return false }
		dice := rapid.SliceOfN(rapid.IntRange(0, 5), 20, 20).Draw(t, "dice")
		log := s.relog(relog{kinds: true, sendsOnly: true, restarts: never, drop: never})
		declared := Build(readRun(t, log), Options{Ticks: parse.TicksSends})
		sameOrder(t, declared, s.closure(), s.inRun(nil), log)
		log = s.relog(relog{sendsOnly: true, restarts: never, drop: never})
		sameOrder(t, Build(readRun(t, log), Options{}), s.closure(), s.inRun(nil), log)
		drop := func(p, i int) bool { return i > 0 && dice[(7*p+i)%20] == 0 }
		log = s.relog(relog{kinds: true, sendsOnly: true, restarts: never, drop: drop})
		onlyTrue(t, Build(readRun(t, log), Options{Ticks: parse.TicksSends}), s.closure(), s.inRun(drop), log)
	})
}
