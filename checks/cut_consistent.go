package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

var cutConsistent = Check{
	ID:    "cut/consistent",
	Title: "Snapshots are consistent cuts",
	Doc: Doc{
		Definition: "The cut that the snapshot events of one snapshot make is consistent: no application message is received inside it and sent outside it. " +
			"Messages whose send or receive carries a snapshot are markers and do not count. " +
			"Where a node with application messages has no record, it is a violation only if a chain of application messages leaves some node after its record and reaches another before its record, and inconclusive otherwise.",
		Needs: "One snapshot event with a snapshot id for each node that exchanges application messages, and those messages.",
		Example: `{"node":"P","kind":"snapshot","snapshot":1}
{"node":"P","kind":"send","to":"Q","msg_id":1}
{"node":"Q","kind":"receive","from":"P","msg_id":1}
{"node":"Q","kind":"snapshot","snapshot":1}
`,
		Source: "K. M. Chandy and L. Lamport, Distributed Snapshots: Determining Global States of Distributed Systems, 1985; F. Mattern, Virtual Time and Global States of Distributed Systems, 1989",
		Blind:  "What the recorded states say. Nodes declared external take no part in a cut.",
	},
	UsesOrder: true,
	Collect:   collectCut,
}

// snapshotCut is where the nodes recorded their state for one snapshot.
type snapshotCut struct {
	id      string
	records map[parse.NodeID]parse.EventID // the first of each node
	twice   []parse.EventID                // further ones
}

func collectCut(in *Input) Evidence {
	var ev Evidence
	cuts := snapshotCuts(in.Run)
	if len(cuts) == 0 {
		return ev
	}
	messages, nodes := applicationMessages(in)
	byChannel := newChannels(in.Run, messages)
	var order *chainOrder
	unsearched, work := 0, 0
	var found collector
	for _, cut := range cuts {
		if cut.id == "" {
			ev.Missing = append(ev.Missing, fmt.Sprintf("%s (first %s) name no snapshot", count(len(cut.records)+len(cut.twice), "snapshot event"), eventName(in.Run, cut.first())))
			continue
		}
		c := cutCheck{in: in, cut: cut, messages: messages, channels: byChannel}
		before := found.total
		c.direct(&found)
		lacking := cut.lacking(nodes)
		if found.total == before && len(lacking) > 0 {
			if work += in.Run.Len(); work > maxChainWork {
				unsearched++
			} else {
				if order == nil {
					order = newChainOrder(in, messages)
				}
				c.order = order
				c.chains(&found)
			}
		}
		if found.total == before {
			ev.Missing = append(ev.Missing, cut.doubts(in.Run, lacking)...)
		}
	}
	ev.Examined = fmt.Sprintf("%s, %s", count(len(cuts), "snapshot"), count(len(messages), "application message"))
	if more := len(ev.Missing) - 5; more > 0 {
		ev.Missing = append(ev.Missing[:5], fmt.Sprintf("and %d more like these", more))
	}
	if unsearched > 0 {
		ev.Missing = append(ev.Missing, count(unsearched, "snapshot")+" without all records were not searched for chains of messages: there are too many")
	}
	ev.Missing = append(ev.Missing, deliveryGaps(in)...)
	found.into(&ev)
	return ev
}

// snapshotCuts groups the snapshot events by the snapshot they name, by rising name.
func snapshotCuts(run *parse.Run) []*snapshotCut {
	byID := make(map[string]*snapshotCut)
	var cuts []*snapshotCut
	for event := range run.OfKind(parse.Snapshot) {
		e := run.Event(event)
		id := e.Text(parse.FSnapshot)
		cut := byID[id]
		if cut == nil {
			cut = &snapshotCut{id: id, records: make(map[parse.NodeID]parse.EventID)}
			byID[id] = cut
			cuts = append(cuts, cut)
		}
		if _, recorded := cut.records[e.Node()]; recorded {
			cut.twice = append(cut.twice, e.ID())
		} else {
			cut.records[e.Node()] = e.ID()
		}
	}
	slices.SortFunc(cuts, func(a, b *snapshotCut) int { return strings.Compare(a.id, b.id) })
	return cuts
}

func (c *snapshotCut) first() parse.EventID {
	first := parse.NoEvent
	for _, e := range c.records {
		first = min(first, e)
	}
	return first
}

// lacking returns the nodes that have no record, by rising id.
func (c *snapshotCut) lacking(nodes []parse.NodeID) (lacking []parse.NodeID) {
	for _, n := range nodes {
		if _, ok := c.records[n]; !ok {
			lacking = append(lacking, n)
		}
	}
	return lacking
}

// doubts says what keeps the cut from being known.
func (c *snapshotCut) doubts(run *parse.Run, lacking []parse.NodeID) (doubts []string) {
	if len(lacking) > 0 {
		names := make([]string, len(lacking))
		for i, n := range lacking {
			names[i] = nodeName(run, n)
		}
		doubts = append(doubts, fmt.Sprintf("%s with application messages made no record for snapshot %s (%s)",
			count(len(lacking), "node"), parse.Quote(c.id), list(names[:min(5, len(names))])))
	}
	if len(c.twice) > 0 {
		doubts = append(doubts, fmt.Sprintf("%s records snapshot %s again (%s)", nodeName(run, run.Event(c.twice[0]).Node()), parse.Quote(c.id), some(run, c.twice)))
	}
	return doubts
}

// applicationMessages returns the messages that count, as edges from send to
// where they enter, and the nodes that exchange messages, by rising id.
func applicationMessages(in *Input) (messages []graph.Edge, nodes []parse.NodeID) {
	talks := make([]bool, len(in.Run.Nodes()))
	for _, m := range in.Graph.Messages() {
		if in.isMarker(m) {
			continue
		}
		talks[in.Run.Event(m.Send).Node()] = true
		talks[in.Run.Event(taken(m)).Node()] = true
		if to := in.Graph.Enter(m); to != parse.NoEvent {
			messages = append(messages, graph.Edge{From: m.Send, To: to, Reason: graph.Message})
		}
	}
	for n, yes := range talks {
		if yes && !in.Run.Nodes()[n].External {
			nodes = append(nodes, parse.NodeID(n))
		}
	}
	return messages, nodes
}

// isMarker reports whether an end of a message carries a snapshot.
func (in *Input) isMarker(m graph.Msg) bool {
	for _, e := range [...]parse.EventID{m.Send, m.Receive, m.Deliver} {
		if e == parse.NoEvent {
			continue
		}
		if _, ok := in.Run.Event(e).Payload(parse.FSnapshot); ok {
			return true
		}
	}
	return false
}
