package checks

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// wire is a log of messages between clients and oracles in the order in which
// they were seen; each is a send and a receive.
type wire struct {
	lines  []string
	ends   [][2]string // sender and receiver of each line
	issues []wireIssue // one for each request that was answered
}

type wireIssue struct {
	request, reply int // lines
	oracle         string
	value          int // stands for (1000 + value/4, value%4)
	again          int // further replies
}

func drawWire(t *rapid.T) *wire {
	w := &wire{}
	var open []wireIssue
	reply := func(i *wireIssue) int {
		to := w.ends[i.request][0]
		w.lines = append(w.lines, fmt.Sprintf(`{"src":%q,"dest":%q,"body":{"type":"oracle_get_time_ok","in_reply_to":%d,"msg_id":%d,"pt":%d,"c":%d}}`,
			i.oracle, to, i.request+1, len(w.lines)+1, 1000+i.value/4, i.value%4))
		w.ends = append(w.ends, [2]string{i.oracle, to})
		return len(w.lines) - 1
	}
	for len(w.lines) < 12 {
		switch rapid.SampledFrom([]string{"ask", "answer", "answer", "again"}).Draw(t, "step") {
		case "ask":
			c, o := rapid.SampledFrom([]string{"c1", "c2"}).Draw(t, "client"), rapid.SampledFrom([]string{"o1", "o2"}).Draw(t, "oracle")
			open = append(open, wireIssue{request: len(w.lines), oracle: o})
			w.lines = append(w.lines, fmt.Sprintf(`{"src":%q,"dest":%q,"body":{"type":"oracle_get_time","msg_id":%d}}`, c, o, len(w.lines)+1))
			w.ends = append(w.ends, [2]string{c, o})
		case "answer":
			if len(open) > 0 {
				i := open[0]
				open = open[1:]
				i.value = len(w.lines) + rapid.SampledFrom([]int{0, 1, -3, -8}).Draw(t, "ahead") // seldom back
				i.reply = reply(&i)
				w.issues = append(w.issues, i)
			}
		case "again":
			if len(w.issues) > 0 && w.issues[0].again == 0 {
				w.issues[0].again++
				reply(&w.issues[0])
			}
		}
	}
	return w
}

// closure is happens-before by Floyd and Warshall: 2i is the send of line i,
// 2i+1 its receive.
func (w *wire) closure() [][]bool {
	n := 2 * len(w.lines)
	before := make([][]bool, n)
	for a := range before {
		before[a] = make([]bool, n)
		for b := a + 1; b < n; b++ {
			before[a][b] = w.ends[a/2][a%2] == w.ends[b/2][b%2] || b == a+1 && a%2 == 0
		}
	}
	for k := range n {
		for a := range n {
			for b := range n {
				before[a][b] = before[a][b] || before[a][k] && before[k][b]
			}
		}
	}
	return before
}

// backwards counts the timestamps that are no greater than one that was issued
// before at the same oracle, or before they were asked for.
func (w *wire) backwards() (n int) {
	before := w.closure()
	for _, b := range w.issues {
		for _, a := range w.issues {
			if a.value >= b.value && (a.oracle == b.oracle && a.reply < b.reply || before[2*a.reply][2*b.request]) {
				n++
				break
			}
		}
	}
	return n
}

func (w *wire) repeated() int {
	values := map[int]bool{}
	for _, i := range w.issues {
		values[i.value] = true
	}
	return len(w.issues) - len(values)
}

// TestOraclesAgainstAllPairs compares uniqueness and monotony of timestamps
// with all pairs over a transitive closure.
func TestOraclesAgainstAllPairs(t *testing.T) {
	var runs, back, twice int
	rapid.Check(t, func(rt *rapid.T) {
		for range Fewer(10) {
			w := drawWire(rt)
			in := inputOf(t, w.lines, Options{})
			runs++
			if want := w.backwards(); want > 0 {
				back++
				if got := tallyOf(collectMonotone(in)); got != (tally{definite: want}) {
					rt.Fatalf("%+v go back, of all pairs %d:\n%q", got, want, w.lines)
				}
			} else if ev := collectMonotone(in); len(ev.Findings)+len(ev.Missing) > 0 {
				rt.Fatalf("%d findings, missing %v:\n%q", len(ev.Findings), ev.Missing, w.lines)
			}
			want := w.repeated()
			if want > 0 {
				twice++
			}
			if got := tallyOf(collectUnique(in)); got != (tally{definite: want}) {
				rt.Fatalf("%+v are issued twice, of all pairs %d:\n%q", got, want, w.lines)
			}
		}
	})
	t.Logf("of %d runs %d go back and %d issue a timestamp twice", runs, back, twice)
	if !Few && (back*10 < runs || twice*10 < runs || back*10 > 9*runs) {
		t.Errorf("of %d runs %d go back and %d issue a timestamp twice: too few of some kind", runs, back, twice)
	}
}

// TestDuplicatesAgainstAllPairs: every fact but the first of its id is a
// finding, however its records are spread.
func TestDuplicatesAgainstAllPairs(t *testing.T) {
	var runs, bad int
	rapid.Check(t, func(rt *rapid.T) {
		for range Fewer(10) {
			var lines []string
			values := map[string]int{}
			facts := map[string]string{} // issuer, asker and request → id
			for range rapid.SampledFrom([]int{2, 4, 6}).Draw(rt, "replies") {
				key := fmt.Sprintf(`"src":"n%d","dest":"c%d","body":{"in_reply_to":%d`,
					rapid.SampledFrom([]int{1, 2}).Draw(rt, "node"), rapid.SampledFrom([]int{1, 2}).Draw(rt, "client"), rapid.SampledFrom([]int{1, 2, 3}).Draw(rt, "request"))
				id, again := facts[key]
				if !again {
					id = rapid.SampledFrom([]string{`1`, `"1"`, `2`, `3`, `4`, `5`, `6`, `7`, `8`, `9`}).Draw(rt, "id")
					facts[key] = id
					values[id]++
				}
				lines = append(lines, fmt.Sprintf(`{%s,"type":"generate_ok","msg_id":%d,"id":%s}}`, key, len(lines)+1, id))
			}
			want := len(facts) - len(values)
			runs++
			if want > 0 {
				bad++
			}
			if got := tallyOf(collectDuplicates(inputOf(t, lines, Options{}))); got != (tally{definite: want}) {
				rt.Fatalf("%+v, counted %d:\n%q", got, want, lines)
			}
		}
	})
	t.Logf("%d of %d runs have a duplicate", bad, runs)
	if !Few && (bad*10 < runs || bad*10 > 9*runs) {
		t.Errorf("%d of %d runs have a duplicate: too few of some kind", bad, runs)
	}
}
