package parse

import (
	"fmt"
	"slices"
)

// nameIndices finds which node each index of an array clock belongs to, where
// neither a flag nor a header said so: it returns the name of each index, as an
// id in texts, none where the run has no such clocks. It accepts only an
// assignment that the log proves: every node's own entry is at least 1 and
// rises by one at each of its events, and no other assignment does that.
// Nothing is guessed.
func (a *assembly) nameIndices(r *runBuilder) ([]uint32, *Diagnostic) {
	size, at, err := a.arrayLength(r)
	if size == 0 {
		return nil, err
	}
	var nodes []uint32
	var fits [][]int // for each node the indices that may be its own
	for _, g := range r.groups {
		if own, stamped := ownIndices(g, size); stamped {
			nodes, fits = append(nodes, g.node), append(fits, own)
		}
	}
	assigned, n := matchUniquely(fits, size)
	if n != 1 {
		found := "no assignment of indices to nodes makes every node's own entry rise by one"
		if n > 1 {
			found = "several assignments of indices to nodes fit"
		}
		return nil, &Diagnostic{Class: ClassClock, Source: at,
			Msg: fmt.Sprintf("array clocks of %s do not say whose entry is whose, and %s; give --nodes or a header with \"nodes\"", Plural(size, "entry"), found)}
	}
	names := make([]uint32, size)
	for i := range names {
		names[i] = a.texts.internString(fmt.Sprintf("index %d", i))
	}
	for k, i := range assigned {
		names[i] = nodes[k]
	}
	return names, nil
}

// arrayLength returns the length of the run's undeclared array clocks, and
// where the first of them stands.
func (a *assembly) arrayLength(r *runBuilder) (size int, at Source, err *Diagnostic) {
	for _, g := range r.groups {
		for b, i := range saying(g.blocks, g.count, colArray) {
			n := int(b.get(colArray, i))
			if n == size {
				continue
			}
			here := a.files.source(uint32(b.get(colLine, i)))
			if size != 0 {
				return 0, here, &Diagnostic{Class: ClassClock, Source: here,
					Msg: fmt.Sprintf("array clock has %s, the one at %s:%d has %d; write clocks by name where nodes come and go",
						Plural(n, "entry"), Escape(at.File), at.Line, size)}
			}
			size, at = n, here
		}
	}
	return size, at, nil
}

// ownIndices returns the indices whose entry is at least 1 and rises by one at
// each of the group's events, by line.
func ownIndices(g *group, size int) (own []int, stamped bool) {
	last := make([]uint64, size)
	fits := make([]bool, size)
	now := make([]uint64, size)
	c := clockReplay{blocks: g.blocks, own: g.stamps.own}
	for i := range g.count {
		if !c.next() || g.blocks[i>>blockBits].get(colArray, i%blockSize) == 0 {
			continue
		}
		clear(now)
		for k, slot := range g.run.indices {
			if slot != 0 {
				now[k] = c.at(slot)
			}
		}
		for k := range size {
			if !stamped {
				fits[k] = now[k] >= 1
			} else if now[k] != last[k]+1 {
				fits[k] = false
			}
		}
		stamped = true
		last, now = now, last
	}
	for k, ok := range fits {
		if ok {
			own = append(own, k)
		}
	}
	return own, stamped
}

// matchUniquely assigns to each node one of the indices that fit it, no index
// twice. It returns an assignment and whether there are none (0), one (1) or
// several (2). The first is found by augmenting paths; a second exists iff one
// is found with some pair of the first forbidden.
func matchUniquely(fits [][]int, size int) (assigned []int, count int) {
	assigned = match(fits, size, -1, -1)
	if assigned == nil {
		return nil, 0
	}
	for node, index := range assigned {
		if len(fits[node]) > 1 && match(fits, size, node, index) != nil {
			return nil, 2
		}
	}
	return assigned, 1
}

// match returns an assignment that does not give node the forbidden index, nil
// where there is none.
func match(fits [][]int, size, node, forbidden int) []int {
	owner := slices.Repeat([]int{-1}, size)
	var try func(n int, seen []bool) bool
	try = func(n int, seen []bool) bool {
		for _, i := range fits[n] {
			if seen[i] || n == node && i == forbidden {
				continue
			}
			seen[i] = true
			if owner[i] < 0 || try(owner[i], seen) {
				owner[i] = n
				return true
			}
		}
		return false
	}
	for n := range fits {
		if !try(n, make([]bool, size)) {
			return nil
		}
	}
	assigned := make([]int, len(fits))
	for i, n := range owner {
		if n >= 0 {
			assigned[n] = i
		}
	}
	return assigned
}
