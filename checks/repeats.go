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
	shift uint          // of a hash to the number of its part
	last  [][]repItem   // of each part the block that is being filled; one list, as every item needs one of them
	full  [][][]repItem // of each part the blocks before that
}

// repItem is an item: 32 bits of its hash, next to those that choose its part
// where there are many, and its number.
type repItem struct{ hash, item uint32 }

// How many of the highest bits of a hash choose the part. One at least, so that
// shift is less than 64. With more than nine, dealing out costs more than the
// smaller table saves: each part writes to a page of memory of its own.
const minWidth, maxWidth = 1, 9

// partItems is how many items a part holds at most, as far as hashes are even:
// 128 KB of them, and 256 KB of a table. From 8 M items on there are more.
const partItems = 16384

// blockItems is how many items a block holds: 4 KB. Blocks are slices and no
// pointers to arrays, as Go reads from an array before it stores through one:
// of memory never touched before, that costs two page faults instead of one.
const blockItems = 512

// newRepeats prepares for about n items.
func newRepeats(n int) *repeats {
	width := min(max(bits.Len(uint(n/partItems)), minWidth), maxWidth)
	return &repeats{shift: uint(64 - width), last: make([][]repItem, 1<<width), full: make([][][]repItem, 1<<width)}
}

// add takes in one item. Items must come by rising number.
func (r *repeats) add(hash uint64, item uint32) {
	part := hash >> (r.shift & 63)
	last := &r.last[part]
	if len(*last) == cap(*last) {
		r.addBlock(part)
	}
	*last = append(*last, repItem{uint32(hash >> (64 - 32 - maxWidth)), item})
}

// addBlock begins a block of a part.
func (r *repeats) addBlock(part uint64) {
	if len(r.last[part]) > 0 {
		r.full[part] = append(r.full[part], r.last[part])
	}
	r.last[part] = make([]repItem, 0, blockItems)
}

// groups yields the items that equal each other, two or more by rising number,
// in an order that hangs on the hashes. A group is valid until the next one.
func (r *repeats) groups(equal func(a, b uint32) bool) iter.Seq[[]uint32] {
	return func(yield func([]uint32) bool) {
		var t repTable
		for p, last := range r.last {
			t.fill(append(r.full[p], last), equal)
			r.full[p], r.last[p] = nil, nil
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

func (t *repTable) fill(blocks [][]repItem, equal func(a, b uint32) bool) {
	t.used, t.again = 0, t.again[:0]
	clear(t.slots)
	for _, b := range blocks {
		if 2*(t.used+len(b)) > len(t.slots) {
			t.grow()
		}
		t.putAll(b, equal)
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

// putAll looks for an earlier item that equals each of these, from the slot of
// its hash on. The table has room for all of them.
func (t *repTable) putAll(items []repItem, equal func(a, b uint32) bool) {
	slots, mask := t.slots, uint32(len(t.slots)-1)
next:
	for _, x := range items {
		at := x.hash & mask
		for ; slots[at].item > 0; at = (at + 1) & mask {
			if s := slots[at]; s.hash == x.hash && equal(s.item-1, x.item) {
				t.again = append(t.again, repeat{s.item - 1, x.item})
				continue next
			}
		}
		slots[at] = repItem{x.hash, x.item + 1}
		t.used++
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
