package parse

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// build turns the groups of one run, sorted by their nodes' names, into the run.
func (a *assembly) build(b *runBuilder) (*Run, *Diagnostic) {
	r := &Run{Name: a.texts.text(b.name), texts: a.texts, labels: a.labels, payload: a.payload, files: a.files}
	for _, g := range b.groups {
		g.flush()
	}
	names, err := a.nameIndices(b)
	if err != nil {
		return nil, err
	}
	for i, slot := range b.indices {
		if slot != 0 {
			b.slots[slot] = names[i]
		}
	}
	a.nameNodes(r, b)
	for i, g := range b.groups {
		b.groups[i] = nil // its buffers are not needed again
		strands := a.strandsOf(r, g, len(names) > 0)
		if err := a.checkUnit(r, g.node, strands); err != nil {
			return nil, err
		}
		r.layStrands(strands)
	}
	r.index()
	return r, nil
}

// nameNodes numbers every name that the run's nodes, clocks and messages
// mention, by rising name. Two slots may have one name where an array index got
// that of a node.
func (a *assembly) nameNodes(r *Run, b *runBuilder) {
	order := make([]uint32, len(b.slots))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, b.compareNames)
	r.nodeOf, b.same = make([]NodeID, len(b.slots)), make([]uint32, len(b.slots))
	for i, slot := range order {
		b.same[slot] = slot
		name := a.texts.text(b.slots[slot])
		if n := len(r.nodes); n > 0 && r.nodes[n-1].Name == name {
			b.same[slot] = b.same[order[i-1]]
		} else {
			r.nodes = append(r.nodes, Node{Name: name, External: matchesAny(a.external, name)})
		}
		r.nodeOf[slot] = NodeID(len(r.nodes) - 1)
	}
	r.ofNode = make([][]StrandID, len(r.nodes))
	for _, set := range b.sets {
		var members []NodeID
		for _, slot := range set {
			members = append(members, r.nodeOf[slot])
		}
		slices.Sort(members)
		r.sets = append(r.sets, slices.Compact(members))
	}
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

// strandsOf puts the events of a node in order. Positions in them count from 0;
// layStrands moves them. Where the events stand in order as they are, their
// blocks are the strand's, unless the names of their clocks' entries became
// known late.
func (a *assembly) strandsOf(r *Run, g *group, renamed bool) []Strand {
	n := r.nodeOf[g.stamps.own]
	if g.inOrder() && !renamed {
		r.nodes[n].Lives = 1
		return []Strand{{Node: n, Len: g.count, lives: []life{{0, 1, 0}}, blocks: g.blocks}}
	}
	r.moved = true
	rows := newNodeRows(a, g)
	ordered, gap := rows.orderNode()
	if gap != "" {
		r.gaps = append(r.gaps, gap)
	}
	before := map[int]int{} // events of a life in earlier strands
	var strands []Strand
	for _, segments := range ordered {
		s := Strand{Node: n}
		var all []rowRef
		for _, seg := range segments {
			s.lives = append(s.lives, life{EventID(len(all)), seg.life, before[seg.life]})
			before[seg.life] += len(seg.rows)
			all = append(all, seg.rows...)
		}
		s.Len = len(all)
		s.blocks = rows.rewrite(all)
		strands = append(strands, s)
	}
	r.nodes[n].Lives = len(before)
	return strands
}

// checkUnit notes in which unit a node writes the physical part of its HLC. It
// refuses two units at one node: a clock that counts from 0 would be read in
// one unit up to some value and in another from there on, and seem to go back.
func (a *assembly) checkUnit(r *Run, name uint32, strands []Strand) *Diagnostic {
	for _, s := range strands {
		node := &r.nodes[s.Node]
		for b, i := range saying(s.blocks, s.Len, colUnit) {
			unit := int64(b.get(colUnit, i))
			if node.HLCUnit != 0 && unit != node.HLCUnit {
				return &Diagnostic{Class: ClassClock, Source: a.files.source(uint32(b.get(colLine, i))),
					Msg: fmt.Sprintf("the HLC stamps of node %s read as %v here and as %v before: declare their unit with --time-unit or the header's time_unit",
						Quote(a.texts.text(name)), time.Duration(unit), time.Duration(node.HLCUnit))}
			}
			node.HLCUnit = unit
		}
	}
	return nil
}

// layStrands gives the strands of a node their place in the run.
func (r *Run) layStrands(strands []Strand) {
	for _, s := range strands {
		s.First = EventID(r.len)
		for i := range s.lives {
			s.lives[i].first += s.First
		}
		r.len += s.Len
		r.nodes[s.Node].Events += s.Len
		r.ofNode[s.Node] = append(r.ofNode[s.Node], StrandID(len(r.strands)))
		r.strands = append(r.strands, s)
	}
}

// index counts the events by kind and role, and notes what any of them says.
func (r *Run) index() {
	var counts [256]int
	for s := range r.strands {
		st := &r.strands[s]
		for i := range st.blocks {
			b := &st.blocks[i]
			r.present |= b.present
			r.stamped = r.stamped || len(b.clocks) > 0
			base, kinds := b.kinds(st.Len - i<<blockBits)
			for _, k := range kinds {
				counts[base+k]++
			}
		}
	}
	r.counts = kindCounts(&counts)
	r.locator = newLocator(r.strands, r.len)
}

// rewrite writes rows, which stand in program order, into blocks of their own.
func (n *nodeRows) rewrite(rows []rowRef) []block {
	run := n.g.run
	w := group{run: run, stamps: clockWriter{run: run, own: run.same[n.g.stamps.own]}}
	w.mem = &n.mem
	for _, row := range rows {
		for c := range numColumns {
			w.put(c, n.get(row, c))
		}
		if w.n == 0 {
			w.beginClocks()
		}
		if n.stamped[row] {
			w.openClocks()
			w.clock = w.clock[:0]
			for _, e := range n.clock(row) {
				w.clock = append(w.clock, clockEntry{run.same[e.name], e.n})
			}
			w.clocks = w.stamps.replace(w.clocks, w.clock)
		} else {
			w.skipClocks(1)
		}
		w.advance(1)
	}
	w.flush()
	return w.blocks
}
