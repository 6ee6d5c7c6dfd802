package graph

import (
	"math"
	"slices"

	"github.com/tracecausal/tracecausal/parse"
)

// flights keeps the clocks of visited events from which edges still go out to
// events that are not, and lends the strands their own.
//
// The events that edges go out of, the sources, go by their number: their rank
// among themselves.
type flights struct {
	width int
	from  ranked   // the sources
	of    []uint32 // by source: its slot from 1 once it is visited, 0 before
	uses  []uint32 // by source: how many edges go out of it; nil where one goes out of each
	slots []flight
	free  []uint32
	pool  []clockRow // rows of zeros to use again
	made  int        // bytes of all rows
	whole int        // flights that hold a strand's own row
}

// maxWhole bounds the bytes of rows that flights hold whole, each as wide as the
// run: a copy of a few entries would do for most of them.
const maxWhole = 64 << 20

// noFlight is the slot of a visited source that has no clock.
const noFlight = math.MaxUint32

// flight is the clock of a visited event. It is a copy of its strand's row, of all
// entries or, where that lists few, of these; or it is that row itself.
type flight struct {
	clockRow
	place
	whole bool   // it is the strand's row, which the strand needs no more
	when  uint64 // the event was visited
	left  uint32 // edges that have not used it
	slot  uint32 // its index in slots, from 1
}

// place is an event by its strand and the number of events before it there.
type place struct {
	strand parse.StrandID
	pos    uint32
}

// at returns the flight in a slot; nil for noFlight.
func (f *flights) at(slot uint32) *flight {
	if slot == noFlight {
		return nil
	}
	return &f.slots[slot-1]
}

// visited returns when the event of a flight was visited, from 1; 0 without one.
func (s *flight) visited() uint64 {
	if s == nil {
		return 0
	}
	return s.when
}

func newFlights(g *Graph, stamps []Edge) flights {
	from := newBitset(g.run.Len())
	several := false
	for i := range g.msgs[:g.entered] {
		several = from.put(g.msgs[i].Send) || several
	}
	for i := range stamps {
		several = from.put(stamps[i].From) || several
	}
	f := flights{width: len(g.strands), from: newRanked(from)}
	f.of = make([]uint32, f.from.len())
	if several {
		f.countUses(g, stamps)
	}
	return f
}

// countUses counts the edges that go out of each source.
func (f *flights) countUses(g *Graph, stamps []Edge) {
	f.uses = make([]uint32, len(f.of))
	for i := range g.msgs[:g.entered] {
		f.uses[f.from.rank(g.msgs[i].Send)]++
	}
	for i := range stamps {
		f.uses[f.from.rank(stamps[i].From)]++
	}
}

// launch keeps the clock of a source, which is at that place, for the edges that
// go out of it. A row without entries stands for a strand that knows itself only,
// and is not kept.
func (f *flights) launch(source uint32, at place, row *clockRow, when uint64) {
	if row.known == nil {
		f.of[source] = noFlight
		return
	}
	s := f.open(source, at, when)
	if listed := len(row.about); cap(s.known) < listed || cap(s.about) < listed || row.full && cap(s.known) < f.width {
		f.widen(s, row)
	}
	s.copy(row)
}

// widen makes room for a row in a flight.
func (f *flights) widen(s *flight, row *clockRow) {
	before := cap(s.known) + cap(s.about)
	if row.full {
		s.known = slices.Grow(s.known[:0], f.width)
	} else {
		n := max(len(row.about), leastRoom)
		s.known, s.about = slices.Grow(s.known[:0], n), slices.Grow(s.about[:0], n)
	}
	f.account(4 * (cap(s.known) + cap(s.about) - before))
}

// open returns a flight for a source.
func (f *flights) open(source uint32, at place, when uint64) *flight {
	if len(f.free) == 0 {
		slot := uint32(len(f.slots) + 1)
		f.slots = append(f.slots, flight{slot: slot})
		f.free = append(f.free, slot)
	}
	last := len(f.free) - 1
	slot := f.free[last]
	f.free, f.of[source] = f.free[:last], slot
	s := f.at(slot)
	s.place, s.when, s.left = at, when, 1
	if f.uses != nil {
		s.left = f.uses[source]
	}
	return s
}

// hand is launch for the last event of a strand with an edge going out, at or
// after the last one with an edge coming in: the flight takes the strand's row
// over, where that is worth its room. It reports whether it did.
//
// A message that goes from node to node would else copy a longer clock at each.
func (f *flights) hand(source uint32, at place, row *clockRow, when uint64) bool {
	if row.known == nil || f.width <= narrow || (f.whole+1)*4*f.width > maxWhole {
		return false
	}
	s := f.open(source, at, when)
	f.account(-4 * (cap(s.known) + cap(s.about)))
	s.clockRow, s.whole = *row, true
	*row = clockRow{}
	f.whole++
	return true
}

// take gives the row of a flight that holds it whole to a strand without one,
// if no other edge waits for it.
func (f *flights) take(s *flight) (row clockRow, ok bool) {
	if !s.whole || s.left != 1 {
		return row, false
	}
	row = s.clockRow
	s.clockRow, s.whole = clockRow{}, false
	f.whole--
	return row, true
}

// leastRoom is for how many entries a flight has room at least, so that it need not
// grow time and again.
const leastRoom = 16

// copy takes over a strand's row, for which there is room: where few entries are above
// zero, only those.
func (s *flight) copy(row *clockRow) {
	s.full, s.about = row.full, s.about[:len(row.about)]
	if row.full {
		s.known = s.known[:len(row.known)]
		copy(s.known, row.known)
		return
	}
	copy(s.about, row.about)
	s.known = s.known[:len(row.about)]
	for i, q := range row.about {
		s.known[i] = row.known[q]
	}
}

// of returns how many events of strand q the flight's event knows.
func (s *flight) of(q parse.StrandID) uint32 {
	if s.full || s.whole {
		return s.known[q]
	}
	if i := slices.Index(s.about, q); i >= 0 {
		return s.known[i]
	}
	return 0
}

// listed returns how many events of strand about[i] the flight's event knows.
func (s *flight) listed(i int) uint32 {
	if s.whole {
		return s.known[s.about[i]]
	}
	return s.known[i]
}

// release says that one edge has used a flight, which may be nil.
func (f *flights) release(s *flight) {
	if s == nil {
		return
	}
	if s.left--; s.left == 0 {
		if s.whole {
			f.recycle(s.clockRow)
			s.clockRow, s.whole = clockRow{}, false
			f.whole--
		}
		f.free = append(f.free, s.slot)
	}
}

// row returns a clock of zeros for a strand.
func (f *flights) row() clockRow {
	if n := len(f.pool); n > 0 {
		row := f.pool[n-1]
		f.pool = f.pool[:n-1]
		return row
	}
	f.account(4 * f.width)
	return newRow(f.width)
}

// recycle takes a strand's row back.
func (f *flights) recycle(row clockRow) {
	row.clear()
	f.pool = append(f.pool, row)
}

// account adds to the bytes of all rows.
func (f *flights) account(bytes int) {
	if f.made += bytes; f.made > maxClockBytes {
		panic(&LimitError{Strands: f.width})
	}
}
