package checks

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// plainLog is a lawful run without any evidence but messages: ten nodes, a
// third of the events sends, about a third receives, message ids and named
// vector clocks, channels that keep their order.
func plainLog(events int) string {
	const nodes = 10
	type message struct {
		from, id int
		clock    [nodes]int
	}
	rng := rand.New(rand.NewPCG(1, 2))
	var clocks [nodes][nodes]int
	var sent [nodes]int
	var inboxes [nodes][]message
	var text []byte
	for range events {
		p := rng.IntN(nodes)
		q := (p + 1 + rng.IntN(nodes-1)) % nodes
		text = fmt.Appendf(text, `{"node":"n%d",`, p)
		switch k := rng.IntN(3); {
		case k == 0 && len(inboxes[q]) < 64:
			clocks[p][p]++
			sent[p]++
			inboxes[q] = append(inboxes[q], message{p, sent[p], clocks[p]})
			text = fmt.Appendf(text, `"kind":"send","to":"n%d","msg_id":%d,`, q, sent[p])
		case k == 1 && len(inboxes[p]) > 0:
			m := inboxes[p][0]
			inboxes[p] = inboxes[p][1:]
			for i, v := range m.clock {
				clocks[p][i] = max(clocks[p][i], v)
			}
			clocks[p][p]++
			text = fmt.Appendf(text, `"kind":"receive","from":"n%d","msg_id":%d,`, m.from, m.id)
		default:
			clocks[p][p]++
			text = append(text, `"event":"step",`...)
		}
		text = append(text, `"vc":{`...)
		for i, v := range clocks[p] {
			text = fmt.Appendf(text, `"n%d":%d,`, i, v)
		}
		text = append(text[:len(text)-1], "}}\n"...)
	}
	return string(text)
}

// textInput reads a log of one run and rebuilds its order.
func textInput(t testing.TB, text string) *Input {
	t.Helper()
	log := readLog(t, parse.Options{}, parse.Text("log.jsonl", text))
	if log.Bad() > 0 || len(log.Runs) != 1 {
		t.Fatalf("%d bad lines, %d runs", log.Bad(), len(log.Runs))
	}
	return &Input{Run: log.Runs[0], Graph: graph.Build(log.Runs[0], graph.Options{})}
}

// BenchmarkPlain judges a run that holds no evidence but messages and clocks,
// by each check alone and by all together but those that judge the clocks and
// the order themselves.
func BenchmarkPlain(b *testing.B) {
	in := textInput(b, plainLog(1_000_000))
	var others []Check
	for _, c := range All() {
		if c.ID != clockVector.ID && c.ID != causalityCycle.ID {
			others = append(others, c)
		}
	}
	collect := func(b *testing.B, list []Check) {
		b.ReportAllocs()
		for b.Loop() {
			fresh := &Input{Run: in.Run, Graph: in.Graph}
			for i := range list {
				if ev := list[i].Collect(fresh); len(ev.Findings) > 0 {
					b.Fatal(list[i].ID)
				}
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(in.Run.Len()), "ns/event")
	}
	b.Run("all", func(b *testing.B) { collect(b, others) })
	for i := range others {
		b.Run(others[i].ID, func(b *testing.B) { collect(b, others[i:i+1]) })
	}
}
