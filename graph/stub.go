package graph

import "github.com/tracecausal/tracecausal/parse"

// Graph is the happens-before order of one run.
type Graph struct{}

// Build rebuilds the order of a run.
func Build(run *parse.Run, opt Options) *Graph { panic("graph: not built yet") }

// Run returns the run the graph was built from.
func (g *Graph) Run() *parse.Run { panic("") }

// Before reports whether a happens before b, in O(log changes) after the first call.
func (g *Graph) Before(a, b parse.EventID) bool { panic("") }

// Relation returns how a stands to b.
func (g *Graph) Relation(a, b parse.EventID) Relation { panic("") }

// Known returns how many events of strand s are in the causal past of e, e included.
func (g *Graph) Known(e parse.EventID, s parse.StrandID) uint32 { panic("") }

// Path returns a shortest path of edges from a to b, nil where a does not happen before b.
func (g *Graph) Path(a, b parse.EventID) []Edge { panic("") }

// Messages returns the matched messages, by rising Enter event (then Receive).
func (g *Graph) Messages() []Msg { panic("") }

// Enter returns the event at which m enters its receiver's past, NoEvent while it is held back.
func (g *Graph) Enter(m Msg) parse.EventID { panic("") }

// Delivers reports whether node n logs deliveries.
func (g *Graph) Delivers(n parse.NodeID) bool { panic("") }

// StampEdges returns the stamp edges that no other edge implies, by rising To.
func (g *Graph) StampEdges() []Edge { panic("") }

// Ghosts returns how many unrecorded events stamps refer to, by node; nodes without any are left out.
func (g *Graph) Ghosts() map[parse.NodeID]int { panic("") }

// Matching returns how receives were matched.
func (g *Graph) Matching() Matching { panic("") }

// Matching counts how the messages of a run were matched, and lists what could not be.
type Matching struct {
	ByID, ByReply, ByStamp, ByContent int
	Orphans   []parse.EventID // receives (or deliveries) whose send is missing and whose sender is not external
	External  int             // receives from external nodes
	Lost      []parse.EventID // sends without a receive: lost or in flight
	Dropped   int             // messages known to be lost
	Ambiguous []Ambiguity
	Duplicate []Msg           // second and later receives of one message at one node
}

// Ambiguity is a receive that several sends fit.
type Ambiguity struct {
	Receive parse.EventID
	Sends   []parse.EventID
}

// Cycle returns a shortest cycle of contradictory evidence, nil where there is none. Its stamp edges have been set
// aside; fatal reports that it has none, so that the order of the run means nothing.
func (g *Graph) Cycle() (cycle []Edge, fatal bool) { panic("") }

// SetAside returns the stamp edges that were set aside because they lie on a cycle.
func (g *Graph) SetAside() []Edge { panic("") }

// Sweep visits every event in an order that respects happens-before. clock[s] is the number of events of strand s in
// the causal past of e, e included; it is only valid during the call.
func (g *Graph) Sweep(visit func(e parse.EventID, clock []uint32)) { panic("") }

// PastOf returns the causal past of e as a cut.
func (g *Graph) PastOf(e parse.EventID) Cut { panic("") }

// FutureOf returns, for each strand, how many of its events do not follow e: those from that index on are e's future, e included.
func (g *Graph) FutureOf(e parse.EventID) Cut { panic("") }

// Inconsistent returns the messages that are received inside the cut and sent outside it, in the order of Messages;
// nil where the cut is consistent. Stamp edges count like messages and have no Receive.
func (g *Graph) Inconsistent(c Cut) []Edge { panic("") }

// GreatestBelow returns the greatest consistent cut inside c.
func (g *Graph) GreatestBelow(c Cut) Cut { panic("") }

// LeastAbove returns the least consistent cut around c.
func (g *Graph) LeastAbove(c Cut) Cut { panic("") }
