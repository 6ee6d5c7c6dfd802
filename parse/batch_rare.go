package parse

// rareRow is what a row seldom says, by column from firstRare on.
type rareRow [numColumns - firstRare]uint64

// saysRare stands for the columns of rare rows among those that a strand said.
const saysRare = 1<<numColumns - 1<<firstRare

// saysRare reports whether the record has anything for a rareRow. An array clock has
// an entry for each declared node, or none is declared and its indices have no names.
func (b *batch) saysRare(rec *Record) bool {
	return rec.HasHLC || rec.HasLamport || rec.HasSeq || rec.HasTT || rec.HasOK ||
		len(rec.WireID)|len(rec.Life) > 0 || rec.arrayLength() > len(b.array)
}

// addRare appends what a row seldom says.
func (b *batch) addRare(s *batchStrand, r *row, rec *Record) {
	n := len(b.rare)
	b.rare = append(b.rare, rareRow{})
	r.rare = uint32(n)
	v := &b.rare[n]
	if len(rec.Life) > 0 {
		v.say(s, colLife, uint64(b.texts.intern(rec.Life)))
	}
	if len(rec.WireID) > 0 {
		b.key = append(append(b.key[:0], wireMark...), rec.WireID...)
		v.say(s, colWire, b.msgID(b.key))
	}
	if n := rec.arrayLength(); n > len(b.array) {
		v.say(s, colArray, uint64(n))
	}
	if rec.HasHLC {
		v.say(s, colPT, stored(rec.HLC.PT))
		v.say(s, colC, rec.HLC.C)
		v.say(s, colUnit, uint64(rec.HLCUnit))
	}
	if rec.HasLamport {
		v.say(s, colLamport, rec.Lamport+1)
	}
	if rec.HasSeq {
		v.say(s, colSeq, stored(rec.Seq))
	}
	if rec.HasTT {
		v.say(s, colTTEarliest, uint64(rec.TrueTime.Earliest))
		v.say(s, colTTLatest, uint64(rec.TrueTime.Latest))
		v.say(s, colTTUnit, uint64(rec.TrueTime.Unit)+1)
	}
	if rec.HasOK {
		ok := uint64(1)
		if rec.OK {
			ok = 2
		}
		v.say(s, colOK, ok)
	}
}

// say notes what the row says in a column.
func (v *rareRow) say(s *batchStrand, c column, n uint64) {
	v[c-firstRare] = n
	s.said |= 1 << c
}
