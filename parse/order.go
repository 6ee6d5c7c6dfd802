package parse

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
)

// segment is one life of a node within one strand, in program order.
type segment struct {
	life int // from 1
	rows []rowRef
}

// orderNode puts the rows of one node into program order:
//
//   - by life: what the log calls incarnation, else a start event that is not
//     the first opens one;
//   - within a life by the node's own vector entry where those are distinct
//     and without a gap, which proves that the lines were shuffled;
//   - else by sequence number where all events have one and they are distinct;
//   - else by line, several files by their rotation, unless the lines contradict
//     the sequence numbers that some events have.
//
// What stays unordered becomes several strands and a gap in words.
func (n *nodeRows) orderNode() (strands [][]segment, gap string) {
	rows := make([]rowRef, n.g.count)
	for i := range rows {
		rows[i] = rowRef(i)
	}
	lives, ordered := n.explicitLives(rows)
	explicit := len(lives) > 1
	single := ordered
	var all [][][]segment // for each life its strands
	for i, rows := range lives {
		s := n.orderLife(rows, explicit)
		if explicit {
			number(s, i+1)
		}
		single = single && len(s) == 1
		all = append(all, s)
	}
	if single {
		var strand []segment
		for _, s := range all {
			strand = append(strand, s[0]...)
		}
		return [][]segment{strand}, ""
	}
	var names []string
	for _, life := range all {
		for _, s := range life {
			strands = append(strands, s)
			names = append(names, Quote(n.source(s[0].rows[0]).File))
		}
	}
	if len(n.tangled) > 0 {
		return strands, n.tangle()
	}
	names = slices.Compact(names)
	return strands, fmt.Sprintf("nothing orders the events of node %s in %s: stamp or number them (seq), or name the files by rotation",
		Quote(n.texts.text(n.g.node)), join(names, 3))
}

// join lists the first few of many.
func join(names []string, most int) string {
	text := ""
	for i, n := range names {
		switch {
		case i == most:
			return text + fmt.Sprintf(" and %d more", len(names)-most)
		case i > 0:
			text += ", "
		}
		text += n
	}
	return text
}

func number(strands [][]segment, life int) {
	for _, s := range strands {
		for i := range s {
			s[i].life = life
		}
	}
}

// explicitLives splits rows by what they call their incarnation, lives by
// rising number or, where they are no numbers, as they first appear; then
// several files leave them unordered.
func (n *nodeRows) explicitLives(rows []rowRef) (lives [][]rowRef, ordered bool) {
	index := map[uint32]int{}
	var keys []uint32
	for _, r := range rows {
		key := uint32(n.get(r, colLife))
		k, ok := index[key]
		if !ok {
			k = len(lives)
			index[key] = k
			lives, keys = append(lives, nil), append(keys, key)
		}
		lives[k] = append(lives[k], r)
	}
	if len(lives) == 1 {
		return lives, true
	}
	numbers := map[uint32]int64{}
	for _, key := range keys {
		number, err := strconv.ParseInt(n.texts.text(key), 10, 64)
		if err != nil {
			return lives, n.file(rows[0]) == n.file(rows[len(rows)-1])
		}
		numbers[key] = number
	}
	slices.SortFunc(keys, func(x, y uint32) int { return cmp.Compare(numbers[x], numbers[y]) })
	sorted := make([][]rowRef, len(keys))
	for i, key := range keys {
		sorted[i] = lives[index[key]]
	}
	return sorted, true
}

// orderLife orders rows that are one life, or all lives of a node whose log
// does not number them. More than one strand means that files, or lines, are unordered.
func (n *nodeRows) orderLife(rows []rowRef, explicit bool) [][]segment {
	rows = n.dropRepeats(rows)
	sequences := n.byFile(rows)
	if !explicit && len(sequences) == 1 && n.restarted(n.splitLives(rows, false)) {
		return [][]segment{n.splitLives(rows, false)}
	}
	if sorted, ok := n.proven(rows); ok {
		return [][]segment{n.splitLives(sorted, explicit)}
	}
	if len(sequences) > 1 {
		if merged, ok := n.mergeByOwn(sequences); ok {
			sequences = [][]rowRef{merged}
		}
	}
	var strands [][]segment
	for _, s := range sequences {
		segments := n.splitLives(s, explicit)
		if len(sequences) > 1 || len(segments) > 1 { // else it was tried
			for i := range segments {
				if sorted, ok := n.proven(segments[i].rows); ok {
					segments[i].rows = sorted
				}
			}
		}
		strands = append(strands, n.untangle(segments)...)
	}
	return strands
}

// restarted reports whether lines that begin anew at each start show restarts,
// and not shuffled lines of one life: every part rises in the own entry by
// itself, while the entry goes back at a start. (The parts of two lives can
// make 1…n together: 3, 4, then a start at 1, 2.)
func (n *nodeRows) restarted(segments []segment) bool {
	back := false
	for k, s := range segments {
		for i := 1; i < len(s.rows); i++ {
			if n.own(s.rows[i]) <= n.own(s.rows[i-1]) {
				return false
			}
		}
		if k > 0 {
			before := segments[k-1].rows
			back = back || n.own(s.rows[0]) <= n.own(before[len(before)-1])
		}
	}
	return back
}

// splitLives cuts rows in program order before every start but the first row.
func (n *nodeRows) splitLives(rows []rowRef, explicit bool) []segment {
	segments := []segment{{life: 1}}
	begin := 0
	for i, r := range rows {
		if i > begin && !explicit && n.kind(r) == Start {
			segments[len(segments)-1].rows = rows[begin:i]
			segments = append(segments, segment{life: len(segments) + 1})
			begin = i
		}
	}
	segments[len(segments)-1].rows = rows[begin:]
	return segments
}

// proven returns rows in the order that their own vector entries or their
// sequence numbers prove. Rows that say the same twice become one.
func (n *nodeRows) proven(rows []rowRef) ([]rowRef, bool) {
	own := func(r rowRef) int64 { return int64(n.own(r)) }
	if n.ticks != TicksSends {
		if sorted, ok := n.sortDistinct(rows, own, true); ok {
			return sorted, true
		}
	}
	return n.sortDistinct(rows, n.seq, false)
}

// sortDistinct sorts rows by a key. It refuses where a row has no key (0 for
// own entries, the smallest int64 for sequence numbers), where rows of one key
// differ, and, if gapFree, where a key is missing between two others.
func (n *nodeRows) sortDistinct(rows []rowRef, key func(rowRef) int64, gapFree bool) ([]rowRef, bool) {
	absent := int64(absent64)
	if gapFree {
		absent = 0
	}
	rising := true
	for i, r := range rows {
		k := key(r)
		if k == absent {
			return nil, false
		}
		if i > 0 && (k <= key(rows[i-1]) || gapFree && k != key(rows[i-1])+1) {
			rising = false
		}
	}
	if rising {
		return rows, true
	}
	sorted := slices.Clone(rows)
	slices.SortStableFunc(sorted, func(x, y rowRef) int { return cmp.Compare(key(x), key(y)) })
	distinct := sorted[:1]
	var dups []rowRef
	for _, r := range sorted[1:] {
		last := distinct[len(distinct)-1]
		switch {
		case key(r) == key(last):
			if !n.same(last, r) || gapFree && n.file(last) == n.file(r) && !n.repeats(last, r) {
				return nil, false // not every event ticks: both count, by line
			}
			dups = append(dups, r)
			continue
		case gapFree && key(r) != key(last)+1:
			return nil, false
		}
		distinct = append(distinct, r)
	}
	n.warnDuplicates(dups)
	return distinct, true
}

func (n *nodeRows) warnDuplicates(dups []rowRef) {
	if len(dups) == 0 {
		return
	}
	first := slices.MinFunc(dups, func(x, y rowRef) int { return cmp.Compare(n.line(x), n.line(y)) })
	n.warnings = append(n.warnings, Diagnostic{Class: WarnDuplicate, Source: n.source(first),
		Msg: fmt.Sprintf("the same event is logged twice (%s for this node); it counts once", Plural(len(dups), "such line"))})
}

// mergeByOwn merges sequences, each of which rises in the node's own vector
// entry, where no entry occurs twice.
func (n *nodeRows) mergeByOwn(sequences [][]rowRef) ([]rowRef, bool) {
	var all []rowRef
	for _, s := range sequences {
		for i, r := range s {
			if n.own(r) == 0 || i > 0 && n.own(r) <= n.own(s[i-1]) {
				return nil, false
			}
		}
		all = append(all, s...)
	}
	slices.SortStableFunc(all, func(x, y rowRef) int { return cmp.Compare(n.own(x), n.own(y)) })
	for i := 1; i < len(all); i++ {
		if n.own(all[i]) == n.own(all[i-1]) {
			return nil, false
		}
	}
	return all, true
}
