package graph

import "github.com/tracecausal/tracecausal/parse"

// flights keeps the clocks of visited events from which edges still go out to
// events that are not.
type flights struct {
	width int
	fan   []uint8                  // by event: edges that go out; manyEdges means see fans
	fans  map[parse.EventID]uint32 // of those with at least manyEdges
	index map[parse.EventID]int32  // into slots
	slots []flight
	free  []int32
	pool  [][]uint32 // rows to use again
	made  int        // bytes of all rows
}

const manyEdges = 255

type flight struct {
	clock []uint32
	when  uint64
	left  uint32 // edges that have not used it
}

func newFlights(g *Graph, stamps []Edge) flights {
	f := flights{width: len(g.strands), fan: make([]uint8, g.run.Len()),
		fans: make(map[parse.EventID]uint32), index: make(map[parse.EventID]int32)}
	for i := range g.msgs[:g.entered] {
		f.count(g.msgs[i].Send)
	}
	for i := range stamps {
		f.count(stamps[i].From)
	}
	return f
}

func (f *flights) count(e parse.EventID) {
	if f.fan[e] < manyEdges {
		f.fan[e]++
	}
	if f.fan[e] == manyEdges {
		f.fans[e]++ // counts from manyEdges on, starting with it
	}
}

// launch keeps the clock of e for the edges that go out of it, if any.
func (f *flights) launch(e parse.EventID, clock []uint32, when uint64) {
	left := uint32(f.fan[e])
	switch left {
	case 0:
		return
	case manyEdges:
		left += f.fans[e] - 1
	}
	var i int32
	if n := len(f.free); n > 0 {
		i, f.free = f.free[n-1], f.free[:n-1]
	} else {
		i = int32(len(f.slots))
		f.slots = append(f.slots, flight{})
	}
	row := f.spare()
	copy(row, clock)
	f.slots[i] = flight{row, when, left}
	f.index[e] = i
}

// find returns the flight of e and when e was visited; -1 where e has no clock.
func (f *flights) find(e parse.EventID) (i int32, when uint64) {
	i, ok := f.index[e]
	if !ok {
		return -1, 0
	}
	return i, f.slots[i].when
}

func (f *flights) clock(i int32) []uint32 { return f.slots[i].clock }

// release says that one edge out of e has used its flight.
func (f *flights) release(e parse.EventID, i int32) {
	if i < 0 {
		return
	}
	if f.slots[i].left--; f.slots[i].left == 0 {
		f.recycle(f.slots[i].clock)
		f.slots[i].clock = nil
		f.free = append(f.free, i)
		delete(f.index, e)
	}
}

// row returns a clock of zeros.
func (f *flights) row() []uint32 {
	row := f.spare()
	clear(row)
	return row
}

// spare returns a clock with anything in it.
func (f *flights) spare() []uint32 {
	if n := len(f.pool); n > 0 {
		row := f.pool[n-1]
		f.pool = f.pool[:n-1]
		return row
	}
	if f.made += f.width * 4; f.made > maxClockBytes {
		panic(&LimitError{Strands: f.width})
	}
	return make([]uint32, f.width)
}

func (f *flights) recycle(row []uint32) {
	if row != nil {
		f.pool = append(f.pool, row)
	}
}
