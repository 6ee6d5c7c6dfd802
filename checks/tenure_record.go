package checks

import (
	"math"
	"strconv"

	"github.com/tracecausal/tracecausal/parse"
)

// record is one lease event, read.
type record struct {
	event    parse.EventID
	kind     parse.Kind
	strand   parse.StrandID
	life     int
	node     parse.NodeID
	resource string
	named    bool   // the event, or the request it answers, names the resource
	holder   string // the node where the event names none
	token    string
	lease    string
	failed   bool    // "ok": false
	answers  request // the request it answers; the zero request where it says none
	expiry   int64
	expires  bool  // expiry is a time
	from     int64 // on the clock
	timed    bool  // from is a time
}

// read turns events into records, in their order.
func (l *ledger) read(events []parse.EventID) []record {
	records := make([]record, 0, len(events))
	for _, id := range events {
		records = append(records, l.record(id))
	}
	return records
}

func (l *ledger) record(id parse.EventID) record {
	e := l.in.Run.Event(id)
	r := record{event: id, kind: e.Kind(), strand: e.Strand(), life: e.Life(), node: e.Node()}
	if r.kind == parse.Crash {
		l.crashes = append(l.crashes, id)
		return r
	}
	r.resource, r.named = l.x.text(e, parse.FResource)
	r.holder, _ = l.x.text(e, parse.FHolder)
	if r.holder == "" {
		r.holder = e.NodeName()
	}
	r.answers, _ = l.x.requestOf(e)
	r.token, r.lease = tokenOf(e), e.Text(parse.FLease)
	ok, said := e.OK()
	r.failed = said && !ok
	if r.kind == parse.LeaseAcquire || r.kind == parse.LeaseRenew {
		l.readTimes(e, &r)
	}
	return r
}

// readTimes finds when a grant starts and expires by the clock of its node. A
// duration counts from the request where the node logged that, for the grant
// was then already under way: the holder must not believe longer.
func (l *ledger) readTimes(e parse.Event, r *record) {
	r.from, r.timed = e.Wall()
	duration, lasts := l.duration(e)
	expiry, set := e.ExpiresAt()
	switch {
	case set:
		r.expiry, r.expires = expiry, true
		if !r.timed && lasts {
			r.from, r.timed = subtract(expiry, duration), true
		}
	case lasts:
		if from, ok := l.countsFrom(e); ok {
			r.expiry, r.expires = add(from, duration), true
		}
	}
}

func (l *ledger) duration(e parse.Event) (ns int64, ok bool) {
	v, ok := l.x.payload(e, parse.FDurationMS)
	if !ok {
		return 0, false
	}
	return nanoseconds(v)
}

// countsFrom returns the time from which the node of a grant counts its
// duration.
func (l *ledger) countsFrom(e parse.Event) (ns int64, ok bool) {
	if a, found := l.x.asked(e.ID()); found && l.in.Run.Event(a).Node() == e.Node() {
		if ns, ok := l.in.Run.Event(a).Wall(); ok {
			return ns, true
		}
	}
	if a, found := l.x.arrived(e.ID()); found {
		if ns, ok := l.in.Run.Event(a).Wall(); ok {
			return ns, true
		}
	}
	return e.Wall()
}

// tokenOf returns a fencing token in one spelling, "" where there is none.
func tokenOf(e parse.Event) string {
	v, ok := e.Payload(parse.FToken)
	if !ok {
		return ""
	}
	if n, ok := v.Int(); ok {
		return strconv.FormatInt(n, 10)
	}
	return v.Text()
}

// nanoseconds turns a number of milliseconds into nanoseconds; what is out of
// range ends never.
func nanoseconds(v parse.Value) (ns int64, ok bool) {
	const perMS = 1_000_000
	if ms, ok := v.Int(); ok {
		switch {
		case ms > math.MaxInt64/perMS:
			return math.MaxInt64, true
		case ms < math.MinInt64/perMS:
			return math.MinInt64, true
		}
		return ms * perMS, true
	}
	ms, ok := v.Float()
	if !ok {
		return 0, false
	}
	switch ns := math.Round(ms * perMS); {
	case ns >= math.MaxInt64:
		return math.MaxInt64, true
	case ns <= math.MinInt64:
		return math.MinInt64, true
	default:
		return int64(ns), true
	}
}

// add and subtract stay at the ends of the range instead of going round, so
// that a lease of a million years has no end before its start.
func add(a, b int64) int64 {
	c := a + b
	switch {
	case b > 0 && c < a:
		return math.MaxInt64
	case b < 0 && c > a:
		return math.MinInt64
	}
	return c
}

func subtract(a, b int64) int64 {
	c := a - b
	switch {
	case b < 0 && c < a:
		return math.MaxInt64
	case b > 0 && c > a:
		return math.MinInt64
	}
	return c
}
