package checks

import (
	"cmp"
	"iter"
	"math/bits"
	"slices"
)

// repeats finds the equal ones among many items, which are known by number and
// by a hash of what they hold:
//
//  1. Items are dealt out by the highest bits of their hashes into parts small
//     enough that the table of one stays in the cache of the processor.
//  2. Within a part, a table of hashes finds the items that may equal an earlier
//     one; the caller's comparison decides.
//
// Of the hash, 32 bits are kept beside the number: eight bytes for each item,
// and slack of a block for each part. Hashes should be seeded at random, so that
// no log can be made in which they collide.
type repeats struct {
	shift int // of a hash to the number of its part
	parts []repPart
}

type repPart struct {
	last *repBlock
	n    uint32      // items in it
	full []*repBlock // those before it
}

// repItem is an item: 32 bits of its hash, below those that choose its part.
type repItem struct{ hash, item uint32 }

type repBlock [128]repItem

// partItems is how many items a part holds at most, as far as hashes are even:
// 128 KB of them, and 256 KB of a table.
const partItems = 16384

// newRepeats prepares for about n items.
func newRepeats(n int) *repeats {
	width := bits.Len(uint(n / partItems))
	return &repeats{shift: 64 - width, parts: make([]repPart, 1<<width)}
}

// add takes in one item. Items must come by rising number.
func (r *repeats) add(hash uint64, item uint32) {
	p := &r.parts[hash>>r.shift]
	if p.last == nil || p.n == uint32(len(p.last)) {
		if p.last != nil {
			p.full = append(p.full, p.last)
		}
		p.last, p.n = new(repBlock), 0
	}
	p.last[p.n] = repItem{uint32(hash >> max(r.shift-32, 0)), item}
	p.n++
}

// groups yields the items that equal each other, two or more by rising number,
// in an order that hangs on the hashes. A group is valid until the next one.
func (r *repeats) groups(equal func(a, b uint32) bool) iter.Seq[[]uint32] {
	return func(yield func([]uint32) bool) {
		var t repTable
		for p := range r.parts {
			t.fill(&r.parts[p], equal)
			r.parts[p] = repPart{}
			if !t.yield(yield) {
				return
			}
		}
	}
}

// repTable finds the repeats of one part after the other.
type repTable struct {
	slots []repItem // the first of equal items; its number is from 1, 0 where the slot is empty
	used  int
	again []repeat
	group []uint32
}

// repeat is an item that equals an earlier one.
type repeat struct{ first, item uint32 }

func (t *repTable) fill(p *repPart, equal func(a, b uint32) bool) {
	t.used, t.again = 0, t.again[:0]
	clear(t.slots)
	for _, b := range p.full {
		t.putAll(b[:], equal)
	}
	if p.last != nil {
		t.putAll(p.last[:p.n], equal)
	}
}

func (t *repTable) putAll(items []repItem, equal func(a, b uint32) bool) {
	if 2*(t.used+len(items)) > len(t.slots) {
		t.grow()
	}
	for _, x := range items {
		t.put(x, equal)
	}
}

// grow doubles the table.
func (t *repTable) grow() {
	old := t.slots
	t.slots = make([]repItem, max(2*len(old), 2*partItems))
	for _, s := range old {
		if s.item > 0 {
			t.slots[t.free(s.hash)] = s
		}
	}
}

// free returns the first empty slot for a hash.
func (t *repTable) free(hash uint32) uint32 {
	mask := uint32(len(t.slots) - 1)
	at := hash & mask
	for t.slots[at].item > 0 {
		at = (at + 1) & mask
	}
	return at
}

// put looks for an earlier item that equals x, from the slot of its hash on.
func (t *repTable) put(x repItem, equal func(a, b uint32) bool) {
	mask := uint32(len(t.slots) - 1)
	for at := x.hash & mask; ; at = (at + 1) & mask {
		switch s := t.slots[at]; {
		case s.item == 0:
			t.slots[at] = repItem{x.hash, x.item + 1}
			t.used++
			return
		case s.hash == x.hash && equal(s.item-1, x.item):
			t.again = append(t.again, repeat{s.item - 1, x.item})
			return
		}
	}
}

func (t *repTable) yield(yield func([]uint32) bool) bool {
	slices.SortStableFunc(t.again, func(a, b repeat) int { return cmp.Compare(a.first, b.first) })
	for i := 0; i < len(t.again); {
		first := t.again[i].first
		t.group = append(t.group[:0], first)
		for ; i < len(t.again) && t.again[i].first == first; i++ {
			t.group = append(t.group, t.again[i].item)
		}
		if !yield(t.group) {
			return false
		}
	}
	return true
}
