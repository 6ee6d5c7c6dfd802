package checks_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/tracecausal/tracecausal/checks"
)

// replication is what a primary P applied, and what its backup B made of it:
// operations by number, and -1 for the transfer.
type replication struct {
	primary, backup []int
	upto            int // of the transfer
	whole           bool
}

// generateReplication lets a backup start from the beginning or by a transfer,
// and now and then swap, repeat, lose or invent operations.
func generateReplication(rng *rand.Rand) replication {
	r := replication{whole: rng.IntN(4) > 0}
	n := 2 + rng.IntN(6)
	for i := range n {
		r.primary = append(r.primary, i)
	}
	from := 0
	if rng.IntN(2) == 0 {
		r.upto = rng.IntN(n)
		if rng.IntN(3) == 0 {
			r.backup = append(r.backup, r.primary[:r.upto+1+rng.IntN(n-r.upto)]...) // the log is replayed, and forwarded ones that come too early
		}
		r.backup = append(r.backup, -1)
		from = r.upto + 1
	}
	r.backup = append(r.backup, r.primary[from:from+rng.IntN(n-from+1)]...)
	for range rng.IntN(3) {
		if i := rng.IntN(len(r.backup) + 1); i+1 < len(r.backup) {
			switch rng.IntN(4) {
			case 0:
				if r.backup[i] >= 0 && r.backup[i+1] >= 0 {
					r.backup[i], r.backup[i+1] = r.backup[i+1], r.backup[i]
				}
			case 1:
				if r.backup[i] >= 0 {
					r.backup = slices.Delete(r.backup, i, i+1)
				}
			case 2:
				if r.backup[i] >= 0 {
					r.backup = slices.Insert(r.backup, i, r.backup[i])
				}
			default:
				r.backup = slices.Insert(r.backup, i+1, 100)
			}
		}
	}
	return r
}

// log writes the run; a whole log has vector clocks that count its lines.
func (r replication) log() string {
	lines := []string{`"node":"P","kind":"view","view":1,"primary":"P","backup":"B"`}
	for _, op := range r.primary {
		lines = append(lines, fmt.Sprintf(`"node":"P","kind":"apply","op":"o%d"`, op))
	}
	for _, op := range r.backup {
		if op < 0 {
			lines = append(lines, fmt.Sprintf(`"node":"B","kind":"transfer","from":"P","upto":"o%d","view":1`, r.upto))
		} else {
			lines = append(lines, fmt.Sprintf(`"node":"B","kind":"apply","op":"o%d","view":1`, op))
		}
	}
	n := map[byte]int{}
	for i, l := range lines {
		n[l[8]]++
		if r.whole {
			l += fmt.Sprintf(`,"vc":{"%c":%d}`, l[8], n[l[8]])
		}
		lines[i] = "{" + l + "}\n"
	}
	return strings.Join(lines, "")
}

// expect judges by the definition: what the backup applies after the transfer
// is the primary's order from there on, each operation once, without a gap.
// What the primary never applies may only come last.
func (r replication) expect() string {
	next, known := 0, true
	did := r.backup
	if t := slices.Index(did, -1); t >= 0 {
		next, did = r.upto+1, did[t+1:]
	} else if i := slices.IndexFunc(did, func(op int) bool { return op != 100 }); i >= 0 && did[i] > 0 {
		next, known = did[i], false
	}
	if len(r.backup) == 0 {
		return "inconclusive" // it logs nothing of the kind
	}
	fails, open := false, !known
	base := next
	highest := next - 1
	for i, op := range did {
		last := op == 100 && !slices.ContainsFunc(did[i:], func(later int) bool { return later != 100 })
		switch {
		case last:
		case op == 100: // the primary went on without it
			fails, open = fails || r.whole, true
		case op < base && highest == base-1 && known && slices.Contains(r.backup, -1):
			open = true // perhaps the transfer was logged where it began
		case op <= highest:
			fails = true
		default:
			for left := highest + 1; left < op; left++ {
				if !slices.Contains(did, left) {
					fails, open = fails || r.whole, true
				}
			}
			highest = op
		}
	}
	return verdict(fails, open, true)
}

// TestReplicasAgainstDefinition compares replica/order with the definition.
func TestReplicasAgainstDefinition(t *testing.T) {
	seen := map[string]map[string]int{"replica/order": {}}
	runs := checks.Fewer(2000)
	judgeEach(t, runs, func(i int) (replication, string) {
		r := generateReplication(rand.New(rand.NewPCG(uint64(i), 13)))
		return r, r.log()
	}, func(i int, r replication, log string, j judgement) {
		want := r.expect()
		seen["replica/order"][want]++
		if is := j.status("replica/order"); is != want {
			t.Fatalf("execution %d: replica/order is %s, the reference says %s\n%+v\n%s\n%+v", i, is, want, r, log, j.results["replica/order"])
		}
	})
	needAll(t, seen, runs)
}
