package parse

import (
	"encoding/binary"
	"math/bits"
)

// messageRoles is a set of roles, by bit.
type messageRoles uint8

func newMessageRoles(roles []Role) messageRoles {
	var set messageRoles
	for _, role := range roles {
		set |= 1 << role
	}
	return set
}

// of returns a one in each byte where the set has a role, else 0.
func (set messageRoles) of(role Role) uint64 { return eachByte * uint64(set>>role&1) }

// blockSet is a set of events of one block, by bit.
type blockSet [blockSize / 64]uint64

// inRoles returns those of the block's first n events that play a wanted role. Of
// all that asks for many events this is asked most often, so it looks at eight
// events at a time. A role is the lowest two bits of a byte, and whether it is
// wanted a polynomial of these, modulo 2.
func (b *block) inRoles(wanted messageRoles, n int) (found blockSet) {
	n = min(n, blockSize)
	base, kinds := b.kinds((n + 7) &^ 7)
	add := eachByte * uint64(base)
	none, sends, receives, delivers := wanted.of(NoRole), wanted.of(Sends), wanted.of(Receives), wanted.of(Delivers)
	ofLow, ofHigh, ofBoth := none^sends, none^receives, none^sends^receives^delivers
	for i := 0; i+8 <= len(kinds); i += 8 {
		low := binary.LittleEndian.Uint64(kinds[i:]) + add
		high := low >> 1
		in := none ^ low&ofLow ^ high&ofHigh ^ low&high&ofBoth
		bits := in * 0x0102040810204080 >> 56 // the lowest bit of each byte, side by side
		found[uint(i)/64%uint(len(found))] |= bits << (uint(i) % 64)
	}
	if n < blockSize {
		found[n/64] &= 1<<(n%64) - 1
	}
	return found
}

// listRoom has room for the indices of a block's events, and for what list writes
// behind them.
type listRoom [blockSize + 8]uint8

// list returns the indices of a set's events: those of eight at a time, of which
// bitsOf knows the places.
func (set blockSet) list(room *listRoom) []uint8 {
	n, eight := 0, uint64(0)
	for _, word := range set {
		for range 8 {
			binary.LittleEndian.PutUint64(room[n:n+8], bitsOf[uint8(word)]+eight)
			n += bits.OnesCount8(uint8(word))
			word, eight = word>>8, eight+8*eachByte
		}
	}
	return room[:n]
}

// bitsOf tells of each byte which of its bits are set, one number in each byte.
var bitsOf = func() (of [256]uint64) {
	for b := range of {
		n := 0
		for i := range uint64(8) {
			if b>>i&1 == 1 {
				of[b] |= i << (8 * n)
				n++
			}
		}
	}
	return of
}()
