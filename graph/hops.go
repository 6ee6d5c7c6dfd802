package graph

import (
	"slices"
	"sort"
	"sync"

	"github.com/tracecausal/tracecausal/parse"
)

// hops is an index of edges between strands: the messages, or the stamp edges.
// It tells, without looking at them all, how much the edges that enter a strand
// up to some event say of each other strand, and which is the first to say more.
//
// The events of each strand are cut into blocks. For each block and each strand
// that edges come from there is one number: how many of that strand's events
// the edges before the block tell of. Within a block the edges are looked at
// one by one. At ten nodes the index has less than a byte for each event.
type hops struct {
	g     *Graph
	edges []Msg // by rising enter
	into  []inflow
	outof [][]parse.StrandID // by strand: those that its edges lead to, by rising id
}

// inflow is what enters one strand.
type inflow struct {
	from  []parse.StrandID // strands that edges come from, by rising id
	shift uint             // a block has 1<<shift events
	start []uint32         // by block: index of its first edge; the end of the last, last
	told  []uint32         // block b, strand from[i] at b*len(from)+i; one more row after the last block
}

// minShift gives a block 64 events, which are about twenty edges in a log full
// of messages. In runs of many strands blocks grow with the rows before them.
const minShift = 6

func newHops(g *Graph, edges []Msg) *hops {
	h := &hops{g: g, edges: edges, into: make([]inflow, len(g.strands)), outof: make([][]parse.StrandID, len(g.strands))}
	var wait sync.WaitGroup
	for first := range g.workers {
		wait.Go(func() { h.indexEvery(g.workers, first) })
	}
	wait.Wait()
	for p := range h.into {
		for _, q := range h.into[p].from {
			h.outof[q] = append(h.outof[q], parse.StrandID(p))
		}
	}
	return h
}

// indexEvery indexes strand number first and every step-th one after it.
func (h *hops) indexEvery(step, first int) {
	heard := make([]bool, len(h.into))
	most := make([]uint32, len(h.into))
	for p := first; p < len(h.into); p += step {
		st := h.g.strands[p]
		i := sort.Search(len(h.edges), func(k int) bool { return h.edges[k].enter() >= st.First })
		end := sort.Search(len(h.edges), func(k int) bool { return h.edges[k].enter() >= st.End() })
		h.into[p] = h.index(st, i, h.edges[i:end], heard, most)
	}
}

// index makes the blocks of one strand, whose first edge has index first. heard
// and most must be zero for every strand, and are again on return.
func (h *hops) index(st parse.Strand, first int, edges []Msg, heard []bool, most []uint32) inflow {
	if len(edges) == 0 {
		return inflow{}
	}
	f := inflow{from: h.senders(edges, heard), shift: minShift}
	for 1<<f.shift < 4*len(f.from) {
		f.shift++
	}
	blocks := (st.Len-1)>>f.shift + 1
	f.start = make([]uint32, blocks+1)
	f.told = make([]uint32, (blocks+1)*len(f.from))
	i := 0
	for b := range blocks + 1 {
		f.start[b] = uint32(first + i)
		for k, q := range f.from {
			f.told[b*len(f.from)+k] = most[q]
		}
		end := st.First + parse.EventID((b+1)<<f.shift)
		for ; i < len(edges) && edges[i].enter() < end; i++ {
			q, pos := h.g.position(edges[i].Send)
			most[q] = max(most[q], pos+1)
		}
	}
	for _, q := range f.from {
		most[q] = 0
	}
	return f
}

// senders returns the strands that edges come from, by rising id. In a narrow
// run it takes all for senders rather than look.
func (h *hops) senders(edges []Msg, heard []bool) []parse.StrandID {
	var from []parse.StrandID
	if len(heard) <= narrow && len(edges) > narrow {
		for q := range heard {
			from = append(from, parse.StrandID(q))
		}
		return from
	}
	for i := range edges {
		if q := h.g.run.StrandOf(edges[i].Send); !heard[q] {
			heard[q] = true
			from = append(from, q)
		}
	}
	slices.Sort(from)
	for _, q := range from {
		heard[q] = false
	}
	return from
}

// raise raises the entries of c to what the edges tell that enter strand p at
// positions from lo up to hi, hi not included, and calls rose for each strand
// whose entry it raised.
func (h *hops) raise(c Cut, p parse.StrandID, lo, hi uint32, rose func(parse.StrandID)) {
	f := &h.into[p]
	if f.start == nil || lo >= hi {
		return
	}
	b := hi >> f.shift
	if b > lo>>f.shift {
		for i, n := range f.told[int(b)*len(f.from):][:len(f.from)] {
			if q := f.from[i]; n > c[q] {
				c[q] = n
				rose(q)
			}
		}
	}
	end := h.g.strands[p].First + parse.EventID(hi)
	for i := int(f.start[b]); i < len(h.edges) && h.edges[i].enter() < end; i++ {
		if q, pos := h.g.position(h.edges[i].Send); pos >= c[q] {
			c[q] = pos + 1
			rose(q)
		}
	}
}

// first returns the index of the first edge that enters strand p before position
// end and comes from a strand's event at after or a later one; -1 without any.
func (h *hops) first(after Cut, p parse.StrandID, end uint32) int {
	f := &h.into[p]
	if f.start == nil || end == 0 {
		return -1
	}
	blocks := int((end-1)>>f.shift) + 1
	b := f.firstBlock(after, blocks)
	if b == blocks {
		return -1
	}
	last := h.g.strands[p].First + parse.EventID(end)
	for i := int(f.start[b]); i < int(f.start[b+1]) && h.edges[i].enter() < last; i++ {
		if q, pos := h.g.position(h.edges[i].Send); pos >= after[q] {
			return i
		}
	}
	return -1
}

// firstBlock returns the first of so many blocks with such an edge, or their
// number.
func (f *inflow) firstBlock(after Cut, blocks int) int {
	k := len(f.from)
	return sort.Search(blocks, func(b int) bool {
		told := f.told[(b+1)*k:][:k]
		for i, q := range f.from {
			if told[i] > after[q] {
				return true
			}
		}
		return false
	})
}
