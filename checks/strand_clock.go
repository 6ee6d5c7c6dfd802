package checks

import (
	"slices"

	"github.com/tracecausal/tracecausal/parse"
)

// strandClock answers questions about the wall times of a strand's events,
// which need not rise. It keeps 12 bytes for each of them. A query takes
// O(log n) time where times rise, and O(n/256) at worst.
type strandClock struct {
	events []parse.EventID // those with a time, in order
	walls  []int64
	most   []int64 // of each block
	least  []int64 // from each block to the end
}

const clockBlock = 256

// newStrandClock reads the times of a strand, unless nothing will be asked.
func newStrandClock(run *parse.Run, s parse.Strand, wanted bool) *strandClock {
	c := &strandClock{}
	if !wanted {
		return c
	}
	for id := s.First; id < s.End(); id++ {
		if ns, ok := run.Event(id).Wall(); ok {
			c.events, c.walls = append(c.events, id), append(c.walls, ns)
		}
	}
	for block := range slices.Chunk(c.walls, clockBlock) {
		c.most, c.least = append(c.most, slices.Max(block)), append(c.least, slices.Min(block))
	}
	for i := len(c.least) - 2; i >= 0; i-- {
		c.least[i] = min(c.least[i], c.least[i+1])
	}
	return c
}

// after returns the index of the first timed event after e.
func (c *strandClock) after(e parse.EventID) int {
	i, found := slices.BinarySearch(c.events, e)
	if found {
		i++
	}
	return i
}

// firstFrom returns the first event after e that is stamped at ns or later,
// NoEvent where there is none.
func (c *strandClock) firstFrom(e parse.EventID, ns int64) parse.EventID {
	for i := c.after(e); i < len(c.walls); {
		switch {
		case c.walls[i] >= ns:
			return c.events[i]
		case i%clockBlock == 0 && c.most[i/clockBlock] < ns:
			i += clockBlock
		default:
			i++
		}
	}
	return parse.NoEvent
}

// allFrom returns the first event after e from which on all are stamped at ns
// or later, NoEvent where there is none.
func (c *strandClock) allFrom(e parse.EventID, ns int64) parse.EventID {
	// The last block with an earlier stamp; blocks after it have none.
	n, _ := slices.BinarySearchFunc(c.least, ns, func(least, ns int64) int {
		if least < ns {
			return -1
		}
		return 1
	})
	last := c.after(e) - 1
	for i := min(n*clockBlock, len(c.walls)) - 1; i > last; i-- {
		if c.walls[i] < ns {
			last = i
		}
	}
	if last+1 == len(c.events) {
		return parse.NoEvent
	}
	return c.events[last+1]
}

// lastBefore returns the last timed event before e.
func (c *strandClock) lastBefore(e parse.EventID) (parse.EventID, bool) {
	i, _ := slices.BinarySearch(c.events, e)
	if i == 0 {
		return parse.NoEvent, false
	}
	return c.events[i-1], true
}
