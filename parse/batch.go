package parse

import (
	"bytes"
	"encoding/binary"
	"hash/maphash"
	"slices"
)

// batch holds the events of one chunk of one file as rows, in the order in
// which they were read. Its text is interned in a table of its own, so that
// chunks can be read on all cores; assembly translates the ids, and the batch
// is used again for a later chunk. Vector clocks stand as the entries in which
// they differ from the clock before of their strand (batch_clock.go).
type batch struct {
	texts   *table
	labels  batchLabels
	aliases map[string]string
	array   []uint32 // names of array indices; none where nobody declared them

	rows    []row
	rare    []rareRow
	strands []batchStrand
	index   map[[2]uint32]uint32 // run and node → index in strands
	latest  []uint32             // by node: index in strands of its last row's, from 1
	sets    [][]uint32           // of receivers; the first is everyone
	setIDs  map[string]uint32    // members → index in sets
	places  []uint32             // by name: see placeNames
	alone   []uint32             // by name: index in sets of the set of it alone; 0 where there is none
	entries []clockEntry
	payload []byte
	fill    uint32 // how often it was made ready
	timed   bool   // some row has a wall time
	replies bool   // some row is one
	paired  bool   // some row has its other end on its line
	key     []byte // scratch
	seed    maphash.Seed
}

// row is one event of a batch. Text stands as ids of the batch's table, and
// zero means absent. What most events do not say stands apart: rows are written
// on one core and read on another.
type row struct {
	strand   uint32 // index in batch.strands
	line     uint32 // within the chunk, from 1
	label    uint32 // number in batch.labels
	from     uint32
	to       uint32 // index into batch.sets, from 1
	clock    uint32 // index in batch.entries of the vector clock's first entry
	entries  uint32 // how many there are
	rare     uint32 // index in batch.rare, from 1
	pay      uint32 // offset in batch.payload
	payEnd   uint32 // 0 where there is none
	msg      uint64 // as MsgID
	reply    uint64 // likewise
	wall     uint64 // as stored
	kindRole uint8  // kind<<2 | role
	form     clockForm
	ownLine  bool
	again    bool // the line says what the node's line before it said, to the byte
}

// batchStrand is the events of one node of one run in a batch.
type batchStrand struct {
	run, node uint32
	rows      int          // how many
	line      []byte       // of the node's row before; nil before the first
	first     uint64       // hash of the first line
	last      uint64       // hash of the last line
	own       uint64       // own entry of the row before
	clock     []clockEntry // of the stamped row before
	stamped   bool         // there was one
	indexed   bool         // its names are array indices
	order     uint64       // of its names, as Record.Order; 0 where zeros were left out
	number    uint64       // as Record.Clock; likewise
	ownAt     int          // where it has the entry of the node; -1 where it has none
}

// newBatch makes a batch for chunks of a file.
func newBatch(f *fileContext, seed maphash.Seed) *batch {
	b := &batch{texts: newTable(), index: map[[2]uint32]uint32{}, setIDs: map[string]uint32{}, seed: seed}
	b.reset(f)
	return b
}

// reset makes the batch ready for another chunk, perhaps of another file.
func (b *batch) reset(f *fileContext) {
	b.fill++
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
	b.rows, b.rare, b.strands, b.entries, b.payload = b.rows[:0], b.rare[:0], b.strands[:0], b.entries[:0], b.payload[:0]
	b.timed, b.replies, b.paired = false, false, false
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

// add appends one event that was read on a line of the chunk, from 1. It
// refuses what only the whole file tells to be wrong. raw is the line where
// equal lines may be one event that was written twice, else nil; it must stay
// as it is until the chunk ends.
func (b *batch) add(rec *Record, line int, raw []byte) *lineError {
	if len(b.array) > 0 && len(rec.Array) > 0 && len(rec.Array) != len(b.array) {
		return badLine(ClassClock, 0, "array clock has %d entries, but %d nodes are declared", len(rec.Array), len(b.array))
	}
	if rec.Role == NoRole {
		rec.Role = rec.Kind.role()
	}
	if rec.Twin {
		b.addTwin(rec)
		return nil
	}
	b.rows = append(b.rows, row{})
	r := &b.rows[len(b.rows)-1]
	r.strand = b.strandOf(rec)
	b.strands[r.strand].rows++
	r.line = uint32(line)
	r.label = b.label(rec)
	r.kindRole = uint8(rec.Kind)<<2 | uint8(rec.Role)
	b.addMessage(r, rec)
	if len(rec.Payload) > 0 {
		r.pay = uint32(len(b.payload))
		b.payload = appendPayload(b.payload, rec.Payload)
		r.payEnd = uint32(len(b.payload))
	}
	if rec.HasWall {
		r.wall, b.timed = stored(rec.Wall), true
	}
	if rec.saysRare() {
		b.addRare(r, rec)
	}
	own := b.addClock(r, rec)
	b.compareLine(r, own, raw)
	return nil
}

// addTwin appends an event that says what the last one said, but at another node
// and in another role.
func (b *batch) addTwin(rec *Record) {
	b.rows = append(b.rows, b.rows[len(b.rows)-1])
	r := &b.rows[len(b.rows)-1]
	r.strand = b.strand(b.strands[r.strand].run, b.name(rec.Node))
	b.strands[r.strand].rows++
	r.kindRole = uint8(rec.Kind)<<2 | uint8(rec.Role)
}

// strand returns the index of the strand of that run and node.
func (b *batch) strand(run, node uint32) uint32 {
	for int(node) >= len(b.latest) {
		b.latest = append(b.latest, 0)
	}
	if s := b.latest[node]; s != 0 && b.strands[s-1].run == run {
		return s - 1
	}
	key := [2]uint32{run, node}
	s, ok := b.index[key]
	if !ok {
		s = uint32(len(b.strands))
		b.index[key] = s
		b.strands = slices.Grow(b.strands, 1)[:s+1]
		b.strands[s] = batchStrand{run: run, node: node, clock: b.strands[s].clock[:0], ownAt: -1}
	}
	b.latest[node] = s + 1
	return s
}

// compareLine notes where the line repeats the one before it. Only lines whose
// own clock entry stands still can be one event twice, so no others are
// compared; at the ends of chunks hashes stand for the lines.
func (b *batch) compareLine(r *row, own uint64, raw []byte) {
	if raw == nil {
		return
	}
	s := &b.strands[r.strand]
	if s.line == nil {
		s.first = maphash.Bytes(b.seed, raw)
	} else {
		r.again = own == s.own && bytes.Equal(s.line, raw)
	}
	s.line, s.own = raw, own
}

// end ends the chunk, whose lines may be overwritten from now on.
func (b *batch) end() {
	for i := range b.strands {
		if s := &b.strands[i]; s.line != nil {
			s.last = maphash.Bytes(b.seed, s.line)
			s.line = nil
		}
	}
}

func (b *batch) name(s []byte) uint32 {
	if len(b.aliases) > 0 {
		if alias, ok := b.aliases[string(s)]; ok {
			return b.texts.internString(alias)
		}
	}
	return b.texts.intern(s)
}

func (b *batch) addMessage(r *row, rec *Record) {
	if r.msg = rec.MsgNumber << 1; r.msg == 0 {
		r.msg = b.msgID(rec.MsgID)
	}
	if len(rec.InReplyTo) > 0 {
		r.reply, b.replies = b.msgID(rec.InReplyTo), true
	}
	if rec.OwnLine {
		r.ownLine, b.paired = true, true
	}
	if len(rec.From) > 0 {
		r.from = b.sender(rec)
	}
	if rec.ToAll {
		r.to = 1
	} else if len(rec.To) > 0 {
		r.to = b.receivers(rec) + 1
	}
}

// wireMark begins the ids that networks give, so that none equals one that a
// sender gave.
const wireMark = "\x00wire "

// msgID packs an id: a plain number is kept as it is, other text is interned.
func (b *batch) msgID(id []byte) uint64 {
	if len(id) == 0 {
		return 0
	}
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
