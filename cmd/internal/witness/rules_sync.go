package witness

import (
	"encoding/json"
	"math/big"
	"strings"
)

// round is an event of kind sync: its figures as exact fractions, nil where the
// line has none.
type round struct {
	*event
	t1, t2, t3, t4, offset, rtt, adjust, bound, reference *big.Rat
	sources                                               []source
	tolerates                                             int // -1 where not stated
}

// source is a clock that a round took into account.
type source struct {
	name                                  string
	report, rtt, offset, wrong, low, high *big.Rat
	adjustment                            *big.Rat
	unused                                bool
}

func roundOf(e *event) *round {
	need(e.is("sync"), "%s is no round", e.name())
	r := &round{event: e, tolerates: -1}
	for field, to := range map[string]**big.Rat{"t1": &r.t1, "t2": &r.t2, "t3": &r.t3, "t4": &r.t4, "offset": &r.offset, "rtt": &r.rtt,
		"adjustment": &r.adjust, "bound": &r.bound, "reference": &r.reference} {
		*to, _ = e.number(field)
	}
	if f, ok := e.number("tolerates"); ok {
		r.tolerates = int(f.Num().Int64())
	}
	var items []json.RawMessage
	if json.Unmarshal(e.fields["sources"], &items) != nil {
		return r
	}
	for _, item := range items {
		r.sources = append(r.sources, sourceOf(item))
	}
	return r
}

func sourceOf(item json.RawMessage) (s source) {
	var pair []json.RawMessage
	var object map[string]json.RawMessage
	switch {
	case json.Unmarshal(item, &object) == nil:
		s.report, _ = rational(object["time"])
		if s.report == nil {
			s.report, _ = rational(object["report"])
		}
		for field, to := range map[string]**big.Rat{"rtt": &s.rtt, "offset": &s.offset, "error": &s.wrong, "low": &s.low, "high": &s.high, "adjustment": &s.adjustment} {
			*to, _ = rational(object[field])
		}
		if s.name = scalar(object["node"]); s.name == "" {
			s.name = scalar(object["peer"])
		}
		s.unused = string(object["used"]) == "false"
	case json.Unmarshal(item, &pair) == nil && len(pair) == 2:
		s.low, _ = rational(pair[0])
		s.high, _ = rational(pair[1])
	default:
		s.offset, _ = rational(item)
		s.report, s.rtt = s.offset, new(big.Rat)
	}
	return s
}

func plus(a, b *big.Rat) *big.Rat  { return new(big.Rat).Add(a, b) }
func minus(a, b *big.Rat) *big.Rat { return new(big.Rat).Sub(a, b) }
func half(a *big.Rat) *big.Rat     { return new(big.Rat).Quo(a, big.NewRat(2, 1)) }

func mean(list []*big.Rat) *big.Rat {
	sum := new(big.Rat)
	for _, r := range list {
		sum.Add(sum, r)
	}
	return sum.Quo(sum, big.NewRat(int64(len(list)), 1))
}

// stamped reports that all four times of the exchange are there.
func (r *round) stamped() bool { return r.t1 != nil && r.t2 != nil && r.t3 != nil && r.t4 != nil }

func (r *round) trip() *big.Rat { return minus(minus(r.t4, r.t1), minus(r.t3, r.t2)) }

func (r *round) offsetOfExchange() *big.Rat { return half(plus(minus(r.t2, r.t1), minus(r.t3, r.t4))) }

func (r *round) algorithm() string {
	return strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' {
			return c
		}
		return -1
	}, strings.ToLower(r.text("algorithm")))
}

func syncRound(c *claim) {
	switch c.roles() {
	case "round":
		c.wrongRound(roundOf(c.one("round")))
	case "round, before, after":
		r, before, after := roundOf(c.one("round")), c.one("before"), c.one("after")
		c.order(before, after)
		need(r.adjust != nil && r.adjust.Sign() < 0, "the round at %s did not find its clock ahead", r.name())
		need(r.event == before || r.event == after, "%s is neither before nor after the step", r.name())
		timed := func(e *event) bool { return e.wall != nil }
		need(timed(before) && timed(after) && c.lastWhere(after, timed) == before && after.wall.Cmp(before.wall) < 0, "the clock is not stepped back from %s to %s", before.name(), after.name())
	default:
		c.unknown()
	}
}

// wrongRound: some recorded figure is not what it follows from, by more than one
// unit of its last place; or the round took too few sources.
func (c *claim) wrongRound(r *round) {
	if strings.Contains(c.Message, "tolerating") {
		need(r.faulty() > 0 && len(r.sources) <= 3*r.faulty(), "the round at %s lists enough sources", r.name())
		return
	}
	off := func(field json.RawMessage, recorded, computed *big.Rat) bool {
		if recorded == nil || computed == nil {
			return false
		}
		return new(big.Rat).Abs(minus(recorded, computed)).Cmp(lastPlace(field)) > 0
	}
	wrong := r.stamped() && (off(r.fields["rtt"], r.rtt, r.trip()) || off(r.fields["offset"], r.offset, r.offsetOfExchange()))
	if !r.stamped() && r.t1 != nil && r.t4 != nil {
		wrong = off(r.fields["rtt"], r.rtt, minus(r.t4, r.t1))
	}
	rulings := c.rulings(r)
	adjusted, estimated := len(rulings) > 0, len(rulings) > 0 && r.sources != nil
	for _, ruling := range rulings {
		adjusted = adjusted && off(r.fields["adjustment"], r.adjust, ruling)
		estimated = estimated && off(r.fields["offset"], r.offset, ruling)
	}
	wrong = wrong || adjusted || estimated
	for _, s := range r.sources {
		if m := r.berkeleyMean(); m != nil && s.adjustment != nil && s.report != nil && r.algorithm() == "berkeley" {
			plain := minus(m, s.report)
			wrong = wrong || s.adjustment.Cmp(plain) != 0 && (s.rtt == nil || s.adjustment.Cmp(plus(plain, half(s.rtt))) != 0)
		}
	}
	need(wrong, "every figure of the round at %s is what it follows from", r.name())
}

// lastPlace returns the unit in which a number was written.
func lastPlace(raw json.RawMessage) *big.Rat {
	_, decimals, found := strings.Cut(scalar(raw), ".")
	unit := big.NewRat(1, 1)
	if found {
		unit.SetFrac(big.NewInt(1), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(len(decimals))), nil))
	}
	return unit
}

// syncSkew: after a round, or before the node's next record, its clock is off by
// more than the bound that the round states.
func syncSkew(c *claim) {
	r := roundOf(c.one("round"))
	at, adjust := r, r.adjust
	if next := c.all("next record"); len(next) > 0 {
		at, adjust = roundOf(next[0]), nil
		c.order(r.event, at.event)
		for _, e := range c.nodes[r.node] {
			between := inOrder(r.event, e) && inOrder(e, at.event) && e.is("sync") && e.has("bound")
			need(!between, "%s is a round in between", e.name())
		}
	}
	if adjust == nil {
		adjust = new(big.Rat)
	}
	var low, high *big.Rat
	switch {
	case at.t4 != nil && at.reference != nil:
		low = minus(plus(at.t4, adjust), at.reference)
		high = low
	case at.stamped() && at.sources == nil && at.has("peer"):
		low, high = plus(minus(at.t1, at.t2), adjust), plus(minus(at.t4, at.t3), adjust)
	default:
		need(false, "nothing tells how far the clock is off at %s", at.name())
	}
	least := new(big.Rat)
	if low.Sign() > 0 {
		least = low
	} else if high.Sign() < 0 {
		least = new(big.Rat).Neg(high)
	}
	need(r.bound != nil && least.Cmp(r.bound) > 0, "the clock is off by %s at least, within the bound", least.FloatString(6))
}
