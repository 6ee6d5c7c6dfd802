package graph

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/tracecausal/tracecausal/parse"
)

// TestChain: a million events in one causal chain through two nodes need no
// deep stack, and no more than moments.
func TestChain(t *testing.T) {
	const rounds = 250_000 / oneOf
	logs := [2]strings.Builder{}
	for i := range rounds {
		fmt.Fprintf(&logs[0], `{"node":"A","kind":"send","to":"B","msg_id":%d}`+"\n"+`{"node":"A","kind":"receive","from":"B","msg_id":%d}`+"\n", i, i)
		fmt.Fprintf(&logs[1], `{"node":"B","kind":"receive","from":"A","msg_id":%d}`+"\n"+`{"node":"B","kind":"send","to":"A","msg_id":%d}`+"\n", i, i)
	}
	run := readRun(t, logs[1].String()+logs[0].String())
	g := Build(run, Options{})
	last := parse.EventID(run.Len() - 1)
	if n := g.Known(last, 0); n != 2*rounds-1 {
		t.Errorf("the last send knows %d events of A, want %d", n, 2*rounds-1)
	}
	if n := len(g.Path(0, last)); n != 2 {
		t.Errorf("a path of %d edges, want a message and program order", n)
	}
}

// TestStar: a send with a hundred thousand receives costs one look at each, and
// so does one id used by a hundred thousand sends and receives.
func TestStar(t *testing.T) {
	const fan = 100_000 / oneOf
	var star, mess strings.Builder
	fmt.Fprintln(&star, `{"node":"hub","kind":"send","to":"*","msg_id":1}`)
	for i := range fan {
		fmt.Fprintf(&star, `{"node":"n%d","kind":"receive","from":"hub","msg_id":1}`+"\n", i%1000)
		fmt.Fprintf(&mess, `{"node":"A","kind":"send","to":"B","msg_id":1}`+"\n"+`{"node":"B","kind":"receive","from":"A","msg_id":1}`+"\n")
	}
	run, tangled := readRun(t, star.String()), readRun(t, mess.String())
	g := Build(run, Options{})
	if n := len(g.Messages()); n != fan || g.Matching().ByID != fan {
		t.Errorf("%d messages, want %d", n, fan)
	}
	if future := g.FutureOf(0); future[1] != 0 || future[0] != 0 {
		t.Errorf("the future of the send starts at %d, %d of the first strands", future[0], future[1])
	}
	g = Build(tangled, Options{})
	if n := len(g.Matching().Ambiguous); n != fan || len(g.Matching().Lost) != 0 {
		t.Errorf("%d ambiguous receives, want %d; %d lost", n, fan, len(g.Matching().Lost))
	}
}

// traffic writes a lawful random run: two in five events are sends, as many
// receives. Vector clocks go with every event, ids and kinds as asked.
func traffic(nodes, events int, ids bool) string {
	rng := rand.New(rand.NewPCG(1, 2))
	clocks := make([][]int, nodes)
	for p := range clocks {
		clocks[p] = make([]int, nodes)
	}
	type letter struct {
		id, from int
		clock    []int
	}
	boxes := make([][]letter, nodes)
	var b strings.Builder
	for i := range events {
		p := rng.IntN(nodes)
		clocks[p][p]++
		fmt.Fprintf(&b, `{"node":"n%d"`, p)
		switch {
		case len(boxes[p]) > 0 && rng.IntN(10) < 5:
			m := boxes[p][0]
			boxes[p] = boxes[p][1:]
			for q, n := range m.clock {
				clocks[p][q] = max(clocks[p][q], n)
			}
			if ids {
				fmt.Fprintf(&b, `,"kind":"receive","from":"n%d","msg_id":%d`, m.from, m.id)
			}
		case rng.IntN(10) < 8:
			to := rng.IntN(nodes)
			boxes[to] = append(boxes[to], letter{i, p, append([]int(nil), clocks[p]...)})
			if ids {
				fmt.Fprintf(&b, `,"kind":"send","to":"n%d","msg_id":%d`, to, i)
			}
		}
		b.WriteString(`,"vc":{`)
		sep := ""
		for q, n := range clocks[p] {
			if n > 0 {
				fmt.Fprintf(&b, `%s"n%d":%d`, sep, q, n)
				sep = ","
			}
		}
		b.WriteString("}}\n")
	}
	return b.String()
}
