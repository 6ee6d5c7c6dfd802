package checks

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/tracecausal/tracecausal/parse"
)

// contest finds the pairs of tenures that may overlap, without looking at
// those that cannot: a resource handed over a million times has a million
// tenures and no such pair.
//
// By clocks: tenures stand by rising start, and those that are over for all
// that follow are dropped on the way (a sweep line, O(n log n + pairs)). Of those
// dropped, the order of events may still prove some: see defying.
//
// By the order of events: "has ended before the other starts" is a partial
// order. Tenures stand in an order that respects happens-before; the frontier
// holds those that nothing follows yet. A new tenure is compared with the
// frontier; below what it follows it follows everything, and below what it may
// overlap the search goes on (O(n + pairs × width)).
type contest struct {
	in   *Input
	skew int64   // in nanoseconds, negative where nobody states one
	at   ranking // of the tenures' starts
	left int     // pairs that may still be looked at

	stopped         bool
	clocks, unclear bool // open pairs that clocks could decide, and that they could not
	endless         bool // open pairs of which one began after the other, and nothing says that the other had ended
}

// rank numbers the starts of tenures by a linear extension of happens-before.
func (c *contest) rank(tenures []*tenure) {
	events := make([]parse.EventID, len(tenures))
	for i, t := range tenures {
		events[i] = t.start
	}
	c.at = newRanking(c.in.Graph, events)
}

// pairs calls visit for every pair of tenures of one resource that have
// different holders and may overlap; it may call it for some that cannot.
func (c *contest) pairs(same []*tenure, visit func(a, b *tenure)) {
	meet := func(a, b *tenure) {
		if a.holder != b.holder {
			visit(a, b)
		}
	}
	if c.skew >= 0 {
		if byTime := spansByTime(same); c.meetings(byTime) <= max(len(same), maxPairs) {
			c.sweepTime(byTime, meet)
			c.defying(byTime, meet)
			return
		}
	}
	c.sweepOrder(same, meet)
}

// later reports that a is to be told of after b: by the order of their starts,
// else by their clocks, else as their nodes stand.
func (c *contest) later(a, b *tenure) bool {
	switch {
	case c.in.Graph.Before(a.start, b.start):
		return false
	case c.in.Graph.Before(b.start, a.start):
		return true
	case a.clock.known && b.clock.known && a.clock.from != b.clock.from:
		return a.clock.from > b.clock.from
	}
	return a.start > b.start
}

// spend reports that one more pair may be looked at.
func (c *contest) spend() bool {
	if c.left == 0 {
		c.stopped = true
		return false
	}
	c.left--
	return true
}

// timed is a tenure as the sweep along time sees it. One without a known clock
// is always there.
type timed struct {
	*tenure
	from, until int64
}

func spansByTime(same []*tenure) []timed {
	list := make([]timed, 0, len(same))
	for _, t := range same {
		s := timed{t, t.clock.from, t.clock.maybe}
		if !t.clock.known {
			s.from, s.until = -never, never
		}
		list = append(list, s)
	}
	slices.SortStableFunc(list, func(a, b timed) int { return cmp.Compare(a.from, b.from) })
	return list
}

// over reports that a has ended before b starts, by clocks.
func (c *contest) over(a, b timed) bool { return a.until <= subtract(b.from, c.skew) }

// meetings counts the pairs that the sweep along time would look at.
func (c *contest) meetings(byTime []timed) int {
	ends := slices.Clone(byTime)
	slices.SortFunc(ends, func(a, b timed) int { return cmp.Compare(a.until, b.until) })
	pairs, ended := 0, 0
	for i, t := range byTime {
		for ended < len(ends) && c.over(ends[ended], t) {
			ended++
		}
		pairs += i - min(i, ended)
	}
	return pairs
}

func (c *contest) sweepTime(byTime []timed, visit func(a, b *tenure)) {
	var active []timed
	for _, t := range byTime {
		active = slices.DeleteFunc(active, func(a timed) bool { return c.over(a, t) })
		for _, a := range active {
			if !c.spend() {
				return
			}
			visit(a.tenure, t.tenure)
		}
		active = append(active, t)
	}
}

func (c *contest) sweepOrder(same []*tenure, visit func(a, b *tenure)) {
	order := slices.Clone(same)
	slices.SortStableFunc(order, func(a, b *tenure) int { return c.at.compare(a.start, b.start) })
	s := &orderSweep{contest: c, order: order, below: make([][]int32, len(order)), seen: make([]int32, len(order))}
	for i := range order {
		if !s.step(int32(i), visit) {
			return
		}
	}
}

// orderSweep is the state of a sweep along the order of events. Tenures are
// known by their index in it.
type orderSweep struct {
	*contest
	order    []*tenure
	frontier []int32
	below    [][]int32 // what each tenure was found to follow
	seen     []int32   // 1 + the tenure whose search came by last
	stack    []int32
}

// step compares tenure b with those before it. It is false once too many pairs
// were looked at.
func (s *orderSweep) step(b int32, visit func(a, b *tenure)) bool {
	s.stack = append(s.stack[:0], s.frontier...)
	s.frontier = s.frontier[:0]
	top := len(s.stack) // the members of the frontier stand first
	for i := 0; i < len(s.stack); i++ {
		a := s.stack[i]
		if s.seen[a] == b+1 {
			continue
		}
		s.seen[a] = b + 1
		if s.order[a].precedes(s.in.Graph, s.order[b]) {
			s.below[b] = append(s.below[b], a)
			continue
		}
		if !s.spend() {
			return false
		}
		visit(s.order[a], s.order[b])
		s.stack = append(s.stack, s.below[a]...)
		if i < top {
			s.frontier = append(s.frontier, a)
		}
	}
	s.frontier = append(s.frontier, b)
	return true
}

// noteOpen remembers what would have decided a possible finding.
func (c *contest) noteOpen(f Finding, a, b *tenure) {
	if f.Certainty != Possible || c.skew >= 0 {
		return
	}
	switch {
	case a.clock.known && b.clock.known:
		c.clocks = true
	case c.in.Graph.Before(a.start, b.start), c.in.Graph.Before(b.start, a.start):
		c.endless = true
	default:
		c.unclear = true
	}
}

// missing says what would have decided more.
func (c *contest) missing() []string {
	var words []string
	if c.clocks {
		words = append(words, "no bound on the difference of clocks is known: give --max-skew, or max_skew_ms in a header")
	}
	if c.unclear {
		words = append(words, "nothing orders some tenures: log the messages that lead from one holder to the next, or ends and wall times of the leases with --max-skew")
	}
	if c.endless {
		words = append(words, "nothing says that some tenures ended before the next began: log the releases, or the expiries with wall times and --max-skew")
	}
	if c.stopped {
		words = append(words, fmt.Sprintf("more than %d pairs of tenures may overlap; the others were not looked at, so there are at least as many findings as are counted", maxPairs))
	}
	return words
}
