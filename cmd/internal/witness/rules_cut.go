package witness

import (
	"encoding/json"
	"math/big"
	"slices"
	"strings"
)

// record returns where a node recorded its state for a snapshot, nil where it
// did not.
func (l *log) record(node, snapshot string) *event {
	for _, e := range l.nodes[node] {
		if e.is("snapshot") && e.text("snapshot") == snapshot {
			return e
		}
	}
	return nil
}

// recordOf is a need for an event to be its node's first record of the snapshot
// that the finding is about.
func (c *claim) recordOf(e *event, snapshot string) {
	need(e.is("snapshot") && c.record(e.node, snapshot) == e, "%s is not the record of snapshot %q at its node", e.name(), snapshot)
}

func cutConsistent(c *claim) {
	id := c.subject()
	recordP, recordQ := c.one("record of the sender"), c.one("record of the receiver")
	c.recordOf(recordP, id)
	c.recordOf(recordQ, id)
	chain := c.at[1 : len(c.at)-1]
	need(len(chain) >= 2 && len(chain)%2 == 0 && c.at[0] == recordP && c.at[len(c.at)-1] == recordQ, "the events are %s", c.roles())
	last := recordP
	need(len(c.all("send"))+len(c.all("receive"))+len(c.all("deliver")) == len(chain), "the events are %s", c.roles())
	for i := 0; i < len(chain); i += 2 {
		send, arrival := chain[i], chain[i+1]
		need(c.enters[arrival] == send && !send.has("snapshot") && !arrival.has("snapshot"), "%s does not take an application message of %s", arrival.name(), send.name())
		need(inOrder(last, send), "%s does not come before %s at its node", last.name(), send.name())
		last = arrival
	}
	c.order(recordP, chain[0])
	c.order(chain[0], last)
	if last != recordQ {
		c.order(last, recordQ)
		need(inOrder(last, recordQ), "%s does not come before the record at %s", last.name(), recordQ.name())
	}
}

// passage is an application message from one node to another with its place at
// a cut.
type passage struct {
	send, arrival            *event
	sentInside, inside, lost bool
	either                   bool // arrived before the record and delivered after it
}

// passages returns the messages from p to q.
func (l *log) passages(recordP, recordQ *event) (list []passage) {
	for _, s := range l.nodes[recordP.node] {
		if s.end != sends || s.has("snapshot") {
			continue
		}
		m := passage{send: s, sentInside: inOrder(s, recordP)}
		var last *event
		marker := false
		for _, e := range l.from[s] {
			if e.node == recordQ.node {
				if m.arrival == nil || e.index < m.arrival.index {
					m.arrival = e
				}
				if last == nil || e.index > last.index {
					last = e
				}
				marker = marker || e.has("snapshot")
			}
		}
		if marker || m.arrival == nil && !s.toAll && !slices.Contains(s.to, recordQ.node) {
			continue
		}
		m.lost = m.arrival == nil
		m.inside = m.sentInside && !m.lost && inOrder(recordQ, m.arrival)
		held := !m.lost && l.counts[recordQ.node] && l.first(s, recordQ.node) == nil
		m.either = m.sentInside && !m.lost && !m.inside && (held || inOrder(recordQ, last))
		list = append(list, m)
	}
	return list
}

// contents is what a channel event says that the channel held.
type contents struct {
	listed bool
	count  int
	ids    []string // nil where it does not name them all
	amount *big.Rat
}

func contentsOf(e *event) contents {
	var c contents
	c.amount, _ = e.number("amount")
	var items []json.RawMessage
	if n, ok := e.number("messages"); ok && n.IsInt() {
		c.listed, c.count = true, int(n.Num().Int64())
		return c
	} else if json.Unmarshal(e.fields["messages"], &items) != nil || items == nil {
		return c
	}
	c.listed, c.count, c.ids = true, len(items), []string{}
	sum := new(big.Rat)
	for _, item := range items {
		id, amount := scalar(item), (*big.Rat)(nil)
		if fields := map[string]json.RawMessage{}; json.Unmarshal(item, &fields) == nil {
			id = scalar(part(fields, "", "msg_id"))
			if id == "" {
				id = scalar(fields["id"])
			}
			amount, _ = rational(fields["amount"])
		}
		if id == "" {
			c.ids = nil
		} else if c.ids != nil {
			c.ids = append(c.ids, id)
		}
		if amount == nil {
			sum = nil
		} else if sum != nil {
			sum.Add(sum, amount)
		}
	}
	if c.amount == nil {
		c.amount = sum
	}
	return c
}

func cutChannel(c *claim) {
	id := c.subject()
	recordP, recordQ, channel := c.one("record of the sender"), c.one("record of the receiver"), c.one("record of the channel")
	c.recordOf(recordP, id)
	c.recordOf(recordQ, id)
	need(strings.HasPrefix(c.Subject, "channel "+recordP.node+" to "+recordQ.node+","), "the finding is about another channel")
	need(channel.is("channel") && channel.text("snapshot") == id && channel.from == recordP.node && channel.receiver() == recordQ.node,
		"%s does not record this channel", channel.name())
	holds, says := c.passages(recordP, recordQ), contentsOf(channel)
	if len(c.all("send")) == 0 {
		need(says.mismatch(holds), "what %s records is what was in flight", channel.name())
		return
	}
	send := c.one("send")
	i := slices.IndexFunc(holds, func(m passage) bool { return m.send == send })
	need(i >= 0 && send.id != "", "%s is no application message of the channel", send.name())
	m, recorded := holds[i], 0
	for _, name := range says.ids {
		if name == send.id {
			recorded++
		}
	}
	need(c.proves(send, recordP) || c.proves(recordP, send), "nothing shows the order of %s and %s", send.name(), recordP.name())
	if !m.lost {
		r := c.one("receive")
		need(m.arrival == r, "the message of %s arrived elsewhere than at %s", send.name(), r.name())
		need(r == recordQ || c.proves(r, recordQ) || c.proves(recordQ, r), "nothing shows the order of %s and %s", r.name(), recordQ.name())
	}
	wrong := m.inside && recorded != 1 || (m.either || m.sentInside && m.lost) && recorded > 1 || !m.inside && !m.either && !(m.sentInside && m.lost) && recorded > 0
	need(wrong, "%s records the message of %s %d times, as it must", channel.name(), send.name(), recorded)
}

// receiver is the node at the end of the channel that a channel event records.
func (e *event) receiver() string {
	if len(e.to) == 1 {
		return e.to[0]
	}
	return e.node
}

// mismatch: the number or the amount recorded is not that of the messages in
// flight, however the undecided ones are counted.
func (says *contents) mismatch(holds []passage) bool {
	least, open := 0, 0
	sum, known := new(big.Rat), true
	for _, m := range holds {
		switch {
		case m.inside:
			least++
			amount, ok := m.send.number("amount")
			if known = known && ok; known {
				sum.Add(sum, amount)
			}
		case m.either, m.lost && m.sentInside:
			open++
		}
	}
	count := says.listed && (says.count < least || says.count > least+open)
	return count || says.amount != nil && known && open == 0 && sum.Cmp(says.amount) != 0
}

func cutConserved(c *claim) {
	totals := map[string]*big.Rat{}
	for _, e := range c.all("record") {
		if id := e.text("snapshot"); totals[id] == nil {
			c.recordOf(e, id)
			totals[id] = c.total(id)
			need(strings.Contains(c.Message, amountText(totals[id])), "snapshot %q adds up to %s, which the message does not say", id, amountText(totals[id]))
		}
	}
	own := totals[c.subject()]
	need(own != nil && len(c.all("record")) == len(c.at), "no record of snapshot %q is shown", c.subject())
	if want, ok := rational(c.set.Total); ok {
		need(own.Cmp(want) != 0 && len(totals) == 1, "snapshot %q adds up to the total", c.subject())
		return
	}
	need(len(totals) == 2, "the records of %d snapshots are shown, want 2", len(totals))
	for id, total := range totals {
		need(id == c.subject() || total.Cmp(own) != 0, "snapshots %q and %q add up to the same", id, c.subject())
	}
}

// amountText writes an amount as messages do.
func amountText(r *big.Rat) string {
	if r.IsInt() {
		return r.Num().String()
	}
	return strings.TrimRight(r.FloatString(20), "0")
}

// total adds up the states and channels of a snapshot.
func (c *claim) total(snapshot string) *big.Rat {
	sum := new(big.Rat)
	for _, e := range c.events {
		if e.text("snapshot") != snapshot {
			continue
		}
		switch {
		case e.is("snapshot"):
			state, ok := e.number("state")
			need(ok && c.record(e.node, snapshot) == e, "the state at %s is no number, or one of two", e.name())
			sum.Add(sum, state)
		case e.is("channel"):
			says := contentsOf(e)
			amount := says.amount
			if c.record(e.from, snapshot) == nil || c.record(e.receiver(), snapshot) == nil {
				continue
			}
			if says.listed && says.count == 0 && amount == nil {
				amount = new(big.Rat)
			}
			if amount == nil && says.ids != nil {
				amount = c.amountOf(says.ids, e.from, e.receiver())
			}
			need(amount != nil, "the amount of the channel at %s is not known", e.name())
			sum.Add(sum, amount)
		}
	}
	return sum
}

// amountOf adds up what the sends of a channel with these ids carried.
func (c *claim) amountOf(ids []string, from, to string) *big.Rat {
	sum := new(big.Rat)
	for _, s := range c.nodes[from] {
		for _, id := range ids {
			if s.end != sends || !s.mayReach(to) || s.id != id || s.has("snapshot") {
				continue
			}
			amount, ok := s.number("amount")
			if !ok {
				return nil
			}
			sum.Add(sum, amount)
		}
	}
	return sum
}
