package parse

// addRows hands rows of one strand of a batch to its group, as many at a time as
// its block has room for: what most events say column by column, then the rest.
// Line is the number of the line before the batch's first.
func (a *assembly) addRows(g *group, s *batchStrand, rows []row, line uint32) {
	if s.starts {
		g.noteStarts(rows)
	}
	for len(rows) > 0 {
		some := rows[:min(len(rows), blockSize-g.n)]
		rows = rows[len(some):]
		a.addColumns(g, s, some, line)
		a.addMessages(g, s, some)
		if s.said&(1<<colReply|1<<colOwnLine|1<<colWall|1<<colPayload|1<<colAgain) != 0 {
			a.addSeldom(g, s, some)
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
func (a *assembly) addMessages(g *group, s *batchStrand, rows []row) {
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
			to[k] = a.receivers(g.run, rows[k].to)
		}
	}
}

// addSeldom adds what rows say in other columns of their own.
func (a *assembly) addSeldom(g *group, s *batchStrand, rows []row) {
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
				at[k] = g.keepPayload(a.batch.payload[rows[k].pay:rows[k].payEnd])
			}
		}
	}
}

// addRare adds what only rare rows say.
func (a *assembly) addRare(g *group, s *batchStrand, rows []row) {
	for c := firstRare; c < numColumns; c++ {
		if s.said>>c&1 == 0 {
			continue
		}
		values := g.extend(c, len(rows))
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
	}
}
