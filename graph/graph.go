package graph

import "github.com/tracecausal/tracecausal/parse"

// Reason says why an edge is there.
type Reason uint8

// The reasons, strongest evidence first.
const (
	Program Reason = iota // a later event of the same strand
	Message
	Stamp
)

// String returns "program", "message" or "stamp".
func (r Reason) String() string { return [...]string{"program", "message", "stamp"}[r] }

// Edge is one step of happens-before. A Program edge of a path may span several
// events of its strand; elsewhere it leads to the next one.
type Edge struct {
	From, To parse.EventID
	Reason   Reason
}

// Why says why the edge is there, and which message it is where that has an id:
// "program", "message m7" or "stamp". The id is as it was logged, not escaped.
func (e Edge) Why(run *parse.Run) string {
	if id := run.Event(e.From).MsgID(); e.Reason == Message && id != 0 {
		return "message " + run.MsgName(id)
	}
	return e.Reason.String()
}

// Options say what is known of the run beside its events.
type Options struct {
	Ticks   parse.Ticks
	Workers int // goroutines that [Build] may use; 0 stands for one for each processor
}

// Relation is how two events stand to each other.
type Relation uint8

// The relations.
const (
	Concurrent Relation = iota
	Before
	After
	Same
)

// String returns "concurrent", "before", "after" or "same".
func (r Relation) String() string {
	return [...]string{"concurrent", "before", "after", "same"}[r]
}

// Graph is the happens-before order of one run.
type Graph struct {
	run     *parse.Run
	workers int // goroutines that share what can be shared
	strands []parse.Strand

	msgs      []Msg // by rising Enter; those held back last
	entered   int   // msgs[:entered] have an Enter
	delivers  []bool
	onLines   int   // ends that were matched with the send on their line
	held      bool  // some node logs deliveries, so that messages may be held back there
	multicast bool  // some message entered at two nodes
	late      []Msg // by rising Enter, then Send
	matching  Matching

	exact     bool   // every event has a vector clock, which says what its past is
	stamps    []Edge // by rising To, then From
	ghosts    map[parse.NodeID]Ghosts
	uncertain []string

	cycle []Edge
	fatal bool
	aside []Edge

	steps  steps
	reach  reach
	unsent unsent
}

// Run returns the run the graph was built from.
func (g *Graph) Run() *parse.Run { return g.run }

// Messages returns the matched messages by rising Enter, then Send; those that
// are held back come last, by rising Receive. It must not be changed.
func (g *Graph) Messages() []Msg { return g.msgs }

// Entered returns how many of Messages, its first ones, have entered their
// receiver's past: all but those held back.
func (g *Graph) Entered() int { return g.entered }

// Multicast reports whether some message has entered the past of two receivers.
func (g *Graph) Multicast() bool { return g.multicast }

// Late returns the messages whose send was in the causal past of the event just
// before the one at which they enter, in the order of Messages: their receiver
// knew of them already. Messages from the strand that receives them, and second
// copies, are left out. Where the order means nothing (see Cycle), some are
// missing. It must not be changed.
func (g *Graph) Late() []Msg { return g.late }

// Delivers reports whether node n logs deliveries.
func (g *Graph) Delivers(n parse.NodeID) bool { return g.delivers[n] }

// Enter returns the event at which m enters its receiver's past: its delivery
// where the node logs deliveries, else its arrival. It is NoEvent while m is
// held back.
func (g *Graph) Enter(m Msg) parse.EventID {
	if !g.held {
		return m.Receive
	}
	if m.Deliver != parse.NoEvent || g.delivers[g.strands[g.run.StrandOf(m.Receive)].Node] {
		return m.Deliver
	}
	return m.Receive
}

// Matching returns how the messages of the run were matched. It must not be
// changed.
func (g *Graph) Matching() Matching { return g.matching }

// ExactClocks reports whether every event of the run carries a vector clock that
// says what program order and the messages say: for each node, how many of its
// events are in the causal past, the event itself included. Such clocks obey
// their law, and add nothing to the order. It is not reported where only sends
// are declared to tick.
func (g *Graph) ExactClocks() bool { return g.exact }

// StampEdges returns the stamp edges that no other edge implies, by rising To,
// then From. It must not be changed.
func (g *Graph) StampEdges() []Edge { return g.stamps }

// Ghosts are events of one node that vector stamps refer to and no log holds.
type Ghosts struct {
	Events int           // how many they are
	First  uint64        // the node's own entry at the first of them
	Clock  parse.EventID // an event whose clock has that entry
}

// Ghosts returns the ghosts of each node; nodes without any are left out.
func (g *Graph) Ghosts() map[parse.NodeID]Ghosts { return g.ghosts }

// Uncertain returns, in words, which vector stamps gave no order because what
// they refer to cannot be told: own entries that go back, a value that several
// lives of a node reached. Order may be missing there; none is made up.
func (g *Graph) Uncertain() []string { return g.uncertain }

// Cycle returns a cycle of contradictory evidence, each edge leading to the
// next and the last to the first, nil where there is none. It is a shortest one
// (fewest messages and stamps) where the contradicted part of the run is small,
// else a shortest one through some event. Its stamp edges were set aside; fatal
// reports that it, or another cycle, has none, so that the order of the run
// means nothing.
func (g *Graph) Cycle() (cycle []Edge, fatal bool) { return g.cycle, g.fatal }

// SetAside returns the stamp edges that were set aside because they lie on a
// cycle, in the order in which that was found.
func (g *Graph) SetAside() []Edge { return g.aside }

// enter is Enter for a message of g.msgs[:g.entered], and the arrival of one held
// back.
func (m *Msg) enter() parse.EventID {
	if m.Deliver != parse.NoEvent {
		return m.Deliver
	}
	return m.Receive
}

// position returns the strand of e and the number of events before it there.
func (g *Graph) position(e parse.EventID) (parse.StrandID, uint32) {
	s := g.run.StrandOf(e)
	return s, uint32(e - g.strands[s].First)
}
