package checks

import (
	"cmp"
	"slices"
)

// collector keeps the first MaxFindings findings in report order, whatever
// order they come in, and counts them all.
type collector struct {
	kept  []Finding
	total int
	// full says that the first MaxFindings of kept stand in report order, and
	// that what comes after the last of them need not be kept.
	full bool
}

func (c *collector) add(f Finding) {
	c.total++
	if c.full && compareFindings(f, c.kept[MaxFindings-1]) >= 0 {
		return
	}
	c.kept = append(c.kept, f)
	if len(c.kept) >= 4*MaxFindings {
		c.kept, c.full = first(c.kept), true
	}
}

// into moves the findings to the evidence.
func (c *collector) into(ev *Evidence) {
	ev.Findings, ev.Total = first(c.kept), c.total
}

// first sorts findings for a report and cuts the list to MaxFindings.
func first(list []Finding) []Finding {
	slices.SortStableFunc(list, compareFindings)
	if len(list) > MaxFindings {
		clear(list[MaxFindings:])
		list = list[:MaxFindings]
	}
	return list
}

// compareFindings orders findings totally: definite ones first, then by where
// their events stand, then by what they say.
func compareFindings(a, b Finding) int {
	return cmp.Or(cmp.Compare(a.Certainty, b.Certainty), comparePlaces(a, b))
}

// comparePlaces is the part of the order that certainty has no part in.
func comparePlaces(a, b Finding) int {
	events := slices.CompareFunc(a.Events, b.Events, func(x, y Witness) int {
		return cmp.Or(cmp.Compare(x.Event, y.Event), cmp.Compare(x.Role, y.Role))
	})
	return cmp.Or(events, cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.Message, b.Message))
}
