package graph

import "github.com/tracecausal/tracecausal/parse"

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

	next    []uint32   // events of each strand visited so far
	rows    []clockRow // clock of each strand; without entries while it has received nothing
	alone   []uint32   // the clock shown for those
	coming  []parse.EventID
	source  []uint32 // the next source of each strand (see flights)
	msgAt   []int    // first message of each strand that is not merged yet
	stampAt []int

	queue   ring
	waiting [][]waiter // on each strand, a heap by position

	flights flights
	in      []inEdge
	now     uint64         // events visited so far
	end     uint64         // of them, at which the sweep ends
	cycles  int            // times it stalled
	at      parse.StrandID // whose turn it is
	grown   uint64         // by how much merging at its last event raised the entries of its clock

	visit   func(e parse.EventID, clock []uint32)       // may be nil
	quiet   func(n int)                                 // so many events at which no edge comes in, which visit is not told of then; may be nil
	before  func()                                      // told of each event at which edges come in, before they are merged; may be nil
	kept    func(Edge)                                  // each edge that no others imply; may be nil
	learned func(s, about parse.StrandID, known uint32) // each growth of a clock by merging; may be nil
	late    func(msg int)                               // each message whose send its receiver knows of already; may be nil
	passed  func(Edge)                                  // each edge that is not followed because forced; may be nil
	stalled func() bool                                 // reports whether it took an edge away; may be nil
}

func newSweeper(g *Graph, stamps []Edge) *sweeper {
	n := len(g.strands)
	w := &sweeper{g: g, stamps: stamps, end: uint64(g.run.Len()),
		next: make([]uint32, n), rows: make([]clockRow, n), alone: make([]uint32, n),
		coming: make([]parse.EventID, n), source: make([]uint32, n), msgAt: make([]int, n), stampAt: make([]int, n),
		queue: newRing(n), waiting: make([][]waiter, n)}
	w.flights = newFlights(g, stamps)
	i, j := 0, 0
	for s, st := range g.strands {
		for i < g.entered && g.msgs[i].enter() < st.First {
			i++
		}
		for j < len(stamps) && stamps[j].To < st.First {
			j++
		}
		w.msgAt[s], w.stampAt[s] = i, j
		w.look(parse.StrandID(s))
		w.source[s] = uint32(w.flights.from.rank(st.First))
	}
	return w
}

// look notes the next event of strand s at which an edge comes in.
func (w *sweeper) look(s parse.StrandID) {
	w.coming[s] = parse.NoEvent
	if i := w.msgAt[s]; i < w.g.entered {
		w.coming[s] = w.g.msgs[i].enter()
	}
	if j := w.stampAt[s]; j < len(w.stamps) {
		w.coming[s] = min(w.coming[s], w.stamps[j].To)
	}
}

// run visits every event once.
func (w *sweeper) run() {
	w.requeue()
	for w.now < w.end {
		s, ok := w.queue.pop()
		if ok {
			w.turn(s)
			continue
		}
		w.forced = w.forced || w.stalled == nil || !w.stalled()
		w.requeue()
	}
}

func (w *sweeper) requeue() {
	for s, st := range w.g.strands {
		w.waiting[s] = w.waiting[s][:0]
		if int(w.next[s]) < st.Len {
			w.queue.push(parse.StrandID(s))
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

func (w *sweeper) turn(s parse.StrandID) {
	st := &w.g.strands[s]
	w.at = s
	end := min(w.next[s]+leastTurn+uint32(st.Len/turns), uint32(st.Len))
	for w.next[s] < end {
		e := st.First + parse.EventID(w.next[s])
		if e != w.coming[s] {
			w.stride(s, e, min(end-w.next[s], uint32(w.coming[s]-e)))
			continue
		}
		if !w.arrive(s, e) {
			return
		}
		if w.before != nil {
			w.before()
		}
		w.merge(s, e)
		w.step(s, e)
	}
	if int(w.next[s]) == st.Len {
		w.retire(s)
		return
	}
	w.queue.push(s)
}

// retire takes back the clock of a strand that is at its end.
func (w *sweeper) retire(s parse.StrandID) {
	if w.rows[s].known != nil {
		w.flights.recycle(w.rows[s])
		w.rows[s] = clockRow{}
	}
}

// stride visits the next n events of s, from e on, at none of which an edge
// comes in.
func (w *sweeper) stride(s parse.StrandID, e parse.EventID, n uint32) {
	if w.quiet == nil && (w.visit != nil || w.kept != nil) {
		for end := e + parse.EventID(n); e < end; e++ {
			if w.kept != nil && w.next[s] > 0 {
				w.kept(Edge{e - 1, e, Program})
			}
			w.step(s, e)
		}
		return
	}
	if w.quiet != nil {
		w.quiet(int(n))
	}
	end := e + parse.EventID(n)
	for x := w.flights.from.next(e, end); x < end; x = w.flights.from.next(x+1, end) {
		w.advance(s, x)
		w.launch(s)
	}
	w.advance(s, end-1)
	w.wake(s)
}

// step visits e, the next event of s.
func (w *sweeper) step(s parse.StrandID, e parse.EventID) {
	w.advance(s, e)
	if w.visit != nil {
		w.show(s, e)
	}
	if w.flights.from.has(e) {
		w.launch(s)
	}
	w.wake(s)
}

// launch keeps the clock of the last event visited of s, a source, for the edges
// that go out of it.
func (w *sweeper) launch(s parse.StrandID) {
	st, source, at := &w.g.strands[s], w.source[s], place{s, w.next[s] - 1}
	w.source[s]++
	if w.visit == nil && w.coming[s] >= st.End() && int(w.source[s]) == w.flights.from.rank(st.End()) &&
		w.flights.hand(source, at, &w.rows[s], w.now) {
		return
	}
	w.flights.launch(source, at, &w.rows[s], w.now)
}

// advance counts the events of s up to e as visited.
func (w *sweeper) advance(s parse.StrandID, e parse.EventID) {
	next := uint32(e-w.g.strands[s].First) + 1
	w.now += uint64(next - w.next[s])
	w.next[s] = next
	if known := w.rows[s].known; known != nil {
		known[s] = next
	}
}

// wake lets go who waited for an event of s that is visited now.
func (w *sweeper) wake(s parse.StrandID) {
	for len(w.waiting[s]) > 0 && w.waiting[s][0].pos < w.next[s] {
		w.queue.push(w.pop(s))
	}
}

// show calls visit. It may raise the clock of s.
func (w *sweeper) show(s parse.StrandID, e parse.EventID) {
	if known := w.rows[s].known; known != nil {
		w.visit(e, known)
		return
	}
	w.alone[s] = w.next[s]
	w.visit(e, w.alone)
	w.alone[s] = 0
}
