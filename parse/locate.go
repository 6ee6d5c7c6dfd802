package parse

// locator finds the strand of an event. It is asked for every edge of every
// sweep, so a table over blocks of events leaves little to search.
type locator struct {
	first []EventID  // of each strand
	block []StrandID // the strand of the first event of each block of ids, and the last strand
	end   EventID
}

func newLocator(strands []Strand, events int) locator {
	l := locator{first: make([]EventID, len(strands)), block: make([]StrandID, 0, events>>blockBits+2), end: EventID(events)}
	for s := range strands {
		st := &strands[s]
		l.first[s] = st.First
		for st.Len > 0 && len(l.block)<<blockBits < int(st.First)+st.Len {
			l.block = append(l.block, StrandID(s))
		}
	}
	if len(strands) > 0 {
		l.block = append(l.block, StrandID(len(strands)-1))
	}
	return l
}

// strand returns the strand of e.
func (l *locator) strand(e EventID) StrandID {
	if e >= l.end {
		panic("parse: no event of that id")
	}
	b := e >> blockBits
	lo, hi := l.block[b], l.block[b+1]
	for lo < hi {
		mid := (lo + hi + 1) / 2
		if l.first[mid] <= e {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	return lo
}
