package checks

import (
	"cmp"
	"math/big"
	"slices"

	"github.com/tracecausal/tracecausal/parse"
)

// flow is a channel of the system under test: an ordered pair of nodes.
type flow struct{ from, to parse.NodeID }

func compareFlows(a, b flow) int {
	return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to))
}

func (f flow) name(run *parse.Run) string {
	return nodeName(run, f.from) + " to " + nodeName(run, f.to)
}

// passage is an application message on its way through a channel.
type passage struct {
	send    parse.EventID
	arrival parse.EventID // NoEvent where it was never received
	enter   parse.EventID // its delivery, where the receiver logs these; NoEvent where there is none
	last    parse.EventID // the last of all these, of all copies that arrived; NoEvent where one never came
	again   bool          // received more than once
}

// passages are the messages of a channel by rising send.
type passages struct {
	list   []passage
	latest []parse.EventID // latest[i] is the latest last of list[:i+1], not counting NoEvent
	open   []int           // those whose last is NoEvent
	single bool            // both nodes have one strand, so that the order of events is that of their ids
}

// flows are the channels that carried application messages, with these by
// rising send.
type flows struct {
	run     *parse.Run
	list    []flow // sorted
	of      map[flow]*passages
	amounts map[flow]map[string]*big.Rat     // amountsOf, as far as asked for
	loose   map[parse.NodeID][]parse.EventID // sends to nobody known that nobody received, by sender
}

// applicationFlows collects the application messages between nodes that keep a
// log. Markers and messages that a node sends to itself do not count.
func applicationFlows(in *Input) *flows {
	run := in.Run
	fs := &flows{run: run, of: make(map[flow]*passages), loose: make(map[parse.NodeID][]parse.EventID), amounts: make(map[flow]map[string]*big.Rat)}
	fs.received(in)
	fs.unreceived(in)
	for f, ps := range fs.of {
		slices.SortFunc(ps.list, func(a, b passage) int { return cmp.Compare(a.send, b.send) })
		ps.index(len(run.StrandsOf(f.from)) == 1 && len(run.StrandsOf(f.to)) == 1)
		fs.list = append(fs.list, f)
	}
	slices.SortFunc(fs.list, compareFlows)
	return fs
}

// add adds a message to a channel.
func (fs *flows) add(f flow, p passage) {
	if fs.of[f] == nil {
		fs.of[f] = &passages{}
	}
	fs.of[f].list = append(fs.of[f].list, p)
}

// received adds the messages that arrived.
func (fs *flows) received(in *Input) {
	first := make(map[copyOf]int) // of messages that arrived more than once
	for _, m := range in.Graph.Matching().Duplicate {
		first[copyOf{m.Send, fs.run.Event(taken(m)).Node()}] = -1
	}
	for _, m := range in.Graph.Messages() {
		f := flow{fs.run.Event(m.Send).Node(), fs.run.Event(taken(m)).Node()}
		if in.isMarker(m) || !fs.counts(f) {
			continue
		}
		p := passage{m.Send, taken(m), in.Graph.Enter(m), max(taken(m), in.Graph.Enter(m)), false}
		c := copyOf{m.Send, f.to}
		if i, several := first[c]; !several {
			fs.add(f, p)
		} else if i < 0 {
			fs.add(f, p)
			first[c] = len(fs.of[f].list) - 1
		} else {
			of := &fs.of[f].list[i]
			of.again, of.arrival, of.last = true, min(of.arrival, p.arrival), max(of.last, p.last)
		}
	}
}

// unreceived adds the messages that never arrived.
func (fs *flows) unreceived(in *Input) {
	arrived := make(map[copyOf]bool)
	received := make([]bool, fs.run.Len())
	several := func(e parse.Event) bool { to, all := e.To(); return all || len(to) > 1 }
	for _, m := range in.Graph.Messages() {
		received[m.Send] = true
		if several(fs.run.Event(m.Send)) {
			arrived[copyOf{m.Send, fs.run.Event(taken(m)).Node()}] = true
		}
	}
	for id := range fs.run.OfRole(parse.Sends) {
		send := fs.run.Event(id)
		if _, marker := send.Payload(parse.FSnapshot); marker || received[id] && !several(send) {
			continue
		}
		to := receivers(fs.run, send)
		for _, q := range to {
			if f := (flow{send.Node(), q}); !arrived[copyOf{id, q}] && fs.counts(f) {
				fs.add(f, passage{id, parse.NoEvent, parse.NoEvent, parse.NoEvent, false})
			}
		}
		if len(to) == 0 {
			fs.loose[send.Node()] = append(fs.loose[send.Node()], id)
		}
	}
}

// index prepares sorted messages for the question what is in flight.
func (ps *passages) index(single bool) {
	ps.single = single
	latest := parse.EventID(0)
	for i, p := range ps.list {
		if p.last == parse.NoEvent {
			ps.open = append(ps.open, i)
		} else {
			latest = max(latest, p.last)
		}
		ps.latest = append(ps.latest, latest)
	}
}

// near returns the messages that may be in flight at a cut: all whose send may
// lie inside it and whose last event outside. With FIFO channels these are
// hardly more than are in flight.
func (ps *passages) near(from, to parse.EventID) []passage {
	if !ps.single {
		return ps.list
	}
	end, _ := slices.BinarySearchFunc(ps.list, from, func(p passage, e parse.EventID) int { return cmp.Compare(p.send, e) })
	var near []passage
	for i := end - 1; i >= 0 && ps.latest[i] > to; i-- {
		if ps.list[i].last != parse.NoEvent {
			near = append(near, ps.list[i])
		}
	}
	slices.Reverse(near)
	for _, i := range ps.open {
		if i >= end {
			break
		}
		near = append(near, ps.list[i])
	}
	return near
}

// counts reports whether a pair of nodes is a channel that a snapshot covers.
func (fs *flows) counts(f flow) bool {
	nodes := fs.run.Nodes()
	logs := func(n parse.NodeID) bool { return nodes[n].Events > 0 && !nodes[n].External }
	return f.from != f.to && logs(f.from) && logs(f.to)
}

// content is what a channel holds at a cut.
type content struct {
	inside []passage // sent in the cut and received after it
	either []passage // arrived before the receiver's record and delivered after it, or received twice
	lost   []passage // sent in the cut and never received
	unsure bool      // some message cannot be placed
}

func (c *content) empty() bool {
	return len(c.inside)+len(c.either)+len(c.lost) == 0 && !c.unsure
}

// at returns what a channel holds at a cut in which both nodes have a record.
func (fs *flows) at(c *cutCheck, f flow) (in content) {
	var near []passage
	if ps := fs.of[f]; ps != nil {
		near = ps.near(c.cut.records[f.from], c.cut.records[f.to])
	}
	for _, p := range near {
		switch c.side(p.send) {
		case eitherSide:
			in.unsure = true
			continue
		case outside:
			continue
		}
		if p.arrival == parse.NoEvent {
			in.lost = append(in.lost, p)
			continue
		}
		switch arrived := c.side(p.arrival); {
		case arrived == eitherSide:
			in.unsure = true
		case arrived == outside:
			in.inside = append(in.inside, p)
		case p.again, p.enter == parse.NoEvent, c.side(p.enter) == outside:
			in.either = append(in.either, p)
		}
	}
	if loose := fs.loose[f.from]; len(loose) > 0 { // the first of a node is the one to lie inside
		in.unsure = in.unsure || c.side(loose[0]) != outside
	}
	return in
}

// channelKey names a channel in a snapshot.
type channelKey struct {
	snapshot string
	flow
}

// channelRecords groups the channel events by snapshot and channel, each group
// in canonical order; nameless counts those that do not say which channel.
func channelRecords(run *parse.Run) (byKey map[channelKey][]parse.EventID, nameless []parse.EventID) {
	byKey = make(map[channelKey][]parse.EventID)
	for _, id := range ofKinds(run, kindsOf(parse.Channel)) {
		e := run.Event(id)
		from, ok := e.From()
		to, all := e.To()
		if len(to) == 0 {
			to = []parse.NodeID{e.Node()} // the receiver records its channels
		}
		if !ok || all || len(to) != 1 || e.Text(parse.FSnapshot) == "" {
			nameless = append(nameless, id)
			continue
		}
		key := channelKey{e.Text(parse.FSnapshot), flow{from, to[0]}}
		byKey[key] = append(byKey[key], id)
	}
	return byKey, nameless
}
