package parse

// dropRepeats leaves out a line that says, to the byte, what the node's line
// before it in the same file said, its own vector entry with it, where the own
// entries rise at all others: there every event ticks, and two events cannot
// carry one entry. (A log shipper that tries again writes such lines.) Equal
// lines further apart may tell of a restart and both count, as does a repeated
// start.
func (a *assembly) dropRepeats(rows []rowRef) []rowRef {
	if a.ticks == TicksSends || a.own(rows[0]) == 0 {
		return rows
	}
	first := 1
	for first < len(rows) && a.own(rows[first]) > a.own(rows[first-1]) {
		first++
	}
	kept := rows[:first:first] // a copy is made only where a row is left out
	var repeats []rowRef
	for _, r := range rows[first:] {
		last := kept[len(kept)-1]
		switch {
		case a.own(r) > a.own(last):
			kept = append(kept, r)
		case a.repeats(last, r):
			repeats = append(repeats, r)
		default:
			return rows
		}
	}
	if len(repeats) == 0 {
		return rows
	}
	a.warnDuplicates(repeats)
	return kept
}

// repeats reports whether two rows are one line written twice.
func (a *assembly) repeats(x, y rowRef) bool {
	b, i := a.batch(x)
	c, j := a.batch(y)
	hash := b.lineHash.get(i)
	return hash != 0 && hash == c.lineHash.get(j) && a.own(x) == a.own(y) && a.file(x) == a.file(y) && a.kind(x) != Start
}
