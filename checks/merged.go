package checks

import (
	"cmp"
	"slices"

	"github.com/tracecausal/tracecausal/parse"
)

// merges finds out which state of another replica a merge took.
//
// A state travels in a message. Where messages of the other replica name the
// counter or key of the merge, only those count; else any may be it. If one
// message came that no merge has taken yet, it is that; if several did, the
// state is that of one of them, and which is taken by later merges is as open.
// A merge that names its msg_id leaves no choice. Where messages are not logged,
// a vector clock that first learns of the other replica at the merge itself
// tells as much as its message would.
type merges struct {
	in       *Input
	arrivals map[inlet][]arrival
	open     map[inlet]int // index of the first arrival that no merge is known to have taken
	stamps   map[mergeStamp]parse.EventID
	unclear  map[[2]parse.NodeID]bool // receiver and sender of messages that could not be matched; NoNode is any sender
}

// inlet is where a replica takes states of another one in.
type inlet struct {
	to, from parse.NodeID
	about    string // counter or key; "" where messages name none
}

// mergeStamp is an event at which a vector clock first learns of a node.
type mergeStamp struct {
	event parse.EventID
	from  parse.NodeID
}

// arrival is a message from one replica to another.
type arrival struct {
	enter, send parse.EventID
	last        parse.EventID // greatest send of the inlet so far
}

// moment is a place in the order of a node: just before an event.
type moment struct {
	before parse.EventID
	life   int
}

// source is the state that a merge took: that of node from at some moment from
// first to last.
type source struct {
	from        parse.NodeID
	first, last moment
	bounded     bool // last holds; where it does not, the state may be any
	sure        bool // first holds; where it does not, nothing new is sure to be in it
}

// maxWindow bounds the messages among which the earliest is looked for.
const maxWindow = 64

// mergesOf reads the messages between replicas, given the merges of the run, in
// O(messages) time.
func mergesOf(in *Input, list []parse.EventID) *merges {
	m := &merges{in: in, arrivals: map[inlet][]arrival{}, open: map[inlet]int{},
		stamps: map[mergeStamp]parse.EventID{}, unclear: map[[2]parse.NodeID]bool{}}
	if len(list) == 0 {
		return m
	}
	isMerge := make(map[parse.EventID]bool, len(list))
	pairs := map[[2]parse.NodeID]bool{}
	for _, e := range list {
		if from, ok := in.Run.Event(e).From(); ok {
			pairs[[2]parse.NodeID{in.Run.Event(e).Node(), from}] = true
			isMerge[e] = true
		}
	}
	for _, msg := range in.Graph.Messages() {
		if enter := in.Graph.Enter(msg); enter != parse.NoEvent {
			to, from := in.Run.Event(enter).Node(), in.Run.Event(msg.Send).Node()
			if pairs[[2]parse.NodeID{to, from}] {
				at := inlet{to, from, aboutOf(in.Run, msg.Send, enter)}
				m.arrivals[at] = append(m.arrivals[at], arrival{enter: enter, send: msg.Send})
			}
		}
	}
	for _, all := range m.arrivals {
		slices.SortFunc(all, func(a, b arrival) int {
			return cmp.Or(cmp.Compare(a.enter, b.enter), cmp.Compare(a.send, b.send))
		})
		for i := range all {
			all[i].last = max(all[i].send, all[max(i-1, 0)].last)
		}
	}
	for _, e := range in.Graph.StampEdges() {
		if isMerge[e.To] {
			m.stamps[mergeStamp{e.To, in.Run.Event(e.From).Node()}] = e.From
		}
	}
	m.findUnclear()
	return m
}

// findUnclear notes between which nodes some message could not be matched: it
// may be the one that a merge took.
func (m *merges) findUnclear() {
	note := func(e parse.EventID) {
		event := m.in.Run.Event(e)
		from, _ := event.From() // NoNode where it names none
		m.unclear[[2]parse.NodeID{event.Node(), from}] = true
	}
	match := m.in.Graph.Matching()
	for _, e := range match.Orphans {
		note(e)
	}
	for _, a := range match.Ambiguous {
		note(a.Receive)
	}
}

// aboutOf returns the counter or key that an end of a message names.
func aboutOf(run *parse.Run, ends ...parse.EventID) string {
	for _, e := range ends {
		for _, f := range [...]parse.Field{parse.FCounter, parse.FKey} {
			if name := run.Event(e).Text(f); name != "" {
				return name
			}
		}
	}
	return ""
}

// of returns what the merge at e took. The merges of a node must be asked about
// in its order, each once.
func (m *merges) of(e parse.Event, about string) source {
	s := source{from: parse.NoNode}
	from, ok := e.From()
	if !ok {
		return s
	}
	s.from = from
	if k, ok := m.stamps[mergeStamp{e.ID(), from}]; ok {
		at := moment{k + 1, m.in.Run.Event(k).Life()}
		return source{from: from, first: at, last: at, bounded: true, sure: true}
	}
	run := m.in.Run
	if run.Nodes()[from].External || len(run.StrandsOf(from)) != 1 ||
		m.unclear[[2]parse.NodeID{e.Node(), from}] || m.unclear[[2]parse.NodeID{e.Node(), parse.NoNode}] {
		return s
	}
	at := inlet{e.Node(), from, about}
	if m.arrivals[at] == nil {
		at.about = ""
	}
	all := m.arrivals[at]
	n, _ := slices.BinarySearchFunc(all, e.ID(), func(a arrival, id parse.EventID) int { return cmp.Compare(a.enter, id) })
	if n == 0 {
		return s
	}
	s.last, s.bounded = m.before(all[n-1].last), true
	m.choose(&s, e, all[:n], at)
	return s
}

// choose narrows the states down to those of messages that may not have been
// taken yet.
func (m *merges) choose(s *source, e parse.Event, all []arrival, at inlet) {
	if id := e.MsgID(); id != 0 {
		i := len(all) - 1
		for i >= 0 && m.in.Run.Event(all[i].send).MsgID() != id {
			i--
		}
		s.sure, s.bounded = i >= 0, i >= 0
		if i >= 0 {
			s.first, s.last = m.before(all[i].send), m.before(all[i].send)
		}
		return
	}
	window := all[m.open[at]:]
	if len(window) <= 1 {
		m.open[at] = len(all)
	}
	if len(window) == 0 || len(window) > maxWindow {
		return // merged again, or too many to look at
	}
	first := window[0].send
	for _, a := range window {
		first = min(first, a.send)
	}
	s.first, s.sure = m.before(first), true
	if len(window) == 1 {
		s.last = s.first
	}
}

func (m *merges) before(e parse.EventID) moment { return moment{e, m.in.Run.Event(e).Life()} }
