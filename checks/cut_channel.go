package checks

import (
	"fmt"
	"math/big"

	"github.com/tracecausal/tracecausal/parse"
)

var channelState = Check{
	ID:    "cut/channel",
	Title: "Recorded channels hold what was in flight",
	Doc: Doc{
		Definition: "The recorded state of a channel from P to Q is exactly the application messages that P sent before its record of the snapshot and Q received after its own. " +
			"Markers (messages that carry a snapshot) do not count. A channel without a record, and one with a message that was never received, is unknown.",
		Needs: "A snapshot event of both nodes, the messages between them, and a channel event with snapshot, from, and messages (a list of message ids, or a number) or amount (their sum; the sends carry theirs). " +
			"Without to, the channel is one to the node that records it. A channel in which the log shows nothing in flight needs no record.",
		Example: `{"node":"P","kind":"send","to":"Q","msg_id":1}
{"node":"P","kind":"snapshot","snapshot":"s"}
{"node":"Q","kind":"snapshot","snapshot":"s"}
{"node":"Q","kind":"receive","from":"P","msg_id":1}
{"node":"Q","kind":"channel","snapshot":"s","from":"P","to":"Q","messages":[]}
`,
		Source: "K. M. Chandy and L. Lamport, Distributed Snapshots: Determining Global States of Distributed Systems, 1985",
		Blind:  "What messages held, where channels list them by id. Messages whose send and receive are both missing from the log. A message that arrived before the receiver's record and was delivered after it may stand in the channel or in the receiver's state.",
	},
	UsesOrder: true,
	Collect:   collectChannels,
}

// channelCheck judges the recorded channels of a run.
type channelCheck struct {
	in      *Input
	flows   *flows
	records map[channelKey][]parse.EventID
	extra   map[string][]flow // by snapshot: recorded channels that no message went through

	found   collector
	judged  int
	missing []string
}

func collectChannels(in *Input) Evidence {
	var ev Evidence
	records, nameless := channelRecords(in.Run)
	if len(records)+len(nameless) == 0 {
		return ev
	}
	c := &channelCheck{in: in, flows: applicationFlows(in), records: records}
	if len(nameless) > 0 {
		c.lacks("%s (first %s) do not say which channel of which snapshot they record", count(len(nameless), "channel event"), eventName(in.Run, nameless[0]))
	}
	cuts := snapshotCuts(in.Run)
	for _, cut := range cuts {
		if cut.id != "" {
			c.judge(&cutCheck{in: in, cut: cut})
		}
	}
	c.withoutSnapshot(cuts)
	ev.Examined = fmt.Sprintf("%s of %s", count(c.judged, "recorded channel"), count(len(cuts), "snapshot"))
	ev.Missing = append(shortened(c.missing), deliveryGaps(in)...)
	c.found.into(&ev)
	return ev
}

func (c *channelCheck) lacks(format string, args ...any) {
	c.missing = append(c.missing, fmt.Sprintf(format, args...))
}

// shortened cuts a list of doubts to the first few.
func shortened(list []string) []string {
	const most = 5
	if more := len(list) - most; more > 0 {
		return append(list[:most:most], fmt.Sprintf("and %d more like these", more))
	}
	return list
}

// judge compares the recorded channels of one snapshot with what was in flight.
func (c *channelCheck) judge(cut *cutCheck) {
	for _, f := range c.allFlows(cut.cut.id) {
		key := channelKey{cut.cut.id, f}
		events := c.records[key]
		where := "the channel from " + f.name(c.in.Run) + " for snapshot " + parse.Quote(cut.cut.id)
		if !cut.has(f) {
			if len(events) > 0 {
				c.lacks("%s is recorded, and one of its nodes has no snapshot event", where)
			}
			continue
		}
		holds := c.flows.at(cut, f)
		switch {
		case len(events) == 0 && !holds.empty():
			c.lacks("%s has no record, and the log shows a message in it: log a channel event", where)
		case len(events) > 1:
			c.lacks("%s is recorded %d times (%s)", where, len(events), some(c.in.Run, events))
		case len(events) == 1:
			c.judged++
			c.compare(cut, f, holds, readRecorded(c.in.Run.Event(events[0])), where)
		}
	}
}

// has reports whether both nodes of a channel have a record.
func (c *cutCheck) has(f flow) bool {
	_, from := c.cut.records[f.from]
	_, to := c.cut.records[f.to]
	return from && to
}

// compare judges one recorded channel.
func (c *channelCheck) compare(cut *cutCheck, f flow, holds content, r recorded, where string) {
	switch {
	case r.listed && r.ids != nil && c.named(holds):
		if c.compareIDs(cut, f, holds, r, where) || r.explicit && c.compareAmount(cut, f, holds, r, "") {
			return
		}
	case r.listed:
		low, high := len(holds.inside), len(holds.inside)+len(holds.either)+len(holds.lost)
		if !holds.unsure && (r.count < low || r.count > high) {
			c.found.add(c.finding(cut, f, r, nil, fmt.Sprintf("%s records %s in the channel from %s, but %s sent before the record at %s and received after the one at %s",
				eventName(c.in.Run, r.event), count(r.count, "message"), f.name(c.in.Run), wereOrWas(low), eventName(c.in.Run, cut.cut.records[f.from]), eventName(c.in.Run, cut.cut.records[f.to]))))
			return
		}
	case r.amount != nil:
		if c.compareAmount(cut, f, holds, r, where) {
			return
		}
	default:
		c.lacks("%s has a record without messages and amount", where)
		return
	}
	switch {
	case holds.unsure:
		c.lacks("%s: messages have no known receiver, or lie in another file of their node", where)
	case len(holds.lost) > 0:
		c.lacks("%s: %s was never received, so nobody knows whether it was in the channel", where, messageName(c.in.Run, holds.lost[0].send))
	}
}

func wereOrWas(n int) string {
	if n == 1 {
		return "1 message was"
	}
	return count(n, "message") + " were"
}

// named reports whether all messages that a channel holds have ids.
func (c *channelCheck) named(holds content) bool {
	for _, p := range holds.inside {
		if c.in.Run.Event(p.send).MsgID() == 0 {
			return false
		}
	}
	return true
}

// compareAmount compares the sum of a channel, and reports whether it settles
// the matter. Where a message has no amount, it is missing evidence about that
// channel; "" asks for nothing.
func (c *channelCheck) compareAmount(cut *cutCheck, f flow, holds content, r recorded, where string) bool {
	sum := new(big.Rat)
	for _, p := range holds.inside {
		a, ok := amountOf(c.in.Run.Event(p.send), parse.FAmount)
		switch {
		case !ok && where == "":
			return false
		case !ok:
			c.lacks("%s has a record with an amount only, and %s says none: log amount with the sends, or messages with the record", where, eventName(c.in.Run, p.send))
			return true
		}
		sum.Add(sum, a)
	}
	if holds.unsure || len(holds.either)+len(holds.lost) > 0 || sum.Cmp(r.amount) == 0 {
		return false
	}
	c.found.add(c.finding(cut, f, r, nil, fmt.Sprintf("%s records %s in the channel from %s, but what was sent before the record at %s and received after the one at %s adds up to %s",
		eventName(c.in.Run, r.event), amountText(r.amount), f.name(c.in.Run), eventName(c.in.Run, cut.cut.records[f.from]), eventName(c.in.Run, cut.cut.records[f.to]), amountText(sum))))
	return true
}

// finding is that a recorded channel is wrong, with the message that shows it,
// if it is a single one.
func (c *channelCheck) finding(cut *cutCheck, f flow, r recorded, m *passage, message string) Finding {
	from, to := cut.cut.records[f.from], cut.cut.records[f.to]
	found := Finding{
		Certainty: Definite,
		Subject:   "channel " + f.name(c.in.Run) + ", snapshot " + parse.Quote(cut.cut.id),
		Events:    []Witness{{"record of the sender", from}, {"record of the receiver", to}, {"record of the channel", r.event}},
		Message:   message,
	}
	if m != nil {
		found.Events = append(found.Events, Witness{"send", m.send})
		found.Claims = append(found.Claims, ordered(from, m.send)...)
		if m.arrival != parse.NoEvent {
			found.Events = append(found.Events, Witness{"receive", m.arrival})
			found.Claims = append(found.Claims, ordered(to, m.arrival)...)
		}
	}
	if len(cut.cut.twice) > 0 {
		found.Certainty = Possible
		found.Message += "; only possible, because a node records this snapshot twice"
	}
	return found
}

// ordered claims the order of two events of one strand.
func ordered(a, b parse.EventID) []Claim {
	switch {
	case a == b:
		return nil
	case a < b:
		return []Claim{{a, b}}
	}
	return []Claim{{b, a}}
}
