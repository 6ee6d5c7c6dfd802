package render

import "github.com/tracecausal/tracecausal/parse"

// nodeClocks returns, for each node of the run, the kinds of clock that any of
// its events carries.
func nodeClocks(run *parse.Run) [][]string {
	out := make([][]string, len(run.Nodes()))
	for n := range out {
		out[n] = []string{}
		for _, k := range clockKinds {
			if carries(run, parse.NodeID(n), k.has) {
				out[n] = append(out[n], k.name)
			}
		}
	}
	return out
}

// clockKind is a kind of clock by its name in reports; has reports whether any
// event of a strand carries one.
type clockKind struct {
	name string
	has  func(run *parse.Run, s parse.StrandID) bool
}

var clockKinds = [...]clockKind{
	{"vector", hasVector},
	{"hlc", hasAny(func(e parse.Event) bool { _, ok := e.HLC(); return ok })},
	{"lamport", hasAny(func(e parse.Event) bool { _, ok := e.Lamport(); return ok })},
	{"wall", hasAny(func(e parse.Event) bool { _, ok := e.Wall(); return ok })},
	{"truetime", hasAny(func(e parse.Event) bool { _, ok := e.TrueTime(); return ok })},
}

func carries(run *parse.Run, n parse.NodeID, has func(*parse.Run, parse.StrandID) bool) bool {
	for _, s := range run.StrandsOf(n) {
		if has(run, s) {
			return true
		}
	}
	return false
}

func hasVector(run *parse.Run, s parse.StrandID) bool {
	if vector, _, _, _ := run.Has(); !vector {
		return false
	}
	c := run.VectorCursor(s)
	for range run.Strands()[s].Len {
		if c.Next(); c.Has() {
			return true
		}
	}
	return false
}

// hasAny asks the events of a strand one by one until one has it.
func hasAny(has func(parse.Event) bool) func(*parse.Run, parse.StrandID) bool {
	return func(run *parse.Run, s parse.StrandID) bool {
		st := run.Strands()[s]
		for i := range st.Len {
			if has(run.Event(st.First + parse.EventID(i))) {
				return true
			}
		}
		return false
	}
}
