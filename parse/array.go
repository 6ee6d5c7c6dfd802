package parse

import (
	"fmt"
	"slices"
)

// nameIndices finds which node each index of an array clock belongs to, where
// neither a flag nor a header said so. It accepts only an assignment that the
// log proves: every node's own entry is at least 1 and rises by one at each of
// its events, and no other assignment does that. Nothing is guessed.
func (a *assembly) nameIndices(groups []group) *Diagnostic {
	a.indices = nil
	size, at, err := a.arrayLength(groups)
	if err != nil || size == 0 {
		return err
	}
	var nodes []uint32
	var fits [][]int // for each node the indices that may be its own
	for _, g := range groups {
		if own, stamped := a.ownIndices(g, size); stamped {
			nodes, fits = append(nodes, g.node), append(fits, own)
		}
	}
	assigned, n := matchUniquely(fits, size)
	if n != 1 {
		found := "no assignment of indices to nodes makes every node's own entry rise by one"
		if n > 1 {
			found = "several assignments of indices to nodes fit"
		}
		return &Diagnostic{Class: ClassClock, Source: a.source(at),
			Msg: fmt.Sprintf("array clocks of %d entries do not say whose entry is whose, and %s; give --nodes or a header with \"nodes\"", size, found)}
	}
	a.indices = make(map[uint32]uint32, size)
	for i := range size {
		a.indices[uint32(i)] = a.texts.internString(fmt.Sprintf("index %d", i))
	}
	for k, i := range assigned {
		a.indices[uint32(i)] = nodes[k]
	}
	return nil
}

// arrayLength returns the length of the run's undeclared array clocks, and a
// row that has one.
func (a *assembly) arrayLength(groups []group) (size int, at rowRef, err *Diagnostic) {
	for _, g := range groups {
		for _, r := range g.rows {
			b, i := a.batch(r)
			n := int(b.vcArray.get(i))
			switch {
			case n == 0:
			case size == 0:
				size, at = n, r
			case n != size:
				was := a.source(at)
				return 0, r, &Diagnostic{Class: ClassClock, Source: a.source(r),
					Msg: fmt.Sprintf("array clock has %d entries, the one at %s:%d has %d; write clocks by name where nodes come and go",
						n, Escape(was.File), was.Line, size)}
			}
		}
	}
	return size, at, nil
}

// ownIndices returns the indices whose entry is at least 1 and rises by one at
// each of the group's events, by line.
func (a *assembly) ownIndices(g group, size int) (own []int, stamped bool) {
	last := make([]uint64, size)
	fits := make([]bool, size)
	now := make([]uint64, size)
	for _, r := range g.rows {
		b, i := a.batch(r)
		if b.vcArray.get(i) == 0 {
			continue
		}
		clear(now)
		b.eachEntry(b.vecAt.get(i), func(index uint32, v uint64) { now[index] = v })
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
