package checks_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
)

// The relations of this file say that the same run in other words is judged
// alike.

func interleaving(t *testing.T) {
	relate(t, promised, func(rng *rand.Rand, x *execution) (string, string) {
		return x.all(full), x.log(rng)
	}, sameWording)
}

func renamedNodes(t *testing.T) {
	relate(t, promised, func(rng *rand.Rand, x *execution) (string, string) {
		y := x.copy()
		y.names = rng.Perm(x.procs)
		return x.all(full), y.all(full)
	}, func(a, b judgement) string {
		if a.cuts() != b.cuts() {
			return "the numbers of consistent cuts differ"
		}
		return sameOrder(a, b) + sameFindings(a, b)
	})
}

func idleNode(t *testing.T) {
	header := strings.Replace(promised, `"promise"`, `"nodes":["A","B","C","D","idle"],"promise"`, 1)
	relate(t, header, func(_ *rand.Rand, x *execution) (string, string) {
		return x.all(full), x.all(full)
	}, func(a, b judgement) string {
		if a.cuts() != b.cuts() {
			return "the numbers of consistent cuts differ"
		}
		return sameWording(a, b)
	})
}

func isolatedNode(t *testing.T) {
	const k = 3
	relate(t, promised, func(_ *rand.Rand, x *execution) (string, string) {
		y := x.copy()
		y.procs++
		y.names = append(firstNames(x.procs), 25) // the fresh one is called Z
		for range k {
			y.events = append(y.events, refEvent{proc: x.procs, kind: "internal", msg: -1})
		}
		y.stamp(rand.New(rand.NewPCG(1, 2)))
		return x.all(full), y.all(full)
	}, func(a, b judgement) string {
		switch {
		case b.cuts() != a.cuts()*(k+1):
			return "the consistent cuts are not multiplied"
		case b.pairs() != a.pairs()+k*a.run.Len():
			return "the fresh node is not concurrent to all"
		}
		return sameOrder(a, b) + sameFindings(a, b)
	})
}

// firstNames gives n processes the names that they have anyway.
func firstNames(n int) (names []int) {
	for p := range n {
		names = append(names, p)
	}
	return names
}

var loggedID = regexp.MustCompile(`"msg_id":(\d+)`)

func messageIDs(t *testing.T) {
	ways := []string{`"msg_id":"m-$1"`, `"msg_id":90000$1`, `"msg_id":"0$1"`, `"msg_id":"$1 \" \u00fc"`}
	relate(t, promised, func(rng *rand.Rand, x *execution) (string, string) {
		log := x.all(full)
		return log, loggedID.ReplaceAllString(log, ways[rng.IntN(len(ways))])
	}, func(a, b judgement) string { return sameOrder(a, b) + sameFindings(a, b) })
}

func mappedStamps(t *testing.T) {
	scales := []func(v int) int{func(v int) int { return 3*v + 7 }, func(v int) int { return v * v }}
	stamps := func(v int, m func(int) int, ahead int) string {
		return fmt.Sprintf(`"lamport":%d,"hlc":"%d.%d"`, m(v), ahead+v/5, v%5)
	}
	relate(t, promised, func(rng *rand.Rand, x *execution) (string, string) {
		v := x.perturb(rng)
		m := scales[rng.IntN(len(scales))]
		same := func(v int) int { return v }
		return stamped(x, func(i int) string { return stamps(v[i], same, 1000) }),
			stamped(x, func(i int) string { return stamps(v[i], m, 86_401_000) })
	}, sameFindings)
}
