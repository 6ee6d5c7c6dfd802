package graph

import "github.com/tracecausal/tracecausal/parse"

// locator finds the strand of an event. It is asked for every edge of every
// sweep, so a table over blocks of events leaves little to search.
type locator struct {
	first []parse.EventID  // of each strand
	block []parse.StrandID // the strand of the first event of each block, and the last strand
}

const blockBits = 8 // 256 events: two bytes of table for every hundred events

func newLocator(run *parse.Run) locator {
	strands := run.Strands()
	l := locator{first: make([]parse.EventID, len(strands)), block: make([]parse.StrandID, 0, run.Len()>>blockBits+2)}
	for s, st := range strands {
		l.first[s] = st.First
		for st.Len > 0 && len(l.block)<<blockBits < int(st.First)+st.Len {
			l.block = append(l.block, parse.StrandID(s))
		}
	}
	if len(strands) > 0 {
		l.block = append(l.block, parse.StrandID(len(strands)-1))
	}
	return l
}

// strand returns the strand of e.
func (l *locator) strand(e parse.EventID) parse.StrandID {
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
