package checks_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/tracecausal/tracecausal/checks"
)

// A second implementation of what replicas hold: every write is known by its
// number, histories are sets of numbers and not clocks, and a replica remembers
// everything it ever took in. Replicas go wrong at random.

type set map[int]bool

// list returns the members in order.
func (s set) list() []int { return slices.Sorted(maps.Keys(s)) }

func union(sets ...set) set {
	all := set{}
	for _, s := range sets {
		maps.Copy(all, s)
	}
	return all
}

// storeRun is a random execution of a store with one key.
type storeRun struct {
	rng     *rand.Rand
	history []set          // by write: what it descends from, itself included
	dotOf   [][2]int       // by write: replica and counter
	issued  []int          // by replica
	holds   []set          // by replica: what it returns
	expect  []set          // by replica: everything that a correct one took in or showed
	passed  []map[int]bool // by replica: taken in before a put that does not descend from it
	sent    []storeMessage
	lines   []string

	lost, missing, obsolete, reused, unissued bool
}

type storeMessage struct {
	from, id      int
	holds, expect set
	passed        map[int]bool
}

// maximal leaves out what another one descends from.
func (x *storeRun) maximal(s set) set {
	top := set{}
	for v := range s {
		if !slices.ContainsFunc(s.list(), func(w int) bool { return w != v && x.history[w][v] }) {
			top[v] = true
		}
	}
	return top
}

func (x *storeRun) log(node int, kind string, fields map[string]any) {
	line := map[string]any{"node": procName(node), "kind": kind, "key": "k"}
	maps.Copy(line, fields)
	text, err := json.Marshal(line)
	if err != nil {
		panic(err)
	}
	x.lines = append(x.lines, string(text))
}

func (x *storeRun) dot(v int) []any { return []any{procName(x.dotOf[v][0]), x.dotOf[v][1]} }

// context is the clock of a set of writes.
func (x *storeRun) context(s set) map[string]int {
	c := map[string]int{}
	for v := range s {
		name := procName(x.dotOf[v][0])
		c[name] = max(c[name], x.dotOf[v][1])
	}
	return c
}

// closed is what a reader of a set has seen, as far as a clock can tell: with a
// write, the earlier ones of its replica, and what all of them descend from.
func (x *storeRun) closed(s set) set {
	for {
		c := x.context(s)
		all := x.past(s)
		for v := range x.history {
			if c[procName(x.dotOf[v][0])] >= x.dotOf[v][1] {
				all[v] = true
			}
		}
		if len(all) == len(s) {
			return all
		}
		s = all
	}
}

func (x *storeRun) past(s set) set {
	all := set{}
	for v := range s {
		all = union(all, x.history[v])
	}
	return all
}

func (x *storeRun) put(p int) {
	read := set{}
	for _, v := range x.holds[p].list() {
		if x.rng.IntN(3) > 0 {
			read[v] = true
		}
	}
	seen := x.closed(read)
	v := len(x.history)
	context := x.context(seen)
	if x.rng.IntN(60) == 0 { // a claim of what the replica has not issued
		context[procName(p)] = x.issued[p] + 5
		x.unissued = true
		for w := range x.history {
			if x.dotOf[w][0] == p {
				seen[w] = true
			}
		}
	}
	if x.rng.IntN(60) > 0 || x.issued[p] == 0 {
		x.issued[p]++
	} else {
		x.reused = true
	}
	x.dotOf = append(x.dotOf, [2]int{p, x.issued[p]})
	seen[v] = true
	x.history = append(x.history, seen)
	kept := set{v: true}
	for _, w := range x.holds[p].list() {
		if !seen[w] && x.rng.IntN(3) > 0 {
			kept[w] = true
		}
	}
	x.holds[p] = kept
	for w := range x.expect[p] {
		x.passed[p][w] = x.passed[p][w] || !seen[w]
	}
	x.expect[p] = union(x.expect[p], set{v: true})
	x.log(p, "put", map[string]any{"value": fmt.Sprintf("v%d", v), "context": context, "dot": x.dot(v)})
}

func (x *storeRun) get(p int) {
	shown := maps.Clone(x.holds[p])
	if old := x.expect[p].list(); len(old) > 0 && x.rng.IntN(4) == 0 { // an old value comes back
		shown[old[x.rng.IntN(len(old))]] = true
	}
	if now := shown.list(); len(now) > 1 && x.rng.IntN(4) == 0 { // one is forgotten
		delete(shown, now[x.rng.IntN(len(now))])
	}
	var values []any
	for _, v := range shown.list() {
		values = append(values, map[string]any{"value": fmt.Sprintf("v%d", v), "dot": x.dot(v)})
	}
	x.judgeGet(p, shown)
	if values == nil {
		values = []any{}
	}
	x.expect[p], x.passed[p] = maps.Clone(shown), map[int]bool{}
	x.log(p, "get", map[string]any{"values": values})
}

// judgeGet compares all pairs of what is shown and what should be.
func (x *storeRun) judgeGet(p int, shown set) {
	for v := range shown {
		for w := range shown {
			x.obsolete = x.obsolete || v != w && x.history[w][v]
		}
	}
	covered := x.past(shown)
	for v := range x.maximal(x.expect[p]) {
		switch {
		case covered[v]:
		case len(shown) > 0 && x.passed[p][v]:
			x.lost = true
		default:
			x.missing = true
		}
	}
}

func (x *storeRun) send(p, q int) {
	id := len(x.sent) + 1
	x.sent = append(x.sent, storeMessage{from: p, id: id, holds: maps.Clone(x.holds[p]), expect: maps.Clone(x.expect[p]), passed: maps.Clone(x.passed[p])})
	x.log(p, "send", map[string]any{"to": procName(q), "msg_id": id})
	m := &x.sent[id-1]
	x.log(q, "receive", map[string]any{"from": procName(p), "msg_id": id})
	x.log(q, "merge", map[string]any{"from": procName(p), "msg_id": id})
	took := union(x.holds[q], m.holds)
	for _, v := range m.holds.list() {
		if x.rng.IntN(6) == 0 {
			delete(took, v)
		}
	}
	x.holds[q] = x.maximal(took)
	for v := range m.expect {
		x.passed[q][v] = m.passed[v] || x.passed[q][v]
		x.expect[q][v] = true
	}
}

func generateStore(rng *rand.Rand) *storeRun {
	n := 2 + rng.IntN(2)
	x := &storeRun{rng: rng, issued: make([]int, n)}
	for range n {
		x.holds, x.expect, x.passed = append(x.holds, set{}), append(x.expect, set{}), append(x.passed, map[int]bool{})
	}
	for range 4 + rng.IntN(14) {
		p := rng.IntN(n)
		switch rng.IntN(4) {
		case 0:
			x.get(p)
		case 1:
			x.send(p, (p+1+rng.IntN(n-1))%n)
		default:
			x.put(p)
		}
	}
	for p := range n {
		x.log(p, "stop", nil)
	}
	return x
}

// TestStoreReference compares the checks of stores with sets of writes.
func TestStoreReference(t *testing.T) {
	runs := checks.Fewer(4000)
	failed := map[string]int{}
	compared := 0
	judgeEach(t, runs, func(i int) (*storeRun, string) {
		x := generateStore(rand.New(rand.NewPCG(uint64(i), 23)))
		return x, strings.Join(x.lines, "\n") + "\n"
	}, func(i int, x *storeRun, log string, j judgement) {
		got := j.results
		if x.unissued != (got["store/dots"].Status == checks.Fail) && !x.reused {
			t.Fatalf("run %d: store/dots is %v, claims of unissued dots: %v\n%s\n%v", i, got["store/dots"].Status, x.unissued, log, got["store/dots"])
		}
		if x.reused && got["store/dots"].Status != checks.Fail {
			t.Fatalf("run %d: a dot is used twice, and store/dots is %v\n%s", i, got["store/dots"].Status, log)
		}
		if x.reused || x.unissued {
			failed["store/dots"]++
			return // clocks that lie say other things than sets
		}
		compared++
		for id, want := range map[string]bool{"store/siblings": x.obsolete || x.missing} {
			if is := got[id].Status == checks.Fail; is != want {
				t.Fatalf("run %d: %s is %v, want failing %v (obsolete %v, missing %v)\n%s\n%v", i, id, got[id].Status, want, x.obsolete, x.missing, log, got[id])
			}
			if want {
				failed[id]++
			}
		}
		if x.lost {
			failed["store/lost-update"]++
			if got["store/lost-update"].Status != checks.Fail {
				t.Fatalf("run %d: an update is lost, and store/lost-update is %v\n%s", i, got["store/lost-update"].Status, log)
			}
		} else if got["store/lost-update"].Status == checks.Fail && !x.missing { // what is missing may have been lost at a merge
			t.Fatalf("run %d: no update is lost, and store/lost-update fails\n%s\n%v", i, log, got["store/lost-update"])
		}
	})
	t.Logf("%d runs compared by sets; failing: %v", compared, failed)
	for id, of := range map[string]int{"store/dots": runs, "store/siblings": compared, "store/lost-update": compared} {
		if failed[id]*10 < of {
			t.Errorf("%s fails in %d of %d runs: they try too little", id, failed[id], of)
		}
	}
}
