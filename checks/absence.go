package checks

import "github.com/tracecausal/tracecausal/parse"

// absence knows where a log is whole, so that what it lacks did not happen. A
// line that may be missing must never make a definite finding.
//
// Two things prove it. The own entries of vector clocks that rise by one from
// 1 leave no room for a missing line, and the entry for a node in the clock of
// an event elsewhere says how many of the node's events can be before it. Or a
// log runs from its start to its stop or crash, holds no receive without a
// send nor lacks the send of one, and no clock knows of more.
type absence struct {
	in     *Input
	unsure map[parse.NodeID]bool
	whole  map[parse.NodeID]bool // as closed found it
}

func newAbsence(in *Input) *absence {
	return &absence{in: in, unsure: unsureNodes(in), whole: map[parse.NodeID]bool{}}
}

// strand returns the only strand of a node that lived once.
func (a *absence) strand(n parse.NodeID) (parse.Strand, bool) {
	ids := a.in.Run.StrandsOf(n)
	if len(ids) != 1 || a.in.Run.Nodes()[n].Lives > 1 {
		return parse.Strand{}, false
	}
	return a.in.Run.Strands()[ids[0]], true
}

// closed reports that the log of a node holds everything it did.
func (a *absence) closed(n parse.NodeID) bool {
	whole, known := a.whole[n]
	if known {
		return whole
	}
	if st, ok := a.strand(n); ok && !a.unsure[n] {
		first, last := a.in.Run.Event(st.First), a.in.Run.Event(st.End()-1)
		whole = first.Kind() == parse.Start && (last.Kind() == parse.Stop || last.Kind() == parse.Crash) && !skips(a.in.Run, st)
	}
	a.whole[n] = whole
	return whole
}

// skips reports whether the own entries of a strand, which is all of a node,
// rise by more than its events: then some of them are missing.
func skips(run *parse.Run, st parse.Strand) bool {
	for i := st.Len; i > 0; i-- {
		if v, ok := run.Event(st.First + parse.EventID(i-1)).Vector(); ok {
			return v.At(st.Node) > uint64(i)
		}
	}
	return false
}

// counted reports that vector clocks prove that no event of node n that is
// before e is missing: e's entry for n is k, and the k-th event of n has k as
// its own.
func (a *absence) counted(n parse.NodeID, e parse.EventID) bool {
	st, ok := a.strand(n)
	if !ok {
		return false
	}
	v, ok := a.in.Run.Event(e).Vector()
	if !ok {
		return false
	}
	k := v.At(n)
	if k == 0 {
		return true
	}
	if k > uint64(st.Len) {
		return false
	}
	at := st.First + parse.EventID(k-1)
	if at == e {
		return true
	}
	own, ok := a.in.Run.Event(at).Vector()
	return ok && own.At(n) == k
}

// before reports that the log holds every event of e's own node before e.
func (a *absence) before(e parse.EventID) (whole, counted bool) {
	n := a.in.Run.Event(e).Node()
	if st, ok := a.strand(n); ok {
		if v, _ := a.in.Run.Event(e).Vector(); v.At(n) == uint64(e-st.First)+1 {
			return true, true
		}
	}
	return a.closed(n), false
}

// never tells how sure it is that no event like those in found, all of node n
// and none of them known to be before e, is before e. counted says that the
// answer rests on vector clocks.
func (a *absence) never(n parse.NodeID, found []parse.EventID, e parse.EventID) (c Certainty, counted bool) {
	if a.counted(n, e) {
		return Definite, true
	}
	if !a.closed(n) {
		return Possible, false
	}
	for _, f := range found {
		if !a.in.Graph.Before(e, f) {
			return Possible, false
		}
	}
	return Definite, false
}
