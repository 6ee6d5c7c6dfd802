package parse

import (
	"encoding/binary"
	"iter"
	"math/bits"
	"slices"
)

// column is one thing that an event may say, as a number; zero means that it
// does not say it.
type column uint8

const (
	colLine     column = iota // global line number: see files
	colKindRole               // kind<<2 | role
	colLabel
	colMsg // as MsgID
	colReply
	colOwnLine
	colFrom    // slot of the sender, from 1
	colTo      // index into Run.sets, from 1
	colWall    // as stored
	colPayload // place in Run.payload
	colAgain   // the line repeats the one before it; only putting the run together asks

	// What rows of a batch say apart: see rareRow.
	colWire
	colOK      // 1 false, 2 true
	colPT      // of the HLC, as stored
	colC       // of the HLC
	colUnit    // of the HLC as logged
	colLamport // from 1
	colTTEarliest
	colTTLatest
	colTTUnit // from 1: present wherever there is an interval
	colSeq    // as stored; it and the two behind it are for putting the run together
	colLife
	colArray // length of an array clock whose indices have no names

	numColumns
	firstRare = colWire
)

// Blocks are as large as a random access to a vector clock may replay.
const (
	blockBits = 8
	blockSize = 1 << blockBits // events
)

// block holds up to blockSize consecutive events of one strand, column by
// column. A column takes as many bytes for each event as there are lowest bytes in
// which its values differ: none where all are equal, two for the lines of a file that
// ten nodes write, and there is no trace of what no event says.
type block struct {
	present uint32   // columns that stand in packed
	packed  []packed // by rising column
	data    []byte   // their values, with spare bytes at the end
	clocks  []byte   // vector clocks, as clockWriter writes them; empty where no event has one
	before  []byte   // the clock before the block's first event, as appendMark writes it
	marked  bool     // there is one: else the clocks are read from an earlier block on
}

// packed says where a column's values lie in block.data: value i is base, in which
// all agree, plus the number of width bytes at index at + i*width.
type packed struct {
	base  uint64
	at    uint32
	width uint8
}

// spare is how many bytes beyond the last value may be read with it.
const spare = 8

// widthMask keeps the lowest bytes of a word.
var widthMask = [9]uint64{0, 1<<8 - 1, 1<<16 - 1, 1<<24 - 1, 1<<32 - 1, 1<<40 - 1, 1<<48 - 1, 1<<56 - 1, 1<<64 - 1}

// has reports whether any event says something in a column.
func (b *block) has(c column) bool { return b.present>>c&1 == 1 }

// column returns where a column stands that the block has.
func (b *block) column(c column) *packed {
	return &b.packed[bits.OnesCount32(b.present&(1<<c-1))]
}

// get returns what event i of the block says in a column.
func (b *block) get(c column, i int) uint64 {
	if !b.has(c) {
		return 0
	}
	return b.column(c).value(b.data, i)
}

// value returns value i of a column in its block's data.
func (p *packed) value(data []byte, i int) uint64 {
	at := int(p.at) + i*int(p.width)
	return p.base + binary.LittleEndian.Uint64(data[at:at+8])&widthMask[p.width]
}

// saying yields those of the n events of some blocks that say something in a
// column, each as its block and its index there; where all events of a block say the
// same, only the first of them.
func saying(blocks []block, n int, c column) iter.Seq2[*block, int] {
	return func(yield func(*block, int) bool) {
		for k := range blocks {
			b := &blocks[k]
			if !b.has(c) {
				continue
			}
			n := min(n-k<<blockBits, blockSize)
			if b.column(c).width == 0 {
				n = 1
			}
			for i := range n {
				if b.get(c, i) != 0 && !yield(b, i) {
					return
				}
			}
		}
	}
}

// noKinds stands for the kinds of a block whose events are all of one.
var noKinds [blockSize]byte

// kinds returns what the block's first n events say in colKindRole: base plus
// the byte of each.
func (b *block) kinds(n int) (base uint8, of []byte) {
	n = min(n, blockSize)
	if !b.has(colKindRole) {
		return 0, noKinds[:n]
	}
	p := b.column(colKindRole)
	if p.width == 0 {
		return uint8(p.base), noKinds[:n]
	}
	return uint8(p.base), b.data[p.at : int(p.at)+n]
}

// where returns the indices of those of the block's first n events whose kind and
// role are wanted. It takes no branch on them, which nobody could predict.
func (b *block) where(wanted *kindRoles, n int, room *[blockSize]uint8) []uint8 {
	base, kinds := b.kinds(n)
	found := 0
	for i, k := range kinds {
		room[found%blockSize] = uint8(i)
		found += int(wanted[base+k])
	}
	return room[:found]
}

// gather makes *to what the events at some indices say in a column.
func gather[T ~uint8 | ~uint32 | ~uint64](b *block, c column, at []uint8, to *[]T) {
	*to = room(*to, len(at))
	if !b.has(c) {
		clear(*to)
		return
	}
	p := *b.column(c)
	data, list := b.data[p.at:], (*to)[:len(at)]
	switch p.width {
	case 0:
		for k := range list {
			list[k] = T(p.base)
		}
	case 1: // as names are
		for k, i := range at {
			list[k] = T(p.base + uint64(data[i]))
		}
	case 2: // as lines and ids are
		for k, i := range at {
			list[k] = T(p.base + uint64(binary.LittleEndian.Uint16(data[2*int(i):2*int(i)+2])))
		}
	default:
		for k, i := range at {
			list[k] = T(p.value(b.data, int(i)))
		}
	}
}

// room returns a slice of n elements, of any value, in the place of another.
func room[T any](list []T, n int) []T { return slices.Grow(list[:0], n)[:n] }
