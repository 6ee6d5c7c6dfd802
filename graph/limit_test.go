package graph

import (
	"errors"
	"strings"
	"testing"
)

// TestClockLimit: a sweep that would keep more clocks than it may says so
// before it asks for the memory.
func TestClockLimit(t *testing.T) {
	defer func() {
		err, _ := recover().(error)
		var limit *LimitError
		if !errors.As(err, &limit) || !strings.Contains(limit.Error(), "node logs") {
			t.Errorf("recovered %v, want a LimitError", err)
		}
	}()
	f := flights{width: maxClockBytes/4 + 1}
	f.row()
}

// TestManyLives: a node that starts a hundred thousand times costs one look at
// each life.
func TestManyLives(t *testing.T) {
	const lives = 100_000
	run := readRun(t, strings.Repeat(`{"node":"A","kind":"start","vc":{"A":1}}`+"\n", lives))
	Build(run, Options{})
	if n := run.Nodes()[0].Lives; n != lives {
		t.Errorf("%d lives, want %d", n, lives)
	}
}
