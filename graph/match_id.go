package graph

import (
	"cmp"
	"slices"
	"sort"

	"github.com/tracecausal/tracecausal/parse"
)

// maxCandidates bounds the sends that one ambiguity lists: a log that uses one
// id a hundred thousand times must not cost the square of that.
const maxCandidates = 100

// keyed is a send under what identifies it at its sender.
type keyed struct {
	key   parse.MsgID
	event parse.EventID
}

func compareKeyed(a, b keyed) int {
	return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.event, b.event))
}

// sendIndex finds sends by sender and key.
type sendIndex struct {
	of   [][]keyed // by sender, each by rising key, then event
	all  []keyed   // of all senders; made when a receive names none
	hint []int     // where the last search in each list ended
}

func newSendIndex(nodes int) sendIndex {
	return sendIndex{of: make([][]keyed, nodes), hint: make([]int, nodes)}
}

// sort makes the index ready. Counters come sorted, which costs one pass.
func (x *sendIndex) sort() {
	for _, list := range x.of {
		slices.SortFunc(list, compareKeyed)
	}
}

// find returns the sends of p with that key.
func (x *sendIndex) find(p parse.NodeID, key parse.MsgID) []keyed {
	lo := gallop(x.of[p], x.hint[p], key)
	x.hint[p] = lo
	return sameKey(x.of[p][lo:], key)
}

// findAny returns the sends of anybody with that key.
func (x *sendIndex) findAny(key parse.MsgID) []keyed {
	if x.all == nil {
		for _, list := range x.of {
			x.all = append(x.all, list...)
		}
		slices.SortFunc(x.all, compareKeyed)
	}
	lo := gallop(x.all, 0, key)
	return sameKey(x.all[lo:], key)
}

// gallop returns the index of the first element of list with at least that key.
// It looks near hint first: messages arrive much in the order of their ids.
func gallop(list []keyed, hint int, key parse.MsgID) int {
	lo, hi := 0, len(list)
	if hint < len(list) && list[hint].key < key {
		lo = hint
		for step := 1; lo+step < hi; step *= 2 {
			if list[lo+step].key >= key {
				hi = lo + step
				break
			}
			lo += step
		}
	} else if hint < len(list) {
		hi = hint
		for step := 1; hi-step >= 0; step *= 2 {
			if list[hi-step].key < key {
				lo = hi - step
				break
			}
			hi -= step
		}
	}
	n, _ := slices.BinarySearchFunc(list[lo:hi], key, func(k keyed, key parse.MsgID) int { return cmp.Compare(k.key, key) })
	return lo + n
}

// sameKey returns the elements at the start of list with that key.
func sameKey(list []keyed, key parse.MsgID) []keyed {
	switch {
	case len(list) == 0 || list[0].key != key:
		return nil
	case len(list) == 1 || list[1].key != key:
		return list[:1]
	}
	return list[:sort.Search(len(list), func(i int) bool { return list[i].key > key })]
}

// index files every send under its keys, and notes which nodes log deliveries.
func (m *matcher) index() {
	nodes := len(m.g.run.Nodes())
	m.lines, m.ids, m.replies = newSendIndex(1), newSendIndex(nodes), newSendIndex(nodes)
	for _, st := range m.g.strands {
		for i := range st.Len {
			e := m.g.run.Event(st.First + parse.EventID(i))
			switch {
			case e.Role() == parse.Sends:
				m.indexSend(e, sender(e, st.Node))
			case e.Role() == parse.Delivers:
				m.g.delivers[st.Node] = true
			case e.Kind() == parse.Drop:
				m.dropped = append(m.dropped, pending{e.ID(), st.Node})
			}
		}
	}
	m.lines.sort()
	m.ids.sort()
	m.replies.sort()
}

func (m *matcher) indexSend(e parse.Event, p parse.NodeID) {
	if line, ok := e.OwnLine(); ok {
		m.lines.of[0] = append(m.lines.of[0], keyed{parse.MsgID(line), e.ID()})
		return
	}
	if id := e.MatchID(); id != 0 {
		m.ids.of[p] = append(m.ids.of[p], keyed{id, e.ID()})
	}
	if id := e.InReplyTo(); id != 0 {
		m.replies.of[p] = append(m.replies.of[p], keyed{id, e.ID()})
	}
}

// matchKeys matches receives and deliveries by what identifies their message.
func (m *matcher) matchKeys() {
	for _, st := range m.g.strands {
		for i := range st.Len {
			e := m.g.run.Event(st.First + parse.EventID(i))
			if r := e.Role(); r != parse.Receives && r != parse.Delivers {
				continue
			}
			p := pending{e.ID(), st.Node}
			if _, named := e.From(); e.Role() == parse.Delivers && !named && e.MatchID() != 0 {
				m.nameless = append(m.nameless, p)
			} else if !m.matchKey(e, p) {
				m.left = append(m.left, p)
			}
		}
	}
}

func (m *matcher) matchKey(e parse.Event, p pending) bool {
	id, reply := e.MatchID(), e.InReplyTo()
	basis := ByID
	if id == 0 && reply != 0 {
		basis = ByReply
	}
	if line, ok := e.OwnLine(); ok {
		return m.settle(p, m.events(m.lines.find(0, parse.MsgID(line))), basis)
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
	for _, r := range m.ends {
		e := m.g.run.Event(r.event)
		k := arrival{m.g.strands[m.g.locate.strand(r.event)].Node, e.MatchID()}
		if list := sends[k]; k.id != 0 && len(list) < maxCandidates && !slices.Contains(list, r.send) {
			sends[k] = append(list, r.send)
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
	var found []keyed
	if from, ok := e.From(); ok {
		found = x.find(from, key)
	} else {
		found = x.findAny(key)
	}
	m.scratch = m.scratch[:0]
	for _, k := range found {
		if mayReach(m.g.run.Event(k.event), n) {
			if len(m.scratch) == maxCandidates {
				m.markAll(found)
				break
			}
			m.scratch = append(m.scratch, k.event)
		}
	}
	if len(m.scratch) > 1 {
		m.scratch = m.narrowByStamp(m.scratch, e)
	}
	return m.scratch
}

// markAll marks the sends of one key as not lost, once for each key.
func (m *matcher) markAll(found []keyed) {
	last := found[len(found)-1].event
	if m.used.has(last) {
		return
	}
	for _, k := range found {
		m.used.set(k.event)
	}
}

func (m *matcher) events(found []keyed) []parse.EventID {
	m.scratch = m.scratch[:0]
	for _, k := range found[:min(len(found), maxCandidates)] {
		m.scratch = append(m.scratch, k.event)
	}
	return m.scratch
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
