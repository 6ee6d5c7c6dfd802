package checks

import (
	"cmp"
	"slices"
	"sort"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// maxChainWork bounds the events that the search for chains visits over all
// snapshots in which a node made no record: each of them costs a look at all
// messages of the run.
const maxChainWork = 20_000_000

// chainOrder holds messages in an order that respects happens-before.
type chainOrder struct {
	messages []int            // by the place of their To in that order, then as they stand
	from, to []parse.StrandID // of each message, as they stand
}

func newChainOrder(in *Input, messages []graph.Edge) *chainOrder {
	o := &chainOrder{messages: make([]int, len(messages)), from: make([]parse.StrandID, len(messages)), to: make([]parse.StrandID, len(messages))}
	ends := make([]parse.EventID, len(messages))
	for i, m := range messages {
		o.messages[i], o.from[i], o.to[i], ends[i] = i, in.Run.StrandOf(m.From), in.Run.StrandOf(m.To), m.To
	}
	ranks := newRanking(in.Graph, ends)
	slices.SortStableFunc(o.messages, func(a, b int) int { return ranks.compare(messages[a].To, messages[b].To) })
	return o
}

// channels finds the messages that cross a cut the wrong way without looking
// at all messages for every snapshot.
type channels map[parse.StrandID][]*cutChannel // by the sender's strand

// cutChannel is the messages from one strand to another.
type cutChannel struct {
	to       parse.StrandID
	messages []graph.Edge    // by rising From
	earliest []parse.EventID // earliest[i] is the least To of messages[i:]
}

// newChannels sorts messages by channel, in O(n log n) time.
func newChannels(run *parse.Run, messages []graph.Edge) channels {
	found := make(map[channel]*cutChannel)
	all := make(channels)
	for _, m := range messages {
		key := channel{run.StrandOf(m.From), run.StrandOf(m.To)}
		c := found[key]
		if c == nil {
			c = &cutChannel{to: key.to}
			found[key] = c
			all[key.from] = append(all[key.from], c)
		}
		c.messages = append(c.messages, m)
	}
	for _, c := range found {
		slices.SortFunc(c.messages, func(a, b graph.Edge) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) })
		c.earliest = make([]parse.EventID, len(c.messages))
		least := parse.NoEvent
		for i := len(c.messages) - 1; i >= 0; i-- {
			least = min(least, c.messages[i].To)
			c.earliest[i] = least
		}
	}
	return all
}

// crossing calls f for each message sent after recordP on its strand that was
// received by recordQ on its strand, in O(log n) time and what it finds.
func (c *cutChannel) crossing(recordP, recordQ parse.EventID, f func(graph.Edge)) {
	i := sort.Search(len(c.messages), func(i int) bool { return c.messages[i].From > recordP })
	for ; i < len(c.messages) && c.earliest[i] <= recordQ; i++ {
		if c.messages[i].To <= recordQ {
			f(c.messages[i])
		}
	}
}
