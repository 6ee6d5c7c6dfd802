package graph

import (
	"sort"

	"github.com/tracecausal/tracecausal/parse"
)

// sweeper visits the events of a run in an order that respects the edges, with
// one current clock for each strand: how many events of every other strand are
// in its past.
//
//  1. Strands take turns, each of a length that lets all end together. A strand
//     goes on until its turn is over or an edge comes in from an event that is
//     not visited yet; then it waits at that event's strand.
//  2. At an event with edges coming in, the clocks of their sources are merged
//     into the strand's own (merge.go). A source that the clock covers already
//     adds nothing.
//  3. After an event with edges going out, its clock is copied for them (a
//     flight), and freed when the last of them has used it. So memory goes with
//     the messages in flight, not with the events. A strand that takes nothing
//     in any more hands on its own clock with its last message.
//  4. Where no strand can go on, the rest lies on or behind a cycle. Whoever
//     started the sweep may take edges away; else edges from events that are
//     not visited yet are passed over from there on, so that every sweep ends.
//
// A strand that has received nothing has no clock of its own: it knows itself.
type sweeper struct {
	g      *Graph
	stamps []Edge
	aside  []bool // by index in stamps: not to be followed; may be nil
	forced bool   // pass over edges from events not visited yet

	walks   []walk   // by strand
	alone   []uint32 // the clock shown for strands that have none
	queue   ring
	flights flights
	in      []inEdge
	covered bool           // some source of these was known before
	now     uint64         // events visited so far
	end     uint64         // of them, at which the sweep ends
	cycles  int            // times it stalled
	at      parse.StrandID // whose turn it is

	visit   func(e parse.EventID, clock []uint32)       // may be nil
	exact   *exactness                                  // compares clocks in place of merge, where visit and kept are nil; may be nil
	kept    func(Edge)                                  // each edge that no others imply; may be nil
	learned func(s, about parse.StrandID, known uint32) // each growth of a clock by merging; may be nil
	late    func(msg int)                               // each message whose send its receiver knows of already; may be nil
	passed  func(Edge)                                  // each edge that is not followed because forced; may be nil
	stalled func() bool                                 // reports whether it took an edge away; may be nil
}

// walk is how far a sweep has come on one strand. Positions count from its start.
type walk struct {
	strand  parse.StrandID
	first   parse.EventID
	len     uint32
	next    uint32 // events visited so far
	out     uint32 // the next event that edges go out of; some position from the end on where there is none
	source  uint32 // its number (see flights)
	msg     int    // the first message that is not merged yet
	stamp   int    // the first such stamp edge
	msgAt   uint32 // position at which it comes in; some position behind the strand where none does any more
	stampAt uint32
	coming  uint32   // the first of these two
	row     clockRow // without entries while the strand has received nothing
	waiting []waiter // a heap by position
}

func newSweeper(g *Graph, stamps []Edge) *sweeper {
	n := len(g.strands)
	w := &sweeper{g: g, stamps: stamps, end: uint64(g.run.Len()), walks: make([]walk, n), alone: make([]uint32, n), queue: newRing(n)}
	w.flights = newFlights(g, stamps)
	for s, st := range g.strands {
		t := &w.walks[s]
		*t = walk{strand: parse.StrandID(s), first: st.First, len: uint32(st.Len), source: uint32(w.flights.from.rank(st.First))}
		w.lookOut(t)
		t.msg = sort.Search(g.entered, func(i int) bool { return g.msgs[i].enter() >= st.First })
		t.stamp = sort.Search(len(stamps), func(i int) bool { return stamps[i].To >= st.First })
		t.look(w.msgAt(t, t.msg), w.stampAt(t, t.stamp))
	}
	return w
}

// msgAt returns the position at which a message comes in at a strand, if it does.
func (w *sweeper) msgAt(t *walk, i int) uint32 {
	if i < w.g.entered {
		return uint32(w.g.msgs[i].enter() - t.first)
	}
	return uint32(parse.NoEvent - t.first)
}

// stampAt is msgAt for a stamp edge.
func (w *sweeper) stampAt(t *walk, j int) uint32 {
	if j < len(w.stamps) {
		return uint32(w.stamps[j].To - t.first)
	}
	return uint32(parse.NoEvent - t.first)
}

// look notes where the next edges come in.
func (t *walk) look(msg, stamp uint32) {
	t.msgAt, t.stampAt, t.coming = msg, stamp, min(msg, stamp)
}

// lookOut notes where the next edges go out.
func (w *sweeper) lookOut(t *walk) {
	e, end := t.first+parse.EventID(t.next), t.first+parse.EventID(t.len)
	t.out = uint32(w.flights.from.next(e, end) - t.first)
}

// run visits every event once.
func (w *sweeper) run() {
	w.requeue()
	for w.now < w.end {
		s, ok := w.queue.pop()
		if ok {
			w.turn(&w.walks[s])
			continue
		}
		w.forced = w.forced || w.stalled == nil || !w.stalled()
		w.requeue()
	}
}

func (w *sweeper) requeue() {
	for s := range w.walks {
		t := &w.walks[s]
		t.waiting = t.waiting[:0]
		if t.next < t.len {
			w.queue.push(t.strand)
		}
	}
}

// A strand takes at most so many turns to its end, none of which, but for the
// last, is shorter than leastTurn events unless it waits. More turns keep fewer
// messages in flight; in longer turns more of what a strand needs is at hand. At
// a thousand strands of a thousand events each, turns of two events take half as
// much time again as these, and save no memory that shows.
const (
	turns     = 512
	leastTurn = 16
)

func (w *sweeper) turn(t *walk) {
	w.at = t.strand
	end := min(t.next+leastTurn+t.len/turns, t.len)
	for t.next < end {
		entered := t.next == t.coming
		if entered && !w.enter(t) {
			return
		}
		w.stride(t, min(t.coming, end), entered)
	}
	if t.next == t.len {
		w.retire(t)
		return
	}
	w.queue.push(t.strand)
}

// enter merges the clocks of the edges that come in at the next event of a strand. It
// returns false where the strand must wait for one of them.
func (w *sweeper) enter(t *walk) bool {
	if !w.arrive(t) {
		return false
	}
	if w.exact != nil {
		w.exact.merge(t)
	} else {
		w.merge(t)
	}
	for i := range w.in {
		w.flights.release(w.in[i].flight)
	}
	return true
}

// retire takes back the clock of a strand that is at its end.
func (w *sweeper) retire(t *walk) {
	if t.row.known != nil {
		w.flights.recycle(t.row)
		t.row = clockRow{}
	}
}

// stride visits the events of a strand up to position end. Edges come in at none of
// them but the first, and there if entered says so.
func (w *sweeper) stride(t *walk, end uint32, entered bool) {
	switch {
	case w.visit != nil || w.kept != nil:
		for ; t.next < end; entered = false {
			w.step(t, entered)
		}
		return
	case w.exact != nil && entered:
		w.exact.step(t, end-t.next-1)
	case w.exact != nil:
		w.exact.step(t, end-t.next)
	}
	for t.out < end {
		w.advance(t, t.out+1)
		w.launch(t)
	}
	w.advance(t, end)
	w.wake(t)
}

// step visits the next event of a strand, at which edges come in or not.
func (w *sweeper) step(t *walk, entered bool) {
	e := t.first + parse.EventID(t.next)
	if w.kept != nil && t.next > 0 && !entered {
		w.kept(Edge{e - 1, e, Program})
	}
	w.advance(t, t.next+1)
	if w.visit != nil {
		w.show(t, e)
	}
	if t.out < t.next {
		w.launch(t)
	}
	w.wake(t)
}

// launch keeps the clock of the last event visited of a strand, a source, for the
// edges that go out of it.
func (w *sweeper) launch(t *walk) {
	source, at := t.source, place{t.strand, t.next - 1}
	t.source++
	w.lookOut(t)
	last := t.out >= t.len && t.coming >= t.len
	if !last || w.visit != nil || !w.flights.hand(source, at, &t.row, w.now) {
		w.flights.launch(source, at, &t.row, w.now)
	}
}

// advance counts the events of a strand before position next as visited.
func (w *sweeper) advance(t *walk, next uint32) {
	w.now += uint64(next - t.next)
	t.next = next
	if t.row.known != nil {
		t.row.known[t.strand] = next
	}
}

// wake lets go who waited for an event of the strand that is visited now.
func (w *sweeper) wake(t *walk) {
	if len(t.waiting) > 0 {
		w.wakeUp(t)
	}
}

func (w *sweeper) wakeUp(t *walk) {
	for len(t.waiting) > 0 && t.waiting[0].pos < t.next {
		w.queue.push(t.pop())
	}
}

// show calls visit. It may raise the clock of the strand.
func (w *sweeper) show(t *walk, e parse.EventID) {
	if t.row.known != nil {
		w.visit(e, t.row.known)
		return
	}
	w.alone[t.strand] = t.next
	w.visit(e, w.alone)
	w.alone[t.strand] = 0
}
