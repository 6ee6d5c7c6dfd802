package parse

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"
)

// builder lays out one run.
type builder struct {
	*assembly
	run       *Run
	order     []rowRef          // rows in canonical order
	mentioned []uint32          // ids in texts of the names the run mentions
	setOf     map[string]uint32 // members → index in run.sets
}

// build turns the groups of one run into the run.
func (a *assembly) build(groups []group) (*Run, *Diagnostic) {
	r := &Run{Name: a.texts.text(groups[0].run), strings: a.texts, files: a.files,
		sets: [][]NodeID{nil}, tt: map[EventID]TrueTime{}}
	b := &builder{assembly: a, run: r, setOf: map[string]uint32{}}
	if err := a.nameIndices(groups); err != nil {
		return nil, err
	}
	b.nameNodes(groups)
	b.layStrands(groups)
	b.fillColumns()
	if err := b.fillUnits(); err != nil {
		return nil, err
	}
	b.fillVectors()
	for _, id := range b.mentioned {
		a.nodeOf[id] = NoNode
	}
	return r, nil
}

// nameNodes collects every name that the run's nodes, clocks and messages
// mention, and numbers them by rising name.
func (b *builder) nameNodes(groups []group) {
	for len(b.nodeOf) < len(b.texts.texts) {
		b.nodeOf = append(b.nodeOf, NoNode)
	}
	for _, g := range groups {
		b.mention(g.node)
		for _, r := range g.rows {
			b.mentionAll(r)
		}
	}
	slices.SortFunc(b.mentioned, func(x, y uint32) int { return strings.Compare(b.texts.text(x), b.texts.text(y)) })
	for _, id := range b.mentioned {
		b.nodeOf[id] = NodeID(len(b.run.nodes))
		name := b.texts.text(id)
		b.run.nodes = append(b.run.nodes, Node{Name: name, External: matchesAny(b.external, name)})
	}
	b.run.ofNode = make([][]StrandID, len(b.mentioned))
}

// mention notes a name, which gets its number later.
func (b *builder) mention(id uint32) {
	if b.nodeOf[id] == NoNode {
		b.nodeOf[id] = 0
		b.mentioned = append(b.mentioned, id)
	}
}

// mentionAll notes the names that one row mentions beside its node.
func (b *builder) mentionAll(r rowRef) {
	bt, i := b.batch(r)
	if id := bt.from.get(i); id != 0 {
		b.mention(b.text(r, id))
	}
	if set := bt.to.get(i); set > 1 {
		for _, id := range bt.sets[set-1] {
			b.mention(b.text(r, id))
		}
	}
	if at := bt.vecAt.get(i); at != 0 {
		bt.eachEntry(at, func(name uint32, _ uint64) { b.mention(b.clockName(r, bt, i, name)) })
	}
}

// clockName returns the id in texts of a clock entry's node.
func (b *builder) clockName(r rowRef, bt *batch, i int, name uint32) uint32 {
	if bt.vcArray.get(i) != 0 {
		return b.indices[name]
	}
	return b.text(r, name)
}

// matchesAny reports whether a name is listed; a listed name that ends in *
// stands for every name with that beginning.
func matchesAny(list []string, name string) bool {
	for _, p := range list {
		if prefix, ok := strings.CutSuffix(p, "*"); p == name || ok && strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// layStrands fixes the canonical order: groups stand by rising name.
func (b *builder) layStrands(groups []group) {
	for _, g := range groups {
		strands, gap := b.orderNode(g)
		if gap != "" {
			b.run.gaps = append(b.run.gaps, gap)
		}
		n := b.nodeOf[g.node]
		before := map[int]int{} // events of a life in earlier strands
		for _, segments := range strands {
			s := Strand{Node: n, First: EventID(len(b.order))}
			for _, seg := range segments {
				s.lives = append(s.lives, life{EventID(len(b.order)), seg.life, before[seg.life]})
				before[seg.life] += len(seg.rows)
				b.order = append(b.order, seg.rows...)
			}
			s.Len = len(b.order) - int(s.First)
			b.run.ofNode[n] = append(b.run.ofNode[n], StrandID(len(b.run.strands)))
			b.run.strands = append(b.run.strands, s)
			b.run.nodes[n].Events += s.Len
		}
		b.run.nodes[n].Lives = len(before)
	}
}

func (b *builder) fillColumns() {
	r := b.run
	for id, ref := range b.order {
		bt, i := b.batch(ref)
		kindRole := bt.kindRole.get(i)
		r.kindRole = append(r.kindRole, kindRole)
		r.counts[kindRole]++
		r.line = append(r.line, b.line(ref))
		r.label.set(id, b.text(ref, bt.label.get(i)))
		r.msg.set(id, b.msgID(ref, bt.msg.get(i)))
		r.reply.set(id, b.msgID(ref, bt.reply.get(i)))
		r.wire.set(id, b.msgID(ref, bt.wire.get(i)))
		r.ownLine.set(id, bt.ownLine.get(i))
		if from := bt.from.get(i); from != 0 {
			r.from.set(id, uint32(b.nodeOf[b.text(ref, from)])+1)
		}
		if to := bt.to.get(i); to != 0 {
			r.to.set(id, b.set(ref, bt.sets[to-1], to == 1)+1)
		}
		r.hlc.set(id, bt.hlc.get(i))
		r.lamport.set(id, bt.lamport.get(i))
		r.wall.set(id, bt.wall.get(i))
		r.ok.set(id, bt.ok.get(i))
		if tt, ok := bt.tt[i]; ok {
			r.tt[EventID(id)] = tt
		}
		if at := bt.pay.get(i); at != 0 {
			r.payload.add(EventID(id), []byte(bt.payloadText(i)))
		}
	}
}

// fillUnits notes in which unit each node writes the physical part of its HLC.
// It refuses two units at one node: a clock that counts from 0 would be read in
// one unit up to some value and in another from there on, and seem to go back.
func (b *builder) fillUnits() *Diagnostic {
	if b.run.hlc.empty() {
		return nil
	}
	for _, s := range b.run.strands {
		node := &b.run.nodes[s.Node]
		for id := s.First; id < s.End(); id++ {
			bt, i := b.batch(b.order[id])
			unit := bt.hlcUnit.get(i)
			if unit != 0 && node.HLCUnit != 0 && unit != node.HLCUnit {
				return &Diagnostic{Class: ClassClock, Source: b.source(b.order[id]),
					Msg: fmt.Sprintf("the HLC stamps of node %s read as %v here and as %v before: declare their unit with --time-unit or the header's time_unit",
						Quote(node.Name), time.Duration(unit), time.Duration(node.HLCUnit))}
			}
			node.HLCUnit = max(node.HLCUnit, unit)
		}
	}
	return nil
}

// set interns a set of receivers by rising node.
func (b *builder) set(ref rowRef, names []uint32, all bool) uint32 {
	if all {
		return everyone
	}
	members := make([]NodeID, 0, len(names))
	for _, id := range names {
		members = append(members, b.nodeOf[b.text(ref, id)])
	}
	slices.Sort(members)
	members = slices.Compact(members)
	key := make([]byte, 0, 4*len(members))
	for _, m := range members {
		key = append(key, byte(m), byte(m>>8), byte(m>>16), byte(m>>24))
	}
	index, ok := b.setOf[string(key)]
	if !ok {
		index = uint32(len(b.run.sets))
		b.run.sets = append(b.run.sets, members)
		b.setOf[string(key)] = index
	}
	return index
}

func (b *builder) fillVectors() {
	any := false
	columns := make([]vectorColumn, len(b.run.strands))
	var v Vector
	for s, strand := range b.run.strands {
		for id := strand.First; id < strand.End(); id++ {
			ref := b.order[id]
			bt, i := b.batch(ref)
			at := bt.vecAt.get(i)
			v = v[:0]
			if at != 0 {
				any = true
				bt.eachEntry(at, func(name uint32, n uint64) {
					v = append(v, Entry{b.nodeOf[b.clockName(ref, bt, i, name)], n})
				})
				v = normalise(v)
			}
			columns[s].add(v, at != 0)
		}
	}
	if any {
		b.run.vectors = columns
	}
}

// normalise sorts a clock in place. Two names that an alias made one keep the
// greater entry.
func normalise(v Vector) Vector {
	if !sort.SliceIsSorted(v, func(i, j int) bool { return v[i].Node < v[j].Node }) {
		slices.SortFunc(v, func(x, y Entry) int { return cmp.Compare(x.Node, y.Node) })
	}
	out := v[:0]
	for _, e := range v {
		if n := len(out); n > 0 && out[n-1].Node == e.Node {
			out[n-1].N = max(out[n-1].N, e.N)
			continue
		}
		out = append(out, e)
	}
	return out
}
