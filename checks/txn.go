package checks

import (
	"math/big"
	"slices"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// txn is what a run logs of one transaction.
type txn struct {
	id     string
	ts     *figure // commit timestamp in the unit of the log; nil where it has none
	text   string  // as logged
	stamp  parse.EventID
	starts []parse.EventID
	acks   []parse.EventID
	commit parse.EventID // first record of its commit; NoEvent where there is none
	dated  bool          // ts was logged as text of a time, and is in nanoseconds
	unread bool          // a commit timestamp is neither a number nor a time
	torn   bool          // its records differ in the commit timestamp
}

// readTxns reads the transactions of a run, in the order of their first
// records. Records with ok:false state nothing.
func readTxns(run *parse.Run) (list []*txn, nameless int) {
	byID := map[string]*txn{}
	for event := range run.OfKind(parse.TxnStart, parse.TxnCommit, parse.TxnAck) {
		e := run.Event(event)
		if failed(e) {
			continue
		}
		id := e.Text(parse.FTxn)
		if id == "" {
			nameless++
			continue
		}
		t := byID[id]
		if t == nil {
			t = &txn{id: id, commit: parse.NoEvent, stamp: parse.NoEvent}
			byID[id], list = t, append(list, t)
		}
		t.add(e, e.Kind())
	}
	return list, nameless
}

func (t *txn) add(e parse.Event, kind parse.Kind) {
	switch kind {
	case parse.TxnStart:
		t.starts = append(t.starts, e.ID())
		return // what it carries is a read timestamp
	case parse.TxnCommit:
		if t.commit == parse.NoEvent {
			t.commit = e.ID()
		}
	case parse.TxnAck:
		t.acks = append(t.acks, e.ID())
	}
	v, ok := e.Payload(parse.FTS)
	if !ok {
		return
	}
	f, plain := readFigure(v.Text())
	if !plain {
		ns, err := parse.ParseTime(v.Text(), parse.Options{})
		f = figure{v: big.NewRat(ns, 1)}
		if err != nil {
			t.unread = true
			return
		}
	}
	if t.ts != nil && (t.dated == plain || t.ts.v.Cmp(f.v) != 0) {
		t.torn = true
	}
	if t.ts == nil {
		t.ts, t.text, t.stamp, t.dated = &f, v.Text(), e.ID(), !plain
	}
}

// committed reports that the transaction is known to have committed with a
// timestamp that can be compared.
func (t *txn) committed() bool { return t.ts != nil && !t.unread && !t.torn }

// ns returns the commit timestamp in nanoseconds, where the unit of an interval
// tells its own.
func (t *txn) ns(tt parse.TrueTime) (*big.Rat, bool) {
	if t.dated {
		return t.ts.v, true
	}
	return new(big.Rat).Mul(t.ts.v, big.NewRat(max(tt.Unit, 1), 1)), tt.Unit > 0
}

// start returns the start of the transaction that is before all others that
// are logged of it; ok is false where there is no such one.
func (t *txn) start(g *graph.Graph) (start parse.EventID, ok bool) {
	if len(t.starts) == 0 {
		return parse.NoEvent, false
	}
	start = t.starts[0]
	for _, s := range t.starts[1:] {
		if g.Before(s, start) {
			start = s
		}
	}
	for _, s := range t.starts {
		if s != start && !g.Before(start, s) {
			return start, false
		}
	}
	return start, true
}

// byTimestamp orders transactions by their commit timestamps.
func byTimestamp(a, b *txn) int { return a.ts.v.Cmp(b.ts.v) }

// acksOf returns the acknowledgements of transactions with their owners, by
// rising event.
func acksOf(list []*txn) (at []parse.EventID, of []*txn) {
	for _, t := range list {
		for _, e := range t.acks {
			at, of = append(at, e), append(of, t)
		}
	}
	order := make([]int, len(at))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, k int) int { return int(int64(at[i]) - int64(at[k])) })
	sortedAt, sortedOf := make([]parse.EventID, len(at)), make([]*txn, len(at))
	for i, k := range order {
		sortedAt[i], sortedOf[i] = at[k], of[k]
	}
	return sortedAt, sortedOf
}
