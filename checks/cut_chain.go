package checks

import (
	"slices"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// cutCheck judges the cut of one snapshot.
type cutCheck struct {
	in       *Input
	cut      *snapshotCut
	messages []graph.Edge // by rising To
	channels channels     // the same by channel
	order    *chainOrder  // and by cause; nil until chains are looked for
}

// side says on which side of the cut an event surely lies.
type side uint8

const (
	eitherSide side = iota // its node made no record, or nothing orders it to it
	inside
	outside
)

func (c *cutCheck) side(e parse.EventID) side {
	record, ok := c.cut.records[c.in.Run.Event(e).Node()]
	switch {
	case !ok || c.in.Run.StrandOf(record) != c.in.Run.StrandOf(e):
		return eitherSide
	case e <= record:
		return inside
	}
	return outside
}

// direct finds the messages sent outside and received inside.
func (c *cutCheck) direct(found *collector) {
	run := c.in.Run
	for _, recordP := range c.cut.records {
		for _, ch := range c.channels[run.StrandOf(recordP)] {
			recordQ, ok := c.cut.records[run.Strands()[ch.to].Node]
			if ok && run.StrandOf(recordQ) == ch.to {
				ch.crossing(recordP, recordQ, func(m graph.Edge) { found.add(c.finding([]graph.Edge{m})) })
			}
		}
	}
}

// taint is the first message from outside that came to a strand without a
// record, by itself or through others.
type taint struct {
	message int
	at      parse.EventID // NoEvent where none came
}

// chains finds the messages received inside whose causes, through nodes
// without a record, were sent outside. It looks at the messages once, in an
// order in which each comes after those that may have caused it.
func (c *cutCheck) chains(found *collector) {
	records, tainted := c.byStrand()
	side := func(s parse.StrandID, e parse.EventID) side {
		switch r := records[s]; {
		case r == parse.NoEvent:
			return eitherSide
		case e <= r:
			return inside
		}
		return outside
	}
	back := make([]int, len(c.messages)) // message from outside → the one that it continues, -1 for the first
	for _, i := range c.order.messages {
		m, from, to := c.messages[i], c.order.from[i], c.order.to[i]
		switch cause := tainted[from]; {
		case side(from, m.From) == outside:
			back[i] = -1
		case cause.at == parse.NoEvent || cause.at > m.From:
			continue
		default:
			back[i] = cause.message
		}
		switch side(to, m.To) {
		case inside:
			found.add(c.finding(c.trace(back, i)))
		case eitherSide:
			if tainted[to].at == parse.NoEvent {
				tainted[to] = taint{i, m.To}
			}
		}
	}
}

// byStrand returns the record of each strand, NoEvent where it made none, and
// room for what comes to each.
func (c *cutCheck) byStrand() (records []parse.EventID, tainted []taint) {
	n := len(c.in.Run.Strands())
	records, tainted = make([]parse.EventID, n), make([]taint, n)
	for s := range records {
		records[s], tainted[s].at = parse.NoEvent, parse.NoEvent
	}
	for _, e := range c.cut.records {
		records[c.in.Run.StrandOf(e)] = e
	}
	return records, tainted
}

// trace returns the chain of messages that ends with message i.
func (c *cutCheck) trace(back []int, i int) []graph.Edge {
	var chain []graph.Edge
	for ; i >= 0; i = back[i] {
		chain = append(chain, c.messages[i])
	}
	slices.Reverse(chain)
	return chain
}

func (c *cutCheck) finding(chain []graph.Edge) Finding {
	run := c.in.Run
	first, last := chain[0], chain[len(chain)-1]
	recordP, recordQ := c.cut.records[run.Event(first.From).Node()], c.cut.records[run.Event(last.To).Node()]
	f := Finding{
		Certainty: Definite,
		Subject:   "snapshot " + parse.Quote(c.cut.id),
		Events:    []Witness{{"record of the sender", recordP}},
		Claims:    []Claim{{recordP, first.From}, {first.From, last.To}, {last.To, recordQ}},
	}
	for _, m := range chain {
		f.Events = append(f.Events, Witness{"send", m.From}, Witness{endRole(run, m.To), m.To})
	}
	f.Events = append(f.Events, Witness{"record of the receiver", recordQ})
	if len(c.cut.twice) > 0 {
		f.Certainty = Possible
	}
	f.Tell = func(w *Words) string {
		through := "sent " + w.Message(first.From)
		if len(chain) > 1 {
			through = "began a chain of " + count(len(chain), "message")
		}
		return w.Node(run.Event(first.From).Node()) + " " + through + " at " + w.Name(first.From) + ", after its record at " + w.Name(recordP) +
			"; but " + w.Node(run.Event(last.To).Node()) + " " + took(run, last.To) + " " + w.Message(last.From) + " at " + w.Name(last.To) +
			", before its record at " + w.Name(recordQ) + ": the cut holds an effect without its cause"
	}
	return f
}

// endRole names the part of an event that takes a message in.
func endRole(run *parse.Run, e parse.EventID) string {
	if run.Event(e).Role() == parse.Delivers {
		return "deliver"
	}
	return "receive"
}
