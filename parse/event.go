package parse

import (
	"fmt"
	"sort"
	"strconv"
)

// Event is one event of a run: a small handle, cheap to copy. Its methods read
// the run's columns.
type Event struct {
	run    *Run
	block  *block
	id     EventID
	strand StrandID
	at     uint32 // index in block
}

// event returns the event of that id, which lies on strand s.
func (r *Run) event(s StrandID, id EventID) Event {
	st := &r.strands[s]
	i := uint32(id - st.First)
	return Event{r, &st.blocks[i>>blockBits], id, s, i % blockSize}
}

// Run returns the run the event belongs to.
func (e Event) Run() *Run { return e.run }

// ID returns the event's index in its run.
func (e Event) ID() EventID { return e.id }

// Strand returns the strand the event lies on.
func (e Event) Strand() StrandID { return e.strand }

// get returns what the event says in a column. Of most columns no event of the
// run says anything.
func (e Event) get(c column) uint64 {
	if e.run.present>>c&1 == 0 {
		return 0
	}
	return e.block.get(c, int(e.at))
}

// Node returns the event's node.
func (e Event) Node() NodeID { return e.run.strands[e.strand].Node }

// NodeName returns the name of the event's node.
func (e Event) NodeName() string { return e.run.nodes[e.Node()].Name }

// Life returns which life of its node the event belongs to, from 1.
func (e Event) Life() int { return e.life().number }

// Position returns the event's place in its node's life, from 1.
func (e Event) Position() int {
	l := e.life()
	return int(e.id-l.first) + 1 + l.base
}

func (e Event) life() life {
	lives := e.run.strands[e.strand].lives
	if len(lives) == 1 {
		return lives[0]
	}
	after := sort.Search(len(lives), func(i int) bool { return lives[i].first > e.id })
	return lives[max(after-1, 0)]
}

// Name returns the name users know the event by: "A:3", or "A@2:3" in its
// node's second life.
func (e Event) Name() string {
	if l := e.Life(); l > 1 {
		return fmt.Sprintf("%s@%d:%d", e.NodeName(), l, e.Position())
	}
	return e.NodeName() + ":" + strconv.Itoa(e.Position())
}

// Kind returns what the event means to the checks.
func (e Event) Kind() Kind { return Kind(e.get(colKindRole) >> 2) }

// Role returns which end of a message the event is, if any.
func (e Event) Role() Role { return Role(e.get(colKindRole) & 3) }

// Label returns the human label; "" where the log gives none.
func (e Event) Label() string { return e.run.labels.text(e.get(colLabel)) }

// Source returns where the event was read.
func (e Event) Source() Source { return e.run.files.source(uint32(e.get(colLine))) }

// MsgID returns the event's message id, 0 where it has none. Ids are unique
// within a life of their sender only.
func (e Event) MsgID() MsgID { return MsgID(e.get(colMsg)) }

// MatchID returns the id by which the ends of a message know each other: the
// one that the network gave it, where the log tells, else [Event.MsgID]. It is
// for comparing only, and has no text worth showing.
func (e Event) MatchID() MsgID {
	if id := e.get(colWire); id != 0 {
		return MsgID(id)
	}
	return e.MsgID()
}

// InReplyTo returns the id of the request that the event's message answers, 0
// where there is none.
func (e Event) InReplyTo() MsgID { return MsgID(e.get(colReply)) }

// OwnLine reports that the other end of the event's message stands on the same
// line of the log, and returns a number of that line that is the same for both.
func (e Event) OwnLine() (line uint32, ok bool) {
	if e.get(colOwnLine) == 0 {
		return 0, false
	}
	return uint32(e.get(colLine)), true
}

// From returns the sender that the event names.
func (e Event) From() (NodeID, bool) {
	from := e.get(colFrom)
	if from == 0 {
		return NoNode, false
	}
	return e.run.nodeOf[from-1], true
}

// To returns the receivers that the event names, by rising id; all reports a
// send to everyone. A send that names none has unknown receivers.
func (e Event) To() (to []NodeID, all bool) {
	return e.run.Named(e.Receivers())
}

// Receivers returns what stands for the receivers that the event names.
func (e Event) Receivers() Receivers { return Receivers(e.get(colTo)) }

// Vector returns the event's vector clock. It replays part of the strand; to
// walk many events use [Run.VectorCursor].
func (e Event) Vector() (Vector, bool) {
	if !e.run.stamped {
		return nil, false
	}
	c := e.run.VectorCursor(e.strand)
	c.Seek(e.id)
	if !c.has {
		return nil, false
	}
	return c.clock, true
}

// HLC returns the event's hybrid logical clock stamp.
func (e Event) HLC() (HLC, bool) {
	pt := e.get(colPT)
	if pt == 0 {
		return HLC{}, false
	}
	return HLC{PT: value(pt), C: e.get(colC)}, true
}

// Lamport returns the event's Lamport stamp.
func (e Event) Lamport() (uint64, bool) {
	v := e.get(colLamport)
	return v - 1, v != 0
}

// Wall returns the node's own wall clock at the event, in nanoseconds since
// 1970. It is never altered and never orders events.
func (e Event) Wall() (ns int64, ok bool) {
	v := e.get(colWall)
	return value(v), v != 0
}

// TrueTime returns the event's TrueTime interval.
func (e Event) TrueTime() (TrueTime, bool) {
	unit := e.get(colTTUnit)
	if unit == 0 {
		return TrueTime{}, false
	}
	return TrueTime{int64(e.get(colTTEarliest)), int64(e.get(colTTLatest)), int64(unit - 1)}, true
}

// OK returns the event's "ok": false marks an operation that failed.
func (e Event) OK() (ok, present bool) {
	v := e.get(colOK)
	return v == 2, v != 0
}

// Payload returns the value of a payload field. Only kinds other than
// internal, and message ends, keep their payload.
func (e Event) Payload(f Field) (value Value, ok bool) {
	return payloadField(e.run.payload.at(e.get(colPayload)), f)
}

// Text returns a payload field's text, "" where it is absent.
func (e Event) Text(f Field) string {
	v, _ := e.Payload(f)
	return v.Text()
}

// Int returns a payload field's integer.
func (e Event) Int(f Field) (int64, bool) {
	v, ok := e.Payload(f)
	if !ok {
		return 0, false
	}
	return v.Int()
}

// Bool returns a payload field's boolean.
func (e Event) Bool(f Field) (value, present bool) {
	v, ok := e.Payload(f)
	if !ok {
		return false, false
	}
	return v.Bool()
}

// ExpiresAt returns the payload field expires_at in nanoseconds since 1970 by
// the clock of the event's node.
func (e Event) ExpiresAt() (ns int64, ok bool) { return e.Int(FExpiresAt) }
