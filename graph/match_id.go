package graph

import (
	"cmp"
	"slices"

	"github.com/tracecausal/tracecausal/parse"
)

// maxCandidates bounds the sends that one ambiguity lists: a log that uses one
// id a hundred thousand times must not cost the square of that.
const maxCandidates = 100

// index files every send under its keys, and notes which nodes log deliveries.
func (m *matcher) index() {
	nodes := len(m.g.run.Nodes())
	m.lines, m.ids, m.replies = newSendIndex(1), newSendIndex(nodes), newSendIndex(nodes)
	at := walker{strands: m.g.strands}
	for e := range m.g.run.OfRole(parse.Sends) {
		node := at.node(e)
		send := m.g.run.Event(e)
		m.indexSend(send, sender(send, node))
	}
	at = walker{strands: m.g.strands}
	for e := range m.g.run.OfRole(parse.Delivers) {
		m.g.delivers[at.node(e)] = true
	}
	m.lines.sort()
	m.ids.sort()
	m.replies.sort()
}

// walker tells the nodes of events that come by rising id.
type walker struct {
	strands []parse.Strand
	at      int
}

func (w *walker) node(e parse.EventID) parse.NodeID {
	for e >= w.strands[w.at].End() {
		w.at++
	}
	return w.strands[w.at].Node
}

func (m *matcher) indexSend(e parse.Event, p parse.NodeID) {
	if line, ok := e.OwnLine(); ok {
		m.lines.add(0, parse.MsgID(line), e.ID())
		return
	}
	if id := e.MatchID(); id != 0 {
		m.ids.add(p, id, e.ID())
	}
	if id := e.InReplyTo(); id != 0 {
		m.replies.add(p, id, e.ID())
	}
}

// matchKeys matches receives and deliveries by what identifies their message.
func (m *matcher) matchKeys() {
	at := walker{strands: m.g.strands}
	for id := range m.g.run.OfRole(parse.Receives, parse.Delivers) {
		e, p := m.g.run.Event(id), pending{id, at.node(id)}
		if e.Role() == parse.Delivers && m.isNameless(e) {
			m.nameless = append(m.nameless, p)
		} else if !m.matchKey(e, p) {
			m.left = append(m.left, p)
		}
	}
}

// isNameless reports whether a delivery has an id and names no sender.
func (m *matcher) isNameless(e parse.Event) bool {
	_, named := e.From()
	return !named && e.MatchID() != 0
}

func (m *matcher) matchKey(e parse.Event, p pending) bool {
	id, reply := e.MatchID(), parse.MsgID(0)
	if id == 0 {
		reply = e.InReplyTo()
	}
	basis := ByID
	if id == 0 && reply != 0 {
		basis = ByReply
	}
	if line, ok := e.OwnLine(); ok {
		found := m.lines.find(0, parse.MsgID(line))
		return m.settle(p, found[:min(len(found), maxCandidates)], basis)
	}
	switch {
	case id != 0:
		return m.settle(p, m.candidates(&m.ids, e, p.node, id), basis)
	case reply != 0:
		return m.settle(p, m.candidates(&m.replies, e, p.node, reply), basis)
	}
	return false
}

// matchDelivers matches the deliveries that name no sender: the message is the
// one with that id which their node received, else the only one of that id.
func (m *matcher) matchDelivers() {
	if len(m.nameless) == 0 {
		return
	}
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
	for _, p := range m.nameless {
		e := m.g.run.Event(p.event)
		list := sends[arrival{p.node, e.MatchID()}]
		if len(list) == 0 {
			list = m.candidates(&m.ids, e, p.node, e.MatchID())
		}
		if !m.settle(p, list, ByID) {
			m.left = append(m.left, p)
		}
	}
	slices.SortFunc(m.left, func(a, b pending) int { return cmp.Compare(a.event, b.event) })
}

// candidates returns the sends of that key which the end e at node n can
// belong to, by rising event. The result is valid until the next call.
func (m *matcher) candidates(x *sendIndex, e parse.Event, n parse.NodeID, key parse.MsgID) []parse.EventID {
	var found []parse.EventID
	if from, ok := e.From(); ok {
		found = x.find(from, key)
	} else {
		found = x.findAny(key)
	}
	m.scratch = m.scratch[:0]
	for _, s := range found {
		if mayReach(m.g.run.Event(s), n) {
			if len(m.scratch) == maxCandidates {
				m.markAll(found)
				break
			}
			m.scratch = append(m.scratch, s)
		}
	}
	if len(m.scratch) > 1 {
		m.scratch = m.narrowByStamp(m.scratch, e)
	}
	return m.scratch
}

// markAll marks the sends of one key as not lost, once for each key.
func (m *matcher) markAll(found []parse.EventID) {
	if m.used.has(found[len(found)-1]) {
		return
	}
	for _, s := range found {
		m.used.set(s)
	}
}

// narrowByStamp picks, among sends of different lives or senders, the only one
// whose vector clock the receiving event's covers: the true one always is
// covered. Two sends of one life with one id stay in doubt, whatever they carry.
func (m *matcher) narrowByStamp(sends []parse.EventID, e parse.Event) []parse.EventID {
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
		send := m.g.run.Event(s)
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
