package witness

import (
	"encoding/json"
	"math/big"
	"strings"
	"time"
)

// exchange is who asked for an answer and who gave it, "" where a record does
// not say.
func (e *event) exchange() (asker, answerer string) {
	switch {
	case e.end == receives || e.end == delivers:
		return e.node, e.from
	case len(e.to) == 1:
		return e.to[0], e.node
	case e.from != "":
		return e.node, e.from
	}
	return "", e.node
}

// origin is the send of what an event received, else the event.
func (l *log) origin(e *event) *event {
	if s := l.ends[e]; s != nil {
		return s
	}
	return e
}

// arrivalLife is the asker's life in which an answer arrived, 0 where nothing
// tells.
func (l *log) arrivalLife(e *event) int {
	if e.end == receives || e.end == delivers {
		return e.life
	}
	for _, r := range l.from[e] {
		return r.life
	}
	return 0
}

// oneFact reports that two records surely tell of one thing: the two ends of a
// message, or a reply given twice to one request. perhaps is true where they
// may: both answer a request of one number, and one does not say whose.
func (l *log) oneFact(a, b *event) (sure, perhaps bool) {
	a, b = l.origin(a), l.origin(b)
	if a == b {
		return true, true
	}
	if a.reply == "" || a.reply != b.reply {
		return false, false
	}
	askerA, byA := a.exchange()
	askerB, byB := b.exchange()
	switch {
	case byA != byB && byA != "" && byB != "":
		return false, false
	case askerA == "" || askerB == "" || byA == "" || byB == "":
		return false, true
	case askerA != askerB:
		return false, false
	}
	lifeA, lifeB := l.arrivalLife(a), l.arrivalLife(b)
	if events := l.nodes[askerA]; len(events) > 0 && events[len(events)-1].life > 1 {
		return lifeA == lifeB && lifeA > 0, lifeA == lifeB || lifeA == 0 || lifeB == 0
	}
	return true, true
}

// twice is a thing that two facts have in common: told in their order where
// there is one, else they are concurrent.
func (c *claim) twice(first, again *event) {
	sure, perhaps := c.oneFact(first, again)
	need(!sure, "%s and %s tell of one fact", first.name(), again.name())
	need(!c.definite() || !perhaps, "%s and %s may tell of one fact", first.name(), again.name())
	if len(c.Proof) > 0 {
		c.order(first, again)
		return
	}
	if strings.Contains(c.Message, "the two are concurrent") {
		need(!c.surely(first, again) && !c.surely(again, first), "%s and %s are not concurrent", first.name(), again.name())
	}
}

// sameValue compares two JSON values.
func sameValue(a, b json.RawMessage) bool {
	return len(a) > 0 && len(b) > 0 && canonical(a) == canonical(b)
}

func idDuplicate(c *claim) {
	need(c.roles() == "first, again", "the events are %s", c.roles())
	first, again := c.one("first"), c.one("again")
	need(first.is("id") && again.is("id") && first.has("id"), "%s or %s generates no identifier", first.name(), again.name())
	need(sameValue(first.fields["id"], again.fields["id"]), "the identifiers of %s and %s differ", first.name(), again.name())
	c.twice(first, again)
}

// issued is the value of a timestamp: two numbers, or one.
type issued struct {
	pt, c *big.Int
	word  string // of a ts that is no integer
}

func (c *claim) issuedAt(e *event) issued {
	need(e.is("timestamp"), "%s issues no timestamp", e.name())
	if e.has("pt") {
		pt, ok := integer(e.fields["pt"])
		need(ok, "the pt of %s is no integer", e.name())
		count, ok := integer(e.fields["c"])
		if !ok {
			count = new(big.Int)
		}
		return issued{pt: pt, c: count}
	}
	if ts, ok := integer(e.fields["ts"]); ok {
		return issued{pt: ts}
	}
	need(e.has("ts"), "%s has no timestamp", e.name())
	if at, err := time.Parse(time.RFC3339Nano, scalar(e.fields["ts"])); err == nil {
		return issued{word: at.UTC().String()}
	}
	return issued{word: string(e.fields["ts"])}
}

// compare is -1, 0 or 1; values of two kinds have no order.
func (v issued) compare(w issued) (int, bool) {
	if v.word != "" || w.word != "" || (v.c == nil) != (w.c == nil) {
		return 0, v.word != "" && v.word == w.word
	}
	if order := v.pt.Cmp(w.pt); order != 0 || v.c == nil {
		return order, true
	}
	return v.c.Cmp(w.c), true
}

// notGreater is a need for the second of two timestamps not to be greater.
func (c *claim) notGreater(a, b *event) {
	order, ok := c.issuedAt(a).compare(c.issuedAt(b))
	need(ok && order >= 0, "the timestamp of %s is greater than that of %s", b.name(), a.name())
}

// oracleOf names the oracle that issued a timestamp.
func (l *log) oracleOf(e *event) string {
	if name := e.text("oracle"); name != "" {
		return name
	}
	_, answerer := l.origin(e).exchange()
	if answerer == "" {
		return e.node
	}
	return answerer
}

func oracleUnique(c *claim) {
	need(c.roles() == "issue, issue again", "the events are %s", c.roles())
	a, b := c.one("issue"), c.one("issue again")
	order, ok := c.issuedAt(a).compare(c.issuedAt(b))
	need(ok && order == 0, "the timestamps of %s and %s differ", a.name(), b.name())
	c.twice(a, b)
}

func oracleMonotone(c *claim) {
	switch c.roles() {
	case "issue, later issue":
		a, b := c.one("issue"), c.one("later issue")
		c.order(a, b)
		need(inOrder(a, b) && c.oracleOf(a) == c.oracleOf(b), "%s and %s are not of one oracle in its order", a.name(), b.name())
		need(a.end != receives && a.end != delivers && b.end != receives && b.end != delivers, "%s or %s was received, not issued", a.name(), b.name())
		c.notGreater(a, b)
		sure, perhaps := c.oneFact(a, b)
		need(!sure && !(c.definite() && perhaps), "%s and %s may tell of one timestamp", a.name(), b.name())
	case "issue, later request, its issue":
		a, request, b := c.one("issue"), c.one("later request"), c.one("its issue")
		c.order(a, request)
		c.asked(request, b)
		c.notGreater(a, b)
	default:
		c.unknown()
	}
}

// asked is a need for an answer to be one to that request, sent for the first
// time.
func (c *claim) asked(request, answer *event) {
	asker, answerer := answer.exchange()
	fits := func(e *event) bool {
		return e.end == sends && e.node == asker && e.id == answer.reply && e.mayReach(answerer) && e.life == request.life
	}
	need(answer.reply != "" && fits(request), "%s does not answer %s", answer.name(), request.name())
	for _, e := range c.nodes[asker] {
		need(!fits(e) || e.index >= request.index, "%s is not the first time that the request was sent", request.name())
	}
	if life := c.arrivalLife(answer); life > 0 {
		need(life == request.life, "%s arrived in another life than that of %s", answer.name(), request.name())
	}
}

func oracleFailover(c *claim) {
	f := c.one("failover")
	need(f.is("failover"), "%s is no failover", f.name())
	backup := f.text("new_oracle")
	if backup == "" {
		backup = f.node
	}
	switch c.roles() {
	case "failover, late issue":
		late := c.one("late issue")
		c.order(f, late)
		c.issuedAt(late)
		need(c.oracleOf(late) != backup && !c.reinstated(f, late), "%s was issued by an oracle that may", late.name())
	case "last issue, failover, first issue":
		last, first := c.one("last issue"), c.one("first issue")
		need(c.oracleOf(first) == backup && c.oracleOf(last) != backup, "%s is not of the new oracle, or %s is", first.name(), last.name())
		for _, e := range c.events {
			if e.is("timestamp") && c.origin(e) == e && c.oracleOf(e) == backup && c.before(f, e) {
				need(!c.before(e, first), "%s comes before %s", e.name(), first.name())
			}
		}
		if c.surely(f, first) {
			c.order(f, first)
		} else {
			need(!c.definite() || c.proves(f, first), "%s is not known to follow the failover", first.name())
		}
		if c.surely(last, f) {
			c.order(last, f)
		} else {
			need(!c.definite() || c.proves(last, f) || c.crashedAfter(last), "%s is not known to precede the failover", last.name())
		}
		order, ok := c.issuedAt(last).compare(c.issuedAt(first))
		need(ok && order >= 0 || c.shortOfMargin(f, last, first), "the first timestamp of the new oracle is far enough above that of %s", last.name())
	default:
		c.unknown()
	}
}

// reinstated reports that another failover, after f, made the oracle of an issue
// the ruling one again.
func (c *claim) reinstated(f, issue *event) bool {
	for _, g := range c.events {
		if g.is("failover") && c.origin(g) == g && g != f && g.text("new_oracle") == c.oracleOf(issue) && c.before(f, g) && c.before(g, issue) {
			return true
		}
	}
	return false
}

func (c *claim) crashedAfter(e *event) bool {
	for _, o := range c.nodes[e.node] {
		if o.is("crash") && inOrder(e, o) {
			return true
		}
	}
	return false
}

// shortOfMargin: the first timestamp is less than the last that the failover
// knew of and the margin, rounded up to what pt counts.
func (c *claim) shortOfMargin(f, last, first *event) bool {
	margin, ok := f.number("safety_margin_ms")
	if !ok || !c.before(last, f) {
		return false
	}
	for _, e := range c.nodes[last.node] {
		if e.is("timestamp") && c.oracleOf(e) == c.oracleOf(last) && inOrder(last, e) && c.before(e, f) {
			return false
		}
	}
	ahead := new(big.Int).Sub(c.issuedAt(first).pt, c.issuedAt(last).pt)
	return new(big.Rat).SetInt(ahead).Cmp(margin) < 0
}
