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
	IDs       []MsgID     // as [Event.MatchID]
	Given     []MsgID     // as [Event.MsgID]
	Replies   []MsgID     // as [Event.InReplyTo]
	OwnLines  []uint32    // as [Event.OwnLine]; 0 where the other end does not stand on the same line
	From      []NodeID    // as [Event.From]; NoNode where the event names no sender
	Receivers []Receivers // as [Event.To]
	Roles     []Role

	run  *Run
	b    *block // that holds the events
	at   []uint8
	room listRoom
	own  []uint8
}

// EndColumns is a set of what a [MessageEnds] holds beside events.
type EndColumns uint8

// The columns.
const (
	EndIDs EndColumns = 1 << iota
	EndGiven
	EndReplies
	EndOwnLines
	EndFrom
	EndReceivers
	EndRoles
)

// MessageEnds yields the events of strand s that play one of these roles, by
// rising id, some hundred at a time at most. What it yields is valid until the next.
func (r *Run) MessageEnds(s StrandID, columns EndColumns, roles ...Role) iter.Seq[*MessageEnds] {
	wanted := newMessageRoles(roles)
	return func(yield func(*MessageEnds) bool) {
		st := &r.strands[s]
		e := MessageEnds{run: r}
		for i := range st.blocks {
			e.b = &st.blocks[i]
			e.at = e.b.inRoles(wanted, st.Len-i<<blockBits).list(&e.room)
			if len(e.at) == 0 {
				continue
			}
			e.readEvents(st.First + EventID(i<<blockBits))
			e.Read(columns)
			if !yield(&e) {
				return
			}
		}
	}
}

// readEvents reads the ids of the events, of which the block's first is given.
func (e *MessageEnds) readEvents(first EventID) {
	events := room(e.Events, len(e.at))
	for k, at := range e.at {
		events[k] = first + EventID(at)
	}
	e.Events = events
}

// Read reads more columns of the same events.
func (e *MessageEnds) Read(columns EndColumns) {
	if columns&EndRoles != 0 {
		gather(e.b, colKindRole, e.at, &e.Roles)
		for k := range e.Roles {
			e.Roles[k] &= 3
		}
	}
	if columns&EndGiven != 0 {
		gather(e.b, colMsg, e.at, &e.Given)
	}
	if columns&EndIDs != 0 {
		e.readIDs()
	}
	if columns&EndReplies != 0 {
		gather(e.b, colReply, e.at, &e.Replies)
	}
	if columns&EndOwnLines != 0 {
		e.readOwnLines()
	}
	if columns&EndFrom != 0 {
		e.readFrom()
	}
	if columns&EndReceivers != 0 {
		gather(e.b, colTo, e.at, &e.Receivers)
	}
}

func (e *MessageEnds) readIDs() {
	gather(e.b, colMsg, e.at, &e.IDs)
	if !e.b.has(colWire) {
		return
	}
	for k, i := range e.at {
		if id := e.b.get(colWire, int(i)); id != 0 {
			e.IDs[k] = MsgID(id)
		}
	}
}

func (e *MessageEnds) readOwnLines() {
	if !e.b.has(colOwnLine) {
		e.OwnLines = room(e.OwnLines, len(e.at))
		clear(e.OwnLines)
		return
	}
	gather(e.b, colLine, e.at, &e.OwnLines)
	if e.b.column(colOwnLine).width == 0 {
		return // as of a log of messages: all of them do
	}
	gather(e.b, colOwnLine, e.at, &e.own)
	for k, own := range e.own {
		if own == 0 {
			e.OwnLines[k] = 0
		}
	}
}

func (e *MessageEnds) readFrom() {
	gather(e.b, colFrom, e.at, &e.From)
	nodeOf := e.run.nodeOf
	for k, slot := range e.From {
		node := NoNode
		if slot != 0 {
			node = nodeOf[slot-1]
		}
		e.From[k] = node
	}
}
