package parse

import "math/bits"

// addStrand hands the rows of one strand of the batch at hand to its group, a block at
// a time as far as there are so many: first they are turned into columns, all of each
// row at once, and then the columns are packed. Line is the number of the line before
// the batch's first.
func (a *assembly) addStrand(g *group, s *batchStrand, line uint32) {
	g.beginStrand(a.file, s)
	a.fromOf[0].run, a.toOf[0].run = g.run, g.run
	n := 0 // rows that are turned, but not packed
	for rows := range a.batch.rows.of(&s.strandRows) {
		for len(rows) > 0 {
			some := rows[:min(len(rows), blockSize-g.n-n)]
			rows = rows[len(some):]
			a.turn(g.run, some, line, n)
			if s.said&saysRare != 0 {
				a.turnRare(s, some, n)
			}
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

// turn writes what rows of a run say into the columns of a.values, from index i on,
// but for what they seldom say. To turn what no row says too takes less than to ask
// for each column.
func (a *assembly) turn(run *runBuilder, rows []row, line uint32, i int) {
	values := &a.values
	for k := range rows {
		r, i := &rows[k], uint8(i+k) // below blockSize
		values[colLine][i] = uint64(line + r.line)
		values[colKindRole][i] = uint64(r.kindRole)
		values[colLabel][i] = a.labelOf[r.label]
		values[colMsg][i] = a.msgID(r.msg)
		values[colReply][i] = a.msgID(r.reply)
		values[colOwnLine][i] = uint64(r.ownLine)
		values[colFrom][i] = a.sender(run, r.from)
		values[colTo][i] = a.receivers(run, r.to)
		values[colWall][i] = r.wall
		values[colPayload][i] = a.paid(r.pay)
		values[colAgain][i] = uint64(r.again)
	}
}

// turnRare writes what only rare rows say into the columns, likewise.
func (a *assembly) turnRare(s *batchStrand, rows []row, i int) {
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

// pack adds n rows that were turned to the block of their group.
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
