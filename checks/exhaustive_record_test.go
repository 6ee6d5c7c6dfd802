package checks_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/tracecausal/tracecausal/checks"
)

// record is a line that some checks judge without any order between nodes.
type record struct {
	grant, accepted bool // a grant of a lease; else a write that was accepted, or rejected
	node, request   int
	value           int // an identifier or a token
}

// everySequence lists all sequences of one up to n records.
func everySequence(records []record, n int) (all [][]record) {
	level := [][]record{nil}
	for range n {
		var next [][]record
		for _, s := range level {
			for _, r := range records {
				next = append(next, append(slices.Clone(s), r))
			}
		}
		level = next
		all = append(all, level...)
	}
	return all
}

// judgeEvery compares one check with a reference on sequences of records.
func judgeEvery(t *testing.T, id string, all [][]record, line func(record) string, reference func([]record) string) {
	t.Helper()
	list, err := checks.Select([]string{id}, nil)
	if err != nil {
		t.Fatal(err)
	}
	logs := make([]string, len(all))
	for i, s := range all {
		for _, r := range s {
			logs[i] += line(r)
		}
	}
	seen := map[string]int{}
	judgeAll(t, "", logs, list, func(i int, j judgement) {
		want := reference(all[i])
		seen[want]++
		if got := j.status(id); got != want {
			t.Fatalf("%s is %s, the definition says %s\n%s%+v", id, got, want, logs[i], j.results[id])
		}
	})
	t.Logf("%s: %d logs, %v", id, len(all), seen)
	if 10*seen["fail"] < len(all) || 10*seen["pass"] < len(all) {
		t.Errorf("%s: %v of %d logs try too little", id, seen, len(all))
	}
}

// TestEveryIdentifier tries all logs of up to four answers to two requests, by
// two nodes, with three identifiers. An identifier is wrong on two facts, but
// an answer that is sent again is no fact of its own.
func TestEveryIdentifier(t *testing.T) {
	var records []record
	for n := range 12 {
		records = append(records, record{node: n % 2, request: 1 + n/2%2, value: n / 4})
	}
	depth := 4
	if raceDetector {
		depth = 3
	}
	judgeEvery(t, "id/duplicate", everySequence(records, depth), func(r record) string {
		return fmt.Sprintf(`{"node":"n%d","kind":"id","id":%d,"to":"c","in_reply_to":%d}`+"\n", r.node, r.value, r.request)
	}, func(s []record) string {
		for i, a := range s {
			for _, b := range s[i+1:] {
				if a != b && a.value == b.value {
					return "fail"
				}
			}
		}
		return "pass"
	})
}

// TestEveryToken tries all logs of up to four grants of one lease, to two
// nodes, and writes to one store, with three tokens.
func TestEveryToken(t *testing.T) {
	var records []record
	for n := range 6 {
		records = append(records, record{grant: true, node: n % 2, value: n / 2}, record{accepted: n%2 == 0, value: n / 2})
	}
	depth := 4
	if raceDetector {
		depth = 3
	}
	judgeEvery(t, "lease/fencing", everySequence(records, depth), func(r record) string {
		if r.grant {
			return fmt.Sprintf(`{"node":"locks","kind":"lease_acquire","resource":"r","holder":"h%d","token":%d}`+"\n", r.node, r.value+1)
		}
		return fmt.Sprintf(`{"node":"store","kind":"write","resource":"r","token":%d,"accepted":%v}`+"\n", r.value+1, r.accepted)
	}, fencing)
}

// fencing judges grants and writes of one resource by all pairs.
func fencing(s []record) string {
	for i, a := range s {
		for k, b := range s[i+1:] {
			known := slices.Contains(s[:i+1+k], b) // one more record of the same grant
			if a.grant && b.grant && !known && b.value <= a.value ||
				!a.grant && !b.grant && a.accepted && b.accepted && b.value < a.value {
				return "fail"
			}
		}
	}
	return "pass"
}
