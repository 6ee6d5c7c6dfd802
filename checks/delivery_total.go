package checks

import (
	"fmt"
	"strconv"

	"github.com/tracecausal/tracecausal/parse"
)

var deliveryTotal = Check{
	ID:    "delivery/total",
	Title: "All nodes deliver in one order",
	Doc: Doc{
		Definition: "The orders in which the nodes deliver messages fit into one: their union has no cycle, however many nodes it takes to close one. " +
			"Where total=lamport is promised, that order is the one of the sends' Lamport stamps and, among equal ones, of the senders' names. " +
			"Delivery is the deliver event where the node logs deliveries, else the receive; only the first delivery of a message at a node counts, and a sender that logs the delivery of its own message takes part with it.",
		Needs: "Messages that several nodes deliver: a multicast is one send, with one msg_id, that several nodes receive. Messages of external senders are known by sender and msg_id. For total=lamport, a Lamport stamp at each send. " +
			"It binds where total or total=lamport is promised.",
		Example: `{"tracecausal":1,"promise":["total"]}
{"node":"A","kind":"send","to":["C","D"],"msg_id":1}
{"node":"B","kind":"send","to":["C","D"],"msg_id":1}
{"node":"C","kind":"receive","from":"A","msg_id":1}
{"node":"C","kind":"receive","from":"B","msg_id":1}
{"node":"D","kind":"receive","from":"B","msg_id":1}
{"node":"D","kind":"receive","from":"A","msg_id":1}
`,
		Source: "L. Lamport, Time, Clocks, and the Ordering of Events in a Distributed System, 1978; X. Defago, A. Schiper and P. Urban, Total Order Broadcast and Multicast Algorithms, 2004",
		Blind:  "A multicast that is logged as one send for each receiver, each with its own msg_id: nothing says that they are one message. Messages that a node never delivers.",
	},
	UsesOrder: true,
	Collect:   collectTotal,
}

func collectTotal(in *Input) Evidence {
	var ev Evidence
	promised := in.Options.Promises.Has(Total)
	if !promised && !in.Graph.Multicast() && in.Graph.Matching().External == 0 {
		return ev
	}
	o := deliveryOrders(in)
	if o.shared == 0 && !promised || len(o.orders) == 0 {
		return ev
	}
	ev.Examined = fmt.Sprintf("%s of %s at %s", count(o.placed, "delivery"), count(len(o.sends), "message"), count(len(o.orders), "node"))
	ev.Missing = deliveryGaps(in)
	if o.nameless > 0 {
		ev.Missing = append(ev.Missing, count(o.nameless, "delivery")+" from external nodes cannot be told apart: log a msg_id that is unique per sender")
	}
	if o.shared == 0 && len(o.orders) > 1 {
		ev.Missing = append(ev.Missing, "no message was delivered at two nodes, so there is no order to compare: log a multicast as one send, with one msg_id")
	}
	var found collector
	if in.Options.Promises.Has(TotalLamport) {
		if n := o.byStamps(&found); n > 0 {
			ev.Missing = append(ev.Missing, count(n, "delivered message")+" has no Lamport stamp at its send: log lamport there")
		}
	}
	if found.total == 0 {
		o.cycles(&found)
	}
	found.into(&ev)
	underPromise(in, Total, &ev)
	return ev
}

// byStamps finds the deliveries that come after one of a message with a
// greater (Lamport stamp, sender), and returns how many messages have no
// stamp.
func (o *orders) byStamps(found *collector) (lacking int) {
	stamps := make([]uint64, len(o.sends))
	has := make([]bool, len(o.sends))
	for i, s := range o.sends {
		if s != parse.NoEvent {
			stamps[i], has[i] = o.in.Run.Event(s).Lamport()
		}
		if !has[i] {
			lacking++
		}
	}
	for _, order := range o.orders {
		last := -1 // index of the greatest so far
		for i, d := range order {
			switch {
			case !has[d.msg]:
			case last < 0:
				last = i
			default:
				c, sure := o.compareStamps(stamps, order[last].msg, d.msg)
				if c > 0 {
					found.add(o.stampFinding(stamps, order[last], d, sure))
				} else if c < 0 {
					last = i
				}
			}
		}
	}
	return lacking
}

// compareStamps compares two messages by stamp and sender. It is not sure
// where only the senders' names decide and it matters whether a number in them
// counts as one (n2 before n10) or as text.
func (o *orders) compareStamps(stamps []uint64, a, b int) (order int, sure bool) {
	if stamps[a] != stamps[b] {
		return 1 - 2*boolToInt(stamps[a] < stamps[b]), true
	}
	return compareNames(o.senderName(a), o.senderName(b))
}

func boolToInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (o *orders) stampFinding(stamps []uint64, before, late placed, sure bool) Finding {
	run := o.in.Run
	f := Finding{
		Certainty: Definite,
		Subject:   "node " + nodeName(run, run.Event(late.at).Node()),
		Events: []Witness{{"later send", o.sends[before.msg]}, {"earlier send", o.sends[late.msg]},
			{"first delivery", before.at}, {"late delivery", late.at}},
		Claims: append(append([]Claim{{before.at, late.at}}, o.entering(before)...), o.entering(late)...),
	}
	stamp := func(d placed) string {
		return "(" + strconv.FormatUint(stamps[d.msg], 10) + ", " + o.senderName(d.msg) + ")"
	}
	f.Message = fmt.Sprintf("%s %s %s with stamp %s before %s %s %s with stamp %s; total order by Lamport stamp and node is promised",
		eventName(run, before.at), took(run, before.at), o.name(before.msg), stamp(before),
		eventName(run, late.at), took(run, late.at), o.name(late.msg), stamp(late))
	if !sure {
		f.Certainty = Possible
		f.Message += "; only possible, because the stamps are equal and it is not known how the system compares these names"
	}
	return f
}

// compareNames compares two names as text. It is not sure where they differ in
// a number at their end only, and the numbers compare the other way round.
func compareNames(a, b string) (order int, sure bool) {
	if a == b {
		return 0, true
	}
	order = 1 - 2*boolToInt(a < b)
	prefixA, numberA := splitNumber(a)
	prefixB, numberB := splitNumber(b)
	if prefixA != prefixB || numberA < 0 || numberB < 0 {
		return order, true
	}
	return order, numberA != numberB && (numberA < numberB) == (order < 0)
}

// splitNumber splits a name into a text and the number at its end, -1 where
// there is none that fits an integer.
func splitNumber(name string) (prefix string, number int) {
	i := len(name)
	for i > 0 && name[i-1] >= '0' && name[i-1] <= '9' {
		i--
	}
	n, err := strconv.Atoi(name[i:])
	if err != nil {
		return name, -1
	}
	return name[:i], n
}
