package checks

import (
	"fmt"
	"time"
)

// clockVerdict is what clocks say of two tenures.
type clockVerdict uint8

const (
	undecided clockVerdict = iota
	together               // they overlap, whatever the clocks show within their bound
	apart                  // they do not
)

// skewOf returns the bound on the difference of any two clocks in nanoseconds,
// negative where nobody states one.
func skewOf(opt Options) int64 {
	if opt.MaxSkew == nil {
		return -1
	}
	return int64(*opt.MaxSkew)
}

// byClock compares two tenures on clocks that differ by at most the bound.
func (c *contest) byClock(a, b *tenure) clockVerdict {
	if c.skew < 0 || !a.clock.known || !b.clock.known {
		return undecided
	}
	return compareSpans(a.clock, b.clock, c.skew)
}

// compareSpans is the definition: with spans [a1,a2) and [b1,b2) on clocks
// that differ by at most skew, they overlap for certain iff a1 < b2-skew and
// b1+skew < a2, and not at all iff a2 <= b1-skew or b2+skew <= a1. Where an end
// is not known to the instant, the former takes the sure end and the latter
// the latest.
func compareSpans(a, b span, skew int64) clockVerdict {
	switch {
	case a.from < subtract(b.sure, skew) && add(b.from, skew) < a.sure:
		return together
	case a.maybe <= subtract(b.from, skew), add(b.maybe, skew) <= a.from:
		return apart
	}
	return undecided
}

// clockFinding is an overlap that the clocks prove.
func clockFinding(a, b *tenure, skew int64) Finding {
	f := overlapFinding(Definite, a, b)
	f.Tell = func(w *Words) string {
		return fmt.Sprintf("%s by its clock from %s (%s) until %s, and %s from %s (%s) until %s; no two clocks differ by more than %s. "+
			"So in every observation of this run both %s",
			a.holds(), stamp(a.clock.from), w.Name(a.start), stamp(a.clock.sure),
			b.holds(), stamp(b.clock.from), w.Name(b.start), stamp(b.clock.sure), time.Duration(skew), a.believed(b))
	}
	return f
}

// stamp shows a time of the log, in UTC.
func stamp(ns int64) string {
	if ns == never {
		return "ever"
	}
	return time.Unix(0, ns).UTC().Format(time.RFC3339Nano)
}
