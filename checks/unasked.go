package checks

import (
	"slices"

	"github.com/tracecausal/tracecausal/parse"
)

// unasked counts the answers to requests of which the log holds neither end,
// and names the first. Nothing is wrong with their own messages, but the log
// lacks a line. Requests of external nodes may be missing.
//
// One look at the sends tells which ids each sender gave, and between which two
// lie those that it was answered. Mostly a sender counts its messages, and then
// nothing is open. Else the sends are asked one by one, and the receives last.
// All takes time linear in the ends of messages, at worst O(n log n), and nothing
// where no event is a reply.
func unasked(run *parse.Run) (n int, first parse.EventID) {
	if !run.HasReplies() {
		return 0, parse.NoEvent
	}
	r := requestsOf(run)
	if r.allAsked(run) {
		return 0, parse.NoEvent
	}
	open := openReplies(run, r.asked)
	if len(open) > 0 {
		received := idsOfReceived(run)
		open = slices.DeleteFunc(open, func(r openReply) bool { return received[r.asker].has(r.request) })
	}
	if len(open) == 0 {
		return 0, parse.NoEvent
	}
	return len(open), open[0].send
}

// requests are the ids of all messages that are sent, by sender, and the ids that
// sends answer, by whom they answer.
type requests struct {
	asked    []idSet
	answered []idRange // by receivers
}

func requestsOf(run *parse.Run) *requests {
	r := &requests{asked: make([]idSet, len(run.Nodes()))}
	for s, st := range run.Strands() {
		for ends := range run.MessageEnds(parse.StrandID(s), parse.EndGiven|parse.EndFrom|parse.EndReplies|parse.EndReceivers, parse.Sends) {
			r.add(st.Node, ends)
		}
	}
	sortIDs(r.asked)
	return r
}

// add adds some sends that node n logged.
func (r *requests) add(n parse.NodeID, ends *parse.MessageEnds) {
	for i, id := range ends.Given {
		from, to := ends.From[i], ends.Receivers[i]
		if from == parse.NoNode {
			from = n
		}
		if id != 0 {
			r.asked[from].add(id)
		}
		for int(to) >= len(r.answered) {
			r.answered = append(r.answered, idRange{})
		}
		r.answered[to].add(ends.Replies[i])
	}
}

// allAsked reports that every id that was answered is surely that of a request, as
// far as the asker is to be expected in the log.
func (r *requests) allAsked(run *parse.Run) bool {
	for to := range r.answered {
		if asker, ok := onlyAsker(run, parse.Receivers(to)); ok && !r.asked[asker].holds(&r.answered[to]) {
			return false
		}
	}
	return true
}

// onlyAsker returns the only one of some receivers, who asked what they are
// answered. It is false where there are more, or the log need not hold who it is.
func onlyAsker(run *parse.Run, receivers parse.Receivers) (parse.NodeID, bool) {
	to, all := run.Named(receivers)
	if all || len(to) != 1 || run.Nodes()[to[0]].External {
		return parse.NoNode, false
	}
	return to[0], true
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
				if asker, ok := onlyAsker(run, ends.Receivers[i]); ok && !asked[asker].has(request) {
					open = append(open, openReply{ends.Events[i], asker, request})
				}
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

// counts reports whether an id is one of those that follow one another.
func (s *idSet) counts(id parse.MsgID) bool {
	diff := uint64(id - s.first)
	return diff/parse.MsgIDStep < s.n && diff%parse.MsgIDStep == 0
}

func (s *idSet) has(id parse.MsgID) bool {
	if s.counts(id) {
		return true
	}
	_, found := slices.BinarySearch(s.others, id)
	return found
}

// holds reports whether all ids of a range surely follow one another in the set.
func (s *idSet) holds(r *idRange) bool {
	return r.last == 0 || r.bits%parse.MsgIDStep == 0 && s.counts(-r.minusFirst) && s.counts(r.last)
}

// idRange is between which two some ids lie. The zero idRange is of none.
type idRange struct {
	last       parse.MsgID
	minusFirst parse.MsgID // negative, so that zero, which is no id, changes nothing
	bits       parse.MsgID // that any of them has: numbers are multiples of MsgIDStep
}

// add takes an id in, if it is one. It takes no branch on that, which nobody could
// predict of the sends of a node.
func (r *idRange) add(id parse.MsgID) {
	r.last, r.minusFirst, r.bits = max(r.last, id), max(r.minusFirst, -id), r.bits|id
}

// idsOfReceived returns the ids of all messages of which a receive says who sent
// them, by sender.
func idsOfReceived(run *parse.Run) []idSet {
	of := make([]idSet, len(run.Nodes()))
	for s := range run.Strands() {
		for ends := range run.MessageEnds(parse.StrandID(s), parse.EndGiven|parse.EndFrom, parse.Receives) {
			for i, id := range ends.Given {
				if from := ends.From[i]; id != 0 && from != parse.NoNode {
					of[from].add(id)
				}
			}
		}
	}
	sortIDs(of)
	return of
}

// sortIDs makes sets ready to be asked.
func sortIDs(sets []idSet) {
	for i := range sets {
		slices.Sort(sets[i].others)
	}
}
