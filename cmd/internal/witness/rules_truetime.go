package witness

import (
	"math/big"
	"time"
)

func truetimeInterval(c *claim) {
	switch c.roles() {
	case "interval":
		e := c.one("interval")
		need(e.tt != nil && e.tt.earliest.Cmp(e.tt.latest) > 0, "the interval of %s is none that ends before it begins", e.name())
	case "earlier, later":
		a, b := c.one("earlier"), c.one("later")
		c.order(a, b)
		need(a.tt != nil && b.tt != nil && a.tt.earliest.Cmp(b.tt.latest) > 0, "%s may have been earlier than %s", a.name(), b.name())
	case "interval, wider interval":
		c.grows(c.one("interval"), c.one("wider interval"))
	default:
		c.unknown()
	}
}

// grows: the interval is wider than that before it, by more than the drift of
// both its ends over the time between them, with no round in between.
func (c *claim) grows(a, b *event) {
	c.order(a, b)
	before := c.lastWhere(b, func(e *event) bool { return e.tt != nil || e.is("sync") })
	need(a.tt != nil && b.tt != nil && before == a && !b.is("sync"), "%s is not the interval before %s", a.name(), b.name())
	ppm, ok := rational(c.set.MaxDriftPPM)
	need(ok, "no drift is stated")
	passed := new(big.Rat).SetInt(new(big.Int).Sub(b.tt.latest, a.tt.earliest))
	width := func(e *event) *big.Rat { return new(big.Rat).SetInt(new(big.Int).Sub(e.tt.latest, e.tt.earliest)) }
	allowed := new(big.Rat).Mul(passed, new(big.Rat).Quo(ppm, big.NewRat(500_000, 1)))
	need(minus(width(b), width(a)).Cmp(allowed) > 0, "the interval of %s is no wider than the drift allows", b.name())
	gapless := a.vector != nil && b.vector != nil && b.own()-a.own() == uint64(b.index-a.index)
	need(!c.definite() || gapless, "nothing proves that no event is missing between %s and %s", a.name(), b.name())
}

// timestamp returns the commit timestamp that a record carries, in nanoseconds
// where numbers are of that unit.
func (c *claim) timestamp(e *event, unit *big.Int) *big.Int {
	if r, ok := e.number("ts"); ok {
		return nanos(r, unit.Int64())
	}
	at, err := readTime(e.fields["ts"], c.set)
	need(err == nil, "the ts of %s is no time", e.name())
	return at
}

// stampOf returns a record of a transaction that carries its timestamp.
func (c *claim) stampOf(txn string) *event {
	for _, e := range c.events {
		if e.is("txn_commit", "txn_ack") && e.text("txn") == txn && e.has("ts") {
			return e
		}
	}
	need(false, "no record of transaction %q carries ts", txn)
	return nil
}

func truetimeCommitWait(c *claim) {
	ack := c.one("acknowledgement")
	need(ack.is("txn_ack"), "%s acknowledges nothing", ack.name())
	txn := ack.text("txn")
	one := big.NewInt(int64(time.Millisecond))
	switch c.roles() {
	case "acknowledgement", "acknowledgement, commit":
		for _, e := range c.all("commit") {
			need(e.is("txn_commit") && e.text("txn") == txn, "%s does not commit transaction %q", e.name(), txn)
		}
		need(ack.tt != nil && c.subject() == txn, "%s carries no interval", ack.name())
		need(ack.tt.earliest.Cmp(c.timestamp(c.stampOf(txn), ack.tt.unit)) <= 0, "the timestamp of %q was surely past at %s", txn, ack.name())
	case "acknowledgement, later start, its timestamp":
		start, stamp := c.one("later start"), c.one("its timestamp")
		c.order(ack, start)
		need(start.is("txn_start") && start.text("txn") == stamp.text("txn") && start.text("txn") != txn && stamp.has("ts"), "%s does not stamp what started at %s", stamp.name(), start.name())
		for _, e := range c.events {
			other := e.is("txn_start") && e.text("txn") == start.text("txn") && !c.before(start, e) && e != start
			need(!other, "%s started it, too", e.name())
		}
		need(c.timestamp(c.stampOf(txn), one).Cmp(c.timestamp(stamp, one)) >= 0, "the timestamp at %s is greater", stamp.name())
	default:
		c.unknown()
	}
}
