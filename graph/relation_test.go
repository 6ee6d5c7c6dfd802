package graph

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/tracecausal/tracecausal/parse"
)

// relations hold between an execution and what is made of it, or between two
// ways to say the same of one. The order of the graph is compared with itself:
// no reference is needed, so that a mistake of the reference cannot hide one.
var relations = []struct {
	name string
	says string
	test func(*rapid.T)
}{
	{"relay", "a fresh node that passes each message on changes no order between the others", relay},
	{"vector_order", "one event is before another iff its vector clock is less: no entry is greater, and they differ", vectorOrder},
	{"own_entry", "one event is before another iff the other's clock has reached the first one's own entry", ownEntry},
	{"height", "the length of the longest path to an event is a Lamport clock: it rises along every order", height},
	{"reduction", "the edges that are left when all that follow from others are taken away lead to and from the same events", reduction},
	{"lattice", "what two consistent cuts have in common, and what they hold together, are consistent cuts", lattice},
	{"frontier", "a cut is consistent iff the greatest entries of the clocks at its edge are the cut itself", frontier},
	{"merged_nodes", "two nodes taken for one, in an order that fits, are ordered more and never less", mergedNodes},
}

func TestRelations(t *testing.T) {
	for _, r := range relations {
		t.Run(r.name, func(t *testing.T) { rapid.Check(t, r.test) })
	}
}

// drawGraph draws an execution, and builds its graph from message ids or from
// vector clocks alone.
func drawGraph(t *rapid.T, maxNodes, maxEvents int) (*Graph, string) {
	s := drawSim(t, maxNodes, maxEvents, true)
	stampsOnly := rapid.Bool().Draw(t, "stamps only")
	log := s.log(writing{ids: !stampsOnly, kinds: !stampsOnly, vectors: stampsOnly})
	return buildLog(t, log), log
}

// clocks returns the vector clock of every event.
func clocks(g *Graph) []Cut {
	list := make([]Cut, g.run.Len())
	g.Sweep(func(e parse.EventID, clock []uint32) { list[e] = slices.Clone(clock) })
	return list
}

// eachPair calls f with every pair of events, and whether the first is before
// the other.
func eachPair(g *Graph, f func(a, b parse.EventID, before bool)) {
	for a := range parse.EventID(g.run.Len()) {
		for b := range parse.EventID(g.run.Len()) {
			f(a, b, g.Before(a, b))
		}
	}
}

func vectorOrder(t *rapid.T) {
	g, log := drawGraph(t, 5, 24)
	v := clocks(g)
	eachPair(g, func(a, b parse.EventID, before bool) {
		if less := inside(v[a], v[b]) && !slices.Equal(v[a], v[b]); less != before {
			t.Fatalf("%d before %d: %v, but %v is less than %v: %v\n%s", a, b, before, v[a], v[b], less, log)
		}
	})
}

func ownEntry(t *rapid.T) {
	g, log := drawGraph(t, 5, 24)
	v := clocks(g)
	eachPair(g, func(a, b parse.EventID, before bool) {
		s := g.run.StrandOf(a)
		if known := a != b && v[a][s] <= v[b][s]; known != before {
			t.Fatalf("%d before %d: %v, but it is known there: %v\n%s", a, b, before, known, log)
		}
	})
}

func height(t *rapid.T) {
	g, log := drawGraph(t, 5, 24)
	h := make([]int, g.run.Len())
	into := make(map[parse.EventID][]Edge)
	for _, e := range g.Edges() {
		into[e.To] = append(into[e.To], e)
	}
	g.Sweep(func(e parse.EventID, _ []uint32) {
		for _, edge := range into[e] {
			h[e] = max(h[e], h[edge.From]+1)
		}
	})
	eachPair(g, func(a, b parse.EventID, before bool) {
		if before && h[a] >= h[b] {
			t.Fatalf("%d is before %d, but their heights are %d and %d\n%s", a, b, h[a], h[b], log)
		}
	})
}

func reduction(t *rapid.T) {
	g, log := drawGraph(t, 5, 20)
	reached := make([][]bool, g.run.Len())
	for i := range reached {
		reached[i] = make([]bool, len(reached))
	}
	for _, e := range g.Reduction() {
		reached[e.From][e.To] = true
	}
	close(reached)
	eachPair(g, func(a, b parse.EventID, before bool) {
		if reached[a][b] != before {
			t.Fatalf("%d before %d: %v, but the drawn edges lead there: %v\n%s%s", a, b, before, reached[a][b], names(g, g.Reduction()), log)
		}
	})
}

func lattice(t *rapid.T) {
	g, log := drawGraph(t, 3, 9)
	var consistent []Cut
	eachCut(g, func(c Cut) {
		if g.Inconsistent(c) == nil {
			consistent = append(consistent, c)
		}
	})
	for _, a := range consistent {
		for _, b := range consistent {
			for _, c := range []Cut{meet(a, b), join(a, b)} {
				if bad := g.Inconsistent(c); bad != nil {
					t.Fatalf("%v and %v are consistent, %v is not: %s%s", a, b, c, names(g, bad), log)
				}
			}
		}
	}
}

func frontier(t *rapid.T) {
	g, log := drawGraph(t, 3, 12)
	v := clocks(g)
	eachCut(g, func(c Cut) {
		most := make(Cut, len(c))
		for s, n := range c {
			if n > 0 {
				most = join(most, v[g.strands[s].First+parse.EventID(n)-1])
			}
		}
		if same, consistent := slices.Equal(most, c), g.Inconsistent(c) == nil; same != consistent {
			t.Fatalf("the cut %v is consistent: %v, but the clocks at its edge know %v\n%s", c, consistent, most, log)
		}
	})
}

// logLines returns the lines of an execution in an order in which it may have
// happened, and the events they tell of.
func logLines(t *rapid.T, s *sim) (g *Graph, lines []string, events []parse.EventID) {
	text := strings.SplitAfter(s.log(writing{ids: true, kinds: true}), "\n")
	g = buildLog(t, strings.Join(text, ""))
	byNode := make(map[string][]string)
	for _, line := range text[:len(text)-1] {
		node := line[len(`{"node":"`):][:len("n0")]
		byNode[node] = append(byNode[node], line)
	}
	g.Sweep(func(e parse.EventID, _ []uint32) {
		event := g.run.Event(e)
		lines, events = append(lines, byNode[event.NodeName()][event.Position()-1]), append(events, e)
	})
	return g, lines, events
}

var (
	receivers = regexp.MustCompile(`,"to":\[[^\]]*\]`)
	arrival   = regexp.MustCompile(`^{"node":"(n\d)","kind":"receive","from":"(n\d)","msg_id":(\d+)}`)
)

func relay(t *rapid.T) {
	g, lines, _ := logLines(t, drawSim(t, 4, 20, false))
	for i, line := range lines {
		m := arrival.FindStringSubmatch(line)
		if m == nil { // the relays are not among those that a message was sent to
			lines[i] = receivers.ReplaceAllString(line, "")
			continue
		}
		lines[i] = fmt.Sprintf(`{"node":"x%[1]d","kind":"receive","from":%[3]q,"msg_id":%[4]s}
{"node":"x%[1]d","kind":"send","to":%[2]q,"msg_id":1}
{"node":%[2]q,"kind":"receive","from":"x%[1]d","msg_id":1}
`, i, m[1], m[2], m[3])
	}
	log := strings.Join(lines, "")
	through := buildLog(t, log)
	eachPair(g, func(a, b parse.EventID, before bool) { // the relays come after them
		if through.Before(a, b) != before {
			t.Fatalf("%d before %d: %v, with relays %v\n%s", a, b, before, !before, log)
		}
	})
}

func mergedNodes(t *rapid.T) {
	g, lines, events := logLines(t, drawSim(t, 4, 20, false))
	at := make([]parse.EventID, g.run.Len())
	merged := parse.EventID(0)
	for i, e := range events {
		at[e] = e // nodes after the first two keep their numbers
		if node := g.run.Event(e).NodeName(); node == "n0" || node == "n1" {
			at[e] = merged
			merged++
		}
		lines[i] = strings.ReplaceAll(lines[i], `"n1"`, `"n0"`)
	}
	log := strings.Join(lines, "")
	one := buildLog(t, log)
	eachPair(g, func(a, b parse.EventID, before bool) {
		if before && !one.Before(at[a], at[b]) {
			t.Fatalf("%d is before %d no more\n%s", a, b, log)
		}
	})
}
