package parse

// rareRow is what a row seldom says, by column from firstRare on.
type rareRow [numColumns - firstRare]uint64

// saysRare stands for the columns of rare rows among those that a strand said.
const saysRare = 1<<numColumns - 1<<firstRare

// saysRare reports whether the record has anything for a rareRow.
func (rec *Record) saysRare() bool {
	return rec.HasHLC || rec.HasLamport || rec.HasSeq || rec.HasTT || rec.HasOK ||
		len(rec.WireID)|len(rec.Life)|rec.arrayLength() > 0
}

// addRare appends what a row seldom says.
func (b *batch) addRare(s *batchStrand, r *row, rec *Record) {
	r.rare = uint32(len(b.rare))
	b.rare = append(b.rare, rareRow{})
	if len(rec.Life) > 0 {
		b.say(s, colLife, uint64(b.texts.intern(rec.Life)))
	}
	if len(rec.WireID) > 0 {
		b.key = append(append(b.key[:0], wireMark...), rec.WireID...)
		b.say(s, colWire, b.msgID(b.key))
	}
	if n := rec.arrayLength(); n > 0 && len(b.array) == 0 {
		b.say(s, colArray, uint64(n))
	}
	if rec.HasHLC {
		b.say(s, colPT, stored(rec.HLC.PT))
		b.say(s, colC, rec.HLC.C)
		b.say(s, colUnit, uint64(rec.HLCUnit))
	}
	if rec.HasLamport {
		b.say(s, colLamport, rec.Lamport+1)
	}
	if rec.HasSeq {
		b.say(s, colSeq, stored(rec.Seq))
	}
	if rec.HasTT {
		b.say(s, colTTEarliest, uint64(rec.TrueTime.Earliest))
		b.say(s, colTTLatest, uint64(rec.TrueTime.Latest))
		b.say(s, colTTUnit, uint64(rec.TrueTime.Unit)+1)
	}
	if rec.HasOK {
		ok := uint64(1)
		if rec.OK {
			ok = 2
		}
		b.say(s, colOK, ok)
	}
}

// say notes what the last rare row says in a column.
func (b *batch) say(s *batchStrand, c column, v uint64) {
	b.rare[len(b.rare)-1][c-firstRare] = v
	s.said |= 1 << c
}
