package graph

import (
	"math"
	"slices"
	"sort"
	"sync"
	"sync/atomic"

	"github.com/tracecausal/tracecausal/parse"
)

// reach is a table for many questions. For every strand and every other one it
// holds the positions at which the number of the other's events that are known
// here rises. Its size is the number of rises, not events times strands.
type reach struct {
	asked atomic.Int64 // questions so far
	once  sync.Once
	of    []knowledge // by strand
}

// knowledge is what one strand learns of the others.
type knowledge struct {
	about  []parse.StrandID // by rising id, without the strand itself
	start  []uint32         // points[start[i]:start[i+1]] are about about[i]
	points []point
}

// point says that from position pos on, known events of the other are in the past.
type point struct{ pos, known uint32 }

// lesson is a point before it is filed.
type lesson struct {
	about parse.StrandID
	point
}

// table returns the table, made at the first call, or nil where it would be too
// large.
func (g *Graph) table() []knowledge {
	g.reach.once.Do(func() {
		lessons := make([][]lesson, len(g.strands))
		w := newSweeper(g, g.stamps)
		n := 0
		w.learned = func(s, about parse.StrandID, known uint32) {
			lessons[s] = append(lessons[s], lesson{about, point{w.walks[s].next, known}})
			if n++; n > maxLessons {
				w.end = 0 // no further
			}
		}
		w.run()
		if n > maxLessons {
			return
		}
		count := make([]uint32, len(g.strands))
		of := make([]knowledge, len(g.strands))
		for s := range lessons {
			of[s] = file(lessons[s], count)
			lessons[s] = nil
		}
		g.reach.of = of
	})
	return g.reach.of
}

// file sorts lessons by strand and keeps their order. count must be zero for
// every strand, and is again on return.
func file(lessons []lesson, count []uint32) knowledge {
	var k knowledge
	for _, l := range lessons {
		if count[l.about] == 0 {
			k.about = append(k.about, l.about)
		}
		count[l.about]++
	}
	slices.Sort(k.about)
	k.start = make([]uint32, len(k.about)+1)
	at := uint32(0)
	for i, q := range k.about {
		k.start[i] = at
		at, count[q] = at+count[q], at
	}
	k.start[len(k.about)] = at
	k.points = make([]point, len(lessons))
	for _, l := range lessons {
		k.points[count[l.about]] = l.point
		count[l.about]++
	}
	for _, q := range k.about {
		count[q] = 0
	}
	return k
}

// of returns the rises of what is known about q.
func (k *knowledge) of(q parse.StrandID) []point {
	i, ok := slices.BinarySearch(k.about, q)
	if !ok {
		return nil
	}
	return k.points[k.start[i]:k.start[i+1]]
}

// knownAt returns how many events the points say are known at position pos.
func knownAt(points []point, pos uint32) uint32 {
	i := sort.Search(len(points), func(i int) bool { return points[i].pos > pos })
	if i == 0 {
		return 0
	}
	return points[i-1].known
}

// tableAfter is how many events a run has for each question that is answered
// without the table. At ten nodes making it takes some 75 ns for each event, an
// answer without it some 2 µs.
const tableAfter = 32

// Known returns how many events of strand s are in the causal past of e, e
// included. A question is answered from the edges in O(strands²) time, mostly.
// After one question for every 32 events of the run there is a table, which
// answers in O(log rises) time.
func (g *Graph) Known(e parse.EventID, s parse.StrandID) uint32 {
	return g.known(e, s, math.MaxUint32)
}

// known is Known, or any number above enough where that is reached.
func (g *Graph) known(e parse.EventID, s parse.StrandID, enough uint32) uint32 {
	p, pos := g.position(e)
	if p == s {
		return pos + 1
	}
	if g.reach.asked.Add(1) > int64(g.run.Len()/tableAfter) {
		if of := g.table(); of != nil {
			return knownAt(of[p].of(s), pos)
		}
	}
	c := make(Cut, len(g.strands))
	c[p] = pos + 1
	g.closePast(c, s, enough)
	return c[s]
}

// Before reports whether a happens before b, in the time of Known.
func (g *Graph) Before(a, b parse.EventID) bool {
	s, pos := g.position(a)
	return a != b && g.known(b, s, pos) > pos
}

// Relation returns how a stands to b, in the time of two calls of Before.
func (g *Graph) Relation(a, b parse.EventID) Relation {
	switch {
	case a == b:
		return Same
	case g.Before(a, b):
		return Before
	case g.Before(b, a):
		return After
	}
	return Concurrent
}

// PastOf returns the causal past of e, e included: the least consistent cut
// that holds e. It takes O(strands²) time, mostly, after the first question
// about order.
func (g *Graph) PastOf(e parse.EventID) Cut {
	c := make(Cut, len(g.strands))
	s, pos := g.position(e)
	c[s] = pos + 1
	g.closePast(c, s, math.MaxUint32)
	return c
}

// FutureOf returns, for each strand, how many of its events do not follow e:
// those from that index on are the causal future of e, e included. It takes
// O(strands² log events) time, mostly, after the first question about order.
func (g *Graph) FutureOf(e parse.EventID) Cut {
	c := make(Cut, len(g.strands))
	for s, st := range g.strands {
		c[s] = uint32(st.Len)
	}
	s, pos := g.position(e)
	c[s] = pos
	g.closeFuture(c)
	return c
}
