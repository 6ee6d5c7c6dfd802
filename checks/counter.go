package checks

import (
	"slices"
	"sort"

	"github.com/tracecausal/tracecausal/parse"
)

// counter is what a log tells of one replicated counter.
type counter struct {
	name     string
	slots    []*slot // by node
	replicas map[parse.NodeID]*replica
	values   []parse.EventID
	merges   int
	broken   bool // some update cannot be read, so no sum is known
}

// slot holds the updates of one node in its order, with their sums so far.
type slot struct {
	node        parse.NodeID
	at          []parse.EventID
	plus, minus []int64 // plus[k] is what the first k updates add up to
}

// replica holds what a node has seen: a record for each merge.
type replica struct {
	history []seen
	report  slotSums      // the last state it reported
	at      parse.EventID // of that report
}

// seen is how many updates of each slot a replica has seen after a merge: at
// least and at most. What it updated itself is not kept here.
type seen struct {
	at       parse.EventID
	lo, hi   []int
	unbound  bool // it merged a state that cannot be known
	previous int  // life in which it merged
}

// counters reads the counters of a run. Amounts are integers; a sum that does
// not fit 64 bits makes the counter unreadable.
type counters struct {
	in         *Input
	byName     map[string]*counter
	names      []string
	updates    int
	unreadable []parse.EventID
	merges     *merges
}

func isCounterEvent(e parse.Event) bool {
	switch e.Kind() {
	case parse.Increment, parse.Decrement, parse.CounterValue:
	case parse.Merge:
		_, ofKey := e.Payload(parse.FKey)
		_, named := e.Payload(parse.FCounter)
		return (named || !ofKey) && !failed(e)
	default:
		return false
	}
	return !failed(e)
}

// failed reports that the event tells of an operation that did not happen.
func failed(e parse.Event) bool {
	ok, said := e.OK()
	return said && !ok
}

// readCounters takes O(events) time, and memory for the updates, and for each
// merge a number for each node that updates.
func readCounters(in *Input) *counters {
	c := &counters{in: in, byName: map[string]*counter{}}
	events := ofKinds(in.Run, kindsOf(parse.Increment, parse.Decrement, parse.CounterValue, parse.Merge))
	events = slices.DeleteFunc(events, func(e parse.EventID) bool { return !isCounterEvent(in.Run.Event(e)) })
	var merging []parse.EventID
	for _, id := range events {
		e := in.Run.Event(id)
		k := c.named(e.Text(parse.FCounter))
		switch e.Kind() {
		case parse.Merge:
			merging = append(merging, id)
			k.merges++
			k.replica(e.Node())
		case parse.CounterValue:
			k.values = append(k.values, id)
		default:
			c.updates++
			k.replica(e.Node())
			if !k.update(e) {
				k.broken = true
				c.unreadable = append(c.unreadable, id)
			}
		}
	}
	c.merges = mergesOf(in, merging)
	if len(merging) > 0 {
		in.Graph.Sweep(func(id parse.EventID, _ []uint32) {
			if e := in.Run.Event(id); e.Kind() == parse.Merge && isCounterEvent(e) {
				c.byName[e.Text(parse.FCounter)].merge(e, c.merges.of(e, e.Text(parse.FCounter)))
			}
		})
	}
	return c
}

func (c *counters) named(name string) *counter {
	k := c.byName[name]
	if k == nil {
		k = &counter{name: name, replicas: map[parse.NodeID]*replica{}}
		c.byName[name] = k
		c.names = append(c.names, name)
	}
	return k
}

func (k *counter) replica(n parse.NodeID) *replica {
	r := k.replicas[n]
	if r == nil {
		r = &replica{at: parse.NoEvent}
		k.replicas[n] = r
	}
	return r
}

// update counts an increment or decrement; false where its amount cannot be
// read or the sum does not fit.
func (k *counter) update(e parse.Event) bool {
	var s *slot
	if n := len(k.slots); n > 0 && k.slots[n-1].node == e.Node() {
		s = k.slots[n-1]
	} else {
		s = &slot{node: e.Node(), plus: []int64{0}, minus: []int64{0}}
		k.slots = append(k.slots, s)
	}
	amount := int64(1)
	if v, ok := e.Payload(parse.FAmount); ok {
		if amount, ok = v.Int(); !ok {
			return false
		}
	}
	if e.Kind() == parse.Decrement {
		amount = -amount
	}
	last := len(s.at)
	plus, minus := s.plus[last]+max(amount, 0), s.minus[last]-min(amount, 0)
	if plus < s.plus[last] || minus < s.minus[last] {
		return false
	}
	s.at, s.plus, s.minus = append(s.at, e.ID()), append(s.plus, plus), append(s.minus, minus)
	return true
}

// done returns how many updates of the slot come before an event of its node.
func (s *slot) done(before parse.EventID) int {
	return sort.Search(len(s.at), func(i int) bool { return s.at[i] >= before })
}

// stateOf returns what a node has seen at some moment: its own updates, and
// what it merged. In a new life it need not remember what it merged before.
func (k *counter) stateOf(n parse.NodeID, at moment) seen {
	state := seen{at: parse.NoEvent, lo: make([]int, len(k.slots)), hi: make([]int, len(k.slots)), previous: at.life}
	if r := k.replicas[n]; r != nil {
		i := sort.Search(len(r.history), func(i int) bool { return r.history[i].at >= at.before })
		if i > 0 {
			last := &r.history[i-1]
			state.at, state.unbound = last.at, last.unbound
			copy(state.hi, last.hi)
			if last.previous == at.life {
				copy(state.lo, last.lo)
			}
		}
	}
	for i, s := range k.slots {
		if s.node == n {
			state.lo[i] = s.done(at.before)
			state.hi[i] = state.lo[i]
		}
	}
	return state
}

// merge records what a replica has seen after a merge.
func (k *counter) merge(e parse.Event, from source) {
	state := k.stateOf(e.Node(), moment{e.ID(), e.Life()})
	state.at = e.ID()
	if from.sure {
		other := k.stateOf(from.from, from.first)
		for i := range state.lo {
			state.lo[i] = max(state.lo[i], other.lo[i])
		}
	}
	if from.bounded {
		other := k.stateOf(from.from, from.last)
		state.unbound = state.unbound || other.unbound
		for i := range state.hi {
			state.hi[i] = max(state.hi[i], other.hi[i])
		}
	} else {
		state.unbound = true
	}
	r := k.replica(e.Node())
	r.history = append(r.history, state)
}

// sums returns the least and the greatest value of a counter of which that much
// has been seen; ok is false where they do not fit 64 bits.
func (k *counter) sums(state seen) (least, greatest int64, ok bool) {
	ok = true
	add := func(to *int64, d int64) {
		sum := *to + d
		ok = ok && (d == 0 || (sum > *to) == (d > 0))
		*to = sum
	}
	for i, s := range k.slots {
		add(&least, s.plus[state.lo[i]])
		add(&least, -s.minus[state.hi[i]])
		add(&greatest, s.plus[state.hi[i]])
		add(&greatest, -s.minus[state.lo[i]])
	}
	return least, greatest, ok
}
