package graph

import "github.com/tracecausal/tracecausal/parse"

// Reason says why an edge is there.
type Reason uint8

// The reasons, strongest evidence first.
const (
	Program Reason = iota // the next event of the strand
	Message
	Stamp
)

// String returns "program", "message" or "stamp".
func (r Reason) String() string { return [...]string{"program", "message", "stamp"}[r] }

// Edge is one step of happens-before.
type Edge struct {
	From, To parse.EventID
	Reason   Reason
}

// Basis says by which evidence a receive was matched with its send.
type Basis uint8

// The evidence, best first.
const (
	ByID      Basis = iota // sender and message id
	ByReply                // a request and the reply to it
	ByStamp                // the receive's entry for the sender first reaches the send's
	ByContent              // the only send that fits, in the order of the channel
)

// Msg is a matched message: one send and what one receiver made of it. A
// broadcast is one Msg for each receiver.
type Msg struct {
	Send    parse.EventID
	Receive parse.EventID // arrival; NoEvent where only the delivery is logged
	Deliver parse.EventID // NoEvent where the node logs no deliveries, or not this one
	Basis   Basis
	Dup     bool // not the first of this send at this receiver
}

// Enter returns the event at which the message enters its receiver's past: its
// delivery where the node logs deliveries, else its arrival. It is NoEvent for
// a message that is still held back.
//
// (The field logged is kept by the graph: see Graph.Enter.)

// Options say what is known of the run beside its events.
type Options struct {
	Ticks parse.Ticks
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

// Cut is a number of events of each strand, indexed by StrandID: the first
// Cut[s] events of strand s lie inside.
type Cut []uint32
