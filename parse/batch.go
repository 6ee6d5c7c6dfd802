package parse

import (
	"encoding/binary"
	"hash/maphash"
)

// batch holds the events of one chunk of one file as rows, those of each strand
// together in the order in which they were read. Its text is interned in a table
// of its own, so that chunks can be read on all cores; assembly translates the
// ids, and the batch is used again for a later chunk. Vector clocks stand as the
// entries in which they differ from the clock before of their strand
// (batch_clock.go).
type batch struct {
	texts   *table
	labels  batchLabels
	aliases map[string]string
	array   []uint32 // names of array indices; none where nobody declared them

	rows    rowStore
	strands []batchStrand
	rare    []rareRow            // the first says nothing
	index   map[[2]uint32]uint32 // run and node → index in strands
	latest  []uint32             // by node: index in strands of its last row's, from 1
	sets    [][]uint32           // of receivers; the first is everyone
	setIDs  map[string]uint32    // members → index in sets
	places  []uint32             // by name: see placeNames
	alone   []uint32             // by name: index in sets of the set of it alone; 0 where there is none
	entries []clockEntry
	payload []byte // of all rows; the first byte is of none
	fill    *batchFill
	unknown [numTermRoles]term // stand for those that a record does not have
	key     []byte             // scratch
	seed    maphash.Seed
}

// batchFill stands for one filling of a batch, from one reset to the next, by its
// address: so it must have a size, for things of none may share theirs.
type batchFill struct{ _ byte }

// newBatch makes a batch for chunks of a file.
func newBatch(f *fileContext, seed maphash.Seed) *batch {
	b := &batch{texts: newTable(), index: map[[2]uint32]uint32{}, setIDs: map[string]uint32{}, seed: seed}
	b.reset(f)
	return b
}

// reset makes the batch ready for another chunk, perhaps of another file.
func (b *batch) reset(f *fileContext) {
	b.fill = &batchFill{}
	b.texts.reset()
	b.labels.reset()
	b.aliases = f.opt.Aliases
	array := f.opt.Nodes
	if f.header != nil && len(b.aliases) == 0 {
		b.aliases = f.header.aliases
	}
	if f.header != nil && len(array) == 0 {
		array = f.header.nodes
	}
	b.array = b.array[:0]
	for _, name := range array {
		b.array = append(b.array, b.texts.internString(name))
	}
	b.strands = b.strands[:0]
	b.rows.reset()
	b.rare, b.entries, b.payload = append(b.rare[:0], rareRow{}), b.entries[:0], append(b.payload[:0], 0)
	clear(b.index)
	b.latest, b.alone = b.latest[:0], b.alone[:0]
	clear(b.setIDs)
	b.setIDs["*"] = 0
	b.sets = append(b.sets[:0], nil)
}

// stored turns a value into one that is never zero, so that zero can mean
// absent: the smallest int64 is outside the range of times and sequences.
func stored(v int64) uint64 { return uint64(v ^ absent64) }

// value is the reverse of stored.
func value(v uint64) int64 { return int64(v) ^ absent64 }

// add appends one event that was read on a line of the chunk, from 1, or both ends
// of its message. It refuses what only the whole file tells to be wrong. raw is the
// line where equal lines may be one event that was written twice, else nil; it must
// stay as it is until the chunk ends.
func (b *batch) add(rec *Record, line int, raw []byte) *lineError {
	if len(b.array) > 0 {
		if n := rec.arrayLength(); n > 0 && n != len(b.array) {
			return b.arrayOf(n)
		}
	}
	node, label := rec.terms[termNode], rec.terms[termLabel]
	if !node.knownTo(b) || len(rec.Run) > 0 {
		node = b.number(rec, termNode)
	}
	if !label.knownTo(b) {
		label = b.number(rec, termLabel)
	}
	s := &b.strands[node.id]
	if s.full() {
		b.rows.extend(&s.strandRows)
	}
	r := s.next()
	*r = row{line: uint32(line), label: label.id, kindRole: rec.kindRole()}
	if r.kindRole != 0 {
		s.said |= 1 << colKindRole
		if rec.Kind == Start {
			s.starts = true
		}
	}
	b.addMessage(s, r, rec)
	if len(rec.Payload) > 0 {
		r.pay = uint32(len(b.payload))
		b.payload = appendPayload(b.payload, rec.Payload)
		s.said |= 1 << colPayload
	}
	if rec.HasWall {
		r.wall = stored(rec.Wall)
		s.said |= 1 << colWall
	}
	if b.saysRare(rec) {
		b.addRare(s, r, rec)
	}
	if c := rec.Clock; c == nil {
		s.unowned = true
	} else {
		if !s.step(r, c) {
			b.addClock(s, r, c, raw)
		}
		s.line = raw
	}
	if rec.Received {
		b.addReceive(s, r)
	}
	return nil
}

// kindRole returns what colKindRole says of the record's event.
func (rec *Record) kindRole() uint8 {
	role := rec.Role
	if role == NoRole {
		role = roleOf[rec.Kind]
	}
	return uint8(rec.Kind)<<2 | uint8(role)
}

// arrayOf refuses an array clock of n entries, which is not one for each declared node.
func (b *batch) arrayOf(n int) *lineError {
	are := "are"
	if len(b.array) == 1 {
		are = "is"
	}
	return badLine(ClassClock, 0, "array clock has %s, but %s %s declared", Plural(n, "entry"), Plural(len(b.array), "node"), are)
}

// addReceive appends the receive, by the only receiver, of the message that a row
// of some strand sent, which says the same.
func (b *batch) addReceive(of *batchStrand, sent *row) {
	said := of.said
	s := &b.strands[b.strand(of.run, b.sets[sent.to-1][0])]
	if s.full() {
		b.rows.extend(&s.strandRows)
	}
	r := s.next()
	*r = *sent
	r.kindRole = uint8(Receive)<<2 | uint8(Receives)
	s.said |= said | 1<<colKindRole
	s.unowned = true
}

func (b *batch) name(s []byte) uint32 {
	if len(b.aliases) > 0 {
		if alias, ok := b.aliases[string(s)]; ok {
			return b.texts.internString(alias)
		}
	}
	return b.texts.intern(s)
}

func (b *batch) addMessage(s *batchStrand, r *row, rec *Record) {
	if len(rec.MsgID) > 0 {
		if r.msg = rec.MsgNumber << 1; r.msg == 0 {
			r.msg = b.msgID(rec.MsgID)
		}
		s.said |= 1 << colMsg
	}
	if len(rec.InReplyTo) > 0 {
		if r.reply = rec.ReplyNumber << 1; r.reply == 0 {
			r.reply = b.msgID(rec.InReplyTo)
		}
		s.said |= 1 << colReply
	}
	if rec.OwnLine {
		r.ownLine = 1
		s.said |= 1 << colOwnLine
	}
	if len(rec.From) > 0 {
		r.from = b.sender(s, rec)
		s.said |= 1 << colFrom
	}
	if rec.ToAll {
		r.to = 1
		s.said |= 1 << colTo
	} else if len(rec.To) > 0 {
		to := rec.terms[termTo]
		if !to.knownTo(b) {
			to = b.number(rec, termTo)
		}
		r.to = to.id + 1
		s.said |= 1 << colTo
	}
}

// wireMark begins the ids that networks give, so that none equals one that a
// sender gave.
const wireMark = "\x00wire "

// msgID packs an id that is not empty: a plain number is kept as it is, other
// text is interned.
func (b *batch) msgID(id []byte) uint64 {
	if len(id) <= 18 && (id[0] != '0' || len(id) == 1) {
		if n, ok := parseCount(id); ok { // below 1<<62, for it has so few digits
			return (n + 1) << 1
		}
	}
	return uint64(b.texts.intern(id))<<1 | 1
}

// set interns a set of receivers.
func (b *batch) set(names [][]byte) uint32 {
	if len(names) == 1 {
		return b.setOfOne(b.name(names[0]))
	}
	b.key = b.key[:0]
	for _, n := range names {
		b.key = binary.LittleEndian.AppendUint32(b.key, b.name(n))
	}
	id, ok := b.setIDs[string(b.key)]
	if !ok {
		members := make([]uint32, len(names))
		for i := range members {
			members[i] = binary.LittleEndian.Uint32(b.key[4*i:])
		}
		id = uint32(len(b.sets))
		b.sets = append(b.sets, members)
		b.setIDs[string(b.key)] = id
	}
	return id
}

// setOfOne interns a single receiver, as most sends have.
func (b *batch) setOfOne(name uint32) uint32 {
	for int(name) >= len(b.alone) {
		b.alone = append(b.alone, 0)
	}
	if b.alone[name] == 0 {
		b.alone[name] = uint32(len(b.sets))
		b.sets = append(b.sets, []uint32{name})
	}
	return b.alone[name]
}
