package checks

import (
	"fmt"
	"math/big"

	"github.com/tracecausal/tracecausal/parse"
)

var truetimeCommitWait = Check{
	ID:    "truetime/commit-wait",
	Title: "Commits are acknowledged when their timestamp has surely passed",
	Doc: Doc{
		Definition: "A commit is acknowledged when the earliest possible time is past its timestamp: tt.earliest > ts at txn_ack. " +
			"So commits are externally consistent: where the acknowledgement of one transaction happens before the start of another, the first has the smaller timestamp.",
		Needs: "Events txn_commit and txn_ack with txn; ts on one of them, a number in the unit of tt (or both as text times); tt on the acknowledgement; txn_start for the order between transactions.",
		Example: `{"tracecausal":1,"time_unit":"ms"}
{"node":"A","kind":"txn_start","txn":"t1","tt":[100,105]}
{"node":"A","kind":"txn_commit","txn":"t1","ts":105,"tt":[100,105]}
{"node":"A","kind":"txn_ack","txn":"t1","ts":105,"tt":[101,106]}
`,
		Source: "J. Corbett et al., Spanner: Google's Globally-Distributed Database, 2012, sections 3 and 4.1.2",
		Blind:  "Whether the intervals hold the true time (truetime/interval judges that). Transactions that nobody acknowledged.",
	},
	UsesOrder: true,
	Collect:   collectCommitWait,
}

// waitCheck judges the transactions of a run.
type waitCheck struct {
	in      *Input
	txns    []*txn
	found   collector
	missing reasons
	waits   int
	starts  int
	most    int // start records of one transaction
}

func collectCommitWait(in *Input) (ev Evidence) {
	c := &waitCheck{in: in}
	var nameless int
	c.txns, nameless = readTxns(in.Run)
	if c.txns == nil && nameless == 0 {
		return ev
	}
	for _, t := range c.txns {
		c.wait(t)
	}
	c.external()
	c.found.into(&ev)
	ev.Examined = fmt.Sprintf("%s, %s, %s", count(len(c.txns), "transaction"), count(c.waits, "acknowledgement"), count(c.starts, "start"))
	ev.Missing = c.missing.list(in.Run, "transaction")
	if nameless > 0 {
		ev.Missing = append(ev.Missing, count(nameless, "transaction record")+" without txn")
	}
	if c.waits == 0 && len(ev.Missing) == 0 {
		ev.Missing = append(ev.Missing, "no acknowledgement of a commit is logged (txn_ack)")
	}
	return ev
}

// wait judges the acknowledgements of a transaction that carry an interval.
func (c *waitCheck) wait(t *txn) {
	switch {
	case t.torn:
		c.missing.add("its records differ in ts", t.stamp)
		return
	case t.unread:
		c.missing.add("its ts is neither a number nor a time", t.first())
		return
	case len(t.acks) == 0:
		return
	case t.ts == nil:
		c.missing.add("no record of it carries ts, the commit timestamp", t.acks[0])
		return
	}
	judged := false
	for _, e := range t.acks {
		if tt, ok := c.in.Run.Event(e).TrueTime(); ok {
			judged = true
			c.acknowledged(t, e, tt)
		}
	}
	if !judged {
		c.missing.add("its acknowledgement carries no interval (tt)", t.acks[0])
	}
}

func (t *txn) first() parse.EventID {
	if t.commit != parse.NoEvent {
		return t.commit
	}
	return t.acks[0]
}

func (c *waitCheck) acknowledged(t *txn, e parse.EventID, tt parse.TrueTime) {
	ts, ok := t.ns(tt)
	if !ok {
		c.missing.add("its ts is a number and tt of the acknowledgement is text: write both as numbers of one unit", e)
		return
	}
	if !t.dated && unitsDiffer(t.ts.v, big.NewRat(tt.Earliest, max(tt.Unit, 1))) {
		c.missing.add("its ts and tt of the acknowledgement are times since 1970 in different units: write both in one, and declare time_unit", e)
		return
	}
	c.waits++
	if new(big.Rat).SetInt64(tt.Earliest).Cmp(ts) > 0 {
		return
	}
	events := []Witness{{"acknowledgement", e}}
	if t.commit != parse.NoEvent && t.commit != e {
		events = append(events, Witness{"commit", t.commit})
	}
	c.found.add(Finding{Certainty: Definite, Subject: "transaction " + parse.Quote(t.id), Events: events,
		Message: fmt.Sprintf("%s acknowledges transaction %s with timestamp %s while it may be as early as %s: earliest must be past the timestamp",
			eventName(c.in.Run, e), parse.Quote(t.id), parse.Escape(t.text), wallText(tt.Earliest))})
}

// unitsDiffer reports that two numbers, read as times since 1970, lie in the
// years from 2001 to 2128 in one unit each, and not in the same.
func unitsDiffer(a, b *big.Rat) bool {
	x, y := unitOfNow(a), unitOfNow(b)
	return x > 0 && y > 0 && x != y
}

// unitOfNow returns how many of its unit make a second, for a number that lies
// in those years; 0 for any other.
func unitOfNow(v *big.Rat) float64 {
	const from, until = 1e9, 5e9 // seconds since 1970
	n, _ := v.Float64()
	for _, unit := range [...]float64{1, 1e3, 1e6, 1e9} {
		if from*unit <= n && n < until*unit {
			return unit
		}
	}
	return 0
}

// external compares the timestamp of each transaction with the greatest of
// those that were acknowledged before it started. It takes O(k log n) time for
// each, k being the number of strands that acknowledge any.
func (c *waitCheck) external() {
	var list []*txn
	for _, t := range c.txns {
		if !t.committed() {
			continue
		}
		if list = append(list, t); t.dated != list[0].dated {
			c.missing.add("its ts is a time where that of others is a number, or the other way round", t.stamp)
			return
		}
	}
	for _, t := range list {
		c.most = max(c.most, len(t.starts))
	}
	at, of := acksOf(list)
	p := newPrior(c.in.Graph, at, func(i, k int) int { return byTimestamp(of[i], of[k]) })
	for _, t := range list {
		start, ok := t.start(c.in.Graph)
		if !ok {
			if len(at) > len(t.acks) { // others were acknowledged
				c.missing.add("its start (txn_start) is not logged, or several times with none before the others", t.stamp)
			}
			continue
		}
		c.starts++
		worst := -1
		p.each(start, func(i int) {
			if of[i] != t && byTimestamp(of[i], t) >= 0 && (worst < 0 || byTimestamp(of[i], of[worst]) > 0) {
				worst = i
			}
		})
		if worst >= 0 {
			c.overtook(of[worst], at[worst], t, start)
		}
	}
}

func (c *waitCheck) overtook(a *txn, ack parse.EventID, b *txn, start parse.EventID) {
	certainty, unless := Definite, ""
	if len(b.starts) < c.most {
		certainty, unless = Possible, fmt.Sprintf("; others log their start %d times, so an earlier start may be missing from the log", c.most)
	}
	c.found.add(Finding{Certainty: certainty, Subject: "transaction " + parse.Quote(b.id),
		Events: []Witness{{"acknowledgement", ack}, {"later start", start}, {"its timestamp", b.stamp}}, Claims: []Claim{{ack, start}},
		Tell: func(w *Words) string {
			return fmt.Sprintf("transaction %s with timestamp %s was acknowledged before transaction %s started, whose timestamp %s is not greater: %s",
				parse.Quote(a.id), parse.Escape(a.text), parse.Quote(b.id), parse.Escape(b.text), w.Before(ack, start)) + unless
		}})
}
