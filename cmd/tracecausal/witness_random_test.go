package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/tracecausal/tracecausal/cmd/internal/witness"
)

// wildRun is a random execution whose nodes do all that the vocabulary knows,
// rightly or not, with clocks that mostly tell the truth.
type wildRun struct {
	rng      *rand.Rand
	theme    string
	stamps   bool // events carry vector clocks
	gaps     bool // some lines are left out
	nodes    []wildNode
	lines    []map[string]any
	messages []wildMessage
}

type wildNode struct {
	name   string
	vector map[string]int
	height int
	wall   int
	off    bool // stopped or crashed
}

// wildMessage is a message under way, with the clocks that it carries.
type wildMessage struct {
	send   map[string]any
	from   int
	to     []int
	vector map[string]int
	height int
}

// wildThemes are what runs are about: kinds with a writer of their fields.
var wildThemes = map[string]map[string]func(w *wildRun, n int, line map[string]any){
	"leases": {"lease_acquire": (*wildRun).lease, "lease_renew": (*wildRun).lease, "lease_release": (*wildRun).lease, "lease_expire": (*wildRun).lease,
		"lease_check": (*wildRun).lease, "write": (*wildRun).lease},
	"identifiers": {"id": (*wildRun).identifier, "timestamp": (*wildRun).identifier, "failover": (*wildRun).identifier},
	"views":       {"view": (*wildRun).view, "view_ack": (*wildRun).view, "apply": (*wildRun).view, "ack": (*wildRun).view, "output": (*wildRun).view, "transfer": (*wildRun).view},
	"snapshots":   {"snapshot": (*wildRun).snapshot, "channel": (*wildRun).snapshot},
	"stores":      {"put": (*wildRun).store, "get": (*wildRun).store, "merge": (*wildRun).store},
	"counters":    {"increment": (*wildRun).counter, "decrement": (*wildRun).counter, "merge": (*wildRun).counter, "value": (*wildRun).counter},
	"clocks":      {"sync": (*wildRun).sync, "internal": (*wildRun).sync, "txn_start": (*wildRun).sync, "txn_commit": (*wildRun).sync, "txn_ack": (*wildRun).sync},
	"deliveries":  {},
}

func (w *wildRun) one(of ...any) any { return of[w.rng.IntN(len(of))] }

// perhaps sets a field with a chance of one in n being left out.
func (w *wildRun) perhaps(line map[string]any, n int, field string, value any) {
	if w.rng.IntN(n) > 0 {
		line[field] = value
	}
}

func (w *wildRun) lease(n int, line map[string]any) {
	w.perhaps(line, 9, "resource", w.one("r", "r", "q"))
	if w.rng.IntN(3) == 0 {
		line["holder"] = w.one("A", "B", "C", "x", "y")
	}
	if w.rng.IntN(2) == 0 {
		line["token"] = 1 + w.rng.IntN(4)
	}
	switch kind := line["kind"]; {
	case kind == "lease_check":
		line["valid"] = w.rng.IntN(2) == 0
	case kind == "write":
		w.perhaps(line, 2, "accepted", w.rng.IntN(3) > 0)
	case w.rng.IntN(3) == 0 && (kind == "lease_acquire" || kind == "lease_renew"):
		line["duration_ms"] = 20 + w.rng.IntN(200)
	case w.rng.IntN(9) == 0:
		line["ok"] = false
	}
}

func (w *wildRun) identifier(n int, line map[string]any) {
	switch line["kind"] {
	case "id":
		line["id"] = w.one(w.rng.IntN(6), fmt.Sprint(w.rng.IntN(6)))
	case "timestamp":
		line["pt"], line["c"] = 1000+len(w.lines)/3+w.rng.IntN(3), w.rng.IntN(3)
		w.perhaps(line, 3, "oracle", w.one("p", "b"))
	case "failover":
		line["new_oracle"] = w.one("p", "b", "b")
		w.perhaps(line, 4, "safety_margin_ms", w.rng.IntN(5))
	}
	if w.rng.IntN(6) == 0 {
		line["in_reply_to"], line["to"] = 1+w.rng.IntN(4), w.name(w.rng.IntN(len(w.nodes)))
	}
}

func (w *wildRun) view(n int, line map[string]any) {
	w.perhaps(line, 4, "view", 1+w.rng.IntN(3))
	switch line["kind"] {
	case "view":
		line["primary"] = w.one("A", "B", "A")
		w.perhaps(line, 3, "backup", w.one("B", "C", ""))
	case "transfer":
		line["from"], line["upto"] = w.one("A", "B"), w.one("o1", "o2", "o3")
	case "view_ack":
	default:
		w.perhaps(line, 6, "op", w.one("o1", "o2", "o3", "o4"))
	}
}

func (w *wildRun) snapshot(n int, line map[string]any) {
	line["snapshot"] = w.one("s", "t")
	if line["kind"] == "snapshot" {
		line["state"] = 10 * w.rng.IntN(4)
		return
	}
	line["from"] = w.name((n + 1) % len(w.nodes))
	if w.rng.IntN(2) == 0 {
		line["amount"] = w.rng.IntN(10)
	}
	w.perhaps(line, 4, "messages", w.one([]int{}, []int{1}, []int{1 + w.rng.IntN(4), 1 + w.rng.IntN(4)}, w.rng.IntN(3)))
}

func (w *wildRun) store(n int, line map[string]any) {
	line["key"] = w.one("k", "k", "l")
	clock := func() map[string]int { return map[string]int{"A": w.rng.IntN(3), "B": w.rng.IntN(3)} }
	dot := func() []any { return []any{w.one("A", "B"), 1 + w.rng.IntN(3)} }
	switch line["kind"] {
	case "put":
		line["value"] = w.one("u", "v", "w", "x")
		w.perhaps(line, 5, "context", clock())
		w.perhaps(line, 4, "dot", []any{w.name(n), 1 + w.rng.IntN(3)})
	case "get":
		values := []any{}
		for range w.rng.IntN(3) {
			value := map[string]any{"value": w.one("u", "v", "w", "x")}
			switch w.rng.IntN(4) {
			case 0, 1:
				value["dot"] = dot()
			case 2:
				value["vc"] = clock()
			}
			values = append(values, value)
		}
		line["values"] = values
		if w.rng.IntN(3) == 0 {
			line["context"] = clock()
		}
	default:
		line["from"] = w.name((n + 1) % len(w.nodes))
	}
}

func (w *wildRun) counter(n int, line map[string]any) {
	line["counter"] = w.one("c", "c", "d")
	switch line["kind"] {
	case "merge":
		line["from"] = w.name((n + 1) % len(w.nodes))
		if w.rng.IntN(4) == 0 {
			line["msg_id"] = 1 + w.rng.IntN(4)
		}
	case "value":
		line["value"] = w.rng.IntN(6)
		if w.rng.IntN(3) == 0 {
			a, b := w.rng.IntN(4), w.rng.IntN(4)
			line["value"], line["state"] = a+b, map[string]int{"A": a, "B": b}
		}
	default:
		w.perhaps(line, 3, "amount", 1+w.rng.IntN(3))
	}
}

func (w *wildRun) sync(n int, line map[string]any) {
	at := 1000 * (1 + len(w.lines))
	switch kind := line["kind"].(string); {
	case kind == "sync":
		line["algorithm"], line["peer"] = w.one("cristian", "ntp", "berkeley", "marzullo", "fta"), w.name((n+1)%len(w.nodes))
		line["t1"], line["t2"], line["t3"], line["t4"] = at, at+5+w.rng.IntN(20), at+30, at+10+w.rng.IntN(30)
		w.perhaps(line, 3, "adjustment", w.rng.IntN(40)-20)
		w.perhaps(line, 3, "offset", w.rng.IntN(20))
		w.perhaps(line, 2, "bound", w.rng.IntN(20))
		if w.rng.IntN(2) == 0 {
			line["reference"] = at + w.rng.IntN(60)
		}
		if w.rng.IntN(3) == 0 {
			line["sources"] = []any{map[string]any{"node": w.name(n), "offset": 0, "time": at, "rtt": 2, "error": 3}, map[string]any{"node": "S", "offset": w.rng.IntN(9), "time": at + w.rng.IntN(9), "rtt": 4},
				map[string]any{"node": "T", "offset": w.rng.IntN(9), "time": at + 4, "rtt": 6, "used": w.rng.IntN(2) == 0}}
		}
	case strings.HasPrefix(kind, "txn"):
		line["txn"] = w.one("t1", "t2", "t3")
		w.perhaps(line, 2, "ts", 1_700_000_000_000+10*len(w.lines)+w.rng.IntN(40))
	}
	if w.rng.IntN(2) == 0 {
		early := 1_700_000_000_000 + 10*len(w.lines) - w.rng.IntN(20)
		line["tt"] = []int{early, early + w.rng.IntN(30) - 1}
	}
}

func (w *wildRun) name(n int) string { return w.nodes[n].name }

// add logs an event with the clocks of its node, now and then with a wrong one.
func (w *wildRun) add(n int, line map[string]any) {
	node := &w.nodes[n]
	node.vector[node.name]++
	node.height++
	node.wall += 10 + w.rng.IntN(20)
	line["node"], line["event"] = node.name, w.one("e", "f")
	if w.gaps && w.rng.IntN(8) == 0 {
		return
	}
	if w.stamps && w.rng.IntN(12) > 0 {
		vector := maps.Clone(node.vector)
		if w.rng.IntN(15) == 0 {
			other := w.name(w.rng.IntN(len(w.nodes)))
			vector[other] = max(0, vector[other]+w.rng.IntN(3)-1)
		}
		line["vc"] = vector
	}
	w.perhaps(line, 3, "lamport", node.height-w.rng.IntN(2)*w.rng.IntN(2))
	w.perhaps(line, 3, "time", 1_700_000_000_000+node.wall-40*(w.rng.IntN(9)/8))
	if w.rng.IntN(3) == 0 {
		line["hlc"] = fmt.Sprintf("%d.%d", 1_700_000_000_000+10*node.height, w.rng.IntN(2))
	}
	w.lines = append(w.lines, line)
}

func (w *wildRun) send(n int) {
	line := map[string]any{"kind": "send"}
	var to []int
	for other := range w.nodes {
		if other != n && w.rng.IntN(2) == 0 {
			to = append(to, other)
		}
	}
	if len(to) == 0 {
		to = []int{(n + 1) % len(w.nodes)}
	}
	names := []string{}
	for _, other := range to {
		names = append(names, w.name(other))
	}
	if len(names) == 1 {
		w.perhaps(line, 9, "to", names[0])
	} else {
		line["to"] = names
	}
	w.perhaps(line, 6, "msg_id", 1+len(w.messages)%(3+w.rng.IntN(20)))
	if w.rng.IntN(6) == 0 {
		line["in_reply_to"] = 1 + w.rng.IntN(4)
	}
	switch {
	case w.theme == "snapshots" && w.rng.IntN(3) > 0:
		line["amount"] = w.rng.IntN(10)
	case w.theme == "counters":
		line["counter"] = w.one("c", "d")
	case w.theme == "views" && w.rng.IntN(2) == 0:
		line["op"], line["view"] = w.one("o1", "o2", "o3"), 1+w.rng.IntN(3)
	}
	w.add(n, line)
	w.messages = append(w.messages, wildMessage{line, n, to, maps.Clone(w.nodes[n].vector), w.nodes[n].height})
}

func (w *wildRun) take(n int) {
	var mine []int
	for i, m := range w.messages {
		if slices.Contains(m.to, n) {
			mine = append(mine, i)
		}
	}
	if len(mine) == 0 {
		return
	}
	m := &w.messages[mine[w.rng.IntN(len(mine))]]
	line := map[string]any{"kind": "receive"}
	if w.theme == "deliveries" && n == 0 {
		line["kind"] = w.one("receive", "deliver", "deliver")
	}
	w.perhaps(line, 9, "from", w.name(m.from))
	for _, field := range []string{"msg_id", "in_reply_to"} {
		if value, has := m.send[field]; has {
			line[field] = value
		}
	}
	for node, count := range m.vector {
		w.nodes[n].vector[node] = max(w.nodes[n].vector[node], count)
	}
	w.nodes[n].height = max(w.nodes[n].height, m.height)
	if line["kind"] == "receive" || w.rng.IntN(6) > 0 { // else it may come again
		m.to = slices.DeleteFunc(m.to, func(other int) bool {
			return other == n && (line["kind"] == "deliver" || w.rng.IntN(6) > 0 && w.theme != "deliveries")
		})
	}
	w.add(n, line)
}

// newWildRun makes a random execution.
func newWildRun(seed uint64, theme string) *wildRun {
	rng := rand.New(rand.NewPCG(seed, 101))
	w := &wildRun{rng: rng, theme: theme, stamps: rng.IntN(2) == 0, gaps: rng.IntN(4) == 0}
	for n := range 2 + rng.IntN(3) {
		w.nodes = append(w.nodes, wildNode{name: string(rune('A' + n)), vector: map[string]int{}})
	}
	kinds := slices.Sorted(maps.Keys(wildThemes[theme]))
	if rng.IntN(2) == 0 {
		for n := range w.nodes {
			w.add(n, map[string]any{"kind": "start"})
		}
	}
	for range 6 + rng.IntN(24) {
		n := rng.IntN(len(w.nodes))
		if w.nodes[n].off {
			continue
		}
		switch k := rng.IntN(8); {
		case k < 2:
			w.send(n)
		case k < 4:
			w.take(n)
		case k == 4 && rng.IntN(6) == 0:
			w.add(n, map[string]any{"kind": w.one("start", "crash", "internal")})
		case len(kinds) > 0:
			line := map[string]any{"kind": kinds[rng.IntN(len(kinds))]}
			wildThemes[theme][line["kind"].(string)](w, n, line)
			w.add(n, line)
		}
	}
	if rng.IntN(2) == 0 {
		for n := range w.nodes {
			w.add(n, map[string]any{"kind": "stop"})
		}
	}
	return w
}

// log writes the run as JSON lines, with a header that says what some runs know.
func (w *wildRun) log(t *testing.T) string {
	t.Helper()
	header := map[string]any{"tracecausal": 1}
	for field, value := range map[string]any{"max_skew_ms": w.rng.IntN(50), "same_reading": true, "max_drift_ppm": 200, "total": 60,
		"promise": w.one([]string{"none"}, []string{"fifo", "causal", "exactly-once", "reliable"}, []string{"total"}, []string{"total=lamport", "monotone-wall"})} {
		if w.rng.IntN(2) == 0 {
			header[field] = value
		}
	}
	var b strings.Builder
	for _, line := range append([]map[string]any{header}, w.lines...) {
		raw, err := json.Marshal(line)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(append(raw, '\n'))
	}
	return b.String()
}

// wildRuns is how many random executions of each theme are verified.
func wildRuns() uint64 {
	if raceDetector || testing.Short() {
		return 10
	}
	return 150
}

// TestWitnessRandom verifies every finding of random executions.
func TestWitnessRandom(t *testing.T) {
	var w witnessed
	for _, theme := range slices.Sorted(maps.Keys(wildThemes)) {
		t.Run(theme, func(t *testing.T) {
			dir := t.TempDir()
			for seed := range wildRuns() {
				log := newWildRun(seed, theme).log(t)
				if err := os.WriteFile(dir+"/log.jsonl", []byte(log), 0o666); err != nil {
					t.Fatal(err)
				}
				report := witnessReport(t, dir, nil)
				if report == nil {
					continue // not an event was logged
				}
				tally, err := witness.Verify(report, os.ReadFile, witness.Settings{})
				if err != nil {
					t.Errorf("seed %d: %v\n%s", seed, err, log)
				}
				w.add(tally)
			}
		})
	}
	t.Log("\n" + w.text())
}
