package parse

// addRows hands rows of one strand of a batch to its group, as many at a time as
// its block has room for: what rows say themselves column by column, then the rest.
// Line is the number of the line before the batch's first.
func (a *assembly) addRows(g *group, s *batchStrand, rows []row, line uint32) {
	if s.starts {
		g.noteStarts(rows)
	}
	for len(rows) > 0 {
		some := rows[:min(len(rows), blockSize-g.n)]
		rows = rows[len(some):]
		a.turn(g.run, some, line)
		for c := range firstRare {
			if s.said>>c&1 == 1 {
				g.add(c, a.values[c][:len(some)])
			}
		}
		if s.said&saysRare != 0 {
			a.addRare(g, s, some)
		}
		if s.said&(1<<colLife) == 0 {
			g.noteLives([]uint64{0})
		}
		g.addClocks(a, s, some)
		g.count += len(some)
		g.advance(len(some))
	}
}

// turn sets a.values to what rows of a run say, by column, but for what they seldom
// say. To turn what no row says too takes less than to ask for each column.
func (a *assembly) turn(run *runBuilder, rows []row, line uint32) {
	values := &a.values
	for k := range rows {
		r, i := &rows[k], uint8(k) // below blockSize
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

// addRare adds what only rare rows say.
func (a *assembly) addRare(g *group, s *batchStrand, rows []row) {
	for c := firstRare; c < numColumns; c++ {
		if s.said>>c&1 == 0 {
			continue
		}
		values := a.values[c][:len(rows)]
		for k := range values {
			values[k] = a.batch.rare[rows[k].rare][c-firstRare]
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
			g.noteLives(values)
		case colSeq:
			g.noteSeqs(values)
		}
		g.add(c, values)
	}
}
