package simulate

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// recordsOf is a recorder that keeps what nodes record of snapshots.
type recordsOf struct{ lines *[]string }

func (r recordsOf) Record(node string, e Entry) error {
	if e.Kind == "snapshot" || e.Kind == "channel" || e.Label == "snapshot complete" {
		*r.lines = append(*r.lines, fmt.Sprint(node, " ", e.Kind, " ", e.Fields))
	}
	return nil
}

func (recordsOf) Close() error { return nil }

// TestSnapshotTotal: three nodes with 50, 40 and 20; node 2 has sent 10 to node
// 1, and they are on their way when node 1 takes a snapshot. Node 2 records 30,
// the channel from 2 to 1 holds 10, and all of it is 110.
func TestSnapshotTotal(t *testing.T) {
	setup := &Setup{Options: Options{Seed: 1}}
	run := newSnapshotRun(setup, []int{50, 40, 20})
	var records []string
	run.world.rec = recordsOf{&records}
	run.world.At(time.Millisecond, func() {
		node2, a2 := run.account("node2")
		a2.pay(node2, "node1", 10)
		node1, a1 := run.account("node1")
		a1.start(node1, 1)
	})
	if err := run.world.RunAll(horizon); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"node1 snapshot [{snapshot 1} {state 50}]",
		"node2 snapshot [{snapshot 1} {state 30}]",
		"node3 snapshot [{snapshot 1} {state 20}]",
		"node1 channel [{snapshot 1} {from node2} {to node1} {messages [1]} {amount 10}]",
		"node1 channel [{snapshot 1} {from node3} {to node1} {messages []} {amount 0}]",
		"node2 channel [{snapshot 1} {from node1} {to node2} {messages []} {amount 0}]",
		"node2 channel [{snapshot 1} {from node3} {to node2} {messages []} {amount 0}]",
		"node3 channel [{snapshot 1} {from node1} {to node3} {messages []} {amount 0}]",
		"node3 channel [{snapshot 1} {from node2} {to node3} {messages []} {amount 0}]",
		"node1  [{snapshot 1} {total 110}]",
	}
	if diff := cmp.Diff(slices.Sorted(slices.Values(want)), slices.Sorted(slices.Values(records))); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}
