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
// linear in the ends of messages. At worst it is O(n log n), and nothing where no
// event is a reply.
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
func openReplies(run *parse.Run, asked []idList) []openReply {
	var open []openReply
	for s := range run.Strands() {
		for ends := range run.MessageEnds(parse.StrandID(s), parse.EndReplies|parse.EndReceivers, parse.Sends) {
			for i, request := range ends.Replies {
				to, all := run.Named(ends.Receivers[i])
				if request == 0 || all || len(to) != 1 || asked[to[0]].has(request) || run.Nodes()[to[0]].External {
					continue
				}
				open = append(open, openReply{ends.Events[i], to[0], request})
			}
		}
	}
	return open
}

// idList holds ids by rising value.
type idList []parse.MsgID

// has looks first where the id stands if every one from the first on was given.
func (l idList) has(id parse.MsgID) bool {
	if len(l) == 0 {
		return false
	}
	if guess := uint64(id-l[0]) >> 1; guess < uint64(len(l)) && l[guess] == id { // ids that follow one another differ by two
		return true
	}
	_, found := slices.BinarySearch(l, id)
	return found
}

// givenIDs lists the ids of all messages of which an event in that role says who
// sent them, by sender.
func givenIDs(run *parse.Run, role parse.Role) []idList {
	of := make([]idList, len(run.Nodes()))
	for s, st := range run.Strands() {
		if role == parse.Sends {
			of[st.Node] = slices.Grow(of[st.Node], run.CountRoleOf(parse.StrandID(s), role))
		}
		for ends := range run.MessageEnds(parse.StrandID(s), parse.EndGiven|parse.EndFrom, role) {
			for i, id := range ends.Given {
				from := ends.From[i]
				if from == parse.NoNode && role == parse.Sends {
					from = st.Node
				}
				if id != 0 && from != parse.NoNode {
					of[from] = append(of[from], id)
				}
			}
		}
	}
	for _, l := range of {
		if !slices.IsSorted(l) {
			slices.Sort(l)
		}
	}
	return of
}
