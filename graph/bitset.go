package graph

import (
	"math/bits"

	"github.com/tracecausal/tracecausal/parse"
)

// bitset is a set of events.
type bitset []uint64

func newBitset(events int) bitset { return make(bitset, events/64+1) }

func (b bitset) set(e parse.EventID)      { b[e/64] |= 1 << (e % 64) }
func (b bitset) has(e parse.EventID) bool { return b[e/64]&(1<<(e%64)) != 0 }

// put is set, and reports whether e was a member before.
func (b bitset) put(e parse.EventID) bool {
	word, bit := &b[e/64], uint64(1)<<(e%64)
	was := *word&bit != 0
	*word |= bit
	return was
}

// next returns the first member from e on and before end, or end.
func (b bitset) next(e, end parse.EventID) parse.EventID {
	for e < end {
		if word := b[e/64] >> (e % 64); word != 0 {
			return min(e+parse.EventID(bits.TrailingZeros64(word)), end)
		}
		e = e/64*64 + 64
	}
	return end
}

// ranked is a set of events that tells how many of its members come before one.
// It takes less than two bits for each event, so that what is known of few events
// needs no room for all.
type ranked struct {
	bitset
	before []uint32 // by word: members in the words before
}

func newRanked(b bitset) ranked {
	r := ranked{b, make([]uint32, len(b))}
	n := uint32(0)
	for i, word := range b {
		r.before[i] = n
		n += uint32(bits.OnesCount64(word))
	}
	return r
}

// rank returns how many members come before e.
func (r *ranked) rank(e parse.EventID) int {
	return int(r.before[e/64]) + bits.OnesCount64(r.bitset[e/64]&(1<<(e%64)-1))
}

// len returns the number of members.
func (r *ranked) len() int {
	last := len(r.bitset) - 1
	return int(r.before[last]) + bits.OnesCount64(r.bitset[last])
}
