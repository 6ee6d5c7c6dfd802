package graph

import "github.com/tracecausal/tracecausal/parse"

// channelKey is what a send and a receive without ids must agree on.
type channelKey struct {
	from  parse.NodeID
	reply parse.MsgID
	label string
}

type channelEnd struct {
	channelKey
	to parse.NodeID
}

// matchContent is the last resort: a receive that names its sender, with
// neither id nor stamp, belongs to the only unmatched send of that channel with
// the same label, if it is also the only receive that could. Order of sending
// does not choose among several: nothing in the log says that none was lost.
func (m *matcher) matchContent() {
	wanted := make(map[channelEnd]int)
	sends := make(map[channelKey][]parse.EventID)
	for _, p := range m.left {
		if k, ok := m.channelOf(p); ok {
			wanted[k]++
			sends[k.channelKey] = nil
		}
	}
	if len(wanted) == 0 {
		return
	}
	m.collectSends(sends)
	fitting := make(map[channelEnd][]parse.EventID, len(wanted))
	for k := range wanted {
		fitting[k] = m.fittingSends(sends[k.channelKey], k.to)
	}
	var x matches
	rest := m.left[:0]
	for _, p := range m.left {
		k, ok := m.channelOf(p)
		list := fitting[k]
		switch {
		case !ok || len(list) == 0 || wanted[k] == 1 && len(list) == 1 && m.contradicts(list[0], p.event):
			rest = append(rest, p)
		case wanted[k] == 1 && len(list) == 1:
			x.settle(p.event, list, ByContent)
		default:
			m.g.matching.Ambiguous = append(m.g.matching.Ambiguous, Ambiguity{p.event, list})
		}
	}
	m.left = rest
	m.take(&x)
	for _, list := range fitting {
		for _, s := range list {
			m.used.set(s)
		}
	}
}

// channelOf returns what identifies a pending end by content; ok is false where
// it names no sender or has an id of its own that nobody sent.
func (m *matcher) channelOf(p pending) (k channelEnd, ok bool) {
	e := m.g.run.Event(p.event)
	from, named := e.From()
	if _, paired := e.OwnLine(); !named || paired || e.MatchID() != 0 {
		return channelEnd{}, false
	}
	return channelEnd{channelKey{from, e.InReplyTo(), e.Label()}, p.node}, true
}

// collectSends lists the unmatched sends without ids under the keys of sends.
func (m *matcher) collectSends(sends map[channelKey][]parse.EventID) {
	for id := range m.g.run.OfRole(parse.Sends) {
		e := m.g.run.Event(id)
		if e.MatchID() != 0 || m.used.has(id) {
			continue
		}
		k := channelKey{sender(e, e.Node()), e.InReplyTo(), e.Label()}
		if list, ok := sends[k]; ok {
			sends[k] = append(list, id)
		}
	}
}

// fittingSends returns the first sends of list that can be for node n.
func (m *matcher) fittingSends(list []parse.EventID, n parse.NodeID) []parse.EventID {
	var fit []parse.EventID
	for _, s := range list {
		if len(fit) < maxCandidates && m.g.run.MayReach(m.g.run.Event(s).Receivers(), n) {
			fit = append(fit, s)
		}
	}
	return fit
}

// maxBeside bounds the events without a clock that are passed over in search of
// one beside an end of a message.
const maxBeside = 100

// contradicts reports whether the vector clocks say that a receive does not know
// of a send. What the sender knew before the send, the receiver knows after it.
func (m *matcher) contradicts(send, receive parse.EventID) bool {
	v, stamped := m.clockBeside(send, -1)
	w, both := m.clockBeside(receive, 1)
	return stamped && both && !w.Covers(v)
}

// clockBeside returns the clock of an event or, where it has none, that of the
// next event that has one in its life, in steps of 1 or -1.
func (m *matcher) clockBeside(id parse.EventID, step int) (parse.Vector, bool) {
	st, life := m.g.strands[m.g.run.StrandOf(id)], m.g.run.Event(id).Life()
	for range maxBeside {
		if id < st.First || id >= st.End() {
			break
		}
		e := m.g.run.Event(id)
		if e.Life() != life {
			break
		}
		if v, ok := e.Vector(); ok {
			return v, true
		}
		id += parse.EventID(step)
	}
	return nil, false
}
