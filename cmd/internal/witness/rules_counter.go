package witness

import (
	"encoding/json"
	"math/big"
	"slices"
	"strings"
)

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
