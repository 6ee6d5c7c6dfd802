package parse

// dropRepeats leaves out the lines that one file holds twice, to the byte,
// where the node's own vector entries tell that they are one event: without
// them no entry occurs twice, so every event ticks, and two events cannot carry
// one entry. (A log shipper that tries again writes such lines.) Where an entry
// stays that different lines carry, not every event ticks, and all lines count.
func (a *assembly) dropRepeats(rows []rowRef) []rowRef {
	if a.ticks == TicksSends || a.own(rows[0]) == 0 || a.rising(rows) {
		return rows
	}
	type key struct {
		file int
		own  uint64
	}
	seen := make(map[key]uint64)
	var kept, repeats []rowRef
	for _, r := range rows {
		b, i := a.batch(r)
		k, hash := key{a.file(r), a.own(r)}, b.lineHash.get(i)
		first, ok := seen[k]
		switch {
		case k.own == 0 || ok && (hash == 0 || hash != first):
			return rows
		case ok:
			repeats = append(repeats, r)
			continue
		}
		seen[k] = hash
		kept = append(kept, r)
	}
	a.warnDuplicates(repeats)
	return kept
}

// rising reports whether the own entries rise from row to row, so that none
// occurs twice.
func (a *assembly) rising(rows []rowRef) bool {
	for i := 1; i < len(rows); i++ {
		if a.own(rows[i]) <= a.own(rows[i-1]) {
			return false
		}
	}
	return true
}
