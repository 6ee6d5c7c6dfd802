package checks

import (
	"cmp"
	"slices"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// orders holds the orders in which nodes delivered messages. Messages are known
// by index.
type orders struct {
	in     *Input
	sends  []parse.EventID // of each message; NoEvent where its sender keeps no log
	orders [][]placed      // one for each strand that delivers, in program order
	places [][]place       // of each message

	placed   int // deliveries in all orders
	shared   int // messages that several orders hold
	nameless int // deliveries from external nodes that nothing tells apart
}

// placed is a message where a node first delivered it.
type placed struct {
	msg int
	at  parse.EventID
}

// place is a position in one of the orders.
type place struct{ order, pos int }

// deliveryOrders collects the first deliveries of every node.
func deliveryOrders(in *Input) *orders {
	o := &orders{in: in}
	index := make([]uint32, in.Run.Len()) // by send: its message, from 1
	var all []placed
	for _, m := range in.Graph.Messages() {
		at := in.Graph.Enter(m)
		if at == parse.NoEvent || m.Dup {
			continue
		}
		if index[m.Send] == 0 {
			o.sends = append(o.sends, m.Send)
			index[m.Send] = uint32(len(o.sends))
		}
		all = append(all, placed{int(index[m.Send]) - 1, at})
	}
	o.arrange(append(all, o.external()...))
	return o
}

// externalCopy is a message of a sender without a log, at one receiver.
type externalCopy struct {
	from, at parse.NodeID
	id       parse.MsgID
}

// external returns the first deliveries of messages whose sender is declared
// to keep no log. One id of one sender is one message.
func (o *orders) external() (list []placed) {
	if o.in.Graph.Matching().External == 0 {
		return nil
	}
	run := o.in.Run
	matched := make([]bool, run.Len())
	for _, m := range o.in.Graph.Messages() {
		if at := o.in.Graph.Enter(m); at != parse.NoEvent {
			matched[at] = true
		}
	}
	index := make(map[externalCopy]int)
	seen := make(map[externalCopy]bool)
	for id := range run.OfRole(parse.Receives, parse.Delivers) {
		e := run.Event(id)
		from, named := e.From()
		if !named || matched[id] || !isDelivery(o.in.Graph, e) || !run.Nodes()[from].External {
			continue
		}
		if e.MatchID() == 0 {
			o.nameless++
			continue
		}
		if c := (externalCopy{from, e.Node(), e.MatchID()}); !seen[c] {
			seen[c] = true
			c.at = parse.NoNode
			i, known := index[c]
			if !known {
				i = len(o.sends)
				index[c] = i
				o.sends = append(o.sends, parse.NoEvent)
			}
			list = append(list, placed{i, id})
		}
	}
	return list
}

// isDelivery reports whether an event hands a message to the application.
func isDelivery(g *graph.Graph, e parse.Event) bool {
	if g.Delivers(e.Node()) {
		return e.Role() == parse.Delivers
	}
	return e.Role() == parse.Receives
}

// arrange sorts deliveries into the orders of their strands.
func (o *orders) arrange(all []placed) {
	run := o.in.Run
	slices.SortFunc(all, func(a, b placed) int { return cmp.Compare(a.at, b.at) })
	o.places = make([][]place, len(o.sends))
	last := parse.StrandID(0)
	for _, d := range all {
		if s := run.StrandOf(d.at); len(o.orders) == 0 || s != last {
			o.orders = append(o.orders, nil)
			last = s
		}
		k := len(o.orders) - 1
		o.places[d.msg] = append(o.places[d.msg], place{k, len(o.orders[k])})
		o.orders[k] = append(o.orders[k], d)
	}
	o.placed = len(all)
	for _, p := range o.places {
		if len(p) > 1 {
			o.shared++
		}
	}
}

// delivery returns the event at which an order holds a message.
func (o *orders) delivery(order, msg int) placed {
	for _, p := range o.places[msg] {
		if p.order == order {
			return o.orders[order][p.pos]
		}
	}
	return placed{msg, parse.NoEvent}
}

// entering claims what makes a delivery one of its message.
func (o *orders) entering(d placed) []Claim {
	if s := o.sends[d.msg]; s != parse.NoEvent {
		return []Claim{{s, d.at}}
	}
	return nil
}

// senderName returns the name of the node that sent a message.
func (o *orders) senderName(msg int) string {
	run := o.in.Run
	if s := o.sends[msg]; s != parse.NoEvent {
		return nodeName(run, run.Event(s).Node())
	}
	p := o.places[msg][0]
	from, _ := run.Event(o.orders[p.order][p.pos].at).From()
	return nodeName(run, from)
}

// name names a message with its sender, because ids are unique per sender only.
func (o *orders) name(msg int) string {
	p := o.places[msg][0]
	return messageName(o.in.Run, o.orders[p.order][p.pos].at) + " of " + o.senderName(msg)
}
