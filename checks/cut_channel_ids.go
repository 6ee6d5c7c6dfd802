package checks

import (
	"fmt"
	"slices"

	"github.com/tracecausal/tracecausal/parse"
)

// allFlows returns the channels of the log and those recorded for a snapshot,
// sorted.
func (c *channelCheck) allFlows(snapshot string) []flow {
	if c.extra == nil {
		c.extra = make(map[string][]flow)
		for key := range c.records {
			if c.flows.of[key.flow] == nil {
				c.extra[key.snapshot] = append(c.extra[key.snapshot], key.flow)
			}
		}
	}
	if len(c.extra[snapshot]) == 0 {
		return c.flows.list
	}
	all := append(slices.Clone(c.flows.list), c.extra[snapshot]...)
	slices.SortFunc(all, compareFlows)
	return all
}

// withoutSnapshot names the recorded channels of snapshots that nobody took.
func (c *channelCheck) withoutSnapshot(cuts []*snapshotCut) {
	taken := make(map[string]bool)
	for _, cut := range cuts {
		taken[cut.id] = true
	}
	var stray []parse.EventID
	for key, events := range c.records {
		if !taken[key.snapshot] {
			stray = append(stray, events...)
		}
	}
	if len(stray) > 0 {
		slices.Sort(stray)
		c.lacks("%s (first %s) name a snapshot that no snapshot event names", count(len(stray), "channel event"), eventName(c.in.Run, stray[0]))
	}
}

// compareIDs compares the messages that a record names with those that were in
// flight, and reports whether that settles the matter.
func (c *channelCheck) compareIDs(cut *cutCheck, f flow, holds content, r recorded, where string) bool {
	run := c.in.Run
	times := make(map[string]int, len(r.ids))
	for _, id := range r.ids {
		times[id]++
	}
	var forgotten []passage
	for _, p := range holds.inside {
		if id := run.MsgText(run.Event(p.send).MsgID()); times[id] > 0 {
			times[id]--
		} else {
			forgotten = append(forgotten, p)
		}
	}
	for _, p := range append(slices.Clone(holds.either), holds.lost...) {
		if id := run.MsgText(run.Event(p.send).MsgID()); times[id] > 0 {
			times[id]--
		}
	}
	if len(forgotten) > 0 {
		c.found.add(c.forgotten(cut, f, r, forgotten))
		return true
	}
	unknown := ""
	var byID map[string]passage
	for _, id := range r.ids {
		if times[id] == 0 {
			continue
		}
		if byID == nil {
			byID = c.flows.byID(f)
		}
		p, known := byID[id]
		if known && cut.side(p.send) != eitherSide && (p.arrival == parse.NoEvent || cut.side(p.arrival) != eitherSide) {
			c.found.add(c.strange(cut, f, r, p))
			return true
		}
		unknown = id
	}
	if unknown != "" {
		c.lacks("%s holds %s, which no log of %s sent to %s", where, parse.Quote(unknown), nodeName(run, f.from), nodeName(run, f.to))
	}
	return unknown != ""
}

// byID returns the messages of a channel by their ids.
func (fs *flows) byID(f flow) map[string]passage {
	byID := make(map[string]passage)
	if fs.of[f] != nil {
		for _, p := range fs.of[f].list {
			byID[fs.run.MsgText(fs.run.Event(p.send).MsgID())] = p
		}
	}
	return byID
}

// forgotten is that a record lacks messages which were in the channel.
func (c *channelCheck) forgotten(cut *cutCheck, f flow, r recorded, lacks []passage) Finding {
	run := c.in.Run
	p := lacks[0]
	text := fmt.Sprintf("%s sent %s at %s, before its record at %s, and %s received it at %s, after its record at %s, so it was in the channel between them; but %s records the channel without it",
		nodeName(run, f.from), messageName(run, p.send), eventName(run, p.send), eventName(run, cut.cut.records[f.from]),
		nodeName(run, f.to), eventName(run, p.arrival), eventName(run, cut.cut.records[f.to]), eventName(run, r.event))
	if more := len(lacks) - 1; more > 0 {
		text += fmt.Sprintf(", and without %d more", more)
	}
	return c.finding(cut, f, r, &p, text)
}

// strange is that a record holds a message which was not in the channel.
func (c *channelCheck) strange(cut *cutCheck, f flow, r recorded, p passage) Finding {
	run := c.in.Run
	why := "is recorded twice"
	switch {
	case cut.side(p.send) == outside:
		why = fmt.Sprintf("was sent at %s, after the sender's record at %s", eventName(run, p.send), eventName(run, cut.cut.records[f.from]))
	case p.arrival != parse.NoEvent && cut.side(p.arrival) == inside:
		why = fmt.Sprintf("was received at %s, before the receiver's record at %s, and belongs to its state", eventName(run, p.arrival), eventName(run, cut.cut.records[f.to]))
	}
	return c.finding(cut, f, r, &p, fmt.Sprintf("%s records %s in the channel from %s, but it %s", eventName(run, r.event), messageName(run, p.send), f.name(run), why))
}
