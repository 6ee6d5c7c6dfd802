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

// ranked is a set of events that tells how many of its members come before one.
// It takes two bits for each event, so that what is known of few events needs no
// room for all.
type ranked []rankedWord

// rankedWord is the part of a set that 64 events make up.
type rankedWord struct {
	bits   uint64
	before int // members in the words before
}

func newRanked(b bitset) ranked {
	r := make(ranked, len(b))
	n := 0
	for i, word := range b {
		r[i] = rankedWord{word, n}
		n += bits.OnesCount64(word)
	}
	return r
}

// next returns the first member from e on and before end, or end.
func (r ranked) next(e, end parse.EventID) parse.EventID {
	for e < end {
		if word := r[e/64].bits >> (e % 64); word != 0 {
			return min(e+parse.EventID(bits.TrailingZeros64(word)), end)
		}
		e = e/64*64 + 64
	}
	return end
}

// rank returns how many members come before e.
func (r ranked) rank(e parse.EventID) int {
	word := &r[e/64]
	return word.before + bits.OnesCount64(word.bits&(1<<(e%64)-1))
}

// len returns the number of members.
func (r ranked) len() int { return r.rank(parse.EventID(len(r)*64-1)) + int(r[len(r)-1].bits>>63) }
