package parse

// trial decides whether a quick way is worth trying. A line that it cannot read is
// read twice in part, so where a third of the lines are such, only few are tried.
type trial struct {
	tried  bool // for the line at hand
	misses int  // of the last lines that were tried, two for each, less the others
	idle   int  // lines for which few were
}

const (
	mostMisses = 32
	triedOneIn = 32
)

// goesWell reports whether most lines can be read the quick way.
func (t *trial) goesWell() bool { return t.misses < mostMisses }

// worthIt reports whether the line at hand should be tried.
func (t *trial) worthIt() bool {
	if t.tried = t.goesWell(); !t.tried {
		t.idle++
		t.tried = t.idle%triedOneIn == 0
	}
	return t.tried
}

// count counts a line that was tried.
func (t *trial) count(found bool) {
	if !found {
		t.misses = min(t.misses+2, mostMisses)
	} else if t.misses > 0 {
		t.misses--
	}
}
