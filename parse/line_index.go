package parse

import (
	"math"
	"math/bits"
	"sync"
)

// lineIndex finds the events of a run by the line they were read from. It is
// made when the first is asked for, in O(events) time, and takes eight bytes for
// each event.
//
// Lines fall into as many buckets as there are events, or fewer, each of lines
// that follow one another: of one line each where most lines hold an event.
type lineIndex struct {
	once   sync.Once
	least  uint64 // line of the run
	shift  uint   // a bucket has 1<<shift lines
	start  []uint32
	events []EventID // by bucket, then id; those of bucket b are from start[b] to start[b+1]
}

// onLine returns the events that were read from a global line, by rising id.
func (r *Run) onLine(line uint64) []EventID {
	x := &r.byLine
	x.once.Do(func() { x.fill(r) })
	if line < x.least {
		return nil
	}
	b := (line - x.least) >> x.shift
	if b >= uint64(len(x.start)-1) {
		return nil
	}
	var found []EventID
	for _, e := range x.events[x.start[b]:x.start[b+1]] {
		if r.Event(e).get(colLine) == line {
			found = append(found, e)
		}
	}
	return found
}

// fill makes the index.
func (x *lineIndex) fill(r *Run) {
	x.least = math.MaxUint64
	most := uint64(0)
	r.eachLine(func(_ EventID, line uint64) { x.least, most = min(x.least, line), max(most, line) })
	x.shift = uint(bits.Len64((most - x.least) / uint64(r.len)))
	x.start = make([]uint32, (most-x.least)>>x.shift+2)
	x.events = make([]EventID, r.len)
	end := x.start[1:]
	r.eachLine(func(_ EventID, line uint64) { end[(line-x.least)>>x.shift]++ })
	at := uint32(0)
	for b, n := range end {
		end[b] = at
		at += n
	}
	r.eachLine(func(e EventID, line uint64) {
		b := (line - x.least) >> x.shift
		x.events[end[b]] = e
		end[b]++
	})
}

// eachLine calls do for each event with its global line, by rising id.
func (r *Run) eachLine(do func(e EventID, line uint64)) {
	for s := range r.strands {
		st := &r.strands[s]
		for i := range st.Len {
			do(st.First+EventID(i), st.blocks[i>>blockBits].get(colLine, i%blockSize))
		}
	}
}
