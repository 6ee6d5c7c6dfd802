package checks

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// unruly is a log of nodes that take messages in any order. Some receives are
// not logged, so that only clocks tell what they brought.
func unruly(rng *rand.Rand, nodes, events int) string {
	type message struct {
		from, id int
		clock    []int
	}
	clocks, boxes := make([][]int, nodes), make([][]message, nodes)
	for p := range clocks {
		clocks[p] = make([]int, nodes)
	}
	var text []byte
	for id := range events {
		p, q := rng.IntN(nodes), rng.IntN(nodes)
		line := `"event":"step"`
		if n := len(boxes[p]); n > 0 && rng.IntN(2) == 0 {
			i := rng.IntN(n)
			m := boxes[p][i]
			boxes[p][i] = boxes[p][n-1]
			boxes[p] = boxes[p][:n-1]
			for k, v := range m.clock {
				clocks[p][k] = max(clocks[p][k], v)
			}
			if rng.IntN(4) > 0 {
				line = fmt.Sprintf(`"kind":"receive","from":"n%d","msg_id":%d`, m.from, m.id)
			}
		} else if p != q {
			line = fmt.Sprintf(`"kind":"send","to":"n%d","msg_id":%d`, q, id)
			boxes[q] = append(boxes[q], message{p, id, clocks[p]})
		}
		clocks[p][p]++
		if line[1] == 'k' && line[8] == 's' {
			m := &boxes[q][len(boxes[q])-1]
			m.clock = append([]int(nil), clocks[p]...)
		}
		text = fmt.Appendf(text, `{"node":"n%d",%s,"vc":{`, p, line)
		for k, v := range clocks[p] {
			text = fmt.Appendf(text, `"n%d":%d,`, k, v)
		}
		text = append(text[:len(text)-1], "}}\n"...)
	}
	return string(text)
}

// TestOvertakers: the table finds what a look at each delivery finds.
func TestOvertakers(t *testing.T) {
	late, none := 0, 0
	for seed := range uint64(Fewer(300)) {
		rng := rand.New(rand.NewPCG(seed, 1))
		in := textInput(t, unruly(rng, 2+rng.IntN(4), 80))
		o := overtakers{in: in}
		for c, m1 := range firstDeliveries(in, in.Graph.Late()) {
			var want delivery
			found := false
			for _, m2 := range firstDeliveries(in, in.Graph.Messages()) {
				if !found && m2.at < m1.at && in.Run.StrandOf(m2.at) == c.to && in.Graph.Before(m1.send, m2.send) {
					want, found = m2, true
				}
			}
			late++
			if !found {
				none++
			}
			if got, ok := o.lookUp(c, m1); got != want || ok != found {
				t.Fatalf("seed %d: %v was overtaken by %v, %v; want %v, %v", seed, m1, got, ok, want, found)
			}
			if got, ok := o.of(c, m1, firstThatKnows(in.Graph, m1.send, m1.at-1)); got != want || ok != found {
				t.Fatalf("seed %d: %v was overtaken by %v, %v; want %v, %v, from where it was known", seed, m1, got, ok, want, found)
			}
		}
	}
	if late < Fewer(1000) || none < Fewer(10) {
		t.Errorf("%d late messages, %d of them overtaken by none: too few to tell", late, none)
	}
}
