package checks

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// belief is a tenure as a reference sees it: events by their index in an order
// in which they happened. ended says that a release ended it at last.
type belief struct {
	node, start, last int
	ended             bool
}

// tiny is a small execution with leases on one resource: events stand in an
// order in which they happened.
type tiny struct {
	node    []int
	line    []string
	edges   [][2]int
	beliefs []belief
	held    map[int]int // node → index in beliefs
}

// drawTiny draws an execution of about ten events on two nodes, sometimes
// three. Messages arrive at once; only so do so few events say anything for
// certain. Half of the executions begin with an overlap: chance alone makes
// one in a hundred.
func drawTiny(t *rapid.T) *tiny {
	x := &tiny{held: map[int]int{}}
	nodes := rapid.SampledFrom([]int{2, 2, 2, 3}).Draw(t, "nodes")
	if rapid.Bool().Draw(t, "overlap first") {
		x.lease(0)
		x.message(0, 1)
		x.lease(1)
		x.message(1, 0)
		x.lease(0)
	}
	for n := rapid.SampledFrom([]int{6, 8, 10, 11, 12}).Draw(t, "events"); len(x.node) < n; {
		n := rapid.SampledFrom([]int{0, 1, 2}[:nodes]).Draw(t, "node")
		_, holds := x.held[n]
		switch kind := rapid.SampledFrom([]string{"lease", "lease", "end", "message", "message"}).Draw(t, "kind"); {
		case kind == "lease":
			x.lease(n)
		case kind == "end" && holds:
			x.release(n)
		default:
			x.message(n, (n+rapid.SampledFrom([]int{1, 2}[:nodes-1]).Draw(t, "to"))%nodes)
		}
	}
	return x
}

// lease acquires the lease, or uses it where the node holds it.
func (x *tiny) lease(n int) {
	i := len(x.node)
	if b, holds := x.held[n]; holds {
		x.beliefs[b].last = i
		x.add(n, `"kind":"write","resource":"r"`)
		return
	}
	x.held[n] = len(x.beliefs)
	x.beliefs = append(x.beliefs, belief{node: n, start: i, last: i})
	x.add(n, `"kind":"lease_acquire","resource":"r"`)
}

func (x *tiny) release(n int) {
	b := &x.beliefs[x.held[n]]
	b.last, b.ended = len(x.node), true
	delete(x.held, n)
	x.add(n, `"kind":"lease_release","resource":"r"`)
}

func (x *tiny) message(from, to int) {
	i := len(x.node)
	x.add(from, fmt.Sprintf(`"kind":"send","to":"n%d","msg_id":%d`, to, i))
	x.add(to, fmt.Sprintf(`"kind":"receive","from":"n%d","msg_id":%d`, from, i))
	x.edges = append(x.edges, [2]int{i, i + 1})
}

func (x *tiny) add(node int, fields string) {
	x.node = append(x.node, node)
	x.line = append(x.line, fmt.Sprintf(`{"node":"n%d",%s}`, node, fields))
}

// observations calls f with every order of the events that fits the log, as
// the place of each event.
func (x *tiny) observations(f func(place []int)) {
	n := len(x.node)
	before := make([][]bool, n)
	for i := range before {
		before[i] = make([]bool, n)
		for j := i + 1; j < n; j++ {
			before[i][j] = x.node[i] == x.node[j]
		}
	}
	for _, e := range x.edges {
		before[e[0]][e[1]] = true
	}
	place := make([]int, n)
	for i := range place {
		place[i] = -1
	}
	var extend func(k int)
	extend = func(k int) {
		if k == n {
			f(place)
			return
		}
		for e := range n {
			ready := place[e] < 0
			for d := range n {
				ready = ready && !(before[d][e] && place[d] < 0)
			}
			if ready {
				place[e] = k
				extend(k + 1)
				place[e] = -1
			}
		}
	}
	extend(0)
}

// observed judges beliefs in every observation. A belief surely holds from its
// start through its last evidence, or up to its release, and if it is not
// released it may hold for ever.
func (x *tiny) observed() (n tally) {
	type pair struct{ every, some bool }
	pairs := map[[2]int]*pair{}
	for i, a := range x.beliefs {
		for j := i + 1; j < len(x.beliefs); j++ {
			if a.node != x.beliefs[j].node {
				pairs[[2]int{i, j}] = &pair{every: true}
			}
		}
	}
	x.observations(func(place []int) {
		for k, p := range pairs {
			sure, maybe := false, false
			for at := 0; at < 2*len(place); at++ { // instants at events, and between them
				s1, m1 := x.beliefs[k[0]].at(place, at)
				s2, m2 := x.beliefs[k[1]].at(place, at)
				sure, maybe = sure || s1 && s2, maybe || m1 && m2
			}
			p.every, p.some = p.every && sure, p.some || maybe
		}
	})
	for _, p := range pairs {
		switch {
		case p.every:
			n.definite++
		case p.some:
			n.possible++
		}
	}
	return n
}

// at reports whether the belief surely, and whether it perhaps holds at an
// instant: 2i is that of the event in place i.
func (b belief) at(place []int, at int) (sure, maybe bool) {
	began, last := at >= 2*place[b.start], 2*place[b.last]
	if b.ended {
		return began && at < last, began && at < last
	}
	return began && at <= last, began
}

// TestOverlapByOrder compares the causal basis with the definition's own
// words: "in every observation" and "in some", over all of them.
func TestOverlapByOrder(t *testing.T) {
	seen := map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		for range Fewer(10) {
			x := drawTiny(rt)
			want := x.observed()
			got := tallyOf(collectOverlap(inputOf(t, x.line, Options{})))
			if got != want {
				rt.Fatalf("%+v, in all observations %+v:\n%s", got, want, strings.Join(x.line, "\n"))
			}
			note(seen, want)
		}
	})
	requireAll(t, seen)
}

// TestPairs compares the sweeps with looking at every pair, on runs where the
// order and the clocks both have something to say.
func TestPairs(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		x := drawTiny(rt)
		lines := slices.Clone(x.line)
		off := rapid.SampledFrom([]int64{4, 40}).Draw(rt, "off") // with 40, clocks defy their bound
		for i := range lines {
			if rapid.IntRange(0, 3).Draw(rt, "timed") > 0 {
				wall := leaseEpoch + int64(i)*3 + rapid.Int64Range(-off, off).Draw(rt, "jitter")
				lines[i] = strings.TrimSuffix(lines[i], "}") + fmt.Sprintf(`,"time":%d}`, wall)
			}
		}
		opt := Options{}
		if rapid.Bool().Draw(rt, "bounded") {
			opt = skewOption(rapid.Int64Range(0, 8).Draw(rt, "skew") * 1e6)
		}
		in := inputOf(t, lines, opt)
		l := newLedger(in)
		c := &contest{in: in, skew: skewOf(opt), left: maxPairs}
		c.rank(l.tenures)
		var want tally
		for i, a := range l.tenures {
			for _, b := range l.tenures[i+1:] {
				if f, ok := overlap(in, c, a, b); ok && a.holder != b.holder {
					want.definite += 1 - int(f.Certainty)
					want.possible += int(f.Certainty)
				}
			}
		}
		for name, sweep := range map[string]func([]*tenure, func(a, b *tenure)){
			"order": c.sweepOrder,
			"time":  c.pairs,
		} {
			if name == "time" && c.skew < 0 {
				continue
			}
			var got tally
			sweep(l.tenures, func(a, b *tenure) {
				if f, ok := overlap(in, c, a, b); ok && a.holder != b.holder {
					got.definite += 1 - int(f.Certainty)
					got.possible += int(f.Certainty)
				}
			})
			if got != want {
				rt.Fatalf("by %s %+v, over all pairs %+v:\n%s", name, got, want, strings.Join(lines, "\n"))
			}
		}
	})
}
