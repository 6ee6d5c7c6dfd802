package witness

import (
	"math/big"
	"slices"
	"strings"
)

func leaseOverlap(c *claim) {
	roles := c.roles()
	switch {
	case strings.HasPrefix(roles, "first timestamp"):
		c.reigns()
	case roles == "acquire, acquire again":
		a, b := c.one("acquire"), c.one("acquire again")
		c.order(a, b)
		need(c.set.Reentrant != nil && !*c.set.Reentrant, "the lock is not declared not to be reentrant")
		t := c.tenureOf(a)
		need(grants(b) && inOrder(a, b) && t.about(b) && (t.end == nil || t.end.index >= b.index), "%s does not acquire what is held since %s", b.name(), a.name())
	case roles == "release":
		c.notHeld(c.one("release"))
	case strings.HasPrefix(roles, "acquire, acquire"):
		c.overlap()
	default:
		c.unknown()
	}
}

// notHeld: a release by a holder whose last acquire, if any, was released before.
func (c *claim) notHeld(e *event) {
	need(c.set.Reentrant != nil && !*c.set.Reentrant, "the lock is not declared not to be reentrant")
	need(e.is("lease_release") && !e.failed, "%s releases nothing", e.name())
	held := false
	for _, x := range c.nodes[e.node] {
		if inOrder(x, e) && c.holder(x) == c.holder(e) && c.resource(x) == c.resource(e) && !x.failed {
			held = grants(x) || held && !x.is("lease_release", "lease_expire")
		}
	}
	need(!held, "%s held it at %s", c.holder(e), e.name())
}

// overlap: two holders of one resource. By the order of events each starts
// before the sure end of the other; or by clocks that differ by at most the
// bound. What is only possible is not excluded by either.
func (c *claim) overlap() {
	starts := c.all("acquire")
	need(len(starts) == 2, "%d acquires are shown", len(starts))
	a, b := c.tenureOf(starts[0]), c.tenureOf(starts[1])
	need(a.holder != b.holder && a.resource == b.resource, "%s and %s are not of two holders of one resource", starts[0].name(), starts[1].name())
	if !c.definite() {
		for _, p := range [][2]*tenure{{a, b}, {b, a}} {
			end := p[0].over()
			need(end == nil || end != p[1].start && !c.before(end, p[1].start), "%s had lost it by %s, before %s", p[0].holder, nameOf([]*event{end}), p[1].start.name())
		}
		return
	}
	aliasA, aliasB := c.home(a.holder) == "", c.home(b.holder) == ""
	need(!(aliasA && b.home) && !(aliasB && a.home), "one of the holders may be the other under another name")
	if len(c.Proof) == 0 {
		c.byClocks(a, b)
		return
	}
	c.all("end")
	c.all("still held")
	endA, endB, rest := starts[0], starts[1], c.at[2:]
	roleA, roleB := "", ""
	for i, e := range rest {
		role := c.Events[2+i].Role
		need(role == "end" || role == "still held", "%s is shown as %q", e.name(), role)
		if (c.proves(b.start, e) || e == b.start) && endA == a.start {
			endA, roleA = e, role
		} else {
			endB, roleB = e, role
		}
	}
	for _, p := range []struct {
		t, other *tenure
		end      *event
		role     string
	}{{a, b, endA, roleA}, {b, a, endB, roleB}} {
		p.t.lasts(p.end, p.role)
		if p.end != p.other.start {
			c.order(p.other.start, p.end)
		} else {
			need(p.role == "still held", "%s ends there", p.t.holder)
		}
	}
}

// byClocks: each starts before the other's sure end by more than the bound.
func (c *claim) byClocks(a, b *tenure) {
	skew, known := c.set.skew()
	need(known, "no bound on the difference of clocks is known")
	fromA, sureA, _, okA := a.span()
	fromB, sureB, _, okB := b.span()
	need(okA && okB, "the clocks do not tell of these tenures")
	less := func(x, y *big.Int) bool { return y == nil || new(big.Int).Add(x, skew).Cmp(y) < 0 }
	need(less(fromA, sureB) && less(fromB, sureA), "by clocks that differ by %v ns the two may not have overlapped", skew)
}

// reigns: two oracles, each active from its first timestamp to its last.
func (c *claim) reigns() {
	firsts, lasts := c.all("first timestamp"), c.all("last timestamp")
	need(len(firsts) == 2, "%d first timestamps are shown", len(firsts))
	end := map[string]*event{}
	for _, e := range append(slices.Clone(firsts), lasts...) {
		need(e.is("timestamp"), "%s is no timestamp", e.name())
		end[c.oracleOf(e)] = e
	}
	need(len(end) == 2, "the timestamps are of %d oracles", len(end))
	if len(c.Proof) == 0 { // then the ends are not shown
		for _, e := range c.events {
			last := end[c.oracleOf(e)]
			if e.is("timestamp") && e.wall != nil && last != nil && last.wall != nil && e.wall.Cmp(last.wall) > 0 {
				end[c.oracleOf(e)] = e
			}
		}
	}
	if len(c.Proof) == 0 && c.definite() {
		skew, known := c.set.skew()
		for i, first := range firsts {
			last := end[c.oracleOf(firsts[1-i])]
			need(known && first.wall != nil && last.wall != nil && new(big.Int).Add(first.wall, skew).Cmp(last.wall) < 0, "%s may not precede %s by clocks", first.name(), last.name())
		}
		return
	}
	for _, first := range firsts {
		for oracle, last := range end {
			if oracle != c.oracleOf(first) && c.definite() {
				c.order(first, last)
			}
		}
	}
}

// isUse is a need for an event to use what a tenure is of.
func (c *claim) isUse(e *event, t *tenure) {
	need(e.is("write") || e.is("lease_check") && e.yes("valid"), "%s uses no lease", e.name())
	need(!e.failed && !e.no("accepted"), "%s was rejected", e.name())
	for _, o := range append(c.from[c.origin(e)], c.origin(e)) {
		need(!o.is("write") || !o.failed && !o.no("accepted"), "%s was rejected at %s", e.name(), o.name())
	}
	token := e.text("token")
	byToken := token != "" && slices.ContainsFunc(c.events, func(g *event) bool { return grants(g) && t.about(g) && g.text("token") == token })
	need(byToken || t.about(e), "%s is no use by %s", e.name(), t.holder)
}

func leaseExpiredUse(c *claim) {
	acquire, use := c.one("acquire"), c.one("use")
	t := c.tenureOf(acquire)
	c.isUse(use, t)
	switch c.roles() {
	case "acquire, end, use":
		end := c.one("end")
		over := t.over()
		need(over != nil && over == end, "what %s held was not over by %s", t.holder, end.name())
		if !c.definite() && c.unplaced(t, use) {
			return
		}
		c.order(end, use)
		c.noOtherTenure(t, use)
	case "acquire, use":
		c.noOtherTenure(t, use)
		if over := t.over(); over == use || over == acquire || !c.definite() && c.unplaced(t, use) {
			return
		}
		if !c.definite() && t.expiry != nil && use.wall == nil && use.node == acquire.node {
			return // nothing places it before or after the expiry
		}
		_, _, most, ok := t.span()
		skew, known := c.set.skew()
		need(ok && known && most != nil && use.wall != nil && use.node != acquire.node && new(big.Int).Add(most, skew).Cmp(use.wall) < 0,
			"what %s held was not over by %s", t.holder, use.name())
	case "acquire, other acquire, use":
		other := c.tenureOf(c.one("other acquire"))
		need(other.holder != t.holder && other.resource == t.resource, "%s is no acquire by another holder", other.start.name())
		need(c.follows(acquire, other.start) && c.follows(other.start, use), "nothing places %s between %s and %s", other.start.name(), acquire.name(), use.name())
	case "acquire, last before the expiry, use":
		last := c.one("last before the expiry")
		need(!c.definite() && t.expiry != nil && inOrder(last, use), "%s is no event before the expiry", last.name())
	default:
		c.unknown()
	}
}

// unplaced reports that a use elsewhere than at the holder is not placed before
// the end of a tenure that has one.
func (c *claim) unplaced(t *tenure, use *event) bool {
	over := t.over()
	_, _, most, timed := t.span()
	if over == nil && t.expiry == nil || over != nil && c.before(use, over) && t.expiry == nil {
		return false
	}
	skew, known := c.set.skew()
	inTime := timed && known && most != nil && use.wall != nil && new(big.Int).Add(use.wall, skew).Cmp(most) < 0
	return use.node != t.start.node && !inTime
}

// noOtherTenure is a need for the holder not to have got the lease again before
// the use.
func (c *claim) noOtherTenure(t *tenure, use *event) {
	for _, e := range c.events {
		token := use.text("token")
		other := grants(e) && t.about(e) && e != t.last && !inOrder(e, t.last) && c.before(e, use) && c.origin(e) == e && e.node == t.start.node
		need(!other || token != "" && e.text("token") != token, "%s got it again at %s", t.holder, e.name())
	}
}

// follows reports that a is before b: by a proof, or for the clocks, by more
// than their bound. What is only possible is not excluded.
func (c *claim) follows(a, b *event) bool {
	skew, known := c.set.skew()
	if c.proves(a, b) {
		return true
	}
	if !c.definite() {
		return a != b && !c.before(b, a)
	}
	return known && a.wall != nil && b.wall != nil && !c.before(b, a) && new(big.Int).Add(a.wall, skew).Cmp(b.wall) < 0
}

func leaseFencing(c *claim) {
	switch c.roles() {
	case "accepted, accepted later":
		c.staleWrite(c.one("accepted"), c.one("accepted later"))
	case "grant, later grant":
		a, b := c.one("grant"), c.one("later grant")
		c.fallingTokens(a, b)
		c.order(a, b)
		issued := func(e *event) bool { return c.origin(e).end == sends || c.holder(e) != e.node }
		need(!c.definite() || inOrder(a, b) && issued(a) && issued(b), "%s and %s are not in the order of one issuer", a.name(), b.name())
	case "grant, later request, its grant":
		a, request, b := c.one("grant"), c.one("later request"), c.one("its grant")
		c.fallingTokens(a, b)
		c.order(a, request)
		answered := slices.ContainsFunc(c.events, func(e *event) bool {
			return grants(e) && e.text("token") == b.text("token") && c.resource(e) == c.resource(b) && c.requestSent(c.origin(e)) == request
		})
		need(answered, "no record of the grant of %s answers %s", b.name(), request.name())
	case "grant, other grant":
		a, b := c.one("grant"), c.one("other grant")
		need(grants(a) && grants(b) && c.resource(a) == c.resource(b) && a.text("token") == b.text("token") && a.has("token"), "%s and %s do not share a token", a.name(), b.name())
		need(c.holder(a) != c.holder(b) && c.origin(a) != c.origin(b), "%s and %s tell of one grant", a.name(), b.name())
		if len(c.Proof) > 0 {
			c.order(a, b)
		}
	default:
		c.unknown()
	}
}

// fallingTokens is a need for two grants of a resource to have tokens that fall.
func (c *claim) fallingTokens(a, b *event) {
	x, okX := a.number("token")
	y, okY := b.number("token")
	need(grants(a) && grants(b) && c.resource(a) == c.resource(b), "%s and %s are no grants of one resource", a.name(), b.name())
	need(okX && okY && y.Cmp(x) < 0, "the token of %s is not below that of %s", b.name(), a.name())
}

// staleWrite: a store accepted a token, and later a lower one.
func (c *claim) staleWrite(first, later *event) {
	x, okX := first.number("token")
	y, okY := later.number("token")
	need(first.is("write") && later.is("write") && c.resource(first) == c.resource(later), "%s and %s are no writes of one resource", first.name(), later.name())
	need(okX && okY && y.Cmp(x) < 0, "the token of %s is not below that of %s", later.name(), first.name())
	store := func(e *event) string {
		if name := e.text("store"); name != "" {
			return name
		}
		return e.node
	}
	need(store(first) == store(later) || !first.has("store") && !later.has("store") && c.home(first.node) == first.node, "%s and %s are not of one store", first.name(), later.name())
	for _, e := range []*event{first, later} {
		said := e.has("accepted")
		for _, o := range append(c.from[c.origin(e)], c.origin(e)) {
			said = said || o.yes("accepted")
			need(!e.no("accepted") && !o.no("accepted") && !e.failed, "%s was rejected", e.name())
		}
		need(said, "nothing says that %s was accepted", e.name())
	}
	if c.proves(first, later) {
		atStore := func(e *event) bool { return store(e) == e.node }
		need(!c.definite() || atStore(later), "%s is the writer's record, and may tell of what happened before", later.name())
		return
	}
	request := c.requestSent(later)
	need(request != nil, "%s answers no request", later.name())
	c.order(first, request)
}
