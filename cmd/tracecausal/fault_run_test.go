package main

import (
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/tracecausal/tracecausal/parse"
)

// faultTable counts the verdicts of damaged recordings, by kind of damage and
// format.
type faultTable struct {
	mu     sync.Mutex
	counts map[string]map[string][4]int // by exit code
}

func (f *faultTable) add(damage, format string, code int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.counts == nil {
		f.counts = map[string]map[string][4]int{}
	}
	if f.counts[damage] == nil {
		f.counts[damage] = map[string][4]int{}
	}
	c := f.counts[damage][format]
	c[code]++
	f.counts[damage][format] = c
}

// String lists, for each damage and format, how many recordings got which
// verdict.
func (f *faultTable) String() string {
	var b strings.Builder
	for _, damage := range slices.Sorted(maps.Keys(f.counts)) {
		fmt.Fprintf(&b, "\n%-26s %6s %6s %13s %8s", damage, "pass", "fail", "inconclusive", "trouble")
		for _, format := range slices.Sorted(maps.Keys(f.counts[damage])) {
			c := f.counts[damage][format]
			fmt.Fprintf(&b, "\n  %-24s %6d %6d %13d %8d", format, c[exitPass], c[exitFail], c[exitInconclusive], c[exitTrouble])
		}
	}
	return b.String()
}

// lazyCollector makes room for thousands of small analyses: each takes a chunk
// of a mebibyte, and collecting those is most of its time.
func lazyCollector(t *testing.T) {
	before := debug.SetGCPercent(1000)
	t.Cleanup(func() { debug.SetGCPercent(before) })
}

// faultTrial judges damaged recordings of one sample.
type faultTrial struct {
	*testing.T
	sample *sample
	sound  ruling
	table  *faultTable
	trials int
}

// skips reports whether the next trial is left out: the race detector makes all
// of them too slow.
func (x *faultTrial) skips() bool {
	x.trials++
	return (raceDetector || testing.Short()) && x.trials%23 != 0
}

// forSamples calls f for every sample of a length, several at a time, and logs
// the table.
func forSamples(t *testing.T, length int, f func(*faultTrial)) {
	lazyCollector(t)
	table := &faultTable{}
	t.Run("formats", func(t *testing.T) {
		for _, s := range samples(t, length) {
			t.Run(s.name, func(t *testing.T) {
				t.Parallel()
				m := s.write(s.parts())
				x := &faultTrial{T: t, sample: s, sound: rule(t, m.config, m.files(), 1), table: table}
				if x.sound.code != exitPass {
					t.Fatalf("the sample is not sound: %s", x.sound.statuses())
				}
				f(x)
			})
		}
	})
	t.Log(table)
}

// try judges a damaged recording, and complains where the verdict is not what
// it may be.
func (x *faultTrial) try(damage string, m *damaged, best hope) {
	if x.skips() {
		return
	}
	r := rule(x, m.config, m.files(), 1)
	x.table.add(damage, x.sample.name, r.code)
	complain := func(format string, args ...any) {
		x.Errorf("%s: %s\naltered: %v\n%s\n%v", damage, fmt.Sprintf(format, args...), m.altered, r.statuses(), m.text)
	}
	if words := m.unjustified(&r); words != "" {
		complain("a definite finding that the damage does not explain: %s", words)
	}
	switch {
	case r.code == exitTrouble && best != noVerdict:
		complain("no verdict")
	case r.code == exitPass && best <= noPass:
		complain("a pass, but the recording shows that something is wrong")
	case r.code == exitPass && best == otherOrder && order(&r) == order(&x.sound):
		complain("a pass, and nothing shows what was altered")
	case r.code != exitPass && best == asSound:
		complain("no pass, but nothing is wrong")
	}
	x.again(damage, m, &r)
}

// again judges every seventh recording once more, with more workers.
func (x *faultTrial) again(damage string, m *damaged, r *ruling) {
	if x.trials%7 != 0 {
		return
	}
	if again := rule(x, m.config, m.files(), 4); again.report() != r.report() {
		x.Errorf("%s: another time the report is\n%s\nafter\n%s", damage, again.report(), r.report())
	}
}

// order tells how all events stand to each other.
func order(r *ruling) string {
	var b strings.Builder
	for _, run := range r.rep.Runs {
		for e := range run.Run.Len() {
			for f := range e {
				b.WriteByte(run.Graph.Relation(parse.EventID(f), parse.EventID(e)).String()[0])
			}
		}
	}
	return b.String()
}

// TestFaults damages sound recordings line by line. No verdict passes over what
// the rest shows to be missing, and none blames what is sound.
func TestFaults(t *testing.T) {
	forSamples(t, 40, func(x *faultTrial) {
		for _, op := range operators() {
			op.each(x.sample, func(m *damaged, best hope) { x.try(op.name, m, best) })
		}
	})
}
