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

// saysRare stands for the columns of rare rows among those that a strand said.
const saysRare = 1 << colWire

// saysRare reports whether the record has anything for a rareRow.
func (rec *Record) saysRare() bool {
	return rec.HasHLC || rec.HasLamport || rec.HasSeq || rec.HasTT || rec.HasOK ||
		len(rec.WireID)|len(rec.Life)|rec.arrayLength() > 0
}

func (b *batch) addRare(s *batchStrand, r *row, rec *Record) {
	s.said |= saysRare
	r.rare = uint32(len(b.rare))
	b.rare = append(b.rare, rareRow{})
	x := &b.rare[r.rare]
	x.life = b.texts.intern(rec.Life)
	if len(rec.WireID) > 0 {
		b.key = append(append(b.key[:0], wireMark...), rec.WireID...)
		x.wire = b.msgID(b.key)
	}
	if len(b.array) == 0 {
		x.array = uint32(rec.arrayLength())
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
