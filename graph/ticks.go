package graph

import (
	"fmt"
	"sort"

	"github.com/tracecausal/tracecausal/parse"
)

// ticks finds the event at which a node's own clock entry reached a value. A
// complete log of one life is one tickRun.
type ticks struct {
	run   *parse.Run
	mode  parse.Ticks
	nodes []nodeTicks // by NodeID
	sends bool        // the run says which events are ends of messages, and so which are sends
	mute  bool        // some events of a node with clocks carry none
	still bool        // some event of the run leaves its node's own entry as it was
}

type nodeTicks struct {
	lives   []lifeTicks // in order; with several strands, each strand's lives apart
	strands int
	broken  bool // an own entry went back within a life
	vague   bool // somebody's entry for this node could mean more than one of its lives
}

// lifeTicks are the ticks of one life on one strand.
type lifeTicks struct {
	number int
	runs   []tickRun
	closed bool // ended by stop or crash: the node went no further
}

// tickRun says that events event … event+n-1 raised the own entry to
// value … value+n-1. until is the last event that carries the last of them.
// loose: the first event carries its value, but another one, which is missing,
// may have raised the entry to it.
type tickRun struct {
	event, until parse.EventID
	n            uint32
	value        uint64
	loose        bool
}

// newTicks walks every strand's vector clocks, once in most logs.
//
// Where every event ticks, an event that carries a new value is the one that
// raised it, whatever is missing before it. Where not, it surely is if the
// value rose by one only, and, in a log that says which events are sends, if it
// is a send: else a send may be missing. (What other nodes know of a node, they
// know from its sends.)
//
// Nobody need declare that every event ticks where each event of the run has a
// clock and raises its own entry, or no event is called a send and none of those
// with a clock leaves its own entry as it was.
func newTicks(run *parse.Run, mode parse.Ticks) *ticks {
	t := &ticks{run: run, mode: mode, nodes: make([]nodeTicks, len(run.Nodes()))}
	for s, st := range run.Strands() {
		t.nodes[st.Node].strands++
		t.walk(parse.StrandID(s), st, false)
	}
	all := mode == parse.TicksAll || mode == parse.TicksUnknown && !t.still && !(t.sends && t.mute)
	for i := range t.nodes {
		n := &t.nodes[i]
		switch {
		case all:
			n.trustAll()
		case t.sends:
			n.lives = n.lives[:0]
			for _, s := range run.StrandsOf(parse.NodeID(i)) {
				t.walk(s, run.Strands()[s], true)
			}
		}
	}
	return t
}

// walk adds the ticks of a strand to its node's.
func (t *ticks) walk(s parse.StrandID, st parse.Strand, sendsOnly bool) {
	n := &t.nodes[st.Node]
	several := t.run.Nodes()[st.Node].Lives > 1
	cur := t.run.VectorCursor(s)
	n.lives = append(n.lives, lifeTicks{number: t.run.Event(st.First).Life()})
	own, silent, stamped := uint64(0), false, false
	for i := range st.Len {
		e := t.run.Event(st.First + parse.EventID(i))
		life := &n.lives[len(n.lives)-1]
		if several && e.Life() != life.number {
			n.lives = append(n.lives, lifeTicks{number: e.Life()})
			life, own = &n.lives[len(n.lives)-1], 0
		}
		life.closed = e.Kind() == parse.Stop || e.Kind() == parse.Crash
		send := e.Role() == parse.Sends
		t.sends = t.sends || e.Role() != parse.NoRole
		cur.Next()
		if !cur.Has() {
			silent = true
			continue
		}
		stamped = true
		switch v := cur.At(st.Node); {
		case v < own:
			n.broken = true
		case v > own:
			jump := v > own+1 && !(send && t.mode == parse.TicksSends)
			life.add(e.ID(), v, jump || sendsOnly && !send)
			own = v
		case v > 0:
			t.still = true
			life.runs[len(life.runs)-1].until = e.ID()
		}
	}
	t.mute = t.mute || silent && stamped
}

func (l *lifeTicks) add(e parse.EventID, value uint64, loose bool) {
	if k := len(l.runs) - 1; k >= 0 && !loose {
		last := &l.runs[k]
		if e == last.event+parse.EventID(last.n) && value == last.value+uint64(last.n) {
			last.n++
			last.until = e
			return
		}
	}
	l.runs = append(l.runs, tickRun{e, e, 1, value, loose})
}

// trustAll takes every event that carries a new value for the one that raised it.
func (n *nodeTicks) trustAll() {
	for i := range n.lives {
		for j := range n.lives[i].runs {
			n.lives[i].runs[j].loose = false
		}
	}
}

// reading says what an entry of a vector clock refers to.
type reading uint8

const (
	readNothing  reading = iota // it cannot be told
	readEvent                   // the event at hand
	readGhost                   // an event that no log holds; the one at hand is the last recorded one before it
	readEarliest                // events of several lives, none of them before the one at hand
)

// at returns the event at which node q's own entry reached value, or the last
// recorded event that surely came before that, NoEvent where there is none.
//
// An earlier life comes before a later one on the same strand. So the first
// life that can have reached the value gives the answer that is right for every
// reading, and a life that may have gone on unrecorded can have reached any.
func (t *ticks) at(q parse.NodeID, value uint64) (parse.EventID, reading) {
	n := &t.nodes[q]
	switch {
	case n.broken:
		return parse.NoEvent, readNothing
	case len(n.lives) == 0:
		return parse.NoEvent, readGhost
	case n.strands > 1:
		return n.only(value)
	}
	for i := range n.lives {
		l := &n.lives[i]
		e, exact, beyond := l.at(value)
		if beyond && l.closed {
			continue
		}
		if n.reachedAfter(i, value) {
			n.vague = true
			return e, readEarliest
		}
		if exact {
			return e, readEvent
		}
		return e, readGhost
	}
	return parse.NoEvent, readNothing // beyond what the node reached by its stop
}

// only answers for a node whose strands nothing orders.
func (n *nodeTicks) only(value uint64) (parse.EventID, reading) {
	found := parse.NoEvent
	for i := range n.lives {
		e, exact, _ := n.lives[i].at(value)
		if exact && found != parse.NoEvent || n.lives[i].number != n.lives[0].number {
			n.vague = true
			return parse.NoEvent, readNothing
		}
		if exact {
			found = e
		}
	}
	if found == parse.NoEvent {
		return found, readGhost
	}
	return found, readEvent
}

// reachedAfter reports whether a life after number i holds the value too.
func (n *nodeTicks) reachedAfter(i int, value uint64) bool {
	for j := i + 1; j < len(n.lives); j++ {
		if _, exact, _ := n.lives[j].at(value); exact {
			return true
		}
	}
	return false
}

// at answers for one life; beyond reports that it recorded no value so high.
func (l *lifeTicks) at(value uint64) (e parse.EventID, exact, beyond bool) {
	i := sort.Search(len(l.runs), func(i int) bool { return l.runs[i].value > value }) - 1
	if i < 0 {
		return parse.NoEvent, false, len(l.runs) == 0
	}
	r := &l.runs[i]
	if value == r.value && r.loose {
		if i == 0 {
			return parse.NoEvent, false, false
		}
		return l.runs[i-1].until, false, false
	}
	off := value - r.value
	if off < uint64(r.n) {
		return r.event + parse.EventID(off), true, false
	}
	return r.until, false, i == len(l.runs)-1
}

// doubts says in words whose entries gave no order, or less than they could.
func (t *ticks) doubts() []string {
	var list []string
	for i := range t.nodes {
		name := parse.Quote(t.run.Nodes()[i].Name)
		switch n := &t.nodes[i]; {
		case n.broken:
			list = append(list, fmt.Sprintf("the own vector clock entry of node %s goes back within a life: no order is taken from entries for it", name))
		case n.vague && n.strands > 1:
			list = append(list, fmt.Sprintf("node %s has files that nothing orders: some vector clock entries for it could mean events of either", name))
		case n.vague:
			list = append(list, fmt.Sprintf("node %s has several lives: some vector clock entries for it could mean events of more than one, and only the earliest reading orders events", name))
		}
	}
	return list
}
