package graph

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/tracecausal/tracecausal/parse"
)

// steadyLog writes a lawful run in which nodes talk within groups: a third of
// the events are sends, as many receives, and channels keep their order. Each
// sender counts its messages. With vectors each event carries its clock, which
// has an entry for each node of its group that it knows of.
func steadyLog(nodes, group, events int, vectors bool) string {
	type letter struct {
		from, id int
		clock    []int
	}
	rng := rand.New(rand.NewPCG(1, 2))
	clocks, sent, boxes := make([][]int, nodes), make([]int, nodes), make([][]letter, nodes)
	for p := range clocks {
		clocks[p] = make([]int, group)
	}
	var text []byte
	for range events {
		p := rng.IntN(nodes)
		first := p - p%group
		q := first + (p-first+1+rng.IntN(group-1))%group
		text = fmt.Appendf(text, `{"node":"n%04d"`, p)
		switch k := rng.IntN(3); {
		case k == 0 && len(boxes[q]) < 64:
			clocks[p][p-first]++
			sent[p]++
			boxes[q] = append(boxes[q], letter{p, sent[p], append([]int(nil), clocks[p]...)})
			text = fmt.Appendf(text, `,"kind":"send","to":"n%04d","msg_id":%d`, q, sent[p])
		case k == 1 && len(boxes[p]) > 0:
			m := boxes[p][0]
			boxes[p] = boxes[p][1:]
			for i, v := range m.clock {
				clocks[p][i] = max(clocks[p][i], v)
			}
			clocks[p][p-first]++
			text = fmt.Appendf(text, `,"kind":"receive","from":"n%04d","msg_id":%d`, m.from, m.id)
		default:
			clocks[p][p-first]++
		}
		if vectors {
			sep := `,"vc":{`
			for i, v := range clocks[p] {
				if v > 0 {
					text = fmt.Appendf(text, `%s"n%04d":%d`, sep, first+i, v)
					sep = ","
				}
			}
			text = append(text, '}')
		}
		text = append(text, "}\n"...)
	}
	return string(text)
}

// steadyRuns are the runs that are measured.
var steadyRuns = []struct {
	name                 string
	nodes, group, events int
	vectors              bool
}{
	{"10nodes", 10, 10, 1_000_000, true},
	{"10nodesIDs", 10, 10, 1_000_000, false},
	{"100nodes", 100, 100, 100_000, true},
	{"1000nodesIDs", 1000, 1000, 500_000, false},
	{"1000nodesGroups", 1000, 10, 500_000, true},
}

// perEvent reports what one round of a benchmark took for each event.
func perEvent(b *testing.B, events int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(events), "ns/event")
}

func BenchmarkBuild(b *testing.B) {
	for _, c := range steadyRuns {
		b.Run(c.name, func(b *testing.B) {
			run := readRun(b, steadyLog(c.nodes, c.group, c.events, c.vectors))
			b.ReportAllocs()
			b.ResetTimer()
			for range b.N {
				Build(run, Options{})
			}
			perEvent(b, run.Len())
		})
	}
	b.Run("10nodesStampsOnly", func(b *testing.B) {
		run := readRun(b, traffic(10, 200_000, false))
		b.ReportAllocs()
		b.ResetTimer()
		for range b.N {
			Build(run, Options{})
		}
		perEvent(b, run.Len())
	})
}

func BenchmarkSweep(b *testing.B) {
	for _, c := range steadyRuns {
		b.Run(c.name, func(b *testing.B) {
			g := Build(readRun(b, steadyLog(c.nodes, c.group, c.events, c.vectors)), Options{})
			b.ReportAllocs()
			b.ResetTimer()
			for range b.N {
				g.Sweep(func(parse.EventID, []uint32) {})
			}
			perEvent(b, g.run.Len())
		})
	}
}
