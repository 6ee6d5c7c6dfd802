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
// messages that they are ends of. All slices that were asked for have one element
// for each event. To read many events in this way takes a fraction of the time of
// asking one after the other.
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

// EndColumns is a set of what a [MessageEnds] holds beside events and their roles.
type EndColumns uint8

// The columns.
const (
	EndIDs EndColumns = 1 << iota
	EndGiven
	EndReplies
	EndOwnLines
	EndFrom
	EndReceivers
)

// MessageEnds yields the events of strand s that play one of these roles, by
// rising id, at most blockSize at a time. What it yields is valid until the next.
func (r *Run) MessageEnds(s StrandID, columns EndColumns, roles ...Role) iter.Seq[*MessageEnds] {
	wanted := withRoles(roles)
	return func(yield func(*MessageEnds) bool) {
		st := &r.strands[s]
		reader := endReader{run: r, columns: columns}
		for i := range st.blocks {
			b := &st.blocks[i]
			at := b.where(wanted, st.Len-i<<blockBits, &reader.room)
			if len(at) == 0 {
				continue
			}
			reader.read(b, st.First+EventID(i<<blockBits), at)
			if !yield(&reader.MessageEnds) {
				return
			}
		}
	}
}

// endReader reads the message ends of one block after another.
type endReader struct {
	MessageEnds
	run     *Run
	columns EndColumns
	room    [blockSize]uint8
	own     []uint8
}

// read reads the events at some indices of a block that begins with event first.
func (e *endReader) read(b *block, first EventID, at []uint8) {
	gather(b, colKindRole, at, &e.Roles)
	e.Events = room(e.Events, len(at))
	for k, i := range at {
		e.Events[k] = first + EventID(i)
		e.Roles[k] &= 3
	}
	if e.columns&EndGiven != 0 {
		gather(b, colMsg, at, &e.Given)
	}
	if e.columns&EndIDs != 0 {
		e.readIDs(b, at)
	}
	if e.columns&EndReplies != 0 {
		gather(b, colReply, at, &e.Replies)
	}
	if e.columns&EndOwnLines != 0 {
		e.readOwnLines(b, at)
	}
	if e.columns&EndFrom != 0 {
		e.readFrom(b, at)
	}
	if e.columns&EndReceivers != 0 {
		gather(b, colTo, at, &e.Receivers)
	}
}

func (e *endReader) readIDs(b *block, at []uint8) {
	gather(b, colMsg, at, &e.IDs)
	if !b.has(colWire) {
		return
	}
	for k, i := range at {
		if id := b.get(colWire, int(i)); id != 0 {
			e.IDs[k] = MsgID(id)
		}
	}
}

func (e *endReader) readOwnLines(b *block, at []uint8) {
	if !b.has(colOwnLine) {
		e.OwnLines = room(e.OwnLines, len(at))
		clear(e.OwnLines)
		return
	}
	gather(b, colLine, at, &e.OwnLines)
	gather(b, colOwnLine, at, &e.own)
	for k, own := range e.own {
		if own == 0 {
			e.OwnLines[k] = 0
		}
	}
}

func (e *endReader) readFrom(b *block, at []uint8) {
	gather(b, colFrom, at, &e.From)
	for k, slot := range e.From {
		if slot == 0 {
			e.From[k] = NoNode
		} else {
			e.From[k] = e.run.nodeOf[slot-1]
		}
	}
}
