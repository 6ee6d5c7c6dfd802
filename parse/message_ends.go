package parse

import (
	"iter"
	"slices"
)

// Receivers stands for whom a send names as its receivers. Within a run, equal
// Receivers name the same ones. The zero Receivers are not known.
type Receivers uint32

// MayReach reports whether a send to these receivers can be for node n: it names
// n, everyone or nobody.
func (r *Run) MayReach(to Receivers, n NodeID) bool {
	if to == 0 || to-1 == everyone {
		return true
	}
	set := r.sets[to-1]
	return len(set) == 0 || slices.Contains(set, n)
}

// Named returns the receivers, by rising id; all reports that they are everyone.
func (r *Run) Named(to Receivers) (names []NodeID, all bool) {
	if to == 0 {
		return nil, false
	}
	return r.sets[to-1], to-1 == everyone
}

// MessageEnds is what some events of one strand, by rising id, say of the
// messages that they are ends of. All slices have one element for each event.
// To read many events in this way takes a fraction of the time of asking one
// after the other.
type MessageEnds struct {
	Events    []EventID
	Roles     []Role
	IDs       []MsgID     // as [Event.MatchID]
	Given     []MsgID     // as [Event.MsgID]
	Replies   []MsgID     // as [Event.InReplyTo]
	OwnLines  []uint32    // as [Event.OwnLine]; 0 where the other end does not stand on the same line
	From      []NodeID    // as [Event.From]; NoNode where the event names no sender
	Receivers []Receivers // as [Event.To]
}

// MessageEnds yields the events of strand s that play one of these roles, by
// rising id, at most blockSize at a time. What it yields is valid until the next.
func (r *Run) MessageEnds(s StrandID, roles ...Role) iter.Seq[*MessageEnds] {
	wanted := withRoles(roles)
	return func(yield func(*MessageEnds) bool) {
		st := &r.strands[s]
		reader := endReader{run: r}
		for i := range st.blocks {
			if !reader.read(&st.blocks[i], st.First+EventID(i<<blockBits), st.Len-i<<blockBits, wanted) {
				continue
			}
			if !yield(&reader.MessageEnds) {
				return
			}
		}
	}
}

// endReader reads the message ends of one block after another.
type endReader struct {
	MessageEnds
	run  *Run
	room [blockSize]uint8
	wire []MsgID
}

// read reads the wanted ones of n events, the first of a block that begins with
// event first. It reports whether there are any.
func (e *endReader) read(b *block, first EventID, n int, wanted *kindRoles) bool {
	at := b.where(wanted, n, &e.room)
	if len(at) == 0 {
		return false
	}
	gather(b, colKindRole, at, &e.Roles)
	gather(b, colMsg, at, &e.Given)
	gather(b, colReply, at, &e.Replies)
	gather(b, colFrom, at, &e.From)
	gather(b, colTo, at, &e.Receivers)
	gather(b, colOwnLine, at, &e.OwnLines)
	e.Events = room(e.Events, len(at))
	for k, i := range at {
		e.Events[k] = first + EventID(i)
		e.Roles[k] &= 3
		if slot := e.From[k]; slot == 0 {
			e.From[k] = NoNode
		} else {
			e.From[k] = e.run.nodeOf[slot-1]
		}
	}
	e.IDs = e.Given
	if b.has(colWire) {
		gather(b, colWire, at, &e.wire)
		for k, id := range e.wire {
			if id == 0 {
				e.wire[k] = e.Given[k]
			}
		}
		e.IDs = e.wire
	}
	if b.has(colOwnLine) {
		for k, own := range e.OwnLines {
			if own != 0 {
				e.OwnLines[k] = uint32(b.get(colLine, int(at[k])))
			}
		}
	}
	return true
}
