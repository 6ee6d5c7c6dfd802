package checks

import (
	"fmt"
	"math/big"
	"slices"

	"github.com/tracecausal/tracecausal/parse"
)

var cutConserved = Check{
	ID:    "cut/conserved",
	Title: "Snapshots add up to one total",
	Doc: Doc{
		Definition: "The recorded states of the nodes and the recorded amounts in the channels between them add up to the same total in every complete snapshot, and to the one that --total gives. " +
			"A snapshot is complete if every node that took part in any, or exchanges application messages, has recorded its state, and every channel with messages in flight its amount.",
		Needs: "snapshot events whose state is a number, and channel events with an amount (or messages, if the sends carry an amount). One snapshot alone needs --total, or total in a header. " +
			"Where no message and no channel carries an amount and no total is given, nothing says that the states are amounts: a difference is only shown.",
		Example: `{"tracecausal":1,"total":100}
{"node":"P","kind":"send","to":"Q","msg_id":1,"amount":10}
{"node":"P","kind":"snapshot","snapshot":"s","state":60}
{"node":"Q","kind":"snapshot","snapshot":"s","state":30}
{"node":"Q","kind":"receive","from":"P","msg_id":1,"amount":10}
{"node":"Q","kind":"channel","snapshot":"s","from":"P","to":"Q","messages":[],"amount":0}
`,
		Source: "K. M. Chandy and L. Lamport, Distributed Snapshots: Determining Global States of Distributed Systems, 1985",
		Blind:  "Errors that cancel out. What enters or leaves the system between two snapshots is taken for lost or made up.",
	},
	UsesOrder: true,
	Collect:   collectConserved,
}

// cutTotal is what the records of one snapshot add up to.
type cutTotal struct {
	cut   *snapshotCut
	total *big.Rat
	least bool // a channel has no record: nothing shows that anything was in it, and a missing line could
}

// contradicts reports whether two sums cannot be the same, whatever was in
// channels without a record.
func (s cutTotal) contradicts(total *big.Rat, least bool) bool {
	c := s.total.Cmp(total)
	return c != 0 && (!s.least || c > 0) && (!least || c < 0)
}

// balance adds up the snapshots of a run.
type balance struct {
	in       *Input
	flows    *flows
	records  map[channelKey][]parse.EventID
	channels channelCheck
	nodes    []parse.NodeID // that a complete snapshot has records of
	missing  []string
}

func collectConserved(in *Input) Evidence {
	var ev Evidence
	cuts := snapshotCuts(in.Run)
	if !addsUp(in.Run, cuts) {
		return ev
	}
	b := &balance{in: in, flows: applicationFlows(in)}
	b.records, _ = channelRecords(in.Run)
	b.channels = channelCheck{in: in, flows: b.flows, records: b.records}
	b.findNodes(cuts)
	var sums []cutTotal
	for _, cut := range cuts {
		if s := b.add(cut); s.total != nil {
			sums = append(sums, s)
		}
	}
	ev.Examined = fmt.Sprintf("%d complete of %s", len(sums), count(len(cuts), "snapshot"))
	ev.Missing = append(shortened(b.missing), deliveryGaps(in)...)
	var found collector
	switch {
	case in.Options.Total != nil:
		for _, s := range sums {
			if s.total.Cmp(in.Options.Total) != 0 {
				found.add(b.finding(s, amountText(s.total)+", and the total is "+amountText(in.Options.Total), s.contradicts(in.Options.Total, false)))
			}
		}
	case len(sums) == 1 && len(cuts) == 1:
		ev.Missing = append(ev.Missing, "one snapshot alone ("+amountText(sums[0].total)+") has nothing to be compared with: give --total")
	case len(sums) > 1:
		first := sums[0]
		for _, s := range sums[1:] {
			if s.total.Cmp(first.total) != 0 {
				found.add(b.finding(s, amountText(s.total)+", and those of snapshot "+parse.Quote(first.cut.id)+" to "+amountText(first.total), s.contradicts(first.total, first.least), first))
			}
		}
	}
	found.into(&ev)
	if in.Options.Total == nil && !b.hasAmounts() {
		if len(sums) < 2 {
			return Evidence{} // nobody says that the states add up to anything, and there are not two to compare
		}
		ev.Observed = true
		for _, m := range ev.Missing {
			ev.Note = join(m, ev.Note)
		}
		ev.Missing = nil
	}
	return ev
}

// addsUp reports whether some snapshot event records a number.
func addsUp(run *parse.Run, cuts []*snapshotCut) bool {
	for _, cut := range cuts {
		for _, e := range cut.records {
			if _, ok := amountOf(run.Event(e), parse.FState); ok {
				return true
			}
		}
	}
	return false
}

// hasAmounts reports whether any message or channel carries an amount.
func (b *balance) hasAmounts() bool {
	for _, events := range b.records {
		for _, e := range events {
			if r := readRecorded(b.in.Run.Event(e)); r.amount != nil && (r.explicit || r.count > 0) {
				return true
			}
		}
	}
	for send := range b.in.Run.OfRole(parse.Sends) {
		if _, ok := amountOf(b.in.Run.Event(send), parse.FAmount); ok {
			return true
		}
	}
	return false
}

// findNodes finds the nodes that a complete snapshot has records of: those
// that made one, or exchange messages, or are at an end of a recorded channel,
// or are named and keep a log that is not there.
func (b *balance) findNodes(cuts []*snapshotCut) {
	_, b.nodes = applicationMessages(b.in)
	for n, node := range b.in.Run.Nodes() {
		if node.Events == 0 && !node.External {
			b.nodes = append(b.nodes, parse.NodeID(n))
		}
	}
	for _, cut := range cuts {
		for n := range cut.records {
			b.nodes = append(b.nodes, n)
		}
	}
	for key := range b.records {
		if b.flows.counts(key.flow) {
			b.nodes = append(b.nodes, key.from, key.to)
		}
	}
	slices.Sort(b.nodes)
	b.nodes = slices.Compact(b.nodes)
}

func (b *balance) lacks(cut *snapshotCut, format string, args ...any) {
	b.missing = append(b.missing, "snapshot "+parse.Quote(cut.id)+" is not complete: "+fmt.Sprintf(format, args...))
}

// add returns what a snapshot adds up to, without a total where it is not
// complete.
func (b *balance) add(cut *snapshotCut) cutTotal {
	run := b.in.Run
	s := cutTotal{cut: cut}
	if cut.id == "" || len(cut.twice) > 0 {
		b.lacks(cut, "%s records it twice, or names no snapshot", nodeName(run, run.Event(cut.first()).Node()))
		return s
	}
	total := new(big.Rat)
	for _, n := range b.nodes {
		record, ok := cut.records[n]
		if !ok {
			b.lacks(cut, "%s made no record", nodeName(run, n))
			return s
		}
		state, ok := amountOf(run.Event(record), parse.FState)
		if !ok {
			b.lacks(cut, "the state at %s is no number", eventName(run, record))
			return s
		}
		total.Add(total, state)
	}
	for _, f := range b.channels.allFlows(cut.id) {
		amount, recorded, why := b.channel(cut, f)
		if why != "" {
			b.lacks(cut, "the channel from %s %s", f.name(run), why)
			return s
		}
		total.Add(total, amount)
		s.least = s.least || !recorded
	}
	s.total = total
	return s
}

// channel returns the recorded amount of a channel, or why it is not known. A
// channel without a record holds nothing as far as the log shows.
func (b *balance) channel(cut *snapshotCut, f flow) (amount *big.Rat, recorded bool, why string) {
	switch events := b.records[channelKey{cut.id, f}]; len(events) {
	case 0:
		c := &cutCheck{in: b.in, cut: cut}
		if holds := b.flows.at(c, f); !holds.empty() {
			return nil, false, "has no record, and the log shows a message in it"
		}
		return new(big.Rat), false, ""
	case 1:
		if amount, ok := b.flows.amountIn(readRecorded(b.in.Run.Event(events[0])), f); ok {
			return amount, true, ""
		}
		return nil, false, "is recorded without an amount at " + eventName(b.in.Run, events[0])
	default:
		return nil, false, "is recorded twice"
	}
}

func (b *balance) finding(s cutTotal, but string, sure bool, others ...cutTotal) Finding {
	const most = 10 // records of one snapshot to name
	f := Finding{Certainty: Definite, Subject: "snapshot " + parse.Quote(s.cut.id),
		Message: "the states and channels of snapshot " + parse.Quote(s.cut.id) + " add up to " + but}
	if !sure {
		f.Certainty = Possible
		f.Message += "; only possible, because channels have no record, and a message that the log lacks may have been there"
	}
	for _, s := range append([]cutTotal{s}, others...) {
		var records []parse.EventID
		for _, e := range s.cut.records {
			records = append(records, e)
		}
		slices.Sort(records)
		for _, e := range records[:min(most, len(records))] {
			f.Events = append(f.Events, Witness{"record", e})
		}
	}
	return f
}
