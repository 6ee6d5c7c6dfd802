package graph

import (
	"cmp"
	"slices"

	"github.com/tracecausal/tracecausal/parse"
)

// Build rebuilds the order of a run, in time linear in its events and edges
// times its strands. What it says is the same for any number of workers.
//
//  1. Program order is the run's strands, as they stand. Two strands of one node
//     are unordered to each other.
//  2. Every receive and delivery looks for its send (match.go), by vector clock
//     where nothing better tells. For that, the clocks' own entries are indexed:
//     which event of a node raised its entry to which value (ticks.go). By keys,
//     several workers match a part of the run each (share.go).
//  3. A sweep along program order and messages carries, for every strand, what
//     it knows of the others. Where every vector clock of the run says exactly
//     that, the order is complete (exact.go): so it is in most logs.
//     Without such clocks there is nothing to sweep for where the lines of the log
//     alone say that messages and program order agree (followsLines).
//  4. Else the sweep is done again, and wherever a vector clock claims more, the
//     claim becomes a stamp edge (stamp.go).
//  5. If there are any, one more sweep, along all edges, keeps those stamp edges
//     that nothing else implies.
//  6. The sweeps of 4 and 5 stop at contradictions: a cycle is reported, its
//     stamp edges are set aside, and the sweep goes on (cycle.go). A cycle
//     without any cannot be mended. From there on edges that lead back are
//     passed over, so that everything else still ends.
//
// Questions about order are answered from the edges by an index that the first
// one makes (hops.go, closure.go), and many of them from a table that another
// sweep makes (reach.go).
func Build(run *parse.Run, opt Options) *Graph {
	g := newGraph(run, workersFor(run, opt))
	g.addOrder(g.match(opt), opt)
	return g
}

// addOrder completes the order by what the clocks say. t are the ticks of the
// run where they are known already.
func (g *Graph) addOrder(t *ticks, opt Options) {
	if g.exact = g.clocksAreExact(opt); g.exact || g.followsLines() {
		g.ghosts = make(map[parse.NodeID]Ghosts)
	} else {
		g.addStamps(t, opt)
	}
}

// followsLines reports that there are no vector clocks, both ends of every message
// stand on one line, and the events of every strand in the order of their lines.
//
// Line by line, each send before its receive, is an order then that respects
// every edge: there is no cycle. And it has nothing between the ends of a
// message, so nobody knows of one before it comes in: none is late.
func (g *Graph) followsLines() bool {
	vector, _, _, _ := g.run.Has()
	return !vector && !g.held && g.onLines == len(g.msgs) && g.run.InLineOrder()
}

func newGraph(run *parse.Run, workers int) *Graph {
	g := &Graph{run: run, workers: workers, strands: run.Strands(), delivers: make([]bool, len(run.Nodes()))}
	if run.CountRole(parse.Delivers) > 0 {
		for s, st := range g.strands {
			g.delivers[st.Node] = g.delivers[st.Node] || run.CountRoleOf(parse.StrandID(s), parse.Delivers) > 0
		}
		g.held = true
	}
	return g
}

// addStamps is addOrder for clocks that say more than the messages, or nothing.
func (g *Graph) addStamps(t *ticks, opt Options) {
	if vector, _, _, _ := g.run.Has(); vector && t == nil {
		t = newTicks(g.run, opt.Ticks)
	}
	if found := g.findStamps(t); len(found) > 0 {
		g.keepStamps(found)
	}
	if t != nil {
		g.uncertain = t.doubts()
	}
}

// compareEdges orders edges by To, From and Reason.
func compareEdges(a, b Edge) int {
	return cmp.Or(cmp.Compare(a.To, b.To), cmp.Compare(a.From, b.From), cmp.Compare(a.Reason, b.Reason))
}

// edgeLists holds edges by the strand that they lead to, each list by rising To:
// as a sweep comes to them.
type edgeLists [][]Edge

// join returns all edges by rising To, From and Reason.
func (l edgeLists) join() []Edge {
	edges := slices.Concat(l...)
	for i := 0; i < len(edges); {
		j := i + 1
		for j < len(edges) && edges[j].To == edges[i].To {
			j++
		}
		if j-i > 1 {
			slices.SortFunc(edges[i:j], compareEdges)
		}
		i = j
	}
	return edges
}

// keepStamps keeps those of the found stamp edges that lie on no cycle and that
// no other edge implies.
func (g *Graph) keepStamps(found []Edge) {
	w := newSweeper(g, found)
	w.aside = make([]bool, len(found))
	w.stalled = func() bool { return g.breakCycle(w) }
	late := g.watchLate(w)
	kept := make(edgeLists, len(g.strands))
	w.kept = func(e Edge) {
		if e.Reason == Stamp {
			kept[w.at] = append(kept[w.at], e)
		}
	}
	w.run()
	late()
	g.stamps = kept.join()
}

// watchLate lets a sweep note the messages that are late. Those of the last one
// stand: it follows every edge that is kept. What it returns files them.
func (g *Graph) watchLate(w *sweeper) (file func()) {
	var late []int
	w.late = func(msg int) { late = append(late, msg) }
	return func() {
		slices.Sort(late)
		g.late = make([]Msg, len(late))
		for i, msg := range late {
			g.late[i] = g.msgs[msg]
		}
	}
}

// Sweep visits every event in an order that respects happens-before, which is
// the same each time. clock[s] is the number of events of strand s in the
// causal past of e, e included; it is valid during the call only. Where the
// evidence is contradictory beyond mending (see Cycle), edges that lead back
// are passed over. It takes O(events + edges × strands) time, and the memory of
// a clock for each strand under way and each message in flight.
func (g *Graph) Sweep(visit func(e parse.EventID, clock []uint32)) {
	w := newSweeper(g, g.stamps)
	w.visit = visit
	w.run()
}
