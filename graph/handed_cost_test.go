//go:build unix

package graph

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
)

// TestChainOfNodes: a message that goes through tens of thousands of nodes
// takes no more at the last one than at the first. Processor time tells, for on
// a machine that has much to do any time may pass.
func TestChainOfNodes(t *testing.T) {
	grow := func(nodes, times int) float64 {
		var b strings.Builder
		for i := range nodes {
			fmt.Fprintf(&b, `{"node":"n%d","kind":"send","to":"n%d","msg_id":1}`+"\n"+`{"node":"n%d","kind":"receive","from":"n%d","msg_id":1}`+"\n", i, i+1, i+1, i)
		}
		run := readRun(t, b.String())
		before := processorTime(t)
		for range times {
			Build(run, Options{})
		}
		return float64(processorTime(t)-before) / float64(times) / float64(nodes)
	}
	small, large := grow(1_000, 200/oneOf), grow(50_000, 1+3/oneOf)
	t.Logf("%.0f and %.0f ns for each node", small, large)
	if large > 20*small+2000 {
		t.Errorf("%.0f ns for each of 1,000 nodes, %.0f for each of 50,000", small, large)
	}
}

// processorTime returns what this process has used, in nanoseconds.
func processorTime(t *testing.T) int64 {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return u.Utime.Nano() + u.Stime.Nano()
}
