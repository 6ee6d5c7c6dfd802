package checks

import "github.com/tracecausal/tracecausal/parse"

// bits is a set of events, of one bit for each event of a run.
type bits []uint64

func newBits(events int) bits { return make(bits, (events+63)/64) }

func (b bits) has(e parse.EventID) bool { return b[e/64]>>(e%64)&1 == 1 }

// set adds an event, and reports whether it was there.
func (b bits) set(e parse.EventID) (was bool) {
	was = b.has(e)
	b[e/64] |= 1 << (e % 64)
	return was
}
