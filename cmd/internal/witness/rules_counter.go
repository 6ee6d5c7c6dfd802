package witness

import (
	"encoding/json"
	"maps"
	"math/big"
	"slices"
	"strings"
)

// seen is how many updates of each node a replica surely has seen, and may have
// at most. Of each node it sees the first ones.
type seen struct {
	least, most map[string]int
	open        bool // it may have seen any
}

func (s *seen) add(t *seen) {
	for node, n := range t.least {
		s.least[node] = max(s.least[node], n)
	}
	for node, n := range t.most {
		s.most[node] = max(s.most[node], n)
	}
	s.open = s.open || t.open
}

// place is an event in the history of a counter.
type place struct {
	event   *event
	counter string
}

// updates returns the updates of a counter at a node, in its order.
func (l *log) updates(node, counter string) (list []*event) {
	for _, e := range l.nodes[node] {
		if e.is("increment", "decrement") && !e.failed && e.text("counter") == counter {
			list = append(list, e)
		}
	}
	return list
}

// seenBefore follows a replica from its start to just before an event: it sees
// its own updates, and at each merge what the state that was taken had seen.
func (l *log) seenBefore(e *event, counter string) *seen {
	key := place{e, counter}
	if s := l.sights[key]; s != nil {
		return s
	}
	s := &seen{least: map[string]int{}, most: map[string]int{}}
	taken := map[*event]bool{}
	for _, o := range l.nodes[e.node] {
		if o.index >= e.index || o.strand != e.strand {
			continue
		}
		switch {
		case o.failed || o.text("counter") != counter:
		case o.is("increment", "decrement"):
			s.least[e.node]++
			s.most[e.node]++
		case o.is("merge"):
			s.add(l.mergedState(o, counter, taken))
		}
	}
	l.sights[key] = s
	return s
}

// mergedState is what the state that a merge took had seen. Where no message
// brought it the first knowledge of a vector clock tells; where several may
// have, it is one of those that no merge has taken yet.
func (l *log) mergedState(merge *event, counter string, taken map[*event]bool) *seen {
	if a := l.stampSource(merge); a != nil {
		return l.seenUpTo(a, counter)
	}
	arrived := l.statesFrom(merge, counter)
	result := &seen{least: map[string]int{}, most: map[string]int{}}
	if len(arrived) == 0 {
		result.open = true
		return result
	}
	fresh := slices.DeleteFunc(slices.Clone(arrived), func(e *event) bool { return taken[e] })
	if merge.id != "" {
		fresh = slices.DeleteFunc(slices.Clone(arrived), func(e *event) bool { return l.enters[e].id != merge.id })
		arrived = fresh
		result.open = len(fresh) == 0
	}
	for _, e := range arrived {
		result.add(&seen{most: l.seenBefore(l.enters[e], counter).most})
	}
	for i, e := range fresh {
		state := l.seenBefore(l.enters[e], counter)
		result.open = result.open || state.open
		if i == 0 {
			result.least = maps.Clone(state.least)
		}
		for node := range result.least {
			result.least[node] = min(result.least[node], state.least[node])
		}
	}
	if merge.id == "" && len(fresh) == 1 {
		result.most = l.seenBefore(l.enters[fresh[0]], counter).most
	}
	if merge.id == "" && len(fresh) <= 1 {
		for _, e := range arrived {
			taken[e] = true
		}
	}
	return result
}

// statesFrom returns the arrivals, before a merge, of messages from the node
// that it names: those that name the counter where any does.
func (l *log) statesFrom(merge *event, counter string) []*event {
	var all, named []*event
	for _, e := range l.nodes[merge.node] {
		s := l.enters[e]
		if s == nil || s.node != merge.from || !inOrder(e, merge) {
			continue
		}
		about := s.text("counter") + s.text("key")
		if about == "" {
			about = e.text("counter") + e.text("key")
		}
		if about == counter {
			named = append(named, e)
		} else if about == "" {
			all = append(all, e)
		}
	}
	if named != nil {
		return named
	}
	return all
}

// stampSource returns the last event of the other replica that a merge's vector
// clock is the first at its node to know, nil where messages tell.
func (l *log) stampSource(merge *event) *event {
	for _, a := range slices.Backward(l.nodes[merge.from]) {
		if l.knows(merge, a) {
			if p := l.previous(merge); p != nil && l.before(a, p) {
				return nil
			}
			return a
		}
	}
	return nil
}

// seenUpTo is what a replica has seen after an event.
func (l *log) seenUpTo(a *event, counter string) *seen {
	for _, e := range l.nodes[a.node] {
		if inOrder(a, e) {
			return l.seenBefore(e, counter)
		}
	}
	s := &seen{least: map[string]int{}, most: map[string]int{}}
	s.add(l.seenBefore(a, counter))
	if a.is("increment", "decrement") && a.text("counter") == counter {
		s.least[a.node]++
		s.most[a.node]++
	}
	return s
}

// sums returns what the first n updates of a node add up to, for each n: added
// and taken away.
func (l *log) sums(node, counter string) (plus, minus []*big.Int) {
	p, m := new(big.Int), new(big.Int)
	plus, minus = []*big.Int{p}, []*big.Int{m}
	for _, e := range l.updates(node, counter) {
		amount, ok := integer(e.fields["amount"])
		if !ok {
			need(!e.has("amount"), "the amount of %s is no integer", e.name())
			amount = big.NewInt(1)
		}
		p, m = new(big.Int).Set(p), new(big.Int).Set(m)
		if e.is("increment") == (amount.Sign() >= 0) {
			p.Add(p, amount.Abs(amount))
		} else {
			m.Add(m, amount.Abs(amount))
		}
		plus, minus = append(plus, p), append(minus, m)
	}
	return plus, minus
}

// state is what a replica reports of its slots.
type state struct {
	plus, minus map[string]*big.Int
	flat, ok    bool
}

func stateOf(e *event) state {
	s := state{plus: map[string]*big.Int{}, minus: map[string]*big.Int{}, flat: true}
	var slots map[string]json.RawMessage
	if json.Unmarshal(e.fields["state"], &slots) != nil || slots == nil {
		return s
	}
	s.ok = true
	for name, raw := range slots {
		var half map[string]json.RawMessage
		if json.Unmarshal(raw, &half) != nil {
			s.plus[name], s.ok = integer(raw)
			continue
		}
		s.flat = false
		to := s.plus
		if slices.Contains([]string{"n", "dec", "minus"}, strings.ToLower(name)) {
			to = s.minus
		}
		for slot, raw := range half {
			to[slot], _ = integer(raw)
		}
	}
	return s
}

func counterConvergence(c *claim) {
	report := c.one("report")
	counter := report.text("counter")
	value, ok := integer(report.fields["value"])
	need(report.is("value") && ok, "%s reports no value", report.name())
	slots := stateOf(report)
	if earlier := c.all("earlier report"); len(earlier) > 0 {
		c.shrinks(earlier[0], report)
		return
	}
	if slots.ok {
		sum := new(big.Int)
		for _, n := range slots.plus {
			sum.Add(sum, n)
		}
		for _, n := range slots.minus {
			sum.Sub(sum, n)
		}
		if sum.Cmp(value) != 0 {
			return
		}
	}
	s := c.seenBefore(report, counter)
	c.shown(s, report, counter)
	need(c.outOfReach(s, value, counter) || slots.ok && c.slotOutOfReach(s, slots, report, counter),
		"%s may report %v: what it had seen is %v to %v", report.name(), value, s.least, s.most)
}

// shrinks: a slot of a state is smaller than in an earlier one of the replica.
func (c *claim) shrinks(earlier, report *event) {
	c.order(earlier, report)
	need(earlier.is("value") && inOrder(earlier, report) && earlier.life == report.life && earlier.text("counter") == report.text("counter"),
		"%s is no earlier report of the counter by its node", earlier.name())
	was, is := stateOf(earlier), stateOf(report)
	need(was.ok && is.ok && was.flat == is.flat, "%s or %s shows no state", earlier.name(), report.name())
	found := false
	for _, half := range [][2]map[string]*big.Int{{was.plus, is.plus}, {was.minus, is.minus}} {
		for name, n := range half[0] {
			now := half[1][name]
			found = found || now == nil && n.Sign() > 0 || now != nil && now.Cmp(n) < 0
		}
	}
	need(found, "no slot shrinks from %s to %s", earlier.name(), report.name())
}

// shown is a need for the updates that the finding shows to have been seen, and
// the merge to be one.
func (c *claim) shown(s *seen, report *event, counter string) {
	for _, e := range c.all("update seen") {
		c.order(e, report)
		at := 1 + slices.Index(c.updates(e.node, counter), e)
		need(at > 0 && at <= s.least[e.node], "%s is not an update that %s had surely seen", e.name(), report.name())
	}
	for _, e := range c.all("last merge") {
		c.order(e, report)
		need(e.node == report.node && (e.is("merge", "increment", "decrement")), "%s is no merge of the replica", e.name())
	}
}

// outOfReach reports that no number of updates, from those that were surely seen
// to those that may have been, adds up to a value.
func (c *claim) outOfReach(s *seen, value *big.Int, counter string) bool {
	if s.open {
		return false
	}
	least, most := new(big.Int), new(big.Int)
	for node := range s.most {
		plus, minus := c.sums(node, counter)
		var low, high *big.Int
		for n := s.least[node]; n <= s.most[node]; n++ {
			sum := new(big.Int).Sub(plus[n], minus[n])
			if low == nil || sum.Cmp(low) < 0 {
				low = sum
			}
			if high == nil || sum.Cmp(high) > 0 {
				high = sum
			}
		}
		least.Add(least, low)
		most.Add(most, high)
	}
	return value.Cmp(least) < 0 || value.Cmp(most) > 0
}

// slotOutOfReach reports that a slot is no sum that its node had reached in what
// the replica may have seen.
func (c *claim) slotOutOfReach(s *seen, slots state, report *event, counter string) bool {
	names := map[string]bool{}
	for _, half := range []map[string]*big.Int{slots.plus, slots.minus} {
		for name := range half {
			names[name] = true
		}
	}
	for name := range s.most {
		names[name] = true // a slot that is not there is 0
	}
	for name := range names {
		if s.open && name != report.node {
			continue
		}
		plus, minus := c.sums(name, counter)
		zero := func(n *big.Int) *big.Int {
			if n == nil {
				return new(big.Int)
			}
			return n
		}
		fits := false
		for n := s.least[name]; n <= s.most[name]; n++ {
			if slots.flat {
				fits = fits || new(big.Int).Sub(plus[n], minus[n]).Cmp(zero(slots.plus[name])) == 0
			} else {
				fits = fits || plus[n].Cmp(zero(slots.plus[name])) == 0 && minus[n].Cmp(zero(slots.minus[name])) == 0
			}
		}
		if !fits {
			return true
		}
	}
	return false
}
