package simulate

import "slices"

// causalOrder is a node's part in a group whose members get all messages, to
// one or to several, in causal order: Raynal, Schiper & Toueg, The Causal
// Ordering Abstraction and a Simple Way to Implement It, 1991. Each message
// carries what its sender knows of who has sent how many messages to whom; one
// that arrives before another which its receiver must have first waits in a
// queue.
//
// It needs a network that loses and doubles nothing.
type causalOrder struct {
	group []string
	// onArrival hands every message over when it arrives.
	onArrival bool

	me    int
	sent  [][]int // sent[i][j]: messages of i to j that this node knows of
	got   []int   // got[i]: messages of i that were handed over here
	queue []Message
}

// causalBody is what a message of the group carries.
type causalBody struct {
	sent [][]int // of the sender, before this message
	to   []int
	body any
}

func newCausalOrder(group []string, me int, onArrival bool) *causalOrder {
	c := &causalOrder{group: group, onArrival: onArrival, me: me, got: make([]int, len(group))}
	for range group {
		c.sent = append(c.sent, make([]int, len(group)))
	}
	return c
}

// wrap returns what a message to these members must carry, and counts it.
func (c *causalOrder) wrap(body any, to []string) causalBody {
	b := causalBody{body: body}
	for _, row := range c.sent {
		b.sent = append(b.sent, slices.Clone(row))
	}
	for _, name := range to {
		i := slices.Index(c.group, name)
		b.to = append(b.to, i)
		c.sent[c.me][i]++
	}
	return b
}

// arrive takes a message in and hands over, in causal order, whatever may be.
// A message that must wait is logged as received, all others only when they are
// handed over.
func (c *causalOrder) arrive(n *Node, m Message, handOver func(Message)) {
	if !c.ready(m) {
		n.Received(m)
		c.queue = append(c.queue, m)
		return
	}
	c.deliver(m, handOver)
	for {
		i := slices.IndexFunc(c.queue, c.ready)
		if i < 0 {
			return
		}
		next := c.queue[i]
		c.queue = slices.Delete(c.queue, i, i+1)
		c.deliver(next, handOver)
	}
}

// ready reports that all messages to this node that m's sender knew of have
// been handed over.
func (c *causalOrder) ready(m Message) bool {
	for i, row := range m.Body.(causalBody).sent {
		if c.got[i] < row[c.me] && !c.onArrival {
			return false
		}
	}
	return true
}

func (c *causalOrder) deliver(m Message, handOver func(Message)) {
	b := m.Body.(causalBody)
	from := slices.Index(c.group, m.From)
	c.got[from]++
	for i, row := range b.sent {
		for j, count := range row {
			c.sent[i][j] = max(c.sent[i][j], count)
		}
	}
	for _, j := range b.to {
		c.sent[from][j] = max(c.sent[from][j], b.sent[from][j]+1)
	}
	m.Body = b.body
	handOver(m)
}
