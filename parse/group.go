package parse

// group is the events of one node of one run, in the order of the input, and
// what tells whether that is their program order.
type group struct {
	blockWriter
	run    *runBuilder
	node   uint32 // id in assembly.texts
	count  int    // rows so far
	stamps clockWriter
	slots  []uint32 // scratch
	values []uint64 // scratch

	files     []fileStart // where the rows of a new file begin, the first aside
	lastFile  int
	lastHash  uint64 // of the last line
	firstHash uint64 // of the batch at hand; 0 behind its first row
	life      uint32 // of the first row
	own       uint64 // own entry of the last row
	seq       int64  // of the last row that has one

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

// beginBatch prepares for the rows of a strand of a batch.
func (g *group) beginBatch(file int, s *batchStrand) {
	if g.count == 0 {
		g.files = append(g.files, fileStart{0, file})
	} else if file != g.lastFile {
		g.files = append(g.files, fileStart{g.count, file})
		g.lastHash = 0
	}
	g.lastFile, g.firstHash = file, s.first
}

// addClock writes the vector clock of a row.
func (g *group) addClock(a *assembly, b *batch, r *row) {
	entries := b.entries[r.clock : r.clock+r.entries]
	if r.form == changedClock {
		g.beginClock(true)
		g.clocks = g.stamps.update(g.clocks, entries)
		return
	}
	g.slots, g.values = g.slots[:0], g.values[:0]
	for _, e := range entries {
		slot := uint32(0)
		if r.form == indexClock {
			slot = g.run.indexed(e.name)
		} else {
			slot = a.named(g.run, e.name)
		}
		g.slots, g.values = append(g.slots, slot), append(g.values, e.n)
	}
	g.writeClock(r.form != noClock)
}

// writeClock writes the clock in g.slots and g.values, or that there is none.
func (g *group) writeClock(stamped bool) {
	g.beginClock(stamped)
	if stamped {
		g.clocks = g.stamps.replace(g.clocks, g.slots, g.values)
	} else {
		g.clocks = append(g.clocks, 0)
	}
}

// beginClock marks the first event of a block where as much was written since
// the last mark as a mark takes.
func (g *group) beginClock(stamped bool) {
	g.stamped = g.stamped || stamped
	switch {
	case g.n > 0:
	case len(g.blocks) == 0:
		g.marked = true
	case g.unmarked >= 4*len(g.stamps.slots):
		g.before, g.marked, g.unmarked = g.mem.copy(g.stamps.appendMark(nil)), true, 0
	}
}

// next ends a row with that sequence number and life.
func (g *group) next(r *row, seq uint64, life uint32) {
	again := r.again
	if g.firstHash != 0 && r.form != noClock {
		again = g.count > 0 && g.firstHash == g.lastHash
		g.firstHash = 0
	}
	if again {
		g.put(colAgain, 1)
	}
	own := uint64(0)
	if r.form != noClock {
		own = g.stamps.ownValue()
	}
	g.unowned = g.unowned || own == 0
	g.ownFalls = g.ownFalls || g.count > 0 && own <= g.own
	g.own = own
	if seq != 0 {
		g.seqFalls = g.seqFalls || value(seq) <= g.seq
		g.seq = value(seq)
	}
	if g.count == 0 {
		g.life = life
	}
	g.lives = g.lives || life != g.life
	g.starts = g.starts || g.count > 0 && Kind(r.kindRole>>2) == Start
	g.count++
	g.blockWriter.next()
}

// inOrder reports that nothing orders the rows but their lines, or that what
// does agrees with them.
func (g *group) inOrder() bool {
	return len(g.files) == 1 && !g.lives && !g.starts && (g.unowned || !g.ownFalls) && !g.seqFalls
}
