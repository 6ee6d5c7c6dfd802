package parse

// strandRows are the rows of a batch, those of each strand together.
type strandRows struct {
	order []uint32   // indices of rows
	of    [][]uint32 // by strand: its part of order
}

// sort finds the rows of each strand in the order of their lines.
func (s *strandRows) sort(b *batch) [][]uint32 {
	s.order = room(s.order, len(b.rows))
	s.of = room(s.of, len(b.strands))
	rest := s.order
	for i := range b.strands {
		n := b.strands[i].rows
		s.of[i], rest = rest[:0:n], rest[n:]
	}
	for i := range b.rows {
		of := &s.of[b.rows[i].strand]
		*of = append(*of, uint32(i))
	}
	return s.of
}

// addRows hands rows of one strand of a batch to its group, as many at a time as
// its block has room for: first what most events say, column by column, then row
// by row the rest. Line is the number of the line before the batch's first.
func (a *assembly) addRows(g *group, b *batch, rows []uint32, line uint32) {
	for len(rows) > 0 {
		some := rows[:min(len(rows), blockSize-g.n)]
		rows = rows[len(some):]
		a.addColumns(g, b, some, line)
		for _, i := range some {
			r := &b.rows[i]
			seq, life := uint64(0), uint32(0)
			if r.payEnd != 0 {
				g.putPayload(b.payload[r.pay:r.payEnd])
			}
			if r.rare != 0 {
				rare := &b.rare[r.rare-1]
				a.addRare(&g.blockWriter, b, rare)
				seq, life = rare.seq, a.remap[rare.life]
			}
			g.addClock(a, b, r)
			g.next(r, seq, life)
		}
	}
}

// addColumns adds what most events say of themselves.
func (a *assembly) addColumns(g *group, b *batch, rows []uint32, line uint32) {
	w, col := &g.blockWriter, a.column[:len(rows)]
	for k, i := range rows {
		col[k] = uint64(line + b.rows[i].line)
	}
	w.add(colLine, col)
	for k, i := range rows {
		col[k] = uint64(b.rows[i].kindRole)
	}
	w.add(colKindRole, col)
	for k, i := range rows {
		col[k] = a.labelOf[b.rows[i].label]
	}
	w.add(colLabel, col)
	for k, i := range rows {
		col[k] = a.msgID(b.rows[i].msg)
	}
	w.add(colMsg, col)
	for k, i := range rows {
		if col[k] = 0; b.rows[i].from != 0 {
			col[k] = uint64(a.named(g.run, b.rows[i].from)) + 1
		}
	}
	w.add(colFrom, col)
	for k, i := range rows {
		if col[k] = 0; b.rows[i].to != 0 {
			col[k] = uint64(a.receivers(g.run, b, b.rows[i].to-1)) + 1
		}
	}
	w.add(colTo, col)
	if b.replies {
		for k, i := range rows {
			col[k] = a.msgID(b.rows[i].reply)
		}
		w.add(colReply, col)
	}
	if b.paired {
		for k, i := range rows {
			if col[k] = 0; b.rows[i].ownLine {
				col[k] = 1
			}
		}
		w.add(colOwnLine, col)
	}
	if b.timed {
		for k, i := range rows {
			col[k] = b.rows[i].wall
		}
		w.add(colWall, col)
	}
}

// addRare adds what most rows do not say.
func (a *assembly) addRare(w *blockWriter, b *batch, r *rareRow) {
	w.put(colWire, a.msgID(r.wire))
	w.put(colOK, uint64(r.ok))
	w.put(colPT, r.pt)
	w.put(colC, r.c)
	w.put(colUnit, uint64(r.unit))
	w.put(colLamport, r.lamport)
	w.put(colSeq, r.seq)
	w.put(colLife, uint64(a.remap[r.life]))
	w.put(colArray, uint64(r.array))
	if r.hasTT {
		w.put(colTTEarliest, uint64(r.tt.Earliest))
		w.put(colTTLatest, uint64(r.tt.Latest))
		w.put(colTTUnit, uint64(r.tt.Unit)+1)
	}
}
