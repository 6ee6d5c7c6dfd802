package checks

import "sort"

var deliveryFIFO = Check{
	ID:    "delivery/fifo",
	Title: "Messages of one sender are delivered in the order of their sending",
	Doc: Doc{
		Definition: "Messages that one node sends to the same receiver are delivered there in the order of their sending. " +
			"Delivery is the deliver event where the receiver logs deliveries, else its receive; only the first delivery of a message counts. Each message that was overtaken is one finding.",
		Needs: "Sends and receives that can be matched. It binds where fifo is promised, which is the default; --promise none withdraws it.",
		Example: `{"node":"A","kind":"send","to":"B","msg_id":1}
{"node":"A","kind":"send","to":"B","msg_id":2}
{"node":"B","kind":"receive","from":"A","msg_id":2}
{"node":"B","kind":"receive","from":"A","msg_id":1}
`,
		Source: "K. Birman and T. Joseph, Reliable Communication in the Presence of Failures, 1987",
		Blind:  "Messages that were never delivered, and channels between the same two nodes that are meant to be independent.",
	},
	UsesOrder: true,
	Collect:   collectFIFO,
}

func collectFIFO(in *Input) Evidence {
	var ev Evidence
	t := in.traffic()
	ev.Missing = deliveryGaps(in)
	if t.delivered > 0 {
		ev.Examined = count(t.delivered, "delivery") + " on " + count(t.channels, "channel")
		findOvertaken(in, t.overtaken).into(&ev)
	}
	underPromise(in, FIFO, &ev)
	return ev
}

// findOvertaken walks the given channels, those on which some message overtook
// another, in the order of delivery. A message is overtaken iff one delivered
// before it was sent after it; the first of those is among the messages that
// were sent later than all delivered before them.
func findOvertaken(in *Input, channels map[channel]bool) *collector {
	var found collector
	if len(channels) == 0 {
		return &found
	}
	states := make(map[channel]*overtaking, len(channels))
	for c, d := range firstDeliveries(in, in.Graph.Messages()) {
		if !channels[c] {
			continue
		}
		if states[c] == nil {
			states[c] = &overtaking{}
		}
		if by, ok := states[c].deliver(d); ok {
			found.add(overtaken(in, FIFO, channelName(in, d), d, by, Definite))
		}
	}
	return &found
}

func channelName(in *Input, d delivery) string {
	return nodeName(in.Run, in.Run.Event(d.send).Node()) + " to " + nodeName(in.Run, in.Run.Event(d.at).Node())
}

// overtaking holds the deliveries of one channel that may overtake another:
// those sent after all that were delivered before them, by rising send.
type overtaking struct {
	ahead []delivery
}

// deliver adds a delivery, and returns the first one that overtook it.
func (o *overtaking) deliver(d delivery) (by delivery, overtaken bool) {
	n := len(o.ahead)
	if n == 0 || o.ahead[n-1].send < d.send {
		o.ahead = append(o.ahead, d)
		return delivery{}, false
	}
	i := sort.Search(n, func(i int) bool { return o.ahead[i].send > d.send })
	if i == n || o.ahead[i].at == d.at {
		return delivery{}, false
	}
	return o.ahead[i], true
}
