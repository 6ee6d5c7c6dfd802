package checks

import (
	"sort"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// overtakers finds the messages that overtook others on one receiving strand.
type overtakers struct {
	in *Input
	to parse.StrandID
	// news[s] are the deliveries whose sends know more of strand s than those of
	// all deliveries before them.
	news map[parse.StrandID][]news
}

// news is a delivery whose send knows that many events of some strand.
type news struct {
	delivery
	known uint32
}

// maxLook bounds the deliveries that are looked at for one message before what
// all of them know is put into a table. The first will do mostly: it is by it
// that the receiver learned of the message.
const maxLook = 16

// of returns the first delivery, before that of m1 on its strand, of a message
// that was sent after m1; after is the first event there that knows of m1's
// send. It takes O(log deliveries) time, and for each pair of strands once
// O(deliveries log deliveries).
func (o *overtakers) of(c channel, m1 delivery, after parse.EventID) (m2 delivery, found bool) {
	looked := 0
	for _, m2 := range firstDeliveries(o.in, o.in.Graph.Messages()[firstMessage(o.in.Graph, after):]) {
		if m2.at >= m1.at {
			return delivery{}, false
		}
		if m2.send != m1.send && o.in.Graph.Before(m1.send, m2.send) {
			return m2, true
		}
		if looked++; looked == maxLook {
			break
		}
	}
	return o.lookUp(c, m1)
}

// lookUp is of without the look around.
func (o *overtakers) lookUp(c channel, m1 delivery) (m2 delivery, found bool) {
	list := o.table(c)
	_, pos := strandOf(o.in.Run, m1.send)
	i := sort.Search(len(list), func(i int) bool { return list[i].known > pos })
	if i == len(list) || list[i].at >= m1.at {
		return delivery{}, false
	}
	return list[i].delivery, true
}

// table returns the news of the sending strand on the receiving one. Those of
// one receiving strand are kept at a time.
func (o *overtakers) table(c channel) []news {
	if o.news == nil || o.to != c.to {
		o.to, o.news = c.to, map[parse.StrandID][]news{}
	}
	list, made := o.news[c.from]
	if made {
		return list
	}
	st, most := o.in.Run.Strands()[c.to], uint32(0)
	for _, d := range firstDeliveries(o.in, o.in.Graph.Messages()[firstMessage(o.in.Graph, st.First):]) {
		if d.at >= st.End() {
			break
		}
		if known := o.in.Graph.Known(d.send, c.from); known > most {
			list, most = append(list, news{d, known}), known
		}
	}
	o.news[c.from] = list
	return list
}

// firstMessage returns the index of the first message that enters at an event
// or after it.
func firstMessage(g *graph.Graph, e parse.EventID) int {
	messages := g.Messages()
	return sort.Search(len(messages), func(i int) bool { return g.Enter(messages[i]) >= e }) // those held back enter at NoEvent
}
