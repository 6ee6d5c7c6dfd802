package parse

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// readAll reads files and fails the test where the reading fails.
func readAll(t *testing.T, opt Options, files ...File) *Log {
	t.Helper()
	log, err := Read(context.Background(), files, opt)
	if err != nil {
		t.Fatal(err)
	}
	return log
}

// event returns a line of a log: the i-th event of a node.
func event(node string, i int) string {
	return fmt.Sprintf(`{"node":%q,"event":"e%d","vc":{%q:%d}}`+"\n", node, i, node, i)
}

func TestReadJoinsFiles(t *testing.T) {
	log := readAll(t, Options{},
		Text("a.jsonl", event("A", 1)+"\n"+event("A", 2)),
		Text("b.jsonl", event("B", 1)))
	want := []Input{
		{Path: "a.jsonl", Format: "jsonl", Lines: 3, Events: 2, Skipped: 1},
		{Path: "b.jsonl", Format: "jsonl", Lines: 1, Events: 1},
	}
	if diff := cmp.Diff(want, log.Inputs); diff != "" {
		t.Error(diff)
	}
	wantRuns := "A:1 e1 a.jsonl:1 A=1\nA:2 e2 a.jsonl:3 A=2\nB:1 e1 b.jsonl:1 B=1\n"
	if got := describe(log.Runs); !strings.HasPrefix(got, wantRuns) {
		t.Errorf("got\n%s", got)
	}
}
