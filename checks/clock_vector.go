package checks

import (
	"sync"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

var clockVector = Check{
	ID:    "clock/vector",
	Title: "Vector clocks follow their law",
	Doc: Doc{
		Definition: "(1) A node's own entry rises by exactly one at each ticking event. " +
			"(2) No entry exceeds what its owner had reached when it logged stop or crash. " +
			"(3) No entry goes back at a node. " +
			"(4) A clock covers the clock of the first event at which each of its entries reached its value. " +
			"(5) Where a message is merged (its delivery where the node logs deliveries, else its receive) the clock covers that of the send. " +
			"(6) There, no other entry exceeds both the node's previous clock and the send's.",
		Needs: "Vector clocks. Which events tick is declared (--ticks all, --ticks sends) or proved: every stamped event of the run does, or all sends and nothing else. " +
			"A first own value above 1, a missing tick, and entries for events that no log holds are gaps: inconclusive, and no violation.",
		Example: `{"node":"A","kind":"send","msg_id":1,"vc":{"A":1}}
{"node":"B","kind":"receive","from":"A","msg_id":1,"vc":{"B":1}}
`,
		Source: "C. Fidge, Timestamps in Message-Passing Systems That Preserve the Partial Ordering, 1988; F. Mattern, Virtual Time and Global States of Distributed Systems, 1989",
		Blind: "Entries for a node whose counter restarts in a later life are judged at that node only: elsewhere they have no one meaning. " +
			"Rule 6 is not applied where the message that an event merged is not known.",
	},
	Collect: collectVector,
}

// vectorCheck walks every clock of a run once, strand by strand. What other
// nodes' clocks it needs it reads back: those of the sends, and, where no send
// is known, those of the events that the new entries refer to.
//
// Rule 4 is checked only where rules 5 and 6 are not: a clock that is exactly
// the maximum of two lawful clocks obeys it.
type vectorCheck struct {
	in     *Input
	ticks  *ownTicks
	merges []graph.Msg // those that enter, by rising event at which they do, without those already passed
	before []uint64    // by NodeID: the clock of the life's last stamped event, which is judged
	known  []parse.NodeID
	seen   []uint64 // by NodeID: what the clocks cover that were read back for the clock at hand
	read   []parse.Vector
	places []int
	clocks *clockReader
	found  collector
}

// vectorEvidence is what clock/vector found, which others ask for, too.
type vectorEvidence struct {
	mu   sync.Mutex // a check that panics does so again for the next who asks
	done bool
	ev   Evidence
}

func collectVector(in *Input) Evidence {
	v := &in.vector
	v.mu.Lock()
	defer v.mu.Unlock()
	if !v.done {
		v.ev, v.done = judgeClocks(in), true
	}
	return v.ev
}

// judgeClocks walks the clocks, unless the graph found already that each is
// what the law makes it.
func judgeClocks(in *Input) Evidence {
	if in.Graph.ExactClocks() && in.Options.Ticks != parse.TicksSends {
		return Evidence{Examined: count(in.Run.Len(), "vector clock")}
	}
	return walkClocks(in)
}

func walkClocks(in *Input) Evidence {
	var ev Evidence
	if stamped, _, _, _ := in.Run.Has(); !stamped {
		return ev
	}
	c := newVectorCheck(in)
	c.walkAll()
	c.found.into(&ev)
	ev.Examined = count(c.ticks.stamps, "vector clock")
	ev.Missing = append(c.ticks.missing(), ghosts(in)...)
	ev.Note = c.ticks.note()
	return ev
}

func newVectorCheck(in *Input) *vectorCheck {
	complete := len(in.Graph.Matching().Orphans) == 0 && len(in.Graph.Ghosts()) == 0
	nodes := len(in.Run.Nodes())
	c := &vectorCheck{in: in, ticks: newOwnTicks(in.Run, in.Options.Ticks, complete), before: make([]uint64, nodes), seen: make([]uint64, nodes), clocks: newClockReader(in.Run)}
	for _, m := range in.Graph.Messages() {
		if in.Graph.Enter(m) != parse.NoEvent {
			c.merges = append(c.merges, m)
		}
	}
	return c
}

func (c *vectorCheck) walkAll() {
	for s := range c.in.Run.Strands() {
		c.walk(parse.StrandID(s))
	}
}

// stamped is an event with a clock, and what came before it in its life.
type stamped struct {
	*lifeWalk
	event parse.EventID
	clock parse.Vector
	rose  []parse.Entry   // entries that differ from the previous stamped event's
	prev  []uint64        // and what they were there
	sends []parse.EventID // of the messages merged since then
	doubt bool            // and some event may have merged a message that is not known
}

func (c *vectorCheck) walk(s parse.StrandID) {
	st := stamped{lifeWalk: newLifeWalk(c.in.Run, s)}
	life := 0
	for st.next() {
		if st.life != life {
			life = st.life
			c.forget()
			st.sends, st.doubt = st.sends[:0], false
		}
		st.event = st.cur.Event()
		c.merge(&st)
		if !st.cur.Has() {
			continue
		}
		c.advance(&st)
		c.judge(&st)
		st.sends, st.doubt = st.sends[:0], false
	}
	c.forget()
}

// forget empties the previous clock: a life begins with none.
func (c *vectorCheck) forget() {
	for _, n := range c.known {
		c.before[n] = 0
	}
	c.known = c.known[:0]
}

// merge adds what an event merged to what the next clock must cover.
func (c *vectorCheck) merge(st *stamped) {
	matched := false
	for len(c.merges) > 0 && c.in.Graph.Enter(c.merges[0]) <= st.event {
		st.sends = append(st.sends, c.merges[0].Send)
		c.merges = c.merges[1:]
		matched = true
	}
	switch c.in.Run.Event(st.event).Role() {
	case parse.Receives:
		st.doubt = st.doubt || !matched && !c.in.Graph.Delivers(st.node)
	case parse.Delivers:
		st.doubt = st.doubt || !matched
	case parse.NoRole:
		st.doubt = true // a log that names no kinds may merge anywhere
	}
}

// advance finds the entries that changed since the life's previous clock.
func (c *vectorCheck) advance(st *stamped) {
	st.clock = st.cur.Clock()
	changed := st.cur.Changed()
	if st.first {
		changed = st.clock
	}
	st.rose, st.prev = st.rose[:0], st.prev[:0]
	for _, x := range changed {
		before := c.before[x.Node]
		if before == 0 {
			c.known = append(c.known, x.Node)
		}
		c.before[x.Node] = x.N
		st.rose, st.prev = append(st.rose, x), append(st.prev, before)
	}
}
