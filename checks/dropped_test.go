package checks

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/tracecausal/tracecausal/parse"
)

// lawfulNode is a node of a generated run that obeys every law of clocks.
type lawfulNode struct {
	name    string
	vector  map[string]int
	lamport int
	life    int
	begun   bool
	inbox   []lawfulMessage // on their way
	queue   []lawfulMessage // arrived, not delivered; only where the node logs deliveries
}

type lawfulMessage struct {
	from    string
	id      int
	vector  map[string]int
	lamport int
}

// lawfulRun draws the log lines of a run that obeys every law: with clocks that
// tick at every event or only at sends, nodes that log deliveries, nodes that
// restart, and kinds that some nodes do not log.
type lawfulRun struct {
	t     *rapid.T
	nodes []*lawfulNode
	sends bool // only sends tick
	queue string
	plain string
	lines []string
	keep  []bool // lines that must not be dropped: without them the log would not show that a node had another life, or holds messages back
	id    int
}

func drawLawful(t *rapid.T) *lawfulRun {
	r := &lawfulRun{t: t, sends: rapid.Bool().Draw(t, "only sends tick")}
	r.queue = rapid.SampledFrom([]string{"", "B", "C"}).Draw(t, "logs deliveries")
	if !r.sends { // else nothing would say what ticks there
		r.plain = rapid.SampledFrom([]string{"", "A"}).Draw(t, "logs no kinds")
	}
	for _, name := range []string{"A", "B", "C"} {
		r.nodes = append(r.nodes, &lawfulNode{name: name, vector: map[string]int{}})
	}
	for range rapid.IntRange(6, 30).Draw(t, "steps") {
		r.step(r.nodes[rapid.IntRange(0, 2).Draw(t, "node")])
	}
	for _, n := range r.nodes {
		if len(n.queue) > 0 { // a log without any delivery does not show that its node holds messages back
			r.merge(n, r.take(&n.queue), "deliver")
		}
	}
	return r
}

func (r *lawfulRun) step(n *lawfulNode) {
	what := rapid.IntRange(0, 10).Draw(r.t, "step")
	switch {
	case what < 4:
		to := r.nodes[rapid.SampledFrom([]int{0, 1, 1, 2}).Draw(r.t, "to")]
		if to == n {
			return
		}
		r.tick(n, true)
		r.id++
		m := lawfulMessage{n.name, r.id, clone(n.vector), n.lamport}
		to.inbox = append(to.inbox, m)
		r.log(n, "send", map[string]any{"to": to.name, "msg_id": m.id})
	case what < 8 && len(n.inbox) > 0:
		m := r.take(&n.inbox)
		if n.name == r.queue {
			n.queue = append(n.queue, m)
			r.tick(n, false)
			r.log(n, "receive", map[string]any{"from": m.from, "msg_id": m.id})
			return
		}
		r.merge(n, m, "receive")
	case what == 8 && len(n.queue) > 0:
		r.merge(n, r.take(&n.queue), "deliver")
	case what == 9 && rapid.IntRange(0, 3).Draw(r.t, "restart") == 0:
		n.vector, n.lamport, n.life = map[string]int{}, 0, n.life+1
		r.tick(n, false)
		r.log(n, "start", nil)
	default:
		r.tick(n, false)
		r.log(n, "internal", nil)
	}
}

func (r *lawfulRun) take(box *[]lawfulMessage) lawfulMessage {
	i := rapid.IntRange(0, len(*box)-1).Draw(r.t, "message")
	m := (*box)[i]
	*box = slices.Delete(*box, i, i+1)
	return m
}

func (r *lawfulRun) merge(n *lawfulNode, m lawfulMessage, kind string) {
	n.lamport = max(n.lamport, m.lamport)
	r.tick(n, false)
	for q, k := range m.vector {
		n.vector[q] = max(n.vector[q], k)
	}
	r.log(n, kind, map[string]any{"from": m.from, "msg_id": m.id})
}

func (r *lawfulRun) tick(n *lawfulNode, send bool) {
	n.lamport++
	if send || !r.sends {
		n.vector[n.name]++
	}
}

// log adds a line; every line has a label of its own, by which a test knows it.
func (r *lawfulRun) log(n *lawfulNode, kind string, fields map[string]any) {
	line := map[string]any{"node": n.name, "event": fmt.Sprint("e", len(r.lines)), "incarnation": n.life}
	if n.name != r.plain || kind == "start" {
		line["kind"] = kind
		for k, v := range fields {
			line[k] = v
		}
	}
	if rapid.IntRange(0, 9).Draw(r.t, "stamped") > 0 {
		line["vc"], line["lamport"] = n.vector, n.lamport
	}
	text, err := json.Marshal(line)
	if err != nil {
		r.t.Fatal(err)
	}
	r.lines, r.keep = append(r.lines, string(text)), append(r.keep, kind == "start" || kind == "deliver" || !n.begun)
	n.begun = true
}

func clone(v map[string]int) map[string]int {
	w := map[string]int{}
	for k, n := range v {
		w[k] = n
	}
	return w
}

// drop leaves out some lines, sometimes all of one node.
func (r *lawfulRun) drop() (kept []string) {
	lost := rapid.SampledFrom([]string{"", "", "", "A", "B", "C"}).Draw(r.t, "no log of")
	many := rapid.SampledFrom([]int{0, 1, 3}).Draw(r.t, "tenths dropped")
	for i, line := range r.lines {
		gone := !r.keep[i] && rapid.IntRange(0, 9).Draw(r.t, "drop") < many
		if !gone && (lost == "" || !strings.Contains(line, `"node":"`+lost+`"`)) {
			kept = append(kept, line)
		}
	}
	return kept
}

// findingsOf names the findings of some checks, that are certain to a degree at least, by
// the labels of their events.
func findingsOf(runs []judged, least Certainty, ids ...string) map[string]bool {
	found := map[string]bool{}
	for _, j := range runs {
		for _, r := range j.results {
			for _, f := range r.Findings {
				if f.Certainty <= least && slices.Contains(ids, r.Check.ID) {
					first, last := f.Events[0].Event, f.Events[len(f.Events)-1].Event
					found[fmt.Sprint(r.Check.ID, " ", j.run.Event(first).Label(), " ", j.run.Event(last).Label())] = true
				}
			}
		}
	}
	return found
}

// TestDroppedLines: a lawful run with lines missing breaks no law of clocks,
// and a message that overtook none in the whole log overtakes none in a part.
// What cannot be matched any more is never passed over.
func TestDroppedLines(t *testing.T) {
	laws := []string{"causality/cycle", "clock/vector", "clock/lamport", "message/match"}
	order := []string{"delivery/fifo", "delivery/causal"}
	tries, dropped, overtaken, orphaned := 0, 0, 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		for range Fewer(15) {
			tries++
			run := drawLawful(rt)
			kept := run.drop()
			if len(kept) == 0 {
				continue
			}
			var opt Options
			if run.sends { // where a send is missing, few other events prove that they do not tick
				opt.Ticks = parse.TicksSends
			}
			whole := judgeLines(t, run.lines, opt)
			part := judgeLines(t, kept, opt)
			for name, runs := range map[string][]judged{"the whole log": whole, "a part": part} {
				if broken := findingsOf(runs, Definite, laws...); len(broken) > 0 {
					rt.Fatalf("%s breaks a law: %v\n%s\n\n%s\n%s", name, broken, strings.Join(run.lines, "\n"), strings.Join(kept, "\n"), everything(runs))
				}
			}
			// The log of a node that delivers shows that others may hold messages
			// back as well, so with it less may be sure.
			before := findingsOf(whole, Possible, order...)
			for f := range findingsOf(part, Definite, order...) {
				if !before[f] {
					rt.Fatalf("%s is new in a part of the log\n%s\n%s%s", f, strings.Join(run.lines, "\n"), strings.Join(kept, "\n"), everything(part))
				}
			}
			if len(part[0].results) > 0 && len(kept) < len(run.lines) {
				dropped++
			}
			overtaken += min(1, len(before))
			orphaned += orphans(rt, part)
		}
	})
	t.Logf("%d parts of logs, %d runs with an overtaken message, %d parts with orphans", dropped, overtaken, orphaned)
	if !Few && !t.Failed() && (2*dropped < tries || 100*overtaken < tries || 10*orphaned < tries) {
		t.Error("the generated runs hold too little of what they should")
	}
}

// orphans is 1 where receives have lost their sends; then nothing that needs
// them passes.
func orphans(t *rapid.T, runs []judged) int {
	for _, r := range runs[0].results {
		if r.Check.ID == messageMatch.ID && !strings.Contains(r.Reason, "lacks the send") {
			return 0
		}
	}
	for _, r := range runs[0].results {
		needs := r.Check.ID == messageMatch.ID || r.Check.ID == deliveryFIFO.ID || r.Check.ID == deliveryCausal.ID ||
			r.Check.ID == deliveryStuck.ID && r.Status != NotApplicable // and nobody promised a total order
		if needs && r.Status != Inconclusive && r.Status != Fail {
			t.Fatalf("%s is to %v with orphans\n%s", r.Check.ID, r.Status, everything(runs))
		}
	}
	return 1
}

func judgeLines(t *testing.T, lines []string, opt Options) []judged {
	t.Helper()
	log := readLog(t, parse.Options{Ticks: opt.Ticks}, parse.Text("run.jsonl", strings.Join(lines, "\n")+"\n"))
	return judgeLog(t, log, opt, All())
}
