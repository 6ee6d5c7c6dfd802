package checks_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/tracecausal/tracecausal/checks"
)

// generateService makes a random execution of servers A, B and C that adopt
// views, acknowledge, answer and make outputs, right and wrong. View v mostly
// has the primary and backup that the run's table gives it.
func generateService(rng *rand.Rand) *execution {
	x := &execution{procs: 3}
	table := [4][2]int{}
	for v := range table {
		table[v][0] = rng.IntN(3)
		table[v][1] = (table[v][0] + 1 + rng.IntN(2)) % 3
		if v > 1 && rng.IntN(4) > 0 { // the primary mostly had a part before
			if table[v][0] = table[v-1][rng.IntN(2)]; table[v][0] < 0 {
				table[v][0] = table[v-1][0]
			}
			table[v][1] = (table[v][0] + 1 + rng.IntN(2)) % 3
		}
		if rng.IntN(5) == 0 {
			table[v][1] = -1
		}
	}
	for p := range x.procs { // all keep a log
		x.events = append(x.events, refEvent{proc: p, kind: "internal", msg: -1})
	}
	adopted := [3]int{}
	if rng.IntN(2) == 0 {
		p := table[1][0]
		x.serve(p, "view", 1, map[string]any{"primary": procName(p), "backup": nameOf(table[1][1])})
		x.serve(p, "view_ack", 1, map[string]any{})
		adopted[p] = 1
		if q := table[2][0]; q == p {
			x.serve(p, "view", 2, map[string]any{"primary": procName(p), "backup": nameOf(table[2][1])})
			adopted[p] = 2
		}
	}
	pending := make([][]int, x.procs)
	for n := 11 + rng.IntN(14); len(x.events) < n; {
		p := rng.IntN(3)
		switch k := rng.IntN(10); {
		case k < 3:
			x.send(rng, shape{}, p, pending)
		case k < 6 && len(pending[p]) > 0:
			x.receive(rng, shape{reorder: true}, p, pending)
		case k == 6:
			v := 1 + rng.IntN(3)
			if v < adopted[p] && rng.IntN(12) > 0 {
				continue
			}
			adopted[p] = max(v, adopted[p])
			x.serve(p, "view", v, map[string]any{"primary": procName(table[v][0]), "backup": nameOf(table[v][1])})
			if rng.IntN(40) == 0 {
				x.events[len(x.events)-1].fields["primary"] = procName(rng.IntN(3))
			}
		default:
			x.act(rng, p, 1+rng.IntN(3), table)
		}
	}
	x.stamp(rng)
	x.close()
	return x
}

func nameOf(p int) string {
	if p < 0 {
		return ""
	}
	return procName(p)
}

func (x *execution) serve(p int, kind string, v int, fields map[string]any) {
	fields["view"] = v
	x.events = append(x.events, refEvent{proc: p, kind: kind, msg: -1, fields: fields})
}

// act lets a server do something in a view, mostly what its part is.
func (x *execution) act(rng *rand.Rand, p, v int, table [4][2]int) {
	if rng.IntN(15) > 0 && p != table[v][0] && p != table[v][1] {
		return
	}
	op := fmt.Sprintf("o%d", rng.IntN(2))
	switch k := rng.IntN(6); {
	case k == 5 && p == table[v][0]:
		x.serve(p, "apply", v, map[string]any{"op": op})
	case k == 0:
		x.serve(p, "view_ack", v, map[string]any{})
	case k == 1 && p == table[v][0]:
		x.serve(p, "output", v, map[string]any{"op": op})
	default:
		x.serve(p, "ack", v, map[string]any{"op": op})
	}
}

// refView is what the records of one view say.
type refView struct {
	primary, backup string
	records         []int
	clash           bool
}

func (x *execution) refViews() map[int]*refView {
	views := map[int]*refView{}
	for _, i := range x.ofKind("view") {
		f := x.events[i].fields
		v := views[f["view"].(int)]
		if v == nil {
			v = &refView{primary: f["primary"].(string), backup: f["backup"].(string)}
			views[f["view"].(int)] = v
		}
		v.records = append(v.records, i)
		v.clash = v.clash || v.primary != f["primary"]
	}
	for _, v := range views {
		if v.backup == v.primary {
			v.backup = ""
		}
	}
	return views
}

// precedes reports whether an event that fits is before e.
func (x *execution) precedes(e int, fits func(refEvent) bool) bool {
	for i, f := range x.events {
		if x.before[i][e] && fits(f) {
			return true
		}
	}
	return false
}

func isDeed(f refEvent, kind, node string, view int, op any) bool {
	return f.kind == kind && procName(f.proc) == node && f.fields["view"] == view && (op == nil || f.fields["op"] == op)
}

// refOnePrimary judges by the definition, all events against all.
func (x *execution) refOnePrimary() string {
	views := x.refViews()
	fails, open := false, false
	for _, v := range views {
		fails = fails || v.clash
	}
	for i, e := range x.events {
		v, _ := e.fields["view"].(int)
		higher := x.precedes(i, func(f refEvent) bool { return f.proc == e.proc && f.kind == "view" && f.fields["view"].(int) > v })
		switch {
		case e.kind == "view":
			fails = fails || higher
		case e.kind != "ack" && e.kind != "output":
		case views[v] == nil:
			open = true
		case views[v].clash:
		default:
			fails = fails || higher || x.unfit(i, v, views)
		}
	}
	return verdict(fails, open, len(views) > 0)
}

// unfit reports that an ack or output is of one who may not, or came too early.
func (x *execution) unfit(i, n int, views map[int]*refView) bool {
	e, v := x.events[i], views[n]
	switch name := procName(e.proc); {
	case name == v.backup:
		return e.kind == "output"
	case name != v.primary:
		return true
	case e.kind == "output" || v.backup == "":
		return false
	}
	op := e.fields["op"]
	return !x.precedes(i, func(f refEvent) bool {
		if isDeed(f, "ack", v.backup, n, op) {
			return true
		}
		u, _ := f.fields["view"].(int)
		old := views[u]
		return u < n && old != nil && !old.clash && isDeed(f, "ack", old.primary, u, op)
	})
}

func (x *execution) refSuccession() string {
	views := x.refViews()
	acks := len(x.ofKind("view_ack")) > 0
	fails, open, steps := false, false, 0
	first := 9
	for n := range views {
		first = min(first, n)
	}
	for n, v := range views {
		old := views[n-1]
		if n == first || old == nil {
			open = open || n != first
			continue
		}
		steps++
		open = open || !acks
		if !v.clash && !old.clash && v.primary != old.primary && v.primary != old.backup {
			fails = true
		}
		for _, r := range v.records {
			again := x.precedes(r, func(f refEvent) bool { return f.kind == "view" && f.fields["view"] == n })
			if !old.clash && acks && !again && !x.precedes(r, func(f refEvent) bool { return isDeed(f, "view_ack", old.primary, n-1, nil) }) {
				fails = true
			}
		}
	}
	return verdict(fails, open, steps > 0)
}

func (x *execution) refOutput() string {
	views := x.refViews()
	outputs := x.ofKind("output")
	fails, open := false, false
	for _, i := range outputs {
		n := x.events[i].fields["view"].(int)
		v := views[n]
		switch {
		case v == nil || v.clash:
			open = true
		case procName(x.events[i].proc) != v.primary || v.backup == "":
		default:
			for _, op := range x.needs(i) {
				if !x.precedes(i, func(f refEvent) bool { return isDeed(f, "ack", v.backup, n, op) }) {
					fails = true
				}
			}
		}
	}
	return verdict(fails, open, len(outputs) > 0)
}

// needs returns the operations that an output depends on: those that its server
// applied since it last acted in another view, up to the one it names.
func (x *execution) needs(i int) []any {
	var applied []any
	for _, f := range x.events[:i] {
		if f.proc != x.events[i].proc || f.kind != "apply" && f.kind != "output" {
			continue
		}
		if f.fields["view"] != x.events[i].fields["view"] {
			applied = nil
		} else if f.kind == "apply" {
			applied = append(applied, f.fields["op"])
		}
	}
	op := x.events[i].fields["op"]
	for k := len(applied) - 1; k >= 0; k-- {
		if applied[k] == op {
			return applied[:k+1]
		}
	}
	return []any{op}
}

func verdict(fails, open, applies bool) string {
	switch {
	case fails:
		return "fail"
	case open:
		return "inconclusive"
	case applies:
		return "pass"
	}
	return "not applicable"
}

// TestServiceAgainstAllPairs compares the checks of views and outputs with the
// definitions on random executions whose vector clocks leave nothing out.
func TestServiceAgainstAllPairs(t *testing.T) {
	seen := map[string]map[string]int{}
	runs := checks.Fewer(2000)
	judgeEach(t, runs, func(i int) (*execution, string) {
		rng := rand.New(rand.NewPCG(uint64(i), 11))
		x := generateService(rng)
		return x, x.log(rng)
	}, func(i int, x *execution, log string, j judgement) {
		for id, want := range map[string]string{"view/one-primary": x.refOnePrimary(), "view/succession": x.refSuccession(), "replica/output": x.refOutput()} {
			if seen[id] == nil {
				seen[id] = map[string]int{}
			}
			seen[id][want]++
			if is := j.status(id); is != want {
				t.Fatalf("execution %d: %s is %s, the reference says %s\n%s\n%+v", i, id, is, want, log, j.results[id])
			}
		}
	})
	needAll(t, seen, runs)
}

// needAll makes sure that the executions try enough: a tenth fails, and some pass.
func needAll(t *testing.T, seen map[string]map[string]int, runs int) {
	t.Helper()
	for id, by := range seen {
		t.Logf("%s: %v of %d", id, by, runs)
		if by["fail"]*10 < runs || by["pass"]*50 < runs {
			t.Errorf("%s: %v of %d executions try too little", id, by, runs)
		}
	}
}
