package parse

import (
	"iter"
	"math"
	"sort"
	"strconv"
)

// EventID is the index of an event in its run's canonical order: nodes by
// name, each node's strands by file, each strand in program order. The next
// event of a strand has the next id.
type EventID uint32

// NoEvent is the id of no event.
const NoEvent EventID = math.MaxUint32

// StrandID is the index of a strand in [Run.Strands].
type StrandID uint32

// Node is a name that a run's events, clocks or messages mention.
type Node struct {
	Name     string
	Events   int  // 0 where the node keeps no log
	External bool // declared to keep no log
	Lives    int
	HLCUnit  int64 // nanoseconds of one unit of the node's HLC as logged; 0 without
}

// Strand is a sequence of one node's events whose order is known: events First
// to First+Len-1.
type Strand struct {
	Node  NodeID
	First EventID
	Len   int

	lives  []life  // by rising first
	blocks []block // of blockSize events each, but for the last
}

// End returns the id after that of the strand's last event.
func (s Strand) End() EventID { return s.First + EventID(s.Len) }

// lifeEnd returns the id after that of the last event of a life, by its index.
func (s *Strand) lifeEnd(i int) EventID {
	if i+1 < len(s.lives) {
		return s.lives[i+1].first
	}
	return s.End()
}

// life is a node's time between a start and the next.
type life struct {
	first  EventID
	number int // from 1, over all strands of the node
	base   int // events of this life in the node's earlier strands
}

// Run is one execution: its events in columns. It never changes once built and
// may be read from many goroutines.
type Run struct {
	Name string // as logged; "" where the log names no runs

	nodes   []Node
	strands []Strand
	ofNode  [][]StrandID // strands of each node
	gaps    []string     // what assembly could not order, in words

	texts   *table // names and message ids that are not numbers
	labels  *labels
	payload *payloads
	files   *files
	nodeOf  []NodeID   // by slot, as blocks name nodes
	sets    [][]NodeID // receivers; sets[everyone] is a broadcast
	len     int
	locator locator
	byLine  lineIndex
	counts  []kindCount // by rising kindRole; a log may have very many runs of few events
	present uint32      // columns that some event says something in
	stamped bool        // some event has a vector clock
	moved   bool        // the events of some node were put in another order than that of their lines, or may have been
}

const (
	absent64 = math.MinInt64
	everyone = 0 // index in sets
)

// Len returns the number of events.
func (r *Run) Len() int { return r.len }

// Nodes returns every name the run mentions, by rising name. It must not be
// changed.
func (r *Run) Nodes() []Node { return r.nodes }

// Node returns the id of that name.
func (r *Run) Node(name string) (NodeID, bool) {
	i := sort.Search(len(r.nodes), func(i int) bool { return r.nodes[i].Name >= name })
	if i < len(r.nodes) && r.nodes[i].Name == name {
		return NodeID(i), true
	}
	return NoNode, false
}

// Strands returns the run's strands in the order of their events. It must not
// be changed.
func (r *Run) Strands() []Strand { return r.strands }

// StrandsOf returns the strands of node n: none for a node without a log, one
// for most.
func (r *Run) StrandsOf(n NodeID) []StrandID { return r.ofNode[n] }

// InLineOrder reports that the events of each strand stand as their lines do in the
// log, files counted in the order given. It may be false though they do, where
// more than lines had to be looked at to order a node.
func (r *Run) InLineOrder() bool { return !r.moved }

// Gaps returns, in words, what could not be ordered or told apart while the
// run was put together, such as two files of one node that nothing orders. A
// check that depends on program order cannot pass while there is one.
func (r *Run) Gaps() []string { return r.gaps }

// Event returns the event of that id. It panics where there is none.
func (r *Run) Event(id EventID) Event {
	return r.event(r.StrandOf(id), id)
}

// EventsOf yields the events of strand s in program order.
func (r *Run) EventsOf(s StrandID) iter.Seq[Event] {
	st := &r.strands[s]
	return func(yield func(Event) bool) {
		for id := st.First; id < st.End(); id++ {
			if !yield(r.event(s, id)) {
				return
			}
		}
	}
}

// StrandOf returns the strand of an event, in constant time where strands are
// long and O(log strands) where they are short. It panics where there is no
// such event.
func (r *Run) StrandOf(id EventID) StrandID { return r.locator.strand(id) }

// Find returns the event at a position of a node's life, both from 1.
func (r *Run) Find(n NodeID, lifeNumber, position int) (EventID, bool) {
	for _, s := range r.ofNode[n] {
		st := &r.strands[s]
		for i, l := range st.lives {
			id := int64(l.first) + int64(position-1-l.base)
			if l.number == lifeNumber && position > l.base && id < int64(st.lifeEnd(i)) {
				return EventID(id), true
			}
		}
	}
	return NoEvent, false
}

// Has reports which clocks any event of the run carries.
func (r *Run) Has() (vector, hlc, lamport, wall bool) {
	has := func(c column) bool { return r.present>>c&1 == 1 }
	return r.stamped, has(colPT), has(colLamport), has(colWall)
}

// MsgID is a message id in compact form, equal to another of the same run iff
// their texts are equal. The zero MsgID is no id.
type MsgID uint64

// MsgIDStep is by how much the MsgIDs of two numbers differ that follow one another,
// as a sender that counts its messages gives them.
const MsgIDStep = 2

// MsgText returns a message id as it was logged.
func (r *Run) MsgText(id MsgID) string {
	switch {
	case id == 0:
		return ""
	case id&1 == 1:
		return r.texts.text(uint32(id >> 1))
	}
	return strconv.FormatUint(uint64(id>>1)-1, 10)
}

// MsgName returns what sentences call a message: "m7" for the id 7, the id
// itself where it is no number.
func (r *Run) MsgName(id MsgID) string {
	if id&1 == 1 || id == 0 {
		return r.MsgText(id)
	}
	return "m" + r.MsgText(id)
}
