package checks_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/tracecausal/tracecausal/checks"
	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// relations hold between what the checks say of a run and of another that is
// made of it. No reference is needed, so that they also bind what none judges.
var relations = []struct {
	name string
	says string
	test func(*testing.T)
}{
	{"interleaving", "lines of different nodes may stand in any order: all that is said is the same", interleaving},
	{"renamed_nodes", "other names for the nodes change names only: order, cuts and findings stay", renamedNodes},
	{"idle_node", "a node that is known and logs nothing changes nothing", idleNode},
	{"isolated_node", "k events of a node that meets no other multiply the consistent cuts by k+1 and are concurrent to all else", isolatedNode},
	{"prefix", "what is found in a consistent prefix of a run is found in the run", prefix},
	{"cone", "a finding stays where only the causal past of its events is kept", cone},
	{"dropped_event", "a line less gives no definite finding more", droppedEvent},
	{"forgotten_match", "a message that is not matched any more leaves less order, more cuts, and no finding that was not there", forgottenMatch},
	{"local_event", "an event more that no message touches changes no order and no finding, and leaves no fewer cuts", localEvent},
	{"reversed_time", "with sends for receives and the end for the beginning, order turns round, and the same messages are late on their channel", reversedTime},
	{"disjoint_union", "two runs that never meet have the product of their cuts, and the findings of both", disjointUnion},
	{"fifo_within_causal", "what comes too late on its channel comes too late for causal order", fifoWithinCausal},
	{"mapped_stamps", "Lamport stamps that another rising scale gives, and hybrid clocks that all run ahead, are judged alike", mappedStamps},
	{"fresh_and_repeated_id", "an identifier nobody used breaks nothing, one that was used is a duplicate", freshAndRepeatedID},
	{"filtered", "what is definite of some nodes, or of some time, is definite of the whole run", filtered},
	{"message_ids", "other ids for the messages, as long as they tell them apart, change nothing", messageIDs},
}

func TestRelations(t *testing.T) {
	for _, r := range relations {
		t.Run(r.name, r.test)
	}
}

// change makes two logs of an execution, which are then compared. An execution
// that it does not apply to gives "".
type change func(rng *rand.Rand, x *execution) (one, other string)

// eachShape is how many executions of each shape every relation is tried on.
func eachShape() int {
	if raceDetector {
		return 8
	}
	return 40
}

// relate applies a change to executions of all shapes and compares what the
// checks say of the two logs; the second stands under a header of its own.
// compare says what is wrong, or "".
func relate(t *testing.T, header string, f change, compare func(one, other judgement) string) {
	t.Helper()
	each := eachShape()
	var ones, others []string
	for i := range each * len(shapes) {
		rng := rand.New(rand.NewPCG(uint64(i), 41))
		if one, other := f(rng, generate(rng, shapes[i%len(shapes)])); one != "" && other != "" {
			ones, others = append(ones, one), append(others, other)
		}
	}
	var before []judgement
	judgeAll(t, promised, ones, checks.All(), func(_ int, j judgement) { before = append(before, j) })
	found := 0
	judgeAll(t, header, others, checks.All(), func(i int, j judgement) {
		if wrong := compare(before[i], j); wrong != "" {
			t.Fatalf("%s\n%s\n%s", wrong, ones[i], others[i])
		}
		found += min(1, len(before[i].found(everything)))
	})
	if t.Logf("%d pairs of logs, %d with findings", len(ones), found); found*10 < len(ones) || 4*len(ones) < each*len(shapes) {
		t.Error("too few")
	}
}

// everything is the filter that lets all findings through.
func everything(string, checks.Certainty) bool { return true }

// certain lets the definite findings through.
func certain(_ string, c checks.Certainty) bool { return c == checks.Definite }

// found names the findings that a filter lets through: by check, certainty and
// the labels of their events.
func (j judgement) found(filter func(id string, c checks.Certainty) bool) map[string]bool {
	names := map[string]bool{}
	for id, r := range j.results {
		for _, f := range r.Findings {
			if filter(id, f.Certainty) {
				names[findingName(j, id, f)] = true
			}
		}
	}
	return names
}

// labelsOf returns the labels of a finding's events by rising label: they may
// stand in the order of the names of their nodes.
func (j judgement) labelsOf(f checks.Finding) (labels []string) {
	for _, w := range f.Events {
		labels = append(labels, j.run.Event(w.Event).Label())
	}
	slices.Sort(labels)
	return labels
}

// findingName names a fact. What else a finding shows, to prove it, may differ
// where a log tells more or less: which message overtook a late one, up to when
// a lease was surely held, which messages close a cycle of orders or a chain
// into a cut.
func findingName(j judgement, id string, f checks.Finding) string {
	switch id {
	case "delivery/fifo", "delivery/causal":
		f.Events = f.Events[len(f.Events)-1:]
	case "lease/overlap":
		f.Events = f.Events[:2]
	case "delivery/total", "cut/consistent":
		f.Events = nil
	}
	return fmt.Sprint(id, " ", f.Certainty, " ", j.labelsOf(f))
}

// more returns a finding of b that a does not have.
func more(a, b map[string]bool) string {
	for name := range b {
		if !a[name] {
			return "new: " + name
		}
	}
	return ""
}

// sameFindings compares the findings and the statuses of all checks.
func sameFindings(a, b judgement) string {
	for id := range a.results {
		if a.status(id) != b.status(id) {
			return fmt.Sprintf("%s is %s, then %s", id, a.status(id), b.status(id))
		}
	}
	x, y := a.found(everything), b.found(everything)
	return more(x, y) + more(y, x)
}

// sameOrder compares happens-before between the events that two runs share.
func sameOrder(a, b judgement) string {
	return ordersDiffer(a, b, func(x, y bool) bool { return x != y })
}

// ordersDiffer looks for a pair of events that two runs share and whose orders
// in the one and the other are bad.
func ordersDiffer(a, b judgement, bad func(one, other bool) bool) string {
	there := b.labelled()
	for l1, e1 := range a.labelled() {
		for l2, e2 := range a.labelled() {
			x, ok1 := there[l1]
			y, ok2 := there[l2]
			if ok1 && ok2 && bad(a.graph.Before(e1, e2), b.graph.Before(x, y)) {
				return fmt.Sprintf("%s before %s is %v, then %v", l1, l2, a.graph.Before(e1, e2), b.graph.Before(x, y))
			}
		}
	}
	return ""
}

// cuts counts the consistent cuts of a run, and pairs its concurrent pairs.
func (j judgement) cuts() (n int) {
	strands := j.run.Strands()
	cut := make(graph.Cut, len(strands))
	for s := 0; s < len(cut); {
		if len(j.graph.Inconsistent(cut)) == 0 {
			n++
		}
		for s = 0; s < len(cut); s++ {
			if cut[s]++; int(cut[s]) <= strands[s].Len {
				break
			}
			cut[s] = 0
		}
	}
	return n
}

func (j judgement) pairs() (n int) {
	for b := range parse.EventID(j.run.Len()) {
		for a := range b {
			if j.graph.Relation(a, b) == graph.Concurrent {
				n++
			}
		}
	}
	return n
}

// wording is all that the checks say of a run.
func (j judgement) wording() string {
	var b strings.Builder
	for _, id := range slices.Sorted(maps.Keys(j.results)) {
		r := j.results[id]
		fmt.Fprintf(&b, "%s %v %q %q %q %d\n", id, r.Status, r.Examined, r.Reason, r.Note, r.Total)
		for _, f := range r.Findings {
			fmt.Fprintf(&b, "  %v %s %q %s %v %v\n", f.Certainty, f.Subject, f.Message, f.Fingerprint, f.Events, f.Proof)
		}
	}
	return b.String()
}

func sameWording(a, b judgement) string {
	if x, y := a.wording(), b.wording(); x != y {
		return x + "then\n" + y
	}
	return ""
}

// some writes the lines of the events that are kept, in the order in which they
// happened.
func (x *execution) some(ev evidence, keep func(i int) bool) string {
	var b strings.Builder
	for i := range x.events {
		if keep(i) {
			b.WriteString(x.line(i, ev))
		}
	}
	return b.String()
}

// all writes the lines of all events in the order in which they happened.
func (x *execution) all(ev evidence) string {
	return x.some(ev, func(int) bool { return true })
}

// copy returns an execution whose events keep their labels wherever they go.
func (x *execution) copy() *execution {
	y := &execution{procs: x.procs, names: x.names, events: slices.Clone(x.events)}
	for i := range y.events {
		y.events[i].label = x.label(i)
	}
	for _, m := range x.msgs {
		y.msgs = append(y.msgs, refMsg{m.send, slices.Clone(m.to), slices.Clone(m.recvs)})
	}
	return y
}
