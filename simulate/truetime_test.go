package simulate_test

import (
	"strings"
	"testing"

	"github.com/tracecausal/tracecausal/simulate"
)

// TestCommitAt105: the first commit is the one that the course prints: now is
// [100, 105], the timestamp is 105, and it waits until earliest is past that.
func TestCommitAt105(t *testing.T) {
	system, _ := simulate.ByName("truetime")
	for seed := range uint64(20) {
		m := memory{}
		if err := system.Record(simulate.Options{Seed: seed}, m.create); err != nil {
			t.Fatal(err)
		}
		log := m["r1.jsonl"].String()
		for _, want := range []string{
			`"kind":"txn_start","txn":"r1-1","tt":[100,105]`,
			`"kind":"txn_commit","txn":"r1-1","ts":105,"tt":[100,105]`,
			`"kind":"txn_ack","txn":"r1-1","ts":105,"tt":[106,111]`,
		} {
			if !strings.Contains(log, want) {
				t.Errorf("seed %d: no %s in\n%s", seed, want, log)
			}
		}
	}
}
