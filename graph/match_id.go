package graph

import (
	"cmp"
	"slices"

	"github.com/tracecausal/tracecausal/parse"
)

// maxCandidates bounds the sends that one ambiguity lists: a log that uses one
// id a hundred thousand times must not cost the square of that.
const maxCandidates = 100

// keyMatcher matches receives and deliveries by what identifies their message.
type keyMatcher struct {
	g       *Graph
	indexes *indexes
	ids     finder
	replies finder // made when first asked for
	scratch []parse.EventID

	matches
	left     []pending
	nameless []pending // deliveries by id that name no sender
}

func (g *Graph) newKeyMatcher(x *indexes) *keyMatcher {
	k := &keyMatcher{g: g, indexes: x, ids: x.ids.finder()}
	k.crowds = make(map[*send][]send)
	return k
}

// matchKeys matches what it can by keys, several parts of the run at a time. Each part
// writes what it finds into its piece of the room of m.ends, in the order of the
// parts, so that take moves it forward and needs no second room.
func (m *matcher) matchKeys(parts []part) {
	room := m.ends[:cap(m.ends)]
	found := make([]*keyMatcher, len(parts))
	for i, p := range parts {
		n := len(room)
		if len(parts) > 1 {
			n = 0
			for s := p.first; s < p.end; s++ {
				n += m.g.run.CountRoleOf(s, parse.Receives, parse.Delivers)
			}
		}
		found[i] = m.g.newKeyMatcher(m.indexes)
		found[i].ends, room = room[:0:n], room[n:]
	}
	shareOut(parts, func(i int, p part) {
		for s := p.first; s < p.end; s++ {
			found[i].matchStrand(s)
		}
	})
	var nameless []pending
	for _, k := range found {
		m.take(&k.matches)
		m.left = append(m.left, k.left...)
		nameless = append(nameless, k.nameless...)
	}
	if len(nameless) > 0 {
		m.matchNameless(nameless)
	}
}

// matchStrand matches the receives and deliveries of one strand.
func (k *keyMatcher) matchStrand(s parse.StrandID) {
	n := k.g.strands[s].Node
	delivers := k.g.delivers[n]
	for ends := range k.g.run.MessageEnds(s, parse.EndOwnLines|parse.EndIDs|parse.EndReplies, parse.Receives, parse.Delivers) {
		if delivers {
			ends.Read(parse.EndRoles)
		}
		if delivers || slices.Contains(ends.OwnLines, 0) {
			ends.Read(parse.EndFrom)
		}
		k.matchEnds(n, ends)
	}
}

// matchEnds matches some receives and deliveries of node n.
func (k *keyMatcher) matchEnds(n parse.NodeID, ends *parse.MessageEnds) {
	delivers := k.g.delivers[n]
	for i, e := range ends.Events {
		p, matched := pending{e, n}, false
		id, reply := ends.IDs[i], ends.Replies[i]
		switch line := ends.OwnLines[i]; {
		case line != 0:
			matched = k.matchLine(p, line, basisOf(id, reply))
		case delivers && ends.Roles[i] == parse.Delivers && ends.From[i] == parse.NoNode && id != 0:
			k.nameless = append(k.nameless, p)
			continue
		default:
			matched = k.matchEnd(p, ends.From[i], id, reply)
		}
		if !matched {
			k.left = append(k.left, p)
		}
	}
}

// basisOf returns by which evidence an end with these keys is matched, if by a key.
func basisOf(id, reply parse.MsgID) Basis {
	if id == 0 && reply != 0 {
		return ByReply
	}
	return ByID
}

// matchLine matches an end with the send on its line.
func (k *keyMatcher) matchLine(p pending, line uint32, basis Basis) bool {
	send, ok := k.indexes.lines.at(line)
	if ok {
		k.onLines++
		k.pair(p.event, send, basis)
	}
	return ok
}

// matchEnd matches an end whose send stands on another line, if it has a key that any
// send has.
func (k *keyMatcher) matchEnd(p pending, from parse.NodeID, id, reply parse.MsgID) bool {
	var found []send
	switch {
	case id != 0:
		found = k.ids.find(from, id)
	case reply != 0:
		if k.replies.sendIndex == nil {
			k.replies = k.indexes.replies().finder()
		}
		found = k.replies.find(from, reply)
	}
	if len(found) == 1 { // as most are
		ok := k.g.run.MayReach(found[0].to, p.node)
		if ok {
			k.pair(p.event, found[0].event, basisOf(id, reply))
		}
		return ok
	}
	return k.settle(p.event, k.candidates(found, p), basisOf(id, reply))
}

// matchNameless matches the deliveries that name no sender: the message is the
// one with that id which their node received, else the only one of that id.
func (m *matcher) matchNameless(nameless []pending) {
	type arrival struct {
		node parse.NodeID
		id   parse.MsgID
	}
	sends := make(map[arrival][]parse.EventID)
	for i := range m.ends {
		r := &m.ends[i]
		k := arrival{m.g.strands[m.g.run.StrandOf(r.enter())].Node, m.g.run.Event(r.enter()).MatchID()}
		if list := sends[k]; k.id != 0 && len(list) < maxCandidates && !slices.Contains(list, r.Send) {
			sends[k] = append(list, r.Send)
		}
	}
	k := m.g.newKeyMatcher(m.indexes)
	for _, p := range nameless {
		id := m.g.run.Event(p.event).MatchID()
		list := sends[arrival{p.node, id}]
		if len(list) == 0 {
			list = k.candidates(k.ids.find(parse.NoNode, id), p)
		}
		if !k.settle(p.event, list, ByID) {
			m.left = append(m.left, p)
		}
	}
	m.take(&k.matches)
	slices.SortFunc(m.left, func(a, b pending) int { return cmp.Compare(a.event, b.event) })
}

// candidates returns those of the sends of one key which a pending end can belong
// to, by rising event. The result is valid until the next call.
func (k *keyMatcher) candidates(found []send, p pending) []parse.EventID {
	k.scratch = k.scratch[:0]
	for i := range found {
		if k.g.run.MayReach(found[i].to, p.node) {
			if len(k.scratch) == maxCandidates {
				k.crowds[&found[0]] = found
				break
			}
			k.scratch = append(k.scratch, found[i].event)
		}
	}
	if len(k.scratch) > 1 {
		k.scratch = k.narrowByStamp(k.scratch, k.g.run.Event(p.event))
	}
	return k.scratch
}

// narrowByStamp picks, among sends of different lives or senders, the only one
// whose vector clock the receiving event's covers: the true one always is
// covered. Two sends of one life with one id stay in doubt, whatever they carry.
func (k *keyMatcher) narrowByStamp(sends []parse.EventID, e parse.Event) []parse.EventID {
	v, ok := e.Vector()
	if !ok {
		return sends
	}
	type life struct {
		node   parse.NodeID
		number int
	}
	seen := make(map[life]bool, len(sends))
	covered := parse.NoEvent
	for _, s := range sends {
		send := k.g.run.Event(s)
		l := life{send.Node(), send.Life()}
		w, ok := send.Vector()
		if seen[l] || !ok {
			return sends
		}
		seen[l] = true
		if v.Covers(w) {
			if covered != parse.NoEvent {
				return sends
			}
			covered = s
		}
	}
	if covered == parse.NoEvent {
		return sends
	}
	sends[0] = covered
	return sends[:1]
}
