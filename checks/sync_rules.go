package checks

import (
	"cmp"
	"slices"

	"github.com/tracecausal/tracecausal/parse"
)

// ruling is what the rule of an algorithm makes of a record: the adjustment
// that follows, or why none does.
type ruling struct {
	value   figure
	told    string // the rule in words
	missing string // what the record lacks; "" where value is set
	broken  string // how the round broke the rule whatever its figures; else ""
}

// exchangeOffset is the offset of the peer's clock by the four times of an
// exchange, and exchangeTrip its round trip (Mills 1991).
func (r *syncRecord) exchangeOffset() figure {
	return r.t[1].minus(*r.t[0]).plus(r.t[2].minus(*r.t[3])).over(2)
}

func (r *syncRecord) exchangeTrip() figure {
	return r.t[3].minus(*r.t[0]).minus(r.t[2].minus(*r.t[1]))
}

// rule returns what the adjustment of a record must be.
func (c *roundCheck) rule(r *syncRecord) ruling {
	switch r.algorithm {
	case cristian:
		return r.cristian()
	case ntp:
		return r.ntp()
	case berkeley:
		if r.sources != nil {
			return r.berkeley()
		}
		return c.berkeleyFollower(r)
	case marzullo:
		return r.marzullo()
	case faultTolerantAverage:
		return r.faultTolerant()
	}
	return ruling{missing: "its algorithm is none whose rule is known (cristian, berkeley, ntp, marzullo, fault-tolerant-average)"}
}

// cristian sets the clock to T + rtt/2, where T is the time in the answer.
func (r *syncRecord) cristian() ruling {
	told := "Cristian's rule sets the clock to T + rtt/2"
	t := r.t[2]
	if t == nil {
		t = r.t[1]
	}
	if t == nil || r.t[3] == nil || r.t[0] == nil && r.rtt == nil {
		return ruling{missing: "Cristian's rule needs the times t1, t4 and t2 or t3"}
	}
	trip := r.rtt
	switch {
	case r.stamped():
		whole := r.exchangeTrip()
		trip = &whole
	case r.t[0] != nil:
		whole := r.t[3].minus(*r.t[0])
		trip = &whole
	}
	return ruling{value: t.plus(trip.over(2)).minus(*r.t[3]), told: told}
}

// ntp corrects by the offset of the source it chose.
func (r *syncRecord) ntp() ruling {
	if r.sources != nil {
		for _, s := range r.sources {
			if s.name == r.peer && s.offset != nil {
				return ruling{value: *s.offset, told: "NTP corrects by the offset of the chosen source " + parse.Quote(s.name)}
			}
		}
		return ruling{missing: "peer must name the chosen one of the sources, with its offset"}
	}
	told := "NTP corrects by the offset ((t2-t1)+(t3-t4))/2"
	if r.stamped() {
		return ruling{value: r.exchangeOffset(), told: told}
	}
	return ruling{missing: "NTP's rule needs t1 to t4, or sources with their offsets and peer"}
}

// berkeleyMean is the mean of what the sources reported, each less half of its
// round trip: what their clocks showed when they were asked.
func (r *syncRecord) berkeleyMean() (figure, string) {
	var values []figure
	for _, s := range r.used() {
		own := s.name == r.node
		switch {
		case s.report == nil, s.rtt == nil && !own:
			return figure{}, "the Berkeley mean needs the report (time) and the rtt of each source"
		case s.rtt == nil:
			values = append(values, *s.report)
		default:
			values = append(values, s.report.minus(s.rtt.over(2)))
		}
	}
	if values == nil {
		return figure{}, "the round lists no source that it used"
	}
	return mean(values), ""
}

// berkeley corrects the leader's clock by the mean less what it showed at t1,
// when it asked.
func (r *syncRecord) berkeley() ruling {
	told := "the Berkeley rule takes the mean of the reports that sources lists, each less rtt/2, and subtracts the own time t1"
	m, missing := r.berkeleyMean()
	switch {
	case missing != "":
		return ruling{missing: missing}
	case r.t[0] == nil:
		return ruling{missing: "the Berkeley rule needs t1, what the leader's clock showed when it asked"}
	}
	return ruling{value: m.minus(*r.t[0]), told: told}
}

// marzullo takes the middle of the smallest interval that most sources agree on
// (Marzullo 1984).
func (r *syncRecord) marzullo() ruling {
	var spans [][2]figure
	for _, s := range r.used() {
		low, high := s.low, s.high
		if low == nil && s.offset != nil && (s.wrong != nil || s.rtt != nil) {
			half := s.wrong
			if half == nil {
				h := s.rtt.over(2)
				half = &h
			}
			l, h := s.offset.minus(*half), s.offset.plus(*half)
			low, high = &l, &h
		}
		if low == nil || high == nil || low.v.Cmp(high.v) > 0 {
			return ruling{missing: "Marzullo's rule needs of each source low and high, or offset and error (or rtt)"}
		}
		spans = append(spans, [2]figure{*low, *high})
	}
	if spans == nil {
		return ruling{missing: "the round lists no source that it used"}
	}
	low, high := agreed(spans)
	return ruling{value: low.plus(high).over(2), told: "Marzullo's rule takes the middle of the smallest interval that most sources agree on, here " +
		low.String() + " to " + high.String()}
}

// agreed returns the smallest interval that lies in as many of the closed
// intervals as any point does, the lowest of equal ones. It takes O(n log n)
// time.
func agreed(spans [][2]figure) (low, high figure) {
	type edge struct {
		at    figure
		close bool
	}
	var edges []edge
	for _, s := range spans {
		edges = append(edges, edge{s[0], false}, edge{s[1], true})
	}
	slices.SortStableFunc(edges, func(a, b edge) int {
		return cmp.Or(a.at.v.Cmp(b.at.v), cmp.Compare(btoi(a.close), btoi(b.close)))
	})
	open, most := 0, 0
	for i, e := range edges {
		if e.close {
			open--
			continue
		}
		open++
		next := edges[i+1] // a close follows every open somewhere
		smaller := most > 0 && next.at.minus(e.at).v.Cmp(high.minus(low).v) < 0
		if open > most || open == most && next.close && smaller {
			most, low, high = open, e.at, next.at
		}
	}
	return low, high
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// faultTolerant drops the f lowest and the f highest offsets and takes the mean
// of the others (Welch & Lynch 1988, after Lamport & Melliar-Smith 1985).
func (r *syncRecord) faultTolerant() ruling {
	told := "the fault-tolerant average drops the f lowest and the f highest offsets and takes the mean of the others"
	var values []figure
	unused := 0
	for _, s := range r.sources {
		if s.offset == nil {
			return ruling{missing: "the fault-tolerant average needs the offset of each source"}
		}
		if s.unused {
			unused++
		}
		values = append(values, *s.offset)
	}
	f := r.tolerates
	if f < 0 && unused > 0 {
		f = (unused + 1) / 2
	}
	switch {
	case values == nil:
		return ruling{missing: "the round lists no source"}
	case f < 0:
		return ruling{missing: `how many faulty clocks the round tolerates is not known: log "tolerates", or mark what it dropped with "used":false`}
	case len(values) <= 3*f:
		return ruling{broken: "tolerating " + count(f, "faulty clock") + " takes more than " + count(3*f, "source") + ", and it lists " + count(len(values), "source")}
	}
	slices.SortStableFunc(values, func(a, b figure) int { return a.v.Cmp(b.v) })
	return ruling{value: mean(values[f : len(values)-f]), told: told}
}
