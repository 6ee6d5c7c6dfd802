package graph

import "github.com/tracecausal/tracecausal/parse"

// bitset is a set of events.
type bitset []uint64

func newBitset(events int) bitset { return make(bitset, events/64+1) }

func (b bitset) set(e parse.EventID)      { b[e/64] |= 1 << (e % 64) }
func (b bitset) has(e parse.EventID) bool { return b[e/64]&(1<<(e%64)) != 0 }
