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

// chains finds the messages received inside whose causes, through nodes
// without a record, were sent outside. One sweep carries, for each strand that
// made no record, the first message that came to it from outside.
func (c *cutCheck) chains(found *collector) {
	tainted := make(map[parse.StrandID]int) // strand → index of that message
	carries := make(map[parse.EventID]int)  // send on such a strand → the same, once tainted
	back := make([]int, len(c.messages))    // message from outside → the one that it continues, -1 for the first
	starts := make(map[parse.EventID]bool)  // sends of messages
	enters := make(map[parse.EventID][]int) // event → messages that enter there
	for i, m := range c.messages {
		starts[m.From] = true
		enters[m.To] = append(enters[m.To], i)
	}
	c.in.Graph.Sweep(func(e parse.EventID, _ []uint32) {
		at := c.side(e)
		for _, i := range enters[e] {
			from, out := carries[c.messages[i].From]
			if back[i] = from; c.side(c.messages[i].From) == outside {
				back[i], out = -1, true
			}
			if !out || at == outside {
				continue
			}
			if at == inside {
				found.add(c.finding(c.trace(back, i)))
			} else if _, already := tainted[c.in.Run.StrandOf(e)]; !already {
				tainted[c.in.Run.StrandOf(e)] = i
			}
		}
		if i, ok := tainted[c.in.Run.StrandOf(e)]; ok && starts[e] {
			carries[e] = i
		}
	})
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
		Claims:    []Claim{{recordP, first.From}, {first.From, last.To}},
	}
	for _, m := range chain {
		f.Events = append(f.Events, Witness{"send", m.From}, Witness{endRole(run, m.To), m.To})
	}
	f.Events = append(f.Events, Witness{"record of the receiver", recordQ})
	if last.To != recordQ {
		f.Claims = append(f.Claims, Claim{last.To, recordQ})
	}
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
