package parse

import (
	"encoding/binary"
	"slices"
	"strings"
)

// Assembly turns the batches of all files into runs, while the files are read:
//
//  1. It takes the batches one by one, in the order of files and lines, gives
//     text that several of them interned one id for all, and hands the rows of
//     each run and node to their group (assemble_rows.go, group.go), which packs
//     them into blocks. No row is kept as it was read.
//  2. When all is read, each node's events are put into program order, as
//     strands and lives (order.go). Mostly they stand in it, and the group's
//     blocks are the strand's; else the strand is written anew.
//  3. The indices of array clocks that nobody declared get their names
//     (array.go), and the run its nodes (build.go).
//
// It sees the files in the order given, so the order in which they were read
// never shows.
type assembly struct {
	opt      *Options
	external []string
	ticks    Ticks
	files    *files
	texts    *table
	labels   *labels
	payload  *payloads
	runs     []*runBuilder
	runOf    map[uint32]*runBuilder // by id of its name
	groups   map[[2]uint32]*group   // by run number and node
	slots    map[[2]uint32]uint32   // by run number and name
	mem      arena
	warnings []Diagnostic

	file    int      // whose rows come now
	batch   *batch   // at hand
	remap   []uint32 // of the batch at hand: text id there → id in texts
	labelOf []uint64 // of the batch at hand: number of a label there → label
	fromOf  []inRun  // of the batch at hand: text there → what colFrom says
	toOf    []inRun  // of the batch at hand: set of receivers there, from 1 → what colTo says
	payAt   uint64   // of the batch at hand: place of its payloads

	values [numColumns][blockSize]uint64 // scratch
}

// inRun is what a column says of a name of the batch at hand, or of a set of them, as
// it was looked up for a run. The first of a list says nothing, in every run: it is of
// those events that name nobody.
type inRun struct {
	run uint32 // its number
	id  uint32
}

// runBuilder is a run under way. The names that its nodes, clocks and messages
// mention have slots in the order in which they first appear, until all are
// known.
type runBuilder struct {
	texts   *table
	number  uint32 // index in assembly.runs, from 1
	name    uint32
	groups  []*group
	slots   []uint32          // ids in texts; 0 for an array index
	indices []uint32          // slots of array indices that nobody declared; 0, which is a node's, where no clock has an entry
	sets    [][]uint32        // of receivers, as slots; the first is everyone
	setIDs  map[string]uint32 // members → index in sets
	same    []uint32          // once all names are known: for each slot the one that stands for its name
	zeros   []uint64          // scratch
}

// newAssembly makes one for files whose headers together declare hdr.
func newAssembly(opt *Options, hdr *Header) *assembly {
	a := &assembly{opt: opt, files: &files{}, texts: newTable(), labels: newLabels(), payload: &payloads{}, ticks: hdr.Ticks,
		runOf: map[uint32]*runBuilder{}, groups: map[[2]uint32]*group{}, slots: map[[2]uint32]uint32{}}
	a.external = append(append(a.external, hdr.External...), opt.External...)
	if opt.Ticks != TicksUnknown {
		a.ticks = opt.Ticks
	}
	return a
}

// addFile begins a file whose lines are numbered from base on.
func (a *assembly) addFile(path string, base uint32) {
	a.file = len(a.files.paths)
	a.files.add(path, base)
}

// add takes the rows of a batch whose first line has that number in its file.
func (a *assembly) add(b *batch, firstLine int) {
	a.batch = b
	a.remap = a.texts.internAll(a.remap[:0], b.texts)
	a.labelOf = a.labels.addAll(a.labelOf[:0], &b.labels)
	if len(b.payload) > 1 {
		a.payAt = a.payload.add(b.payload)
	}
	a.fromOf = append(a.fromOf[:0], make([]inRun, len(a.remap))...)
	a.toOf = append(a.toOf[:0], make([]inRun, len(b.sets)+1)...)
	line := a.files.base[a.file] + uint32(firstLine) - 1
	for i := range b.strands {
		s := &b.strands[i]
		a.addStrand(a.group(a.remap[s.run], a.remap[s.node]), s, line)
	}
}

// group returns the group of a run and a node, by ids in texts.
func (a *assembly) group(name, node uint32) *group {
	r, ok := a.runOf[name]
	if !ok {
		r = &runBuilder{texts: a.texts, number: uint32(len(a.runs)) + 1, name: name, sets: [][]uint32{nil}, setIDs: map[string]uint32{}}
		a.runOf[name] = r
		a.runs = append(a.runs, r)
	}
	key := [2]uint32{r.number, node}
	g, ok := a.groups[key]
	if !ok {
		g = newGroup(r, node, a.slot(r, node), &a.mem)
		a.groups[key] = g
		r.groups = append(r.groups, g)
	}
	return g
}

// slot returns the slot of a name, by its id in texts.
func (a *assembly) slot(r *runBuilder, text uint32) uint32 {
	key := [2]uint32{r.number, text}
	s, ok := a.slots[key]
	if !ok {
		s = uint32(len(r.slots))
		r.slots = append(r.slots, text)
		a.slots[key] = s
	}
	return s
}

// named returns the slot of a name, by its id in the batch at hand.
func (a *assembly) named(r *runBuilder, local uint32) uint32 {
	if local == 0 {
		return a.slot(r, 0)
	}
	return uint32(a.sender(r, local)) - 1
}

// sender returns what colFrom says of a sender, by its id in the batch at hand.
func (a *assembly) sender(r *runBuilder, local uint32) uint64 {
	k := &a.fromOf[local]
	if k.run != r.number {
		*k = inRun{r.number, a.slot(r, a.remap[local]) + 1}
	}
	return uint64(k.id)
}

// indexed returns the slot of an array index.
func (r *runBuilder) indexed(i uint32) uint32 {
	for len(r.indices) <= int(i) {
		r.indices = append(r.indices, 0)
	}
	if r.indices[i] == 0 {
		r.indices[i] = uint32(len(r.slots))
		r.slots = append(r.slots, 0)
	}
	return r.indices[i]
}

// receivers returns what colTo says of a set of receivers of the batch at hand, as
// row.to has it.
func (a *assembly) receivers(r *runBuilder, to uint32) uint64 {
	k := &a.toOf[to]
	if k.run != r.number {
		a.findSet(r, to)
	}
	return uint64(k.id)
}

// findSet finds a set of the batch at hand among those of the run, and adds it where
// it is none of them yet.
func (a *assembly) findSet(r *runBuilder, to uint32) {
	k, names := &a.toOf[to], a.batch.sets[to-1]
	*k = inRun{r.number, everyone + 1}
	if names == nil { // everyone
		return
	}
	members := make([]uint32, len(names))
	var key []byte
	for i, name := range names {
		members[i] = a.named(r, name)
		key = binary.LittleEndian.AppendUint32(key, members[i])
	}
	id, ok := r.setIDs[string(key)]
	if !ok {
		id = uint32(len(r.sets))
		r.sets = append(r.sets, members)
		r.setIDs[string(key)] = id
	}
	k.id = id + 1
}

// msgID translates a packed message id of the batch at hand.
func (a *assembly) msgID(id uint64) uint64 {
	if id&1 == 1 {
		return uint64(a.remap[id>>1])<<1 | 1
	}
	return id
}

// paid returns the place of a payload of the batch at hand.
func (a *assembly) paid(at uint32) uint64 {
	if at == 0 {
		return 0
	}
	return a.payAt + uint64(at)
}

// finish puts together the runs of everything that was added, by rising name.
func (a *assembly) finish() ([]*Run, []Diagnostic, *Diagnostic) {
	a.runOf, a.groups, a.slots = nil, nil, nil // not needed again
	defer a.texts.seal()
	a.labels.seal()
	slices.SortFunc(a.runs, func(x, y *runBuilder) int {
		return strings.Compare(a.texts.text(x.name), a.texts.text(y.name))
	})
	var runs []*Run
	for i, b := range a.runs {
		slices.SortFunc(b.groups, func(x, y *group) int {
			return strings.Compare(a.texts.text(x.node), a.texts.text(y.node))
		})
		r, err := a.build(b)
		if err != nil {
			return nil, a.warnings, err
		}
		runs = append(runs, r)
		a.runs[i] = nil
	}
	return runs, a.warnings, nil
}
