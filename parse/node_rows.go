package parse

import "slices"

// nodeRows reads the rows of a group whose order is not plain.
type nodeRows struct {
	*assembly
	g     *group
	owns  []uint64
	files []int // of each row
	// The vector clocks whole, each by rising slot, one behind the other.
	entries []clockEntry
	starts  []int // in entries, and their end
	stamped []bool
	tangled []rowRef // the first of each life whose lines contradict sequence numbers
}

// rowRef is the index of a row in its group.
type rowRef uint32

// newNodeRows unpacks what ordering asks for again and again. It takes the
// memory of every clock of the node, written out.
func newNodeRows(a *assembly, g *group) *nodeRows {
	n := &nodeRows{assembly: a, g: g, owns: make([]uint64, g.count), files: make([]int, g.count), stamped: make([]bool, g.count)}
	next := 0
	for i := range n.files {
		if next+1 < len(g.files) && g.files[next+1].row == i {
			next++
		}
		n.files[i] = g.files[next].file
	}
	n.unpackClocks()
	return n
}

func (n *nodeRows) unpackClocks() {
	c := clockReplay{blocks: n.g.blocks, own: n.g.stamps.own}
	for i := range n.g.count {
		n.starts = append(n.starts, len(n.entries))
		n.stamped[i] = c.next()
		if n.stamped[i] {
			n.owns[i] = c.at(c.own)
			n.entries = append(n.entries, c.clock...)
		}
	}
	n.starts = append(n.starts, len(n.entries))
}

func (n *nodeRows) get(r rowRef, c column) uint64 {
	return n.g.blocks[r>>blockBits].get(c, int(r%blockSize))
}

func (n *nodeRows) own(r rowRef) uint64 { return n.owns[r] }

// seq returns a row's sequence number, the smallest int64 where it has none.
func (n *nodeRows) seq(r rowRef) int64 { return value(n.get(r, colSeq)) }

func (n *nodeRows) kind(r rowRef) Kind { return Kind(n.get(r, colKindRole) >> 2) }

func (n *nodeRows) file(r rowRef) int { return n.files[r] }

// line returns a row's global line number.
func (n *nodeRows) line(r rowRef) uint32 { return uint32(n.get(r, colLine)) }

func (n *nodeRows) source(r rowRef) Source { return n.assembly.files.source(n.line(r)) }

// clock returns the entries of a row's clock by rising slot.
func (n *nodeRows) clock(r rowRef) []clockEntry { return n.entries[n.starts[r]:n.starts[r+1]] }

// same reports whether two rows say the same in every column but where they
// were read.
func (n *nodeRows) same(x, y rowRef) bool {
	for c := range numColumns {
		if c != colLine && c != colAgain && c != colPayload && n.get(x, c) != n.get(y, c) {
			return false
		}
	}
	return slices.Equal(n.clock(x), n.clock(y)) && samePayload(n.payload(x), n.payload(y))
}

// payload returns what begins with a row's payload, nil where it has none.
func (n *nodeRows) payload(r rowRef) []byte { return n.assembly.payload.at(n.get(r, colPayload)) }
