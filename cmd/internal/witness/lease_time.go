package witness

import (
	"encoding/json"
	"math/big"
	"time"
)

// expiryOf returns when a grant expires on the clock of its node: at the time
// stated, else its duration after the request, nil where it does not say.
func (l *log) expiryOf(e *event) *big.Int {
	if raw := l.detail(e, "expires_at"); raw != nil {
		return l.instant(raw)
	}
	ms, ok := rational(l.detail(e, "duration_ms"))
	if !ok {
		return nil
	}
	from := e.wall
	for _, r := range []*event{l.requestArrived(e), l.requestSent(e)} {
		if r != nil && r.node == e.node && r.wall != nil {
			from = r.wall
		}
	}
	if from == nil {
		return nil
	}
	return new(big.Int).Add(from, nanos(ms, int64(time.Millisecond)))
}

// instant reads a time whose unit may be milliseconds where nothing tells.
func (l *log) instant(raw json.RawMessage) *big.Int {
	if r, ok := rational(raw); ok {
		unit, err := l.set.unit(r, int64(time.Millisecond))
		need(err == nil, "%v", err)
		return nanos(r, unit)
	}
	at, err := readTime(raw, l.set)
	need(err == nil, "%v", err)
	return at
}

// over returns the event by which a tenure surely is over: the one that ended it
// or, if that is earlier, the first from which on the clock stands at or after
// the expiry. Nil where there is none.
func (t *tenure) over() *event {
	end := t.end
	if t.expiry == nil {
		return end
	}
	var first *event
	for _, e := range t.nodes[t.start.node] {
		switch {
		case !inOrder(t.last, e) || e.wall == nil:
		case e.wall.Cmp(t.expiry) < 0:
			first = nil
		case first == nil:
			first = e
		}
	}
	if first != nil && (end == nil || first.index < end.index) {
		return first
	}
	return end
}

// expiryAt returns the expiry that counts at an event of the strand.
func (t *tenure) expiryAt(e *event) *big.Int {
	expiry := t.log.expiryOf(t.start)
	for _, g := range t.nodes[e.node] {
		if inOrder(t.start, g) && g.index <= e.index && grants(g) && t.about(g) {
			expiry = t.log.expiryOf(g)
		}
	}
	return expiry
}

// inTimeBefore reports that no event before e is stamped at or after the expiry
// that counted there.
func (t *tenure) inTimeBefore(e *event) bool {
	for _, x := range t.nodes[e.node] {
		if (x == t.start || inOrder(t.start, x)) && x.index < e.index && x.wall != nil {
			if expiry := t.expiryAt(x); expiry != nil && x.wall.Cmp(expiry) >= 0 && !t.shows(x) {
				return false
			}
		}
	}
	return true
}

// span returns the tenure on its node's clock: from its start until the sure and
// the latest end, nil for never; ok is false where the clock does not tell.
func (t *tenure) span() (from, sure, most *big.Int, ok bool) {
	from = t.start.wall
	if from == nil && t.start.has("expires_at") {
		if ms, lasts := rational(t.detail(t.start, "duration_ms")); lasts {
			from = new(big.Int).Sub(t.expiry, nanos(ms, int64(time.Millisecond)))
		}
	}
	if from == nil {
		return nil, nil, nil, false
	}
	sure, most = t.expiry, t.expiry
	earlier := func(a, b *big.Int) *big.Int {
		if a == nil || b != nil && b.Cmp(a) < 0 {
			return b
		}
		return a
	}
	shown := from
	if t.evidence.wall != nil {
		shown = t.evidence.wall
	}
	if e := t.nodes[t.start.node]; t.end == nil && t.expiry == nil && t.tableStands() && e[len(e)-1].wall != nil {
		shown = e[len(e)-1].wall
	}
	switch {
	case t.end != nil && !t.sudden && t.end.wall != nil:
		sure, most = earlier(sure, t.end.wall), earlier(most, t.end.wall)
	case t.end != nil && !t.sudden:
		sure = from
	case t.end != nil:
		late := t.expiry != nil && t.end.wall != nil && t.end.wall.Cmp(t.expiry) > 0 && grants(t.end)
		if !late {
			sure = earlier(sure, shown)
		}
		most = earlier(most, t.end.wall)
	case t.expiry == nil:
		sure = shown
	}
	return from, sure, most, true
}
