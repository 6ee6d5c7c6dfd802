package parse

// rareRow is what a row seldom says.
type rareRow struct {
	life    uint32
	array   uint32 // length of an array clock whose indices have no names
	ok      uint8  // 1 false, 2 true
	wire    uint64 // as MsgID
	pt, c   uint64 // of the HLC; pt as stored
	unit    int64  // of the HLC as logged
	lamport uint64 // from 1
	seq     uint64 // as stored
	tt      TrueTime
	hasTT   bool
}

// saysRare reports whether the record has anything for a rareRow.
func (rec *Record) saysRare() bool {
	return rec.HasHLC || rec.HasLamport || rec.HasSeq || rec.HasTT || rec.HasOK ||
		len(rec.WireID)|len(rec.Life)|len(rec.Array) > 0
}

func (b *batch) addRare(r *row, rec *Record) {
	b.rare = append(b.rare, rareRow{})
	r.rare = uint32(len(b.rare))
	x := &b.rare[r.rare-1]
	x.life = b.texts.intern(rec.Life)
	if len(rec.WireID) > 0 {
		b.key = append(append(b.key[:0], wireMark...), rec.WireID...)
		x.wire = b.msgID(b.key)
	}
	if len(b.array) == 0 {
		x.array = uint32(len(rec.Array))
	}
	if rec.HasHLC {
		x.pt, x.c, x.unit = stored(rec.HLC.PT), rec.HLC.C, rec.HLCUnit
	}
	if rec.HasLamport {
		x.lamport = rec.Lamport + 1
	}
	if rec.HasSeq {
		x.seq = stored(rec.Seq)
	}
	if rec.HasTT {
		x.tt, x.hasTT = rec.TrueTime, true
	}
	if rec.HasOK {
		x.ok = 1
		if rec.OK {
			x.ok = 2
		}
	}
}
