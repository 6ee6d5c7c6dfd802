package parse

// dropRepeats leaves out a line that says, to the byte, what the node's line
// before it in the same file said, its own vector entry with it, where the own
// entries rise at all others: there every event ticks, and two events cannot
// carry one entry. (A log shipper that tries again writes such lines.) Equal
// lines further apart may tell of a restart and both count, as does a repeated
// start.
func (n *nodeRows) dropRepeats(rows []rowRef) []rowRef {
	if n.ticks == TicksSends || n.own(rows[0]) == 0 {
		return rows
	}
	first := 1
	for first < len(rows) && n.own(rows[first]) > n.own(rows[first-1]) {
		first++
	}
	kept := rows[:first:first] // a copy is made only where a row is left out
	var repeats []rowRef
	for _, r := range rows[first:] {
		last := kept[len(kept)-1]
		switch {
		case n.own(r) > n.own(last):
			kept = append(kept, r)
		case n.repeats(last, r):
			repeats = append(repeats, r)
		default:
			return rows
		}
	}
	if len(repeats) == 0 {
		return rows
	}
	n.warnDuplicates(repeats)
	return kept
}

// repeats reports whether two rows are one line written twice.
func (n *nodeRows) repeats(x, y rowRef) bool {
	return n.get(y, colAgain) == 1 && n.own(x) == n.own(y) && n.file(x) == n.file(y) && n.kind(x) != Start
}
