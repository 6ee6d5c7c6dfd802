package checks

import (
	"cmp"
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
	again   bool          // received more than once
}

// flows are the channels that carried application messages, with these by
// rising send.
type flows struct {
	run   *parse.Run
	list  []flow // sorted
	of    map[flow][]passage
	loose map[parse.NodeID][]parse.EventID // sends to nobody known that nobody received, by sender
}

// applicationFlows collects the application messages between nodes that keep a
// log. Markers and messages that a node sends to itself do not count.
func applicationFlows(in *Input) *flows {
	run := in.Run
	fs := &flows{run: run, of: make(map[flow][]passage), loose: make(map[parse.NodeID][]parse.EventID)}
	at := make(map[copyOf]int)
	received := make(map[parse.EventID]bool)
	for _, m := range in.Graph.Messages() {
		received[m.Send] = true
		f := flow{run.Event(m.Send).Node(), run.Event(taken(m)).Node()}
		if in.isMarker(m) || !fs.counts(f) {
			continue
		}
		c := copyOf{m.Send, f.to}
		if i, known := at[c]; known {
			fs.of[f][i].again = true
			continue
		}
		at[c] = len(fs.of[f])
		fs.of[f] = append(fs.of[f], passage{m.Send, taken(m), in.Graph.Enter(m), false})
	}
	for id := range parse.EventID(run.Len()) {
		send := run.Event(id)
		if _, marker := send.Payload(parse.FSnapshot); marker || send.Role() != parse.Sends {
			continue
		}
		to := receivers(run, send)
		for _, q := range to {
			f := flow{send.Node(), q}
			if _, known := at[copyOf{id, q}]; !known && fs.counts(f) {
				fs.of[f] = append(fs.of[f], passage{id, parse.NoEvent, parse.NoEvent, false})
			}
		}
		if len(to) == 0 && !received[id] {
			fs.loose[send.Node()] = append(fs.loose[send.Node()], id)
		}
	}
	for f, list := range fs.of {
		slices.SortFunc(list, func(a, b passage) int { return cmp.Compare(a.send, b.send) })
		fs.list = append(fs.list, f)
	}
	slices.SortFunc(fs.list, compareFlows)
	return fs
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
	for _, p := range fs.of[f] {
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
	for _, send := range fs.loose[f.from] {
		in.unsure = in.unsure || c.side(send) != outside
	}
	return in
}

// channelRecords are the recorded states of one channel for one snapshot.
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
