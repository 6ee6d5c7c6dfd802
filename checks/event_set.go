package checks

import "github.com/tracecausal/tracecausal/parse"

// eventSet is a set of events, one bit for each event of a run.
type eventSet []uint64

func newEventSet(events int) eventSet { return make(eventSet, (events+63)/64) }

func (s eventSet) has(e parse.EventID) bool { return s[e/64]>>(e%64)&1 == 1 }

// set adds an event, and reports whether it was there.
func (s eventSet) set(e parse.EventID) (was bool) {
	was = s.has(e)
	s[e/64] |= 1 << (e % 64)
	return was
}
