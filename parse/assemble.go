package parse

import (
	"cmp"
	"slices"
	"strings"
)

// Assembly turns the batches of all files into runs:
//
//  1. Give text that several batches interned one id for all.
//  2. Gather the rows of each run and node (gather).
//  3. Put each node's rows into program order, as strands and lives (order.go).
//  4. Name the indices of array clocks that nobody declared (array.go).
//  5. Lay the rows out in canonical order, one column after the other (build.go).
//
// It sees all files in the order of their paths, so the order in which they
// were named or read never shows.
type assembly struct {
	parts    []part
	opt      *Options
	external []string
	ticks    Ticks
	files    *files
	texts    *table
	remap    [][]uint32        // for each part: text id there → id in texts
	nodeOf   []NodeID          // of the current run: id in texts → node, NoNode where it is none
	indices  map[uint32]uint32 // of the current run: array index → id in texts
	warnings []Diagnostic
}

// rowRef names one row of one batch.
type rowRef struct {
	part, row uint32
}

// group is the rows of one node of one run, in the order of the input.
type group struct {
	run, node uint32 // ids in texts
	rows      []rowRef
}

// assemble builds the runs of everything that was read. The parts stand in the
// order of their files and lines.
func assemble(inputs []Input, parts []part, opt *Options, hdr *Header) ([]*Run, []Diagnostic, *Diagnostic) {
	a := &assembly{parts: parts, opt: opt, files: newFiles(inputs), texts: newTable(), ticks: hdr.Ticks}
	a.external = append(append(a.external, hdr.External...), opt.External...)
	if opt.Ticks != TicksUnknown {
		a.ticks = opt.Ticks
	}
	a.unifyTexts()
	groups := a.gather()
	var runs []*Run
	for len(groups) > 0 {
		n := 1
		for n < len(groups) && groups[n].run == groups[0].run {
			n++
		}
		r, err := a.build(groups[:n])
		if err != nil {
			return nil, a.warnings, err
		}
		runs = append(runs, r)
		groups = groups[n:]
	}
	return runs, a.warnings, nil
}

func (a *assembly) unifyTexts() {
	a.remap = make([][]uint32, len(a.parts))
	for p := range a.parts {
		local := a.parts[p].batch.texts.texts
		a.remap[p] = make([]uint32, len(local))
		for i, s := range local {
			a.remap[p][i] = a.texts.internString(s)
		}
		a.parts[p].batch.texts.ids = nil // not needed again
	}
}

// gather returns the groups, sorted by run name, then node name.
func (a *assembly) gather() []group {
	index := map[[2]uint32]int{}
	var groups []group
	for p := range a.parts {
		b := a.parts[p].batch
		lastKey, last := [2]uint32{^uint32(0), ^uint32(0)}, 0
		for i := range b.n {
			key := [2]uint32{a.remap[p][b.run.get(i)], a.remap[p][b.node[i]]}
			if key != lastKey {
				g, ok := index[key]
				if !ok {
					g = len(groups)
					index[key] = g
					groups = append(groups, group{run: key[0], node: key[1]})
				}
				lastKey, last = key, g
			}
			groups[last].rows = append(groups[last].rows, rowRef{uint32(p), uint32(i)})
		}
	}
	slices.SortFunc(groups, func(x, y group) int {
		return cmp.Or(strings.Compare(a.texts.text(x.run), a.texts.text(y.run)),
			strings.Compare(a.texts.text(x.node), a.texts.text(y.node)))
	})
	return groups
}

func (a *assembly) batch(r rowRef) (*batch, int) { return a.parts[r.part].batch, int(r.row) }

// line returns a row's global line number.
func (a *assembly) line(r rowRef) uint32 {
	p := &a.parts[r.part]
	return a.files.global(p.file, p.firstLine-1+int(p.batch.line[r.row]))
}

func (a *assembly) file(r rowRef) int { return a.parts[r.part].file }

func (a *assembly) source(r rowRef) Source { return a.files.source(a.line(r)) }

func (a *assembly) text(r rowRef, local uint32) uint32 { return a.remap[r.part][local] }

func (a *assembly) own(r rowRef) uint64 {
	b, i := a.batch(r)
	return b.own.get(i)
}

// seq returns a row's sequence number as stored; 0 where it has none.
func (a *assembly) seq(r rowRef) int64 {
	b, i := a.batch(r)
	return b.seq.get(i)
}

func (a *assembly) kind(r rowRef) Kind {
	b, i := a.batch(r)
	return Kind(b.kindRole.get(i) >> 2)
}

// msgID translates a packed message id.
func (a *assembly) msgID(r rowRef, id uint64) MsgID {
	if id&1 == 1 {
		return MsgID(uint64(a.text(r, uint32(id>>1)))<<1 | 1)
	}
	return MsgID(id)
}

// vector returns a row's clock as ids of a.texts, sorted by id.
func (a *assembly) vector(r rowRef) (entries []textEntry, has bool) {
	b, i := a.batch(r)
	at := b.vecAt.get(i)
	if at == 0 {
		return nil, false
	}
	b.eachEntry(at, func(name uint32, v uint64) {
		if b.vcArray.get(i) == 0 {
			name = a.text(r, name)
		}
		entries = append(entries, textEntry{name, v})
	})
	slices.SortFunc(entries, func(x, y textEntry) int { return cmp.Compare(x.name, y.name) })
	return entries, true
}

// textEntry is a clock entry whose node is an id of assembly.texts, or an
// array index.
type textEntry struct {
	name uint32
	n    uint64
}

// same reports whether two rows of one node say the same in every column but
// where they were read.
func (a *assembly) same(x, y rowRef) bool {
	b, i := a.batch(x)
	c, j := a.batch(y)
	if b.kindRole.get(i) != c.kindRole.get(j) || b.hlc.get(i) != c.hlc.get(j) || b.lamport.get(i) != c.lamport.get(j) ||
		b.wall.get(i) != c.wall.get(j) || b.seq.get(i) != c.seq.get(j) || b.ok.get(i) != c.ok.get(j) {
		return false
	}
	if a.text(x, b.label.get(i)) != a.text(y, c.label.get(j)) || a.text(x, b.from.get(i)) != a.text(y, c.from.get(j)) ||
		a.msgID(x, b.msg.get(i)) != a.msgID(y, c.msg.get(j)) || a.msgID(x, b.reply.get(i)) != a.msgID(y, c.reply.get(j)) {
		return false
	}
	v, _ := a.vector(x)
	w, _ := a.vector(y)
	return slices.Equal(v, w) && b.payloadText(i) == c.payloadText(j)
}

// payloadText returns a row's encoded payload.
func (b *batch) payloadText(i int) string {
	at := b.pay.get(i)
	if at == 0 {
		return ""
	}
	data := b.payload[at-1:]
	return string(data[:eachPayload(data, func(Field, []byte) {})])
}
