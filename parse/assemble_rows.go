package parse

import "math/bits"

// addStrand hands the rows of one strand of the batch at hand to its group, a block at
// a time as far as there are so many: first they are transposed, row by row, and then
// the columns are packed. line is the number of the line before the batch's first.
func (a *assembly) addStrand(g *group, s *batchStrand, line uint32) {
	g.beginStrand(a.file, s)
	a.fromOf[0].run, a.toOf[0].run = g.run.number, g.run.number // so that nobody is looked up (see inRun)
	n := 0                                                      // rows that are transposed, but not packed
	for rows := range a.batch.rows.of(&s.strandRows) {
		for len(rows) > 0 {
			some := rows[:min(len(rows), blockSize-g.n-n)]
			rows = rows[len(some):]
			a.transpose(g.run, s, some, line, n)
			if g.n+n == 0 {
				g.beginClocks()
			}
			g.addClocks(a, s, some)
			if n += len(some); g.n+n == blockSize {
				a.pack(g, s, n)
				n = 0
			}
		}
	}
	if n > 0 {
		a.pack(g, s, n)
	}
}

// transpose writes what rows of a strand say into the columns of a.values, from index
// i on. What it writes into columns in which no row of the strand says anything counts
// for nothing.
func (a *assembly) transpose(run *runBuilder, s *batchStrand, rows []row, line uint32, i int) {
	values := &a.values
	for k := range rows {
		r, i := &rows[k], uint8(i+k) // below blockSize
		values[colLine][i] = uint64(line + r.line)
		values[colKindRole][i] = uint64(r.kindRole)
		values[colLabel][i] = a.labelOf[r.label]
		values[colMsg][i] = a.msgID(r.msg)
		values[colFrom][i] = a.sender(run, r.from)
		values[colTo][i] = a.receivers(run, r.to)
	}
	if s.said&(1<<colReply|1<<colOwnLine|1<<colPayload) != 0 {
		for k := range rows {
			r, i := &rows[k], uint8(i+k)
			values[colReply][i] = a.msgID(r.reply)
			values[colOwnLine][i] = uint64(r.ownLine)
			values[colPayload][i] = a.paid(r.pay)
		}
	}
	if s.said&(1<<colWall|1<<colAgain) != 0 {
		for k := range rows {
			r, i := &rows[k], uint8(i+k)
			values[colWall][i] = r.wall
			values[colAgain][i] = uint64(r.again)
		}
	}
	if s.said&saysRare != 0 {
		a.transposeRare(s, rows, i)
	}
}

// transposeRare is transpose for what rows seldom say.
func (a *assembly) transposeRare(s *batchStrand, rows []row, i int) {
	rare := a.batch.rare
	for c := firstRare; c < numColumns; c++ {
		if s.said>>c&1 == 0 {
			continue
		}
		values := a.values[c][i : i+len(rows)]
		for k := range rows {
			values[k] = rare[rows[k].rare][c-firstRare]
		}
		switch c {
		case colWire:
			for k, id := range values {
				values[k] = a.msgID(id)
			}
		case colLife:
			for k, id := range values {
				values[k] = uint64(a.remap[id])
			}
		}
	}
}

// pack adds the n rows that were transposed to the block of their group.
func (a *assembly) pack(g *group, s *batchStrand, n int) {
	if s.starts {
		g.noteStarts(a.values[colKindRole][:n])
	}
	if s.said&(1<<colLife) == 0 {
		g.noteLives(noValues[:1])
	} else {
		g.noteLives(a.values[colLife][:n])
	}
	if s.said&(1<<colSeq) != 0 {
		g.noteSeqs(a.values[colSeq][:n])
	}
	for said := s.said &^ saysClock; said != 0; said &= said - 1 {
		c := column(bits.TrailingZeros32(said))
		g.add(c, a.values[c][:n])
	}
	g.count += n
	g.advance(n)
}
