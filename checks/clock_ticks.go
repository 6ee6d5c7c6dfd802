package checks

import (
	"cmp"
	"fmt"
	"slices"
	"sort"

	"github.com/tracecausal/tracecausal/parse"
)

// ownTicks knows at which event each node's own vector entry reached a value,
// and which events raise it.
type ownTicks struct {
	run   *parse.Run
	mode  parse.Ticks // declared, else proved by every stamp of the run; TicksUnknown where the stamps prove neither
	nodes []ownNode   // by NodeID

	sure bool // the mode is declared, or nothing hints that the log lacks what could disprove it

	stamps  int
	repeats int // events that leave the own entry as it was
	other   int // events that are no sends and raise it
	lazy    int // sends that leave it
	ends    int // ends of messages, with a clock or without
	silent  int // events without a clock, of nodes that have clocks
}

// ownNode is what one node's own entries say.
type ownNode struct {
	rises  []rise // by rising value, unless vague
	gap    parse.EventID
	gaps   int  // ticks that no event of the log accounts for
	vague  bool // values repeat in another life or strand, or go back: an entry for the node has no one meaning
	final  uint64
	closed bool // the log of the node ends with its stop or crash
	sure   bool // and final is what it had reached by then
}

// rise says that n events from event on, one after another, each raised the
// own entry by one, the first of them to value.
type rise struct {
	value uint64
	event parse.EventID
	n     uint32
	sole  bool // the first of them alone accounts for its rise: no tick and no stamp is missing before it
}

// newOwnTicks walks every vector clock of the run once.
// complete says that nothing else in the run shows that its log lacks events: a
// missing send may be what raised the own entry of the event after it.
func newOwnTicks(run *parse.Run, declared parse.Ticks, complete bool) *ownTicks {
	t := &ownTicks{run: run, mode: declared, nodes: make([]ownNode, len(run.Nodes()))}
	for i := range t.nodes {
		t.nodes[i].gap = parse.NoEvent
	}
	for s, st := range run.Strands() {
		t.walk(parse.StrandID(s), st)
	}
	for i := range t.nodes {
		t.nodes[i].settle()
	}
	t.sure = true
	if declared == parse.TicksUnknown {
		t.mode = t.proved()
		t.sure = t.ends == 0 || t.silent == 0 && complete
	}
	return t
}

// proved returns the rule that every stamp of the run obeys.
func (t *ownTicks) proved() parse.Ticks {
	switch {
	case t.repeats == 0:
		return parse.TicksAll
	case t.other == 0 && t.lazy == 0:
		return parse.TicksSends
	}
	return parse.TicksUnknown
}

func (t *ownTicks) walk(s parse.StrandID, st parse.Strand) {
	n := &t.nodes[st.Node]
	w := newLifeWalk(t.run, s)
	stamps, silent := 0, 0
	for w.next() {
		if t.run.Event(w.cur.Event()).Role() != parse.NoRole {
			t.ends++
		}
		if w.cur.Has() {
			stamps++
			t.stamp(n, w)
			continue
		}
		silent++
		n.vague = n.vague || w.lives // what ticked there may have a number of a later life
	}
	if stamps > 0 {
		t.stamps, t.silent = t.stamps+stamps, t.silent+silent
	}
	if w.lives && n.gaps > 0 {
		n.vague = true
	}
	last := t.run.Event(st.End() - 1).Kind()
	n.closed = (last == parse.Stop || last == parse.Crash) && len(t.run.StrandsOf(st.Node)) == 1
	n.final = max(n.final, w.own+uint64(w.silent))
	n.sure = n.closed && w.silent == 0 && !w.lives
}

// stamp takes in the own entry of one event.
func (t *ownTicks) stamp(n *ownNode, w *lifeWalk) {
	v, e := w.cur.At(w.node), w.cur.Event()
	sends := t.run.Event(e).Role() == parse.Sends
	if w.first && w.life > 1 && v != n.final+1 {
		n.vague = true // it does not go on counting where the life before ended
	}
	switch {
	case v < w.own:
		n.vague = true
	case v == w.own && (v > 0 || !w.first):
		t.repeats++
		if sends {
			t.lazy++
		}
	case v > w.own:
		if !sends {
			t.other++
		}
		n.rise(e, v, v-w.own == 1 && w.silent == 0)
		if missing := v - w.own; missing > uint64(w.silent)+1 && !(w.first && w.life > 1 && v == n.final+1) {
			n.gaps += int(min(missing-uint64(w.silent)-1, 1<<31))
			n.gap = min(n.gap, e)
		}
	}
	n.final = max(n.final, v)
}

func (n *ownNode) rise(e parse.EventID, v uint64, sole bool) {
	if k := len(n.rises) - 1; k >= 0 && sole {
		last := &n.rises[k]
		if e == last.event+parse.EventID(last.n) && v == last.value+uint64(last.n) {
			last.n++
			return
		}
	}
	n.rises = append(n.rises, rise{v, e, 1, sole})
}

// settle finds out whether every value was reached once.
func (n *ownNode) settle() {
	slices.SortStableFunc(n.rises, func(a, b rise) int { return cmp.Compare(a.value, b.value) })
	for i := 1; i < len(n.rises); i++ {
		if before := n.rises[i-1]; before.value+uint64(before.n) > n.rises[i].value {
			n.vague = true
		}
	}
}

// reached returns the event that raised q's own entry to value; ok is false
// where the log does not prove which event that was.
func (t *ownTicks) reached(q parse.NodeID, value uint64) (e parse.EventID, ok bool) {
	n := &t.nodes[q]
	if n.vague {
		return parse.NoEvent, false
	}
	i := sort.Search(len(n.rises), func(i int) bool { return n.rises[i].value > value }) - 1
	if i < 0 || value-n.rises[i].value >= uint64(n.rises[i].n) {
		return parse.NoEvent, false
	}
	r := n.rises[i]
	e = r.event + parse.EventID(value-r.value)
	switch {
	case t.mode == parse.TicksAll && t.sure:
		return e, true
	case t.run.Event(e).Role() != parse.Sends:
		return e, false // it may repeat a send that was not logged
	}
	return e, t.mode == parse.TicksSends || r.sole || value > r.value
}

// lifeWalk walks one strand's vector clocks, life by life.
type lifeWalk struct {
	run    *parse.Run
	cur    *parse.VectorCursor
	node   parse.NodeID
	left   int
	lives  bool          // the node has several lives
	life   int           // of the event at hand
	before parse.EventID // the life's previous stamped event, if any
	own    uint64        // its own entry
	silent int           // events without a clock since then
	first  bool          // the event at hand is the life's first with a clock
	begun  bool          // some event of the life before it had a clock
}

func newLifeWalk(run *parse.Run, s parse.StrandID) *lifeWalk {
	st := run.Strands()[s]
	return &lifeWalk{run: run, cur: run.VectorCursor(s), node: st.Node, left: st.Len, lives: run.Nodes()[st.Node].Lives > 1, life: 1}
}

// next moves to the next event and reports whether there is one.
func (w *lifeWalk) next() bool {
	if w.cur.Event() != parse.NoEvent {
		w.leave()
	}
	if w.left == 0 {
		return false
	}
	w.left--
	w.cur.Next()
	if w.lives {
		if life := w.run.Event(w.cur.Event()).Life(); life != w.life {
			w.life, w.own, w.silent, w.begun = life, 0, 0, false
		}
	}
	w.first = !w.begun
	return true
}

// leave counts the event at hand as the one before the next.
func (w *lifeWalk) leave() {
	if !w.cur.Has() {
		w.silent++
		return
	}
	w.before, w.own, w.silent, w.begun = w.cur.Event(), w.cur.At(w.node), 0, true
}

// missing says in words what the own entries leave open.
func (t *ownTicks) missing() []string {
	var list []string
	for i := range t.nodes {
		if n := &t.nodes[i]; n.gaps > 0 {
			list = append(list, fmt.Sprintf("the own entries of %s skip %s (first before %s): the log is a part, or lacks lines",
				nodeName(t.run, parse.NodeID(i)), count(n.gaps, "tick"), eventName(t.run, n.gap)))
		}
	}
	switch {
	case t.mode == parse.TicksUnknown:
		list = append(list, fmt.Sprintf("it is not proved which events tick (%s with the own entry of the event before): declare it with --ticks all or --ticks sends", count(t.repeats, "event")))
	case t.mode == parse.TicksSends && t.other > 0:
		list = append(list, fmt.Sprintf("the own entry rises at %s other than sends, though only sends are declared to tick: sends are missing from the log", count(t.other, "event")))
	}
	return list
}

// note says which nodes' entries have no one meaning.
func (t *ownTicks) note() string {
	var names []string
	for i := range t.nodes {
		if t.nodes[i].vague {
			names = append(names, nodeName(t.run, parse.NodeID(i)))
		}
	}
	if names == nil {
		return ""
	}
	return "the own entries of " + list(names) + " repeat or go back, so other nodes' entries for them were not judged"
}
