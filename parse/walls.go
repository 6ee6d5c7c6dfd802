package parse

import (
	"encoding/binary"
	"iter"
)

// Wall is what an event says of the time, as a run keeps it. The zero Wall says
// nothing.
type Wall uint64

// NS returns the wall time in nanoseconds since 1970, as [Event.Wall] does.
func (w Wall) NS() (ns int64, ok bool) { return value(uint64(w)), w != 0 }

// Walls yields the wall times of strand s: those of the event it yields and of
// the events after it, at most blockSize at a time, by rising id. It takes no
// time where the run has none; else a fraction of asking one event after the
// other. What it yields is valid until the next.
func (r *Run) Walls(s StrandID) iter.Seq2[EventID, []Wall] {
	return func(yield func(EventID, []Wall) bool) {
		st := &r.strands[s]
		var walls [blockSize]Wall
		for i := range st.blocks {
			b := &st.blocks[i]
			if !b.has(colWall) {
				continue
			}
			n := min(st.Len-i<<blockBits, blockSize)
			b.unpack(colWall, walls[:n])
			if !yield(st.First+EventID(i<<blockBits), walls[:n]) {
				return
			}
		}
	}
}

// unpack sets to to what the block's first events say in a column that it has.
func (b *block) unpack(c column, to []Wall) {
	p := b.column(c)
	base, width, mask := Wall(p.base), int(p.width), widthMask[p.width]
	data := b.data[p.at:]
	for i := range to {
		to[i] = base + Wall(binary.LittleEndian.Uint64(data)&mask)
		data = data[width:]
	}
}
