package parse

// group is the events of one node of one run, in the order of the input, and
// what tells whether that is their program order.
type group struct {
	blockWriter
	run    *runBuilder
	node   uint32 // id in assembly.texts
	count  int    // rows so far
	stamps clockWriter
	clock  []clockEntry // scratch

	files    []fileStart // where the rows of a new file begin, the first aside
	lastFile int
	lastHash uint64 // of the last line
	life     uint64 // of the first row, as in colLife
	own      uint64 // own entry of the last row, where all have one
	seq      int64  // of the last row that has one

	lives    bool // rows belong to several lives by name
	starts   bool // a row but the first is a start
	unowned  bool // a row has no own entry
	ownFalls bool // the own entry does not rise at some row
	seqFalls bool // the sequence number does not rise at some row that has one
}

// fileStart says that rows from that index on are of another file.
type fileStart struct {
	row  int
	file int
}

func newGroup(r *runBuilder, node, slot uint32, mem *arena) *group {
	g := &group{run: r, node: node, stamps: clockWriter{run: r, own: slot}, seq: absent64}
	g.mem = mem
	return g
}

// beginStrand prepares for the rows of a strand of a batch.
func (g *group) beginStrand(file int, s *batchStrand) {
	if g.count == 0 {
		g.files = append(g.files, fileStart{0, file})
	} else if file != g.lastFile {
		g.files = append(g.files, fileStart{g.count, file})
		g.lastHash = 0
	}
	g.lastFile = file
	if s.lineFirst != 0 && s.lineFirst == g.lastHash {
		s.lineRow.again = 1
		s.said |= 1 << colAgain
	}
	g.lastHash = s.lineLast
	g.unowned = g.unowned || s.unowned
	g.ownFalls = g.ownFalls || s.ownFalls || s.ownFirst <= g.own
	g.own = s.own
}

// noteLives notes the lives of rows, 0 where they say none.
func (g *group) noteLives(lives []uint64) {
	if g.count == 0 {
		g.life = lives[0]
	}
	for _, life := range lives {
		g.lives = g.lives || life != g.life
	}
}

// noteSeqs notes the sequence numbers of rows, 0 where they have none.
func (g *group) noteSeqs(seqs []uint64) {
	for _, seq := range seqs {
		if seq != 0 {
			g.seqFalls = g.seqFalls || value(seq) <= g.seq
			g.seq = value(seq)
		}
	}
}

// noteStarts notes whether a row but the first is a start, by what rows say in
// colKindRole.
func (g *group) noteStarts(kinds []uint64) {
	for k, kind := range kinds {
		g.starts = g.starts || g.count+k > 0 && Kind(kind>>2) == Start
	}
}

// addClocks writes the vector clocks of rows.
func (g *group) addClocks(a *assembly, s *batchStrand, rows []row) {
	if s.said&saysClock == 0 {
		g.skipClocks(len(rows))
		return
	}
	g.openClocks()
	for len(rows) > 0 {
		few := 0
		if g.clocks, few = g.stamps.updateFew(g.clocks, a.batch, rows); few == 0 {
			g.addClock(a, &rows[0])
			few = 1
		}
		rows = rows[few:]
	}
}

// addClock writes the vector clock of one row.
func (g *group) addClock(a *assembly, r *row) {
	entries := a.batch.entries[r.clock : r.clock+r.entries]
	switch r.form {
	case noClock:
		g.clocks = append(g.clocks, 0)
	case changedClock, steppedClock, ownStepClock:
		g.clocks = g.stamps.update(g.clocks, entries, r.form)
	default:
		g.addWhole(a, entries, r.form)
	}
}

// addWhole writes a vector clock of which every entry is given.
func (g *group) addWhole(a *assembly, entries []clockEntry, form clockForm) {
	g.clock = g.clock[:0]
	for _, e := range entries {
		slot := uint32(0)
		if form == indexClock {
			slot = g.run.indexed(e.name)
		} else {
			slot = a.named(g.run, e.name)
		}
		g.clock = append(g.clock, clockEntry{slot, e.n})
	}
	g.clocks = g.stamps.replace(g.clocks, g.clock)
}

// beginClocks marks the first event of a block where as much was written since
// the last mark as a mark takes.
func (g *group) beginClocks() {
	if len(g.blocks) == 0 {
		g.marked = true
	} else if g.unmarked >= 4*len(g.stamps.clock) {
		g.before, g.marked, g.unmarked = g.mem.copy(g.stamps.appendMark(nil)), true, 0
	}
}

// inOrder reports that nothing orders the rows but their lines, or that what
// does agrees with them.
func (g *group) inOrder() bool {
	return len(g.files) == 1 && !g.lives && !g.starts && (g.unowned || !g.ownFalls) && !g.seqFalls
}
