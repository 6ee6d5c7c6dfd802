package main

import (
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/tidwall/gjson"
)

// TestLinesOf: lines come whole, wherever the pieces end.
func TestLinesOf(t *testing.T) {
	long := strings.Repeat("x", piece/3)
	want := []string{"a", "", "b b", long, long, "c", long, long, "the last has no end"}
	text := strings.Join(want, "\n")
	for _, r := range []struct {
		name string
		text *strings.Reader
		slow bool
	}{{"at once", strings.NewReader(text), false}, {"in halves", strings.NewReader(text), true}} {
		var got []string
		visit := func(line string) { got = append(got, line) }
		var err error
		if r.slow {
			err = linesOf(iotest.HalfReader(r.text), visit)
		} else {
			err = linesOf(r.text, visit)
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %d lines (%v), want %d", r.name, len(got), err, len(want))
		}
	}
	if err := linesOf(strings.NewReader(strings.Repeat("x", piece+1)), func(string) {}); err == nil {
		t.Error("no error for a line that is too long")
	}
}

// TestWalk: every value is visited.
func TestWalk(t *testing.T) {
	line := `{"node":"A","vc":{"A":1,"B":2},"to":["B",{"x":[1,2]}]}`
	if got, want := walk(gjson.Parse(line)), 10; got != want {
		t.Errorf("%d values were visited, want %d", got, want)
	}
}

func TestWalksFail(t *testing.T) {
	for _, args := range [][]string{{walkGJSON, "/no/such"}, {walkRegexp, "(", "/no/such"}, {askGraph, "/no/such"}} {
		if done, err := child(args, nil); !done || err == nil {
			t.Errorf("%q: done %v, error %v", args, done, err)
		}
	}
	if done, _ := child([]string{"-list"}, nil); done {
		t.Error("-list was taken for a child's word")
	}
}
