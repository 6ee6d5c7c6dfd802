package parse

import (
	"encoding/binary"
	"strconv"
)

// batch holds the events of one chunk of one file, in columns, in the order in
// which they were read. Its text is interned in a table of its own, so that
// chunks can be read on all cores; assembly translates the ids.
type batch struct {
	texts   *table
	aliases map[string]string
	array   []string // names of array indices; nil where nobody declared them

	n        int
	node     []uint32
	line     []uint32 // within the chunk, from 1
	run      column[uint32]
	life     column[uint32]
	label    column[uint32]
	kindRole column[uint8]
	msg      column[uint64] // as MsgID, with text ids of this batch
	reply    column[uint64]
	wire     column[uint64]
	from     column[uint32]
	to       column[uint32] // index into sets, from 1
	sets     [][]uint32
	setIDs   map[string]uint32
	hlc      column[HLC] // as stored
	hlcUnit  column[int64]
	lamport  column[uint64] // from 1
	wall     column[int64]  // as stored
	seq      column[int64]  // as stored
	ok       column[uint8]
	own      column[uint64] // own vector entry
	vecAt    column[uint32] // offset into vectors, from 1
	vcArray  column[uint32] // length of an array clock whose indices have no names
	vectors  []byte         // for each clock: number of entries, then name (or index) and value
	ownLine  column[bool]
	lineHash column[uint64] // of the whole line, for events that a clock or a number tells apart
	tt       map[int]TrueTime
	pay      column[uint32] // offset into payload, from 1
	payload  []byte
	key      []byte // scratch
}

// part is a batch with its place in the input.
type part struct {
	file      int // index of the input
	firstLine int // number of the line that stands first in the chunk, from 1
	batch     *batch
}

func newBatch(f *fileContext) *batch {
	b := &batch{texts: newTable(), setIDs: map[string]uint32{"*": 1}, sets: [][]uint32{nil}, tt: map[int]TrueTime{}}
	if f.header != nil {
		b.aliases, b.array = f.header.aliases, f.header.nodes
	}
	if len(f.opt.Aliases) > 0 {
		b.aliases = f.opt.Aliases
	}
	if len(f.opt.Nodes) > 0 {
		b.array = f.opt.Nodes
	}
	return b
}

// stored turns a value into one that is never zero, so that zero can mean
// absent: the smallest int64 is outside the range of times and sequences.
func stored(v int64) int64 { return v ^ absent64 }

// add appends one event that was read on a line of the chunk, from 1. It
// refuses what only the whole file tells to be wrong.
func (b *batch) add(rec *Record, line int) *lineError {
	if b.array != nil && len(rec.Array) > 0 && len(rec.Array) != len(b.array) {
		return badLine(ClassClock, 0, "array clock has %d entries, but %d nodes are declared", len(rec.Array), len(b.array))
	}
	i := b.n
	b.n++
	node := b.name(rec.Node)
	b.node = append(b.node, node)
	b.line = append(b.line, uint32(line))
	b.run.set(i, b.texts.intern(rec.Run))
	b.life.set(i, b.texts.intern(rec.Life))
	b.label.set(i, b.texts.intern(rec.Label))
	if rec.Role == NoRole {
		rec.Role = rec.Kind.role()
	}
	b.kindRole.set(i, uint8(rec.Kind)<<2|uint8(rec.Role))
	b.addMessage(i, rec)
	b.addClocks(i, rec, node)
	if rec.HasOK {
		b.ok.set(i, 1)
		if rec.OK {
			b.ok.v[i] = 2
		}
	}
	if len(rec.Payload) > 0 {
		b.pay.set(i, uint32(len(b.payload))+1)
		b.payload = appendPayload(b.payload, rec.Payload)
	}
	return nil
}

// noteLine keeps the hash of the line of the event that was added last: equal
// lines may be one event that was written twice.
func (b *batch) noteLine(hash uint64) { b.lineHash.set(b.n-1, hash) }

func (b *batch) name(s []byte) uint32 {
	if alias, ok := b.aliases[string(s)]; ok {
		return b.texts.internString(alias)
	}
	return b.texts.intern(s)
}

func (b *batch) addMessage(i int, rec *Record) {
	b.msg.set(i, b.msgID(rec.MsgID))
	b.reply.set(i, b.msgID(rec.InReplyTo))
	if len(rec.WireID) > 0 {
		b.key = append(append(b.key[:0], wireMark...), rec.WireID...)
		b.wire.set(i, b.msgID(b.key))
	}
	if len(rec.From) > 0 {
		b.from.set(i, b.name(rec.From))
	}
	if rec.ToAll {
		b.to.set(i, 1)
	} else if len(rec.To) > 0 {
		b.to.set(i, b.set(rec.To))
	}
	b.ownLine.set(i, rec.OwnLine)
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
		if n, err := strconv.ParseUint(string(id), 10, 62); err == nil {
			return (n + 1) << 1
		}
	}
	return uint64(b.texts.intern(id))<<1 | 1
}

// set interns a set of receivers.
func (b *batch) set(names [][]byte) uint32 {
	b.key = b.key[:0]
	members := make([]uint32, 0, len(names))
	for _, n := range names {
		id := b.name(n)
		members = append(members, id)
		b.key = binary.LittleEndian.AppendUint32(b.key, id)
	}
	id, ok := b.setIDs[string(b.key)]
	if !ok {
		b.sets = append(b.sets, members)
		id = uint32(len(b.sets))
		b.setIDs[string(b.key)] = id
	}
	return id
}

func (b *batch) addClocks(i int, rec *Record, node uint32) {
	if rec.HasHLC {
		b.hlc.set(i, HLC{PT: stored(rec.HLC.PT), C: rec.HLC.C})
		b.hlcUnit.set(i, rec.HLCUnit)
	}
	if rec.HasLamport {
		b.lamport.set(i, rec.Lamport+1)
	}
	if rec.HasWall {
		b.wall.set(i, stored(rec.Wall))
	}
	if rec.HasSeq {
		b.seq.set(i, stored(rec.Seq))
	}
	if rec.HasTT {
		b.tt[i] = rec.TrueTime
	}
	if rec.HasVC {
		b.vecAt.set(i, uint32(len(b.vectors))+1)
		b.addVector(i, rec, node)
	}
}

// addVector appends the clock's entries. Zero entries are left out, for an
// absent entry is zero.
func (b *batch) addVector(i int, rec *Record, node uint32) {
	n := 0
	for _, v := range rec.Array {
		if v != 0 {
			n++
		}
	}
	for _, e := range rec.Vector {
		if e.N != 0 {
			n++
		}
	}
	b.vectors = binary.AppendUvarint(b.vectors, uint64(n))
	for _, e := range rec.Vector {
		b.addEntry(i, node, b.name(e.Name), e.N)
	}
	if b.array == nil {
		b.vcArray.set(i, uint32(len(rec.Array)))
	}
	for k, v := range rec.Array {
		switch {
		case v == 0:
		case b.array == nil:
			b.vectors = binary.AppendUvarint(b.vectors, uint64(k))
			b.vectors = binary.AppendUvarint(b.vectors, v)
		default:
			b.addEntry(i, node, b.texts.internString(b.array[k]), v)
		}
	}
}

func (b *batch) addEntry(i int, node, name uint32, v uint64) {
	if v == 0 {
		return
	}
	if name == node {
		b.own.set(i, v)
	}
	b.vectors = binary.AppendUvarint(b.vectors, uint64(name))
	b.vectors = binary.AppendUvarint(b.vectors, v)
}

// eachEntry decodes the clock at an offset (from 1) of b.vectors.
func (b *batch) eachEntry(at uint32, f func(name uint32, v uint64)) {
	data := b.vectors[at-1:]
	n, w := binary.Uvarint(data)
	for ; n > 0; n-- {
		data = data[w:]
		name, size := binary.Uvarint(data)
		data = data[size:]
		var v uint64
		v, w = binary.Uvarint(data)
		f(uint32(name), v)
	}
}
