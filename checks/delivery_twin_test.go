package checks_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/tracecausal/tracecausal/checks"
	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// judgeWith judges JSON lines by one check.
func judgeWith(t *testing.T, log, id string, promises ...string) checks.Result {
	t.Helper()
	read, err := parse.Read(context.Background(), []parse.File{parse.Text("run.jsonl", log)}, parse.Options{Workers: 1})
	if err != nil || read.Bad() > 0 {
		t.Fatalf("%v, %d bad lines\n%s", err, read.Bad(), log)
	}
	check, ok := checks.ByID(checks.All(), id)
	if !ok {
		t.Fatalf("no check %s", id)
	}
	opt := checks.Options{}
	if opt.Promises, err = checks.ParsePromises(promises); err != nil {
		t.Fatal(err)
	}
	run := read.Runs[0]
	results, err := checks.Run(&checks.Input{Run: run, Graph: graph.Build(run, graph.Options{}), Options: opt}, []checks.Check{check})
	if err != nil {
		t.Fatalf("%v\n%s", err, log)
	}
	return results[0]
}

// jsonLines writes objects, one a line.
func jsonLines(events []map[string]any) string {
	var b strings.Builder
	for _, e := range events {
		text, err := json.Marshal(e)
		if err != nil {
			panic(err)
		}
		b.Write(append(text, '\n'))
	}
	return b.String()
}

// mostly shuffles a list a little: some neighbours change places.
func mostly(rng *rand.Rand, list []int, swaps int) []int {
	list = slices.Clone(list)
	for range swaps {
		if len(list) > 1 {
			i := rng.IntN(len(list) - 1)
			list[i], list[i+1] = list[i+1], list[i]
		}
	}
	return list
}

// roundTrip reports whether "is delivered before, somewhere" leads from a
// message back to itself, by Floyd and Warshall, and the fewest nodes that
// close such a circle.
func roundTrip(messages int, orders [][]int) (cyclic bool, fewest int) {
	const far = 1 << 20
	d := make([][]int, messages)
	for i := range d {
		d[i] = make([]int, messages)
		for j := range d[i] {
			d[i][j] = far
		}
	}
	for _, order := range orders {
		for i, a := range order {
			for _, b := range order[i+1:] {
				d[a][b] = 1
			}
		}
	}
	for k := range d {
		for i := range d {
			for j := range d {
				d[i][j] = min(d[i][j], d[i][k]+d[k][j])
			}
		}
	}
	fewest = far
	for i := range d {
		fewest = min(fewest, d[i][i])
	}
	return fewest < far, fewest
}

// TestTotalOrderTwin compares delivery/total with all pairs over a closure, on
// random orders that mostly agree.
func TestTotalOrderTwin(t *testing.T) {
	runs := checks.Fewer(2000)
	broken, long := 0, 0
	for i := range runs {
		rng := rand.New(rand.NewPCG(uint64(i), 17))
		messages, receivers := 2+rng.IntN(5), 2+rng.IntN(4)
		var log []map[string]any
		all := make([]int, messages)
		for m := range all {
			all[m] = m
			log = append(log, map[string]any{"node": "S", "kind": "send", "to": "*", "msg_id": m + 1})
		}
		orders := make([][]int, receivers)
		for r := range orders {
			order := mostly(rng, all, rng.IntN(2))
			if i%4 == 0 { // each receiver has two of them, one in common with the next
				order = []int{r % messages, (r + 1) % messages}
			}
			order = slices.DeleteFunc(order, func(int) bool { return rng.IntN(3) == 0 && i%4 != 0 })
			orders[r] = order
			for _, m := range order {
				log = append(log, map[string]any{"node": fmt.Sprint("R", r), "kind": "receive", "from": "S", "msg_id": m + 1})
			}
		}
		got := judgeWith(t, jsonLines(log), "delivery/total", "total")
		cyclic, fewest := roundTrip(messages, orders)
		if cyclic != (got.Status == checks.Fail) {
			t.Fatalf("run %d: %v, but the union of the orders %v is cyclic: %v\n%s", i, got.Status, orders, cyclic, jsonLines(log))
		}
		if !cyclic {
			continue
		}
		broken++
		least := len(got.Findings[0].Events)
		for _, f := range got.Findings {
			least = min(least, len(f.Events))
		}
		if least != 2*fewest {
			t.Fatalf("run %d: the shortest witness has %d deliveries, want %d: %v", i, least, 2*fewest, orders)
		}
		if fewest > 2 {
			long++
		}
	}
	t.Logf("%d of %d runs are broken, %d of them although each two nodes agree", broken, runs, long)
	if broken < runs/10 || long < runs/100 {
		t.Error("the generated runs try too little")
	}
}

// TestLamportOrderTwin compares delivery/total under total=lamport with all
// pairs of deliveries of each node.
func TestLamportOrderTwin(t *testing.T) {
	runs := checks.Fewer(2000)
	broken := 0
	for i := range runs {
		rng := rand.New(rand.NewPCG(uint64(i), 19))
		type message struct{ stamp, sender int }
		var log []map[string]any
		var sent []message
		for s := range 1 + rng.IntN(3) {
			stamp := 0
			for range 1 + rng.IntN(3) {
				stamp += 1 + rng.IntN(2)
				log = append(log, map[string]any{"node": procName(s), "kind": "send", "to": "*", "msg_id": len(sent) + 1, "lamport": stamp})
				sent = append(sent, message{stamp, s})
			}
		}
		order := make([]int, len(sent))
		for m := range order {
			order[m] = m
		}
		slices.SortFunc(order, func(a, b int) int { return 10*(sent[a].stamp-sent[b].stamp) + sent[a].sender - sent[b].sender })
		wrong := false
		for r := range 2 {
			order := mostly(rng, order, rng.IntN(2))
			for k, m := range order {
				log = append(log, map[string]any{"node": fmt.Sprint("R", r), "kind": "receive", "from": procName(sent[m].sender), "msg_id": m + 1})
				for _, earlier := range order[:k] {
					a, b := sent[earlier], sent[m]
					wrong = wrong || a.stamp > b.stamp || a.stamp == b.stamp && a.sender > b.sender
				}
			}
		}
		got := judgeWith(t, jsonLines(log), "delivery/total", "total=lamport")
		if wrong != (got.Status == checks.Fail) || !wrong && got.Status != checks.Pass {
			t.Fatalf("run %d: %v, but an order is wrong: %v\n%s", i, got.Status, wrong, jsonLines(log))
		}
		if wrong {
			broken++
		}
	}
	t.Logf("%d of %d runs are broken", broken, runs)
	if broken < runs/10 {
		t.Error("the generated runs try too little")
	}
}

// multicastRun is a random causal multicast with what each receiver has not
// delivered at its stop. Message 0 of every sender goes to all and comes first.
type multicastRun struct {
	rng   *rand.Rand
	procs int
	log   []map[string]any
	past  [][]int // of each process: messages that it sent or delivered
	msgs  []multicastMsg
}

type multicastMsg struct {
	from   int
	to     []int
	before []int // messages in the causal past of its send
	came   map[int]bool
	shown  map[int]bool
}

func (r *multicastRun) send(p int, to []int) {
	m := multicastMsg{from: p, to: to, before: slices.Clone(r.past[p]), came: map[int]bool{}, shown: map[int]bool{}}
	var names []string
	for _, q := range to {
		names = append(names, procName(q))
	}
	r.log = append(r.log, map[string]any{"node": procName(p), "kind": "send", "to": names, "msg_id": len(r.msgs) + 1})
	r.past[p] = append(r.past[p], len(r.msgs))
	r.msgs = append(r.msgs, m)
}

func (r *multicastRun) take(kind string, q, m int) {
	r.log = append(r.log, map[string]any{"node": procName(q), "kind": kind, "from": procName(r.msgs[m].from), "msg_id": m + 1})
	if kind == "receive" {
		r.msgs[m].came[q] = true
		return
	}
	r.msgs[m].shown[q] = true
	r.past[q] = append(append(r.past[q], r.msgs[m].before...), m)
}

// stuck counts the messages held back although each message before them that
// was meant for the node was delivered there.
func (r *multicastRun) stuck() (stuck int) {
	for m, msg := range r.msgs {
		for _, q := range msg.to {
			if !msg.came[q] || msg.shown[q] {
				continue
			}
			waits := false
			for _, b := range msg.before {
				waits = waits || b != m && r.msgs[b].from != q && slices.Contains(r.msgs[b].to, q) && !r.msgs[b].shown[q]
			}
			if !waits {
				stuck++
			}
		}
	}
	return stuck
}

// TestStuckTwin compares delivery/stuck with all pairs of messages.
func TestStuckTwin(t *testing.T) {
	runs := checks.Fewer(2000)
	broken, waiting := 0, 0
	for i := range runs {
		rng := rand.New(rand.NewPCG(uint64(i), 23))
		r := &multicastRun{rng: rng, procs: 3 + rng.IntN(2)}
		r.past = make([][]int, r.procs)
		for p := range r.procs { // so that every node logs a delivery
			r.send(p, []int{(p + 1) % r.procs})
			r.take("receive", (p+1)%r.procs, len(r.msgs)-1)
			r.take("deliver", (p+1)%r.procs, len(r.msgs)-1)
		}
		for range 6 + rng.IntN(12) {
			r.step()
		}
		for p := range r.procs {
			r.log = append(r.log, map[string]any{"node": procName(p), "kind": "stop"})
		}
		got := judgeWith(t, jsonLines(r.log), "delivery/stuck", "none")
		n := 0
		for _, f := range got.Findings {
			if f.Certainty == checks.Definite {
				n++
			}
		}
		if want := r.stuck(); n != want || want == 0 && got.Status != checks.Pass {
			t.Fatalf("run %d: %v with %d definite findings, want %d\n%s", i, got.Status, n, want, jsonLines(r.log))
		} else if want > 0 {
			broken++
		}
		if strings.Contains(got.Note, "held back behind") {
			waiting++
		}
	}
	t.Logf("%d of %d runs are broken, in %d something waits for what did not come", broken, runs, waiting)
	if broken < runs/10 || waiting < runs/20 {
		t.Error("the generated runs try too little")
	}
}

// step sends, or takes a message that is on its way, or delivers a held one.
func (r *multicastRun) step() {
	p := r.rng.IntN(r.procs)
	if r.rng.IntN(3) == 0 {
		var to []int
		for q := range r.procs {
			if q != p && r.rng.IntN(4) > 0 {
				to = append(to, q)
			}
		}
		if to != nil {
			r.send(p, to)
		}
		return
	}
	for range 4 {
		m := r.rng.IntN(len(r.msgs))
		if !slices.Contains(r.msgs[m].to, p) || r.msgs[m].shown[p] {
			continue
		}
		if !r.msgs[m].came[p] {
			r.take("receive", p, m)
		}
		if r.rng.IntN(4) > 0 {
			r.take("deliver", p, m)
		}
		return
	}
}
