package parse

import (
	"encoding/binary"
	"math/bits"
)

// Eight bytes of a line are looked at together, as one word whose lowest byte
// comes first. A byte of a mask is 0x80 where what is asked holds; above the
// first such byte a mask may be wrong, so only the first counts.
const (
	wordBytes = 8

	eachByte = 0x0101010101010101
	highBits = 0x8080808080808080
)

// word returns line[i:i+8].
func word(line []byte, i int) uint64 { return binary.LittleEndian.Uint64(line[i : i+8]) }

// wordFrom is word for where the compiler can tell from a comparison before it that
// line has one: then it checks nothing again.
func wordFrom(line []byte, i int) uint64 { return binary.LittleEndian.Uint64(line[i:]) }

// specialBytes marks bytes that are not plain inside a string: the quotation mark,
// the backslash, control characters, and what is not ASCII.
func specialBytes(w uint64) uint64 {
	quote, escape := w^eachByte*'"', w^eachByte*'\\'
	return ((quote - eachByte) | (escape - eachByte) | (w - eachByte*0x20) | w) & highBits
}

// nonDigits marks bytes that are no digits.
func nonDigits(w uint64) uint64 {
	d := w ^ eachByte*'0' // a digit is its value now
	return (d + eachByte*(0x7f-9) | d) & highBits
}

// lowBytes marks bytes up to U+0020.
func lowBytes(w uint64) uint64 { return (w - eachByte*(' '+1)) &^ w & highBits }

// first returns the place of the first byte that is marked, 8 where none is.
func first(mask uint64) int { return bits.TrailingZeros64(mask) / 8 }

// digitsValue returns the number that the first n digits of w spell, n from 1 to 8.
// Neighbours are joined into pairs, pairs into fours, fours into eight.
func digitsValue(w uint64, n int) uint64 {
	w = (w & (eachByte * 0x0f)) << (-8 * n & 63) // zeros in front
	w = w*10 + w>>8
	const pairs = 0x000000ff000000ff
	return (w&pairs*(100+1000000<<32) + w>>16&pairs*(1+10000<<32)) >> 32
}

// plainEnd returns where the plain bytes of a string that go on at i end.
func plainEnd(line []byte, i int) int {
	for ; i+8 <= len(line); i += 8 {
		if mask := specialBytes(word(line, i)); mask != 0 {
			return i + first(mask)
		}
	}
	for i < len(line) && byteClasses[line[i]] == plainByte {
		i++
	}
	return i
}

// byteAt returns line[i], 0 beyond the end.
func byteAt(line []byte, i int) byte {
	if i < len(line) {
		return line[i]
	}
	return 0
}

// quotes marks quotation marks.
func quotes(w uint64) uint64 {
	quote := w ^ eachByte*'"'
	return (quote - eachByte) &^ quote & highBits
}

// shortKey packs the first n bytes of w as textKey packs a text, n < 8.
func shortKey(w uint64, n int) uint64 {
	end := uint64(1) << (8 * n & 63)
	return w&(end-1) | end
}

// keyBefore is shortKey of the bytes before the first of those that are marked. Where
// none is, it returns w.
func keyBefore(w, marks uint64) uint64 {
	end := marks & -marks >> 7
	return w&(end-1) | end
}
