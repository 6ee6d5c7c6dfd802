package graph

import (
	"math"
	"slices"

	"github.com/tracecausal/tracecausal/parse"
)

// clockRow is what one strand, or one event, knows: how many events of each
// strand are in its past.
//
// In a run of many strands that each hear of a few, going through all entries
// would be most of the work. So a row also lists those that are not zero while
// they are few.
type clockRow struct {
	known []uint32         // by strand; in a copy of few entries, by index in about
	about []parse.StrandID // strands with an entry above zero, in the order of learning; empty in full rows
	full  bool             // about is not kept: any entry may be above zero
}

// narrow is up to how many strands a row is full from the start: to go through
// all of them costs no more then.
const narrow = 32

// few is up to which part of its entries a row lists those above zero.
const few = 4

// note lists a strand whose entry is not zero any more.
func (r *clockRow) note(q parse.StrandID) {
	if r.full {
		return
	}
	if len(r.about) == len(r.known)/few {
		r.fill()
		return
	}
	r.about = append(r.about, q)
}

// fill ends the list.
func (r *clockRow) fill() { r.full, r.about = true, r.about[:0] }

// flights keeps the clocks of visited events from which edges still go out to
// events that are not, and lends the strands their own.
type flights struct {
	width int
	from  ranked   // the events that edges go out of
	out   []uint32 // by rank in from: how many edges go out of it; once visited, its slot
	slots []flight
	free  []uint32
	pool  []clockRow // rows of zeros to use again
	made  int        // bytes of all rows
	whole int        // flights that hold a strand's own row
}

// maxWhole bounds the bytes of rows that flights hold whole, each as wide as the
// run: a copy of a few entries would do for most of them.
const maxWhole = 64 << 20

// noFlight is the slot of a visited event that has no clock.
const noFlight = math.MaxUint32

// flight is the clock of a visited event. It is a copy of its strand's row, of all
// entries or, where that lists few, of these; or it is that row itself.
type flight struct {
	clockRow
	whole bool   // it is the strand's row, which the strand needs no more
	when  uint64 // the event was visited
	left  uint32 // edges that have not used it
}

func newFlights(g *Graph, stamps []Edge) flights {
	from := newBitset(g.run.Len())
	for i := range g.msgs[:g.entered] {
		from.set(g.msgs[i].Send)
	}
	for i := range stamps {
		from.set(stamps[i].From)
	}
	f := flights{width: len(g.strands), from: newRanked(from)}
	f.out = make([]uint32, f.from.len())
	for i := range g.msgs[:g.entered] {
		f.out[f.from.rank(g.msgs[i].Send)]++
	}
	for i := range stamps {
		f.out[f.from.rank(stamps[i].From)]++
	}
	return f
}

// launch keeps the clock of e for the edges that go out of it, if any. A row
// without entries stands for a strand that knows itself only, and is not kept.
func (f *flights) launch(e parse.EventID, row *clockRow, when uint64) {
	if !f.from.has(e) {
		return
	}
	out := &f.out[f.from.rank(e)]
	if row.known == nil {
		*out = noFlight
		return
	}
	i := f.slot()
	s := &f.slots[i]
	before := cap(s.known) + cap(s.about)
	s.copy(row)
	f.account(4 * (cap(s.known) + cap(s.about) - before))
	s.when, s.left = when, *out
	*out = i
}

// slot returns a place for a flight.
func (f *flights) slot() uint32 {
	if n := len(f.free); n > 0 {
		i := f.free[n-1]
		f.free = f.free[:n-1]
		return i
	}
	f.slots = append(f.slots, flight{})
	return uint32(len(f.slots) - 1)
}

// hand is launch for the last event of a strand with an edge going out, at or
// after the last one with an edge coming in: the flight takes the strand's row
// over, where that is worth its room. It reports whether it did.
//
// A message that goes from node to node would else copy a longer clock at each.
func (f *flights) hand(e parse.EventID, row *clockRow, when uint64) bool {
	if row.known == nil || f.width <= narrow || (f.whole+1)*4*f.width > maxWhole {
		return false
	}
	out := &f.out[f.from.rank(e)]
	i := f.slot()
	s := &f.slots[i]
	f.account(-4 * (cap(s.known) + cap(s.about)))
	*s = flight{clockRow: *row, whole: true, when: when, left: *out}
	*row = clockRow{}
	*out = i
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

// copy takes over a strand's row: where few entries are above zero, only those.
func (s *flight) copy(row *clockRow) {
	s.full = row.full
	s.about = append(s.about[:0], row.about...)
	if row.full {
		s.known = append(s.known[:0], row.known...)
		return
	}
	s.known = s.known[:0]
	for _, q := range row.about {
		s.known = append(s.known, row.known[q])
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

// find returns the flight of e, nil where e has no clock.
func (f *flights) find(e parse.EventID) *flight {
	if i := f.out[f.from.rank(e)]; i != noFlight {
		return &f.slots[i]
	}
	return nil
}

// release says that one edge out of e has used its flight.
func (f *flights) release(e parse.EventID) {
	i := f.out[f.from.rank(e)]
	if i == noFlight {
		return
	}
	s := &f.slots[i]
	if s.left--; s.left == 0 {
		if s.whole {
			f.recycle(s.clockRow)
			s.clockRow, s.whole = clockRow{}, false
			f.whole--
		}
		f.free = append(f.free, i)
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
	return clockRow{known: make([]uint32, f.width), full: f.width <= narrow}
}

// recycle takes a strand's row back.
func (f *flights) recycle(row clockRow) {
	if row.full {
		clear(row.known)
	}
	for _, q := range row.about {
		row.known[q] = 0
	}
	row.about, row.full = row.about[:0], f.width <= narrow
	f.pool = append(f.pool, row)
}

// account adds to the bytes of all rows.
func (f *flights) account(bytes int) {
	if f.made += bytes; f.made > maxClockBytes {
		panic(&LimitError{Strands: f.width})
	}
}
