package checks

import (
	"slices"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// losses are the places at which the log proves that it lacks events. A release
// may be one of them, so no belief surely lasts across one.
type losses struct {
	run      *parse.Run
	torn     bool             // lines were not read; they may have stood anywhere
	orphaned []bool           // by NodeID: a message of the node came in whose send is missing, from anywhere in its log
	before   []parse.EventID  // events before which some are missing, rising
	atEnd    []parse.StrandID // strands after whose last event some are missing, rising
}

// newLosses finds them: ticks that a node's own clock entry skips, ticks beyond
// its last event that others know of, and sends that must have been. It takes
// time in the vector clocks of the run.
func newLosses(in *Input) *losses {
	l := &losses{run: in.Run, torn: in.Options.torn(), orphaned: make([]bool, len(in.Run.Nodes()))}
	for _, e := range in.Graph.Matching().Orphans {
		if from, ok := in.Run.Event(e).From(); ok {
			l.orphaned[from] = true
		}
	}
	if has, _, _, _ := in.Run.Has(); has {
		l.findTicks(in.Graph)
	}
	return l
}

func (l *losses) findTicks(g *graph.Graph) {
	strands := l.run.Strands()
	known := make([]uint64, len(l.run.Nodes())) // the greatest entry for each node
	last := make([]uint64, len(strands))
	for s := range strands {
		w := newLifeWalk(l.run, parse.StrandID(s))
		for w.next() {
			if !w.cur.Has() {
				continue
			}
			for _, c := range w.cur.Changed() {
				known[c.Node] = max(known[c.Node], c.N)
			}
			v := w.cur.At(w.node)
			if !w.first && v > w.own+uint64(w.silent)+1 {
				l.before = append(l.before, w.cur.Event())
			}
			last[s] = max(last[s], v)
		}
		last[s] += uint64(w.silent)
	}
	ghosts := g.Ghosts()
	for s := range strands {
		if n := strands[s].Node; ghosts[n].Events > 0 && known[n] > last[s] {
			l.atEnd = append(l.atEnd, parse.StrandID(s))
		}
	}
}

// anywhere reports that events of a node may be missing at every place.
func (l *losses) anywhere(n parse.NodeID) bool { return l.torn || l.orphaned[n] }

// lastSure returns the last event to which the log of e's strand surely lacks
// nothing after e; all reports that it is complete from there on.
func (l *losses) lastSure(e parse.EventID) (last parse.EventID, all bool) {
	s := l.run.StrandOf(e)
	st := l.run.Strands()[s]
	if l.anywhere(st.Node) {
		return e, false
	}
	end := st.End() - 1
	if i, _ := slices.BinarySearch(l.before, e+1); i < len(l.before) && l.before[i] <= end {
		return l.before[i] - 1, false
	}
	_, cut := slices.BinarySearch(l.atEnd, s)
	return end, !cut
}

// between reports that events may be missing after e and before f. Where f
// stands elsewhere, it is as far as the log of e goes.
func (l *losses) between(e, f parse.EventID) bool {
	last, all := l.lastSure(e)
	if l.run.StrandOf(e) == l.run.StrandOf(f) {
		return !all && last < f
	}
	return !all
}
