package checks

import (
	"fmt"

	"github.com/tracecausal/tracecausal/parse"
)

var leaseOverlap = Check{
	ID:    "lease/overlap",
	Title: "No two holders hold one resource at a time",
	Doc: Doc{
		Definition: "A tenure is the time for which one holder believes that it holds one resource: a lease, a lock, a leadership. It starts at lease_acquire and ends at the holder's own successful release, " +
			"its expiry or its crash; a failed release, or someone else's, ends nothing. With an expiry, belief surely lasts to the holder's last event before it on the " +
			"holder's own clock, and at most to the first event after it; without one it surely lasts to the last evidence (a write, a valid check, a renewal) and perhaps for ever. " +
			"A check that says valid:false, and a restart, show that the belief is gone. Renewals before the end and grants with the same token or lease extend the tenure; the last of them says when it ends. " +
			"The same grant after the expiry begins a new tenure; the first may have lasted until then. " +
			"Two tenures of different holders on one resource must not overlap. By the order of events they overlap in every observation iff each starts before the other's sure end, " +
			"and in none iff one has ended before the other starts. By clocks that differ by at most ε, with [a1,a2) and [b1,b2) to expiry or end, they overlap for certain " +
			"iff a1 < b2-ε and b1+ε < a2, and not at all iff a2 <= b1-ε or b2+ε <= a1. Either decides; the order goes first. " +
			"A lock server's log of what it granted to whom (holder) counts as well: what it takes back ends there, and where it logs that at all, what it does not take back stands to the end of its log. " +
			"Two oracles that are active at once, each from its first to its last timestamp, overlap on the resource \"oracle\". " +
			"Where locks are not reentrant, an acquire by the present holder and a release of what is not held are findings too.",
		Needs: "Events of kind lease_acquire; lease_release, lease_expire, lease_renew, lease_check, write and expiries narrow the tenures down. " +
			"Messages between the holders, or wall times and a bound on their difference (--max-skew); or the log of the one server that grants.",
		Example: `{"node":"n1","kind":"lease_acquire","resource":"leader","token":101}
{"node":"n1","kind":"send","to":"n2","msg_id":1}
{"node":"n2","kind":"receive","from":"n1","msg_id":1}
{"node":"n2","kind":"lease_acquire","resource":"leader","token":102}
{"node":"n2","kind":"send","to":"n1","msg_id":1}
{"node":"n1","kind":"receive","from":"n2","msg_id":1}
{"node":"n1","kind":"write","resource":"leader","token":101}
`,
		Source: "C. Gray & D. Cheriton, Leases, 1989; V. Garg & B. Waldecker, Detection of Weak Unstable Predicates in Distributed Programs, 1994",
		Blind: "A holder that stopped believing without logging it. Shared (read) locks, which look like overlaps. Holders that log under two names. " +
			"Whether the clocks really keep to the stated bound.",
	},
	UsesOrder: true,
	Collect:   collectOverlap,
}

// maxPairs bounds the pairs of tenures that are looked at one by one. Only
// pairs that neither the order nor the clocks tell apart count.
const maxPairs = 1_000_000

func collectOverlap(in *Input) Evidence {
	var ev Evidence
	l := keep(in, newLedger)
	var oracles []*tenure
	if in.Run.CountKind(parse.Timestamp) > 0 {
		oracles = newTimeline(in).tenures()
	}
	if len(l.tenures)+len(oracles)+len(l.slips) == 0 {
		return ev
	}
	ev.Examined = examinedTenures(l, len(oracles))
	c := &contest{in: in, skew: skewOf(in.Options), left: maxPairs}
	c.rank(append(append([]*tenure(nil), l.tenures...), oracles...))
	var found collector
	judge := func(a, b *tenure) {
		if f, ok := overlap(in, c, a, b); ok {
			found.add(f)
			c.noteOpen(f, a, b)
		}
	}
	byResource(l.tenures, func(same []*tenure) { c.pairs(same, judge) })
	c.pairs(oracles, judge)
	for _, s := range l.slips {
		found.add(slipFinding(s))
	}
	found.into(&ev)
	ev.Missing = append(append(c.missing(), l.missing()...), l.unlogged()...)
	return ev
}

// unlogged says which uses tell of tenures that the log lacks, where another
// holder has the resource, too: they may overlap.
func (l *ledger) unlogged() []string {
	holders := map[string]map[string]bool{} // by resource
	for _, t := range l.tenures {
		if holders[t.resource] == nil {
			holders[t.resource] = map[string]bool{}
		}
		holders[t.resource][t.holder] = true
	}
	var uses []parse.EventID
	for _, u := range l.uses {
		of := holders[u.resource]
		logged := of[u.holder]
		if u.tenure == nil && !u.unknown && !u.rejected && (!logged && len(of) > 0 || u.astray && len(of) > 1) {
			uses = append(uses, u.event)
		}
	}
	if len(uses) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("the log lacks the acquire of %s (%s), which may overlap with another holder's: add the logs of all holders", count(len(uses), "use"), some(l.in.Run, uses))}
}

func examinedTenures(l *ledger, oracles int) string {
	s := fmt.Sprintf("%s on %s", count(len(l.tenures), "tenure"), count(l.resources, "resource"))
	switch {
	case oracles == 0:
		return s
	case len(l.tenures) == 0:
		return fmt.Sprintf("%s of an oracle", count(oracles, "reign"))
	}
	return s + fmt.Sprintf(" and %s of an oracle", count(oracles, "reign"))
}

// missing says what the log should have told about its leases.
func (l *ledger) missing() []string {
	if len(l.empty) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%s with an end that is not after the start (%s): log expiries after the grant", count(len(l.empty), "lease"), some(l.in.Run, l.empty))}
}

// overlap judges two tenures of different holders.
func overlap(in *Input, c *contest, a, b *tenure) (Finding, bool) {
	if c.later(a, b) {
		a, b = b, a
	}
	sound := !a.doubtful && !b.doubtful && !a.mayBe(b) && !b.mayBe(a)
	switch {
	case a.precedes(in.Graph, b), b.precedes(in.Graph, a):
		return Finding{}, false
	case sound && b.reaches(in.Graph, a.start) && a.reaches(in.Graph, b.start):
		return orderFinding(a, b), true
	}
	switch c.byClock(a, b) {
	case apart:
		return Finding{}, false
	case together:
		if sound {
			return clockFinding(a, b, c.skew), true
		}
	}
	return openFinding(a, b), true
}

// orderFinding is an overlap that the order of events proves.
func orderFinding(a, b *tenure) Finding {
	f := overlapFinding(Definite, a, b)
	for _, pair := range [][2]*tenure{{a, b}, {b, a}} {
		if from, to := pair[0].start, pair[1].sure; from != to {
			f.Claims = append(f.Claims, Claim{from, to})
		}
	}
	f.Events = append(f.Events, a.sureWitness()...)
	f.Events = append(f.Events, b.sureWitness()...)
	f.Tell = func(w *Words) string {
		s := fmt.Sprintf("%s while %s", a.held(w), b.held(w))
		for i, claim := range f.Claims {
			s += [...]string{": ", "; and "}[i] + w.Before(claim.From, claim.To)
		}
		return s + ". So in every observation of this run both " + a.believed(b)
	}
	return f
}

// openFinding is an overlap that some observations of the run have.
func openFinding(a, b *tenure) Finding {
	f := overlapFinding(Possible, a, b)
	f.Tell = func(w *Words) string {
		return fmt.Sprintf("%s, and %s; nothing in the log proves that either had ended when the other began, so in some observations both %s",
			a.held(w), b.held(w), a.believed(b))
	}
	return f
}

func overlapFinding(certainty Certainty, a, b *tenure) Finding {
	return Finding{Certainty: certainty, Subject: subject(a.resource),
		Events: []Witness{{a.startRole(), a.start}, {b.startRole(), b.start}}}
}

// subject names a resource.
func subject(resource string) string {
	if resource == "" {
		return "the lease"
	}
	return "resource " + parse.Quote(resource)
}

func (t *tenure) startRole() string {
	if t.oracle {
		return "first timestamp"
	}
	return "acquire"
}

// sureWitness is the event to which the belief surely lasts.
func (t *tenure) sureWitness() []Witness {
	switch {
	case t.sure == t.start:
		return nil
	case t.oracle:
		return []Witness{{"last timestamp", t.sure}}
	case t.through:
		return []Witness{{"still held", t.sure}}
	}
	return []Witness{{"end", t.sure}}
}

// held tells who held what from when to when.
func (t *tenure) held(w *Words) string {
	switch {
	case t.sure == t.start:
		return t.holds() + " from " + w.Name(t.start)
	case t.through && !t.oracle:
		return fmt.Sprintf("%s from %s and still at %s", t.holds(), w.Name(t.start), w.Name(t.sure))
	}
	return fmt.Sprintf("%s from %s to %s", t.holds(), w.Name(t.start), w.Name(t.sure))
}

// holds tells who held what.
func (t *tenure) holds() string {
	if t.oracle {
		return "oracle " + parse.Quote(t.holder) + " was active"
	}
	return holderName(t.holder) + " held " + t.object()
}

func (t *tenure) object() string {
	s := "the lease"
	if t.resource != "" {
		s = parse.Quote(t.resource)
	}
	if n := len(t.tokens); n > 0 {
		s += " (token " + parse.Escape(t.tokens[n-1]) + ")"
	}
	return s
}

// believed says what was wrong with two tenures at once. What a server granted is
// no belief of its client.
func (t *tenure) believed(other *tenure) string {
	switch {
	case t.oracle:
		return "were active at once"
	case t.table || other.table:
		return "held it at once"
	}
	return "believed they held it"
}
