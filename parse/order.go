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
//   - else by line, several files by their rotation.
//
// What stays unordered becomes several strands and a gap in words.
func (a *assembly) orderNode(g group) (strands [][]segment, gap string) {
	lives, ordered := a.explicitLives(g.rows)
	explicit := len(lives) > 1
	single := ordered
	var all [][][]segment // for each life its strands
	for i, rows := range lives {
		s := a.orderLife(rows, explicit)
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
			names = append(names, Quote(a.source(s[0].rows[0]).File))
		}
	}
	names = slices.Compact(names)
	return strands, fmt.Sprintf("nothing orders the events of node %s in %s: stamp or number them (seq), or name the files by rotation",
		Quote(a.texts.text(g.node)), join(names, 3))
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
func (a *assembly) explicitLives(rows []rowRef) (lives [][]rowRef, ordered bool) {
	index := map[uint32]int{}
	var keys []uint32
	for _, r := range rows {
		b, i := a.batch(r)
		key := a.text(r, b.life.get(i))
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
		n, err := strconv.ParseInt(a.texts.text(key), 10, 64)
		if err != nil {
			return lives, a.file(rows[0]) == a.file(rows[len(rows)-1])
		}
		numbers[key] = n
	}
	slices.SortFunc(keys, func(x, y uint32) int { return cmp.Compare(numbers[x], numbers[y]) })
	sorted := make([][]rowRef, len(keys))
	for i, key := range keys {
		sorted[i] = lives[index[key]]
	}
	return sorted, true
}

// orderLife orders rows that are one life, or all lives of a node whose log
// does not number them. More than one strand means that files are unordered.
func (a *assembly) orderLife(rows []rowRef, explicit bool) [][]segment {
	rows = a.dropRepeats(rows)
	sequences := a.byFile(rows)
	if !explicit && len(sequences) == 1 && a.restarted(a.splitLives(rows, false)) {
		return [][]segment{a.splitLives(rows, false)}
	}
	if sorted, ok := a.proven(rows); ok {
		return [][]segment{a.splitLives(sorted, explicit)}
	}
	if len(sequences) > 1 {
		if merged, ok := a.mergeByOwn(sequences); ok {
			sequences = [][]rowRef{merged}
		}
	}
	var strands [][]segment
	for _, s := range sequences {
		segments := a.splitLives(s, explicit)
		if len(segments) > 1 {
			for i := range segments {
				if sorted, ok := a.proven(segments[i].rows); ok {
					segments[i].rows = sorted
				}
			}
		}
		strands = append(strands, segments)
	}
	return strands
}

// restarted reports whether lines that begin anew at each start show restarts,
// and not shuffled lines of one life: every part rises in the own entry by
// itself, while the entry goes back at a start. (The parts of two lives can
// make 1…n together: 3, 4, then a start at 1, 2.)
func (a *assembly) restarted(segments []segment) bool {
	back := false
	for k, s := range segments {
		for i := 1; i < len(s.rows); i++ {
			if a.own(s.rows[i]) <= a.own(s.rows[i-1]) {
				return false
			}
		}
		if k > 0 {
			before := segments[k-1].rows
			back = back || a.own(s.rows[0]) <= a.own(before[len(before)-1])
		}
	}
	return back
}

// splitLives cuts rows in program order before every start but the first row.
func (a *assembly) splitLives(rows []rowRef, explicit bool) []segment {
	segments := []segment{{life: 1}}
	begin := 0
	for i, r := range rows {
		if i > begin && !explicit && a.kind(r) == Start {
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
func (a *assembly) proven(rows []rowRef) ([]rowRef, bool) {
	own := func(r rowRef) int64 { return int64(a.own(r)) }
	if a.ticks != TicksSends {
		if sorted, ok := a.sortDistinct(rows, own, true); ok {
			return sorted, true
		}
	}
	seq := func(r rowRef) int64 {
		if v := a.seq(r); v != 0 {
			return stored(v) // the number itself, which may be 0
		}
		return absent64
	}
	return a.sortDistinct(rows, seq, false)
}

// sortDistinct sorts rows by a key. It refuses where a row has no key (0 for
// own entries, the smallest int64 for sequence numbers), where rows of one key
// differ, and, if gapFree, where a key is missing between two others.
func (a *assembly) sortDistinct(rows []rowRef, key func(rowRef) int64, gapFree bool) ([]rowRef, bool) {
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
			if !a.same(last, r) || gapFree && a.file(last) == a.file(r) {
				return nil, false // not every event ticks: both count, by line
			}
			dups = append(dups, r)
			continue
		case gapFree && key(r) != key(last)+1:
			return nil, false
		}
		distinct = append(distinct, r)
	}
	a.warnDuplicates(dups)
	return distinct, true
}

func (a *assembly) warnDuplicates(dups []rowRef) {
	if len(dups) == 0 {
		return
	}
	first := slices.MinFunc(dups, func(x, y rowRef) int { return cmp.Compare(a.line(x), a.line(y)) })
	a.warnings = append(a.warnings, Diagnostic{Class: WarnDuplicate, Source: a.source(first),
		Msg: fmt.Sprintf("the same event is logged twice (%d such lines for this node); it counts once", len(dups))})
}

// mergeByOwn merges sequences, each of which rises in the node's own vector
// entry, where no entry occurs twice.
func (a *assembly) mergeByOwn(sequences [][]rowRef) ([]rowRef, bool) {
	var all []rowRef
	for _, s := range sequences {
		for i, r := range s {
			if a.own(r) == 0 || i > 0 && a.own(r) <= a.own(s[i-1]) {
				return nil, false
			}
		}
		all = append(all, s...)
	}
	slices.SortStableFunc(all, func(x, y rowRef) int { return cmp.Compare(a.own(x), a.own(y)) })
	for i := 1; i < len(all); i++ {
		if a.own(all[i]) == a.own(all[i-1]) {
			return nil, false
		}
	}
	return all, true
}
