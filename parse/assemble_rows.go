package parse

// addRows hands rows of one strand of a batch to its group, as many at a time as
// its block has room for: what most events say column by column, then the rest.
// Line is the number of the line before the batch's first.
func (a *assembly) addRows(g *group, b *batch, s *batchStrand, rows []row, line uint32) {
	if s.starts {
		g.noteStarts(rows)
	}
	for len(rows) > 0 {
		some := rows[:min(len(rows), blockSize-g.n)]
		rows = rows[len(some):]
		a.addColumns(g, s, some, line)
		a.addMessages(g, b, s, some)
		if s.said&(1<<colReply|1<<colOwnLine|1<<colWall|1<<colPayload|1<<colAgain) != 0 {
			a.addSeldom(g, b, s, some)
		}
		if s.said&saysRare != 0 {
			a.addRare(g, b, some)
		} else {
			g.noteLife(g.count, 0)
		}
		g.addClocks(a, b, s, some)
		g.count += len(some)
		g.advance(len(some))
	}
}

// addColumns adds what every row says.
func (a *assembly) addColumns(g *group, s *batchStrand, rows []row, line uint32) {
	lines := g.extend(colLine, len(rows))
	for k := range lines {
		lines[k] = uint64(line + rows[k].line)
	}
	labels := g.extend(colLabel, len(rows))
	for k := range labels {
		labels[k] = a.labelOf[rows[k].label]
	}
	if s.kinds != 0 {
		kinds := g.extend(colKindRole, len(rows))
		for k := range kinds {
			kinds[k] = uint64(rows[k].kindRole)
		}
	}
}

// addMessages adds what rows say of messages.
func (a *assembly) addMessages(g *group, b *batch, s *batchStrand, rows []row) {
	if s.said&(1<<colMsg) != 0 {
		ids := g.extend(colMsg, len(rows))
		for k := range ids {
			ids[k] = a.msgID(rows[k].msg)
		}
	}
	if s.said&(1<<colFrom) != 0 {
		from := g.extend(colFrom, len(rows))
		for k := range from {
			from[k] = a.sender(g.run, rows[k].from)
		}
	}
	if s.said&(1<<colTo) != 0 {
		to := g.extend(colTo, len(rows))
		for k := range to {
			to[k] = a.receivers(g.run, b, rows[k].to)
		}
	}
}

// addSeldom adds what rows say in other columns of their own.
func (a *assembly) addSeldom(g *group, b *batch, s *batchStrand, rows []row) {
	if s.said&(1<<colReply) != 0 {
		replies := g.extend(colReply, len(rows))
		for k := range replies {
			replies[k] = a.msgID(rows[k].reply)
		}
	}
	if s.said&(1<<colOwnLine) != 0 {
		pairs := g.extend(colOwnLine, len(rows))
		for k := range pairs {
			pairs[k] = uint64(rows[k].ownLine)
		}
	}
	if s.said&(1<<colWall) != 0 {
		walls := g.extend(colWall, len(rows))
		for k := range walls {
			walls[k] = rows[k].wall
		}
	}
	if s.said&(1<<colAgain) != 0 {
		again := g.extend(colAgain, len(rows))
		for k := range again {
			again[k] = uint64(rows[k].again)
		}
	}
	if s.said&(1<<colPayload) != 0 {
		at := g.extend(colPayload, len(rows))
		for k := range at {
			if at[k] = 0; rows[k].payEnd != 0 {
				at[k] = g.keepPayload(b.payload[rows[k].pay:rows[k].payEnd])
			}
		}
	}
}

// addRare adds what only rare rows say.
func (a *assembly) addRare(g *group, b *batch, rows []row) {
	for k := range rows {
		r, i := &b.rare[rows[k].rare], g.n+k
		life := a.remap[r.life]
		g.put(i, colWire, a.msgID(r.wire))
		g.put(i, colOK, uint64(r.ok))
		g.put(i, colPT, r.pt)
		g.put(i, colC, r.c)
		g.put(i, colUnit, uint64(r.unit))
		g.put(i, colLamport, r.lamport)
		g.put(i, colSeq, r.seq)
		g.put(i, colLife, uint64(life))
		g.put(i, colArray, uint64(r.array))
		if r.hasTT {
			g.put(i, colTTEarliest, uint64(r.tt.Earliest))
			g.put(i, colTTLatest, uint64(r.tt.Latest))
			g.put(i, colTTUnit, uint64(r.tt.Unit)+1)
		}
		g.noteLife(g.count+k, life)
		g.noteSeq(r.seq)
	}
}
