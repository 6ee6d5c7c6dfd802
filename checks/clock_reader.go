package checks

import "github.com/tracecausal/tracecausal/parse"

// clockReader reads vector clocks back. It keeps a cursor on each strand, since
// the messages of a channel are asked for much in the order of their sending.
type clockReader struct {
	run     *parse.Run
	cursors []*parse.VectorCursor
}

func newClockReader(run *parse.Run) *clockReader {
	return &clockReader{run, make([]*parse.VectorCursor, len(run.Strands()))}
}

// at returns the clock of an event, valid until the strand of the event is
// asked for again.
func (r *clockReader) at(e parse.EventID) (parse.Vector, bool) {
	s := r.run.StrandOf(e)
	if r.cursors[s] == nil {
		r.cursors[s] = r.run.VectorCursor(s)
	}
	r.cursors[s].Seek(e)
	return r.cursors[s].Clock(), r.cursors[s].Has()
}
