package checks_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/tracecausal/tracecausal/checks"
)

// twinRuns is how many random runs each test of this file compares.
func twinRuns() int {
	if raceDetector {
		return 1000
	}
	return 10_000
}

// twin compares a check with what a reference says of random logs under a
// header. The reference may answer "", where it does not judge, and "else" where
// it only says that the check does not fail.
func twin(t *testing.T, id, header string, generate func(*rand.Rand) (log, want string)) {
	t.Helper()
	list, err := checks.Select([]string{id}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var logs, wants []string
	for i := range twinRuns() {
		log, want := generate(rand.New(rand.NewPCG(uint64(i), 23)))
		if want != "" {
			logs, wants = append(logs, log), append(wants, want)
		}
	}
	seen := map[string]int{}
	judgeAll(t, header, logs, list, func(i int, j judgement) {
		seen[wants[i]]++
		if got := j.status(id); got != wants[i] && !(wants[i] == "else" && got != "fail") {
			t.Fatalf("run %d: %s is %s, the reference says %s\n%s", i, id, got, wants[i], logs[i])
		}
	})
	t.Log(id, seen)
	if seen["fail"]*10 < len(logs) || (seen["pass"]+seen["else"])*10 < len(logs) {
		t.Errorf("the runs try too little: %v of %d", seen, len(logs))
	}
}

// stamped writes an execution with one stamp for each event.
func stamped(x *execution, stamp func(i int) string) string {
	var b strings.Builder
	for i, e := range x.events {
		fmt.Fprintf(&b, `{"node":"%s","event":"e%d","kind":"%s",%s`, procName(e.proc), i, e.kind, stamp(i))
		if e.kind == "send" {
			fmt.Fprintf(&b, `,"msg_id":%d`, e.msg+1)
		} else if e.kind == "receive" {
			fmt.Fprintf(&b, `,"msg_id":%d,"from":"%s"`, e.msg+1, procName(x.events[x.msgs[e.msg].send].proc))
		}
		b.WriteString("}\n")
	}
	return b.String()
}

// eachStep calls f for every pair of events that a clock must tell apart: two
// that follow one another at a node, and the ends of a message.
func (x *execution) eachStep(f func(a, b int, message bool)) {
	last := map[int]int{}
	for i, e := range x.events {
		if p, ok := last[e.proc]; ok {
			f(p, i, false)
		}
		last[e.proc] = i
		if e.kind == "receive" {
			f(x.msgs[e.msg].send, i, true)
		}
	}
}

// perturb returns a value for each event that mostly obeys the clock's law.
func (x *execution) perturb(rng *rand.Rand) []int {
	v := make([]int, len(x.events))
	for i, e := range x.events {
		v[i] = 10 + 2*e.height
	}
	if rng.IntN(2) == 0 {
		v[rng.IntN(len(v))] += rng.IntN(9) - 4
	}
	return v
}

func TestScalarClocksAgainstAllSteps(t *testing.T) {
	lawful := func(x *execution, less func(a, b int) bool) string {
		want := "pass"
		x.eachStep(func(a, b int, _ bool) {
			if !less(a, b) {
				want = "fail"
			}
		})
		return want
	}
	const header = `{"tracecausal":1,"ticks":"all"}` + "\n"
	twin(t, "clock/lamport", header, func(rng *rand.Rand) (string, string) {
		x := generate(rng, shapes[0])
		v := x.perturb(rng)
		return stamped(x, func(i int) string { return fmt.Sprintf(`"lamport":%d`, v[i]) }),
			lawful(x, func(a, b int) bool { return v[a] < v[b] })
	})
	twin(t, "clock/hlc", header, func(rng *rand.Rand) (string, string) {
		x := generate(rng, shapes[0])
		v := x.perturb(rng) // the physical part is shared by several values, the counter tells them apart
		return stamped(x, func(i int) string { return fmt.Sprintf(`"hlc":"%d.%d"`, v[i]/5, v[i]%5) }),
			lawful(x, func(a, b int) bool { return v[a] < v[b] })
	})
	twin(t, "clock/wall", `{"tracecausal":1,"max_skew_ms":2,"promise":["monotone-wall"]}`+"\n", func(rng *rand.Rand) (string, string) {
		x := generate(rng, shapes[0])
		v := x.perturb(rng)
		want := "pass"
		x.eachStep(func(a, b int, message bool) {
			if message && v[b] < v[a]-2 || !message && v[b] < v[a] {
				want = "fail" // earlier than its send by more than the bound, or back at a node
			}
		})
		return stamped(x, func(i int) string { return fmt.Sprintf(`"time":%d`, 1_700_000_000_000+v[i]) }), want
	})
}

// TestFencingAgainstAllPairs: a store's accepted writes, and an issuer's
// grants, each on one node.
func TestFencingAgainstAllPairs(t *testing.T) {
	twin(t, "lease/fencing", "", func(rng *rand.Rand) (string, string) {
		type record struct {
			grant, accepted bool
			resource, token int
			holder          int
		}
		var all []record
		var b strings.Builder
		for i := range 3 + rng.IntN(6) {
			r := record{grant: rng.IntN(2) == 0, resource: rng.IntN(3), token: 2*i + rng.IntN(6), holder: rng.IntN(3)}
			r.accepted = !r.grant && rng.IntN(4) > 0
			all = append(all, r)
			if r.grant {
				fmt.Fprintf(&b, `{"node":"locks","kind":"lease_acquire","resource":"r%d","holder":"h%d","token":%d}`+"\n", r.resource, r.holder, r.token)
			} else {
				fmt.Fprintf(&b, `{"node":"store","kind":"write","resource":"r%d","token":%d,"accepted":%v}`+"\n", r.resource, r.token, r.accepted)
			}
		}
		for i, first := range all {
			for k, later := range all[i+1:] {
				same := first.resource == later.resource && first.grant == later.grant
				again := slices.Contains(all[:i+1+k], later) // a record of a grant that is known
				if same && first.grant && later.token <= first.token && !again ||
					same && !first.grant && first.accepted && later.accepted && later.token < first.token {
					return b.String(), "fail"
				}
			}
		}
		return b.String(), "pass"
	})
}

// TestExpiredUseAgainstAllPairs: a write is definitely late iff another node
// acquired the lease after the writer did, and before the write.
func TestExpiredUseAgainstAllPairs(t *testing.T) {
	twin(t, "lease/expired-use", "", func(rng *rand.Rand) (string, string) {
		x := overtake(rng)
		for _, own := range x.tenures() {
			for _, other := range x.tenures() {
				for _, w := range x.ofKind("write") {
					if x.events[w].proc == own.holder && other.holder != own.holder && own.resource == other.resource &&
						x.before[own.start][other.start] && x.before[other.start][w] && !(own.released && w > own.end) {
						return x.log(rng), "fail"
					}
				}
			}
		}
		return x.log(rng), "else"
	})
}

// overtake makes an execution in which two nodes take over one lease from each
// other, with steps left out at random.
func overtake(rng *rand.Rand) *execution {
	x := &execution{procs: 2}
	pending := make([][]int, x.procs)
	held, recorded := map[[2]int]bool{}, map[int]bool{}
	for round := range 2 {
		for k, kind := range []string{"lease_acquire", "send", "receive", "lease_acquire", "send", "receive", "write", "lease_release"} {
			p := round
			if k >= 2 && k <= 4 { // the other node hears of it, acquires, and tells
				p = 1 - round
			}
			switch {
			case rng.IntN(6) == 0:
			case kind == "send":
				x.send(rng, shape{}, p, pending)
			case kind == "receive" && len(pending[p]) > 0:
				x.receive(rng, shape{reorder: true}, p, pending)
			case kind != "receive":
				x.local(rng, kind, p, held, recorded)
			}
		}
	}
	x.stamp(rng)
	x.close()
	return x
}

// TestFailoverAgainstAllPairs: one node tells of both oracles, as a service
// that plays the primary and the backup does.
func TestFailoverAgainstAllPairs(t *testing.T) {
	twin(t, "oracle/failover", "", func(rng *rand.Rand) (string, string) {
		var b strings.Builder
		type stamp struct{ pt, c int }
		issue := func(oracle string, s stamp) {
			fmt.Fprintf(&b, `{"node":"n1","kind":"timestamp","oracle":"%s","pt":%d,"c":%d}`+"\n", oracle, s.pt, s.c)
		}
		greatest, last := stamp{}, stamp{}
		for i := range 1 + rng.IntN(3) {
			last = stamp{1000 + 10*i + rng.IntN(5), rng.IntN(3)}
			if last.pt > greatest.pt || last.pt == greatest.pt && last.c > greatest.c {
				greatest = last
			}
			issue("primary", last)
		}
		margin := rng.IntN(30)
		fmt.Fprintf(&b, `{"node":"n1","kind":"failover","new_oracle":"backup","safety_margin_ms":%d}`+"\n", margin)
		first := stamp{last.pt + margin - 5 + rng.IntN(15), rng.IntN(3)}
		issue("backup", first)
		late := rng.IntN(8) == 0
		if late {
			issue("primary", stamp{first.pt + 1, 0})
		}
		above := first.pt > greatest.pt || first.pt == greatest.pt && first.c > greatest.c
		if !above || first.pt < last.pt+margin || late {
			return b.String(), "fail"
		}
		return b.String(), "pass"
	})
}
