package checks

import (
	"slices"

	"github.com/tracecausal/tracecausal/parse"
)

// unasked counts the answers to requests of which the log holds neither end,
// and names the first. Nothing is wrong with their own messages, but the log
// lacks a line. Requests of external nodes may be missing.
//
// The sends are asked first, for most logs hold both ends: of each sender they
// come in the order of its ids, mostly without a gap, and then all takes time
// linear in the ends of messages, and no memory. At worst it is O(n log n), and
// nothing where no event is a reply.
func unasked(run *parse.Run) (n int, first parse.EventID) {
	if !run.HasReplies() {
		return 0, parse.NoEvent
	}
	open := openReplies(run, givenIDs(run, parse.Sends))
	if len(open) > 0 {
		received := givenIDs(run, parse.Receives)
		open = slices.DeleteFunc(open, func(r openReply) bool { return received[r.asker].has(r.request) })
	}
	if len(open) == 0 {
		return 0, parse.NoEvent
	}
	return len(open), open[0].send
}

// openReply is a send that says which request it answers.
type openReply struct {
	send    parse.EventID
	asker   parse.NodeID
	request parse.MsgID
}

// openReplies lists, by rising event, the replies to requests that are not among
// those asked, as far as the asker is to be expected in the log.
func openReplies(run *parse.Run, asked []idSet) []openReply {
	var open []openReply
	for s := range run.Strands() {
		for ends := range run.MessageEnds(parse.StrandID(s), parse.EndReplies|parse.EndReceivers, parse.Sends) {
			for i, request := range ends.Replies {
				if request == 0 {
					continue
				}
				to, all := run.Named(ends.Receivers[i])
				if all || len(to) != 1 || asked[to[0]].has(request) || run.Nodes()[to[0]].External {
					continue
				}
				open = append(open, openReply{ends.Events[i], to[0], request})
			}
		}
	}
	return open
}

// idSet holds the ids that a sender gave: a range of ids that follow one another,
// which in most logs is all of them, and others by rising value.
type idSet struct {
	first  parse.MsgID
	n      uint64
	others []parse.MsgID
}

func (s *idSet) add(id parse.MsgID) {
	switch {
	case s.n == 0:
		s.first, s.n = id, 1
	case id == s.first+parse.MsgID(parse.MsgIDStep*s.n):
		s.n++
	default:
		s.others = append(s.others, id)
	}
}

func (s *idSet) has(id parse.MsgID) bool {
	if diff := uint64(id - s.first); diff/parse.MsgIDStep < s.n && diff%parse.MsgIDStep == 0 {
		return true
	}
	_, found := slices.BinarySearch(s.others, id)
	return found
}

// givenIDs returns the ids of all messages of which an event in that role says who
// sent them, by sender.
func givenIDs(run *parse.Run, role parse.Role) []idSet {
	of := make([]idSet, len(run.Nodes()))
	for s, st := range run.Strands() {
		for ends := range run.MessageEnds(parse.StrandID(s), parse.EndGiven|parse.EndFrom, role) {
			for i, id := range ends.Given {
				from := ends.From[i]
				if from == parse.NoNode && role == parse.Sends {
					from = st.Node
				}
				if id != 0 && from != parse.NoNode {
					of[from].add(id)
				}
			}
		}
	}
	for i := range of {
		if others := of[i].others; !slices.IsSorted(others) {
			slices.Sort(others)
		}
	}
	return of
}
