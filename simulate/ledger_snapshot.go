package simulate

import (
	"fmt"
	"slices"
	"time"
)

// ledgerBase is what all nodes of the ledger have in common: causal order, and
// a part in the snapshots of Chandy and Lamport.
type ledgerBase struct {
	run   *ledgerRun
	order *causalOrder
	peers []string // the others that take part in snapshots
	state func() int
	call  snapshotCall      // the latest snapshot that this node recorded
	open  map[string]*taken // channels that are being recorded, by sender
	whole func(n *Node)     // called when all channels are recorded
}

// taken is what a channel held when a snapshot was taken.
type taken struct {
	ids    []int
	amount int
}

// snapshotCall asks for a snapshot.
type snapshotCall struct {
	number int
	leader string // who asks
	wall   int64  // by the clock of each node; 0 is at the first marker
}

func (c snapshotCall) field() []Pair { return []Pair{{"snapshot", fmt.Sprintf("s%d", c.number)}} }

// ledgerBody is what every message of the ledger carries.
type ledgerBody struct {
	number int // the latest snapshot that the sender had recorded
	value  any
}

func newLedgerBase(run *ledgerRun, i int) *ledgerBase {
	return &ledgerBase{
		run: run, order: newCausalOrder(run.group, i, run.broken("on-arrival")),
		peers: without(run.group[:len(run.group)-1], run.group[i]),
		state: func() int { return 0 }, open: map[string]*taken{}, whole: func(*Node) {},
	}
}

func (b *ledgerBase) send(n *Node, typ string, value any, fields []Pair, to ...string) {
	n.Send(typ, b.order.wrap(ledgerBody{b.call.number, value}, to), fields, to...)
}

func (b *ledgerBase) reply(n *Node, m Message, typ string, value any, fields ...Pair) {
	n.Reply(m, typ, b.order.wrap(ledgerBody{b.call.number, value}, []string{m.From}), fields...)
}

// receive hands messages to the node in causal order, and those of a snapshot
// to the snapshot. amount is the money that a message brings to this node.
func (b *ledgerBase) receive(n *Node, m Message, handle func(Message), amount func(Message) int) {
	b.order.arrive(n, m, func(m Message) {
		n.LogMessage("deliver", m, m.Fields...)
		body := m.Body.(ledgerBody)
		m.Body = body.value
		switch m.Type {
		case "marker":
			b.marker(n, m.From, m.Body.(snapshotCall))
		case "record at":
			b.recordAt(n, m.Body.(snapshotCall))
		default:
			if ch := b.open[m.From]; ch != nil && body.number < b.call.number && !slices.Contains(ledgerControl, m.Type) {
				ch.ids, ch.amount = append(ch.ids, m.ID), ch.amount+amount(m)
			}
			handle(m)
		}
	})
}

// ledgerControl are the messages about snapshots, which no snapshot holds.
var ledgerControl = []string{"marker", "record at", "part"}

// marker is the algorithm of Chandy and Lamport: at the first marker a node
// records its state and sends markers; the marker of a channel ends what is
// recorded of it.
func (b *ledgerBase) marker(n *Node, from string, call snapshotCall) {
	if call.number > b.call.number {
		b.record(n, call)
		b.send(n, "marker", call, call.field(), b.peers...)
	}
	b.close(n, from)
}

// begin starts a snapshot at this node.
func (b *ledgerBase) begin(n *Node, number int) {
	call := snapshotCall{number: number, leader: n.Name}
	if b.run.fault("wall-clock") || b.run.fault("all") && number%2 == 1 {
		call.wall = n.Wall() + int64(time.Second)
		b.send(n, "record at", call, append(call.field(), Pair{"text", time.Unix(0, call.wall).UTC().Format(time.RFC3339Nano)}), b.peers...)
		b.recordAt(n, call)
		return
	}
	b.record(n, call)
	b.send(n, "marker", call, call.field(), b.peers...)
}

// record records the node's state and opens all channels to it.
func (b *ledgerBase) record(n *Node, call snapshotCall) {
	b.call = call
	n.Log("snapshot", "", append(call.field(), Pair{"state", b.state()})...)
	for _, name := range b.peers {
		b.open[name] = &taken{ids: []int{}}
	}
	b.run.snapshotTaken(n.Name)
}

// close logs what was recorded of a channel.
func (b *ledgerBase) close(n *Node, from string) {
	ch := b.open[from]
	if ch == nil {
		return
	}
	if b.run.broken("no-channel") {
		ch = &taken{ids: []int{}}
	}
	delete(b.open, from)
	n.Log("channel", "", append(b.call.field(), Pair{"from", from}, Pair{"to", n.Name}, Pair{"messages", ch.ids}, Pair{"amount", ch.amount})...)
	if len(b.open) == 0 {
		b.whole(n)
	}
}

// recordAt waits until the node's clock shows the time, as if there were one
// time, and then long enough for everything that was sent before its sender's.
func (b *ledgerBase) recordAt(n *Node, call snapshotCall) {
	n.After(time.Duration(call.wall-n.Wall()), func() {
		b.record(n, call)
		n.After(time.Second, func() {
			for _, name := range b.peers {
				b.close(n, name)
			}
		})
	})
}
