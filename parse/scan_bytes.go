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

// digitsValue returns the number that the first n digits of w spell, n <= 8.
// Neighbours are joined into pairs, pairs into fours, fours into eight.
func digitsValue(w uint64, n int) uint64 {
	w = (w & (eachByte * 0x0f)) << (64 - 8*n) // zeros in front
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
func shortKey(w uint64, n int) uint64 { return w&(1<<(8*n)-1) | uint64(n)<<56 }

// isShort reports whether a text of that many bytes is in its first word, with
// what ends it.
func isShort(size int) bool { return uint(size-1) < wordBytes-1 }

// isShortNumber reports whether a word begins with a number of so many digits, all
// that there are, of which the first is no zero, and that ends in the word.
func isShortNumber(w uint64, digits int) bool {
	return isShort(digits) && byte(w) != '0' && !continuesNumber[byte(w>>(8*digits&63))]
}
