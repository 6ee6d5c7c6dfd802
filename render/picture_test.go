package render

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/tracecausal/tracecausal/parse"
)

// TestPicturesShowTheOrder compares random views of random runs with the
// definitions: the links are the transitive reduction of happens-before among
// the marks, no link is one that happens-before lacks, every event is counted
// once, and a story is told in a topological order.
func TestPicturesShowTheOrder(t *testing.T) {
	drawn, collapsed, narrowed, paths, late := 0, 0, 0, 0, 0
	for seed := range uint64(600) {
		r := rand.New(rand.NewPCG(seed, 1))
		g := read(t, randomLog(r, 1+r.IntN(5), 4+r.IntN(40), seed%2 == 0))
		if _, fatal := g.Cycle(); fatal {
			t.Fatalf("seed %d: a recorded run contradicts itself", seed)
		}
		v, err := NewView(g, randomView(r, g))
		if err != nil {
			continue // a window with nothing in it
		}
		p := v.picture(v.opt.Limit, seed%3 != 0)
		checkLinks(t, seed, v, p)
		checkCounts(t, seed, v, p)
		late += checkStory(t, seed, p)
		drawn++
		collapsed += min(p.left.rows, 1)
		narrowed += min(p.left.events, 1)
		for _, k := range p.links {
			if k.why == byPath {
				paths++
			}
		}
	}
	t.Logf("%d pictures: %d with collapsed rows, %d of a part; %d links through events left out, %d late arrows", drawn, collapsed, narrowed, paths, late)
	if drawn < 400 || collapsed < 40 || narrowed < 40 || paths < 40 || late < 40 {
		t.Error("the runs and views are too plain to show anything")
	}
}

// before is the order among marks by the definition: every event of a before
// every event of b. It is wrong to draw events as one mark where some of them
// are before an event of another mark, and some are not.
func before(t *testing.T, v *View, a, b mark) bool {
	t.Helper()
	first := v.g.Before(a.first, b.first)
	for e := a.first; e <= a.last; e++ {
		for f := b.first; f <= b.last; f++ {
			if v.g.Before(e, f) != first {
				t.Fatalf("marks %v and %v: their events do not all stand to each other in the same way", a, b)
			}
		}
	}
	return first
}

func checkLinks(t *testing.T, seed uint64, v *View, p *picture) {
	t.Helper()
	n := len(p.marks)
	less := make([][]bool, n)
	for i := range less {
		less[i] = make([]bool, n)
		for j := range less[i] {
			less[i][j] = i != j && before(t, v, p.marks[i], p.marks[j])
		}
	}
	want := map[[2]int]bool{}
	for i := range n {
		for j := range n {
			direct := less[i][j]
			for k := range n {
				direct = direct && !(less[i][k] && less[k][j])
			}
			if direct {
				want[[2]int{i, j}] = true
			}
		}
	}
	for _, k := range p.links {
		pair := [2]int{k.from, k.to}
		switch {
		case !less[k.from][k.to]:
			t.Fatalf("seed %d: an arrow from %v to %v, which is not after it", seed, p.marks[k.from], p.marks[k.to])
		case k.implied == want[pair]:
			t.Fatalf("seed %d: link %+v: in the transitive reduction: %v", seed, k, want[pair])
		case !k.implied:
			delete(want, pair)
		}
	}
	if len(want) > 0 {
		t.Fatalf("seed %d: arrows missing: %v", seed, want)
	}
}

func checkCounts(t *testing.T, seed uint64, v *View, p *picture) {
	t.Helper()
	l := p.left
	single := 0
	seen := map[parse.EventID]bool{}
	for _, m := range p.marks {
		if m.events() == 1 {
			single++
		}
		for e := m.first; e <= m.last; e++ {
			if seen[e] || v.run.StrandOf(e) != p.lanes[m.lane].strand {
				t.Fatalf("seed %d: event %d is drawn twice or on the wrong lane", seed, e)
			}
			seen[e] = true
		}
	}
	if single+l.collapsed+l.events != v.run.Len() || len(seen)+l.events != v.run.Len() {
		t.Fatalf("seed %d: %d drawn, %d collapsed, %d left out of %d", seed, single, l.collapsed, l.events, v.run.Len())
	}
	if v.opt.Limit > 0 && len(p.marks) > v.opt.Limit {
		t.Fatalf("seed %d: %d marks over the limit of %d", seed, len(p.marks), v.opt.Limit)
	}
	shown := 0
	for _, m := range v.g.Messages() {
		if to := v.g.Enter(m); to != parse.NoEvent && seen[m.Send] && seen[to] {
			shown++
		}
	}
	if shown+l.messages != l.ofMessages {
		t.Fatalf("seed %d: %d messages shown, %d left out of %d", seed, shown, l.messages, l.ofMessages)
	}
	if said := l.words(false) != ""; said != (l.events+l.messages+l.nodes+l.collapsed+l.ghosts > 0) {
		t.Fatalf("seed %d: %+v is said as %q", seed, l, l.words(false))
	}
}

// checkStory returns how many arrows are late.
func checkStory(t *testing.T, seed uint64, p *picture) int {
	t.Helper()
	s := tell(p)
	place := make([]int, len(p.marks))
	for i := range place {
		place[i] = slices.Index(s.marks, i)
	}
	late := 0
	for i, k := range p.links {
		if place[k.from] < 0 || place[k.from] >= place[k.to] {
			t.Fatalf("seed %d: mark %d is told at %d, mark %d after it at %d", seed, k.from, place[k.from], k.to, place[k.to])
		}
		if !slices.Contains(s.into[k.to], i) {
			continue
		}
		between := slices.ContainsFunc(s.marks[place[k.from]+1:place[k.to]], func(m int) bool { return p.marks[m].lane == p.marks[k.from].lane })
		if between != s.late[i] {
			t.Fatalf("seed %d: link %+v: late %v, but the sender went on: %v", seed, k, s.late[i], between)
		}
		if s.late[i] {
			late++
		}
	}
	return late
}
