package parse

import (
	"fmt"
	"slices"
)

// untangle splits the lives of one sequence of lines into strands where the
// lines of a life contradict the sequence numbers that some of its events have:
// then only what lines and numbers agree on is known. Else all stay one strand.
func (n *nodeRows) untangle(segments []segment) [][]segment {
	if !slices.ContainsFunc(segments, func(s segment) bool { return n.contradicts(s.rows) }) {
		return [][]segment{segments}
	}
	var strands [][]segment
	for _, s := range segments {
		parts := [][]rowRef{s.rows}
		if n.contradicts(s.rows) {
			parts = n.agreed(s.rows)
			n.tangled = append(n.tangled, s.rows[0])
		}
		for _, rows := range parts {
			strands = append(strands, []segment{{s.life, rows}})
		}
	}
	return strands
}

// contradicts reports whether a sequence number falls behind an earlier line's,
// unless the own entries of the clocks prove that the lines are in order.
func (n *nodeRows) contradicts(rows []rowRef) bool {
	last, falls, rises := int64(absent64), false, true
	for i, r := range rows {
		if seq := n.seq(r); seq != absent64 {
			falls = falls || seq < last
			last = seq
		}
		rises = rises && n.own(r) != 0 && (i == 0 || n.own(r) > n.own(rows[i-1]))
	}
	return falls && !rises
}

// agreed splits rows, in the order of their lines, into parts in which the
// numbers rise as well; an event without a number is a part of its own. Each row
// goes behind the highest number below its own, which makes the fewest parts.
func (n *nodeRows) agreed(rows []rowRef) [][]rowRef {
	var parts, single [][]rowRef // parts by falling number of their last row
	for i, r := range rows {
		if n.seq(r) == absent64 {
			single = append(single, rows[i:i+1:i+1])
			continue
		}
		at, _ := slices.BinarySearchFunc(parts, n.seq(r), func(part []rowRef, seq int64) int {
			if n.seq(part[len(part)-1]) < seq {
				return 0
			}
			return -1
		})
		if at == len(parts) {
			parts = append(parts, nil)
		}
		parts[at] = append(parts[at], r)
	}
	return append(parts, single...)
}

// tangle says that lines contradict sequence numbers.
func (n *nodeRows) tangle() string {
	return fmt.Sprintf("the lines of node %s in %s contradict the sequence numbers (seq) of its events, not all of which have one of their own: their order is not known",
		Quote(n.texts.text(n.g.node)), Quote(n.source(n.tangled[0]).File))
}
