package witness

import (
	"math/big"
	"time"
)

// cycle: a closed path of edges, shown event by event.
func cycle(c *claim) {
	need(len(c.Proof) == 1 && c.Proof[0].From == c.Proof[0].To, "no path leads from an event back to itself")
	path := c.Proof[0].Path
	c.all("on the cycle")
	need(len(path) == len(c.at)+1, "the cycle has %d events and %d are shown", len(path)-1, len(c.at))
	for i, e := range c.at {
		need(c.Events[i].Role == "on the cycle" && path[i] == e.name(), "%s is not number %d on the cycle", e.name(), i+1)
	}
}

// mergedSince returns the sends whose messages entered at a node after the last
// event with a stamp, up to and with e.
func (l *log) mergedSince(e *event, stamped func(*event) bool) (list []*event) {
	for at := e; at != nil; at = l.previous(at) {
		if at != e && stamped(at) {
			break
		}
		if s := l.enters[at]; s != nil {
			list = append(list, s)
		}
	}
	return list
}

// lastWhere returns the last event of e's life before it that fits.
func (l *log) lastWhere(e *event, fits func(*event) bool) *event {
	for at := l.previous(e); at != nil; at = l.previous(at) {
		if fits(at) {
			return at
		}
	}
	return nil
}

// scalarClock is a clock whose stamps are totally ordered.
type scalarClock struct {
	has     func(*event) bool
	compare func(a, b *event) int
	// late says that the stamp of a merge is not greater than that of the send.
	late func(send, merge *event) bool
}

func (c *claim) scalar(clock scalarClock) {
	switch c.roles() {
	case "send, merge":
		send, merge := c.one("send"), c.one("merge")
		c.order(send, merge)
		merged := false
		for _, s := range c.mergedSince(merge, clock.has) {
			merged = merged || s == send
		}
		need(merged, "%s is not the first stamp after the message of %s came in", merge.name(), send.name())
		need(clock.has(send) && clock.has(merge) && clock.late(send, merge), "the stamp of %s is greater than that of %s", merge.name(), send.name())
	case "before, stamp":
		before, e := c.one("before"), c.one("stamp")
		c.order(before, e)
		need(clock.has(e) && c.lastWhere(e, clock.has) == before, "%s is not the stamp before %s", before.name(), e.name())
		must := c.set.promises("total") || c.set.promises("total=lamport") || c.set.Ticks == "all" || c.set.Ticks == "sends" && e.end == sends
		order := clock.compare(before, e)
		need(order > 0 || order == 0 && must, "the stamp of %s is not below that of %s", e.name(), before.name())
	case "previous send, stamp":
		before, e := c.one("previous send"), c.one("stamp")
		c.order(before, e)
		need(e.end == sends && before.end == sends && c.lastWhere(e, func(s *event) bool { return s.end == sends && clock.has(s) }) == before,
			"%s and %s are not a send and the one before", before.name(), e.name())
		need(clock.has(e) && clock.compare(before, e) == 0, "the stamps of %s and %s are not equal", before.name(), e.name())
	default:
		c.unknown()
	}
}

func clockLamport(c *claim) {
	compare := func(a, b *event) int { return a.lamport.Cmp(b.lamport) }
	c.scalar(scalarClock{
		has:     func(e *event) bool { return e.lamport != nil },
		compare: compare,
		late:    func(send, merge *event) bool { return compare(send, merge) >= 0 },
	})
}

func clockHLC(c *claim) {
	if c.roles() == "stamp" {
		c.hlcBound(c.one("stamp"))
		return
	}
	c.scalar(scalarClock{
		has:     func(e *event) bool { return e.hlc != nil },
		compare: func(a, b *event) int { return a.hlc.compare(b.hlc) },
		late: func(send, merge *event) bool {
			if send.hlc.unit.Cmp(merge.hlc.unit) == 0 {
				return send.hlc.compare(merge.hlc) >= 0
			}
			unit := greater(send.hlc.unit, merge.hlc.unit)
			return floor(send.hlc.pt, unit).Cmp(floor(merge.hlc.pt, unit)) > 0
		},
	})
}

// hlcBound: the physical part is below the wall time of one reading, or too far
// above it.
func (c *claim) hlcBound(e *event) {
	need(e.hlc != nil && e.wall != nil, "%s has no HLC and wall time", e.name())
	drift, err := time.ParseDuration(c.set.MaxHLCDrift)
	ahead := new(big.Int).Sub(e.hlc.pt, e.wall)
	below := c.set.SameReading && e.hlc.pt.Cmp(floor(e.wall, e.hlc.unit)) < 0
	above := err == nil && ahead.Cmp(big.NewInt(int64(drift))) > 0
	need(below || above, "the HLC of %s is %v ns ahead of its wall time, which nothing forbids", e.name(), ahead)
}

func greater(a, b *big.Int) *big.Int {
	if a.Cmp(b) > 0 {
		return a
	}
	return b
}

// floor returns the greatest multiple of unit that is at most t.
func floor(t, unit *big.Int) *big.Int {
	return new(big.Int).Mul(new(big.Int).Div(t, unit), unit)
}

func clockWall(c *claim) {
	switch c.roles() {
	case "earlier event, later event":
		a, b := c.one("earlier event"), c.one("later event")
		c.order(a, b)
		need(inOrder(a, b) && a.wall != nil && b.wall != nil && b.wall.Cmp(a.wall) < 0, "the wall clock does not go back from %s to %s", a.name(), b.name())
	case "send, receive":
		s, r := c.one("send"), c.one("receive")
		need(c.ends[r] == s, "%s does not take the message of %s", r.name(), s.name())
		need(s.wall != nil && r.wall != nil, "%s or %s has no wall time", s.name(), r.name())
		early := new(big.Int).Sub(s.wall, r.wall)
		skew, known := c.set.skew()
		need(early.Sign() > 0 && (!known || early.Cmp(skew) > 0), "%s is not stamped earlier than %s by more than the bound", r.name(), s.name())
	default:
		c.unknown()
	}
}
