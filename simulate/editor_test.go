package simulate

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// eventList is a recorder that keeps the words of what one node logs.
type eventList struct {
	node  string
	lines []string
}

func (l *eventList) Record(node string, e Entry) error {
	if node != l.node {
		return nil
	}
	line := e.Kind + " " + e.Label
	for _, p := range e.Fields {
		line += fmt.Sprintf(" %s=%v", p.Key, p.Value)
	}
	l.lines = append(l.lines, line)
	return nil
}

func (*eventList) Close() error { return nil }

// TestEditorHoldsBack: Alice types "Hello" with the clock [1,0,0], Bob sees it
// and types "World" with [1,1,0]. Bob's edit comes to Charlie first, who has
// [0,0,0], waits, and shows both in their order.
func TestEditorHoldsBack(t *testing.T) {
	rec := &eventList{node: "charlie"}
	run := newEditorRun(&Setup{Options: Options{Seed: 1}}, rec, []string{"alice", "bob", "charlie"}, nil)
	run.world.At(time.Millisecond, func() {
		alice := run.world.Node("alice")
		run.late = [2]string{"alice", "charlie"}
		alice.proc.(*editorUser).multicast(alice, "edit", edit{text: "Hello", answerer: "bob", answer: "World"})
	})
	if err := run.world.RunAll(horizon); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"receive edit stamp=alice:1,bob:1 text=World",
		"receive edit stamp=alice:1 text=Hello",
		"deliver edit stamp=alice:1 text=Hello",
		"deliver edit stamp=alice:1,bob:1 text=World",
		"stop stop",
	}
	if diff := cmp.Diff(want, rec.lines); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	charlie := run.world.Node("charlie").proc.(*editorUser)
	if diff := cmp.Diff(map[string]int{"alice": 1, "bob": 1}, charlie.local); diff != "" {
		t.Errorf("Charlie's clock, want -, got +:\n%s", diff)
	}
}

// TestEditorJoin: who joins gets what the others multicast before they knew of
// it, and no multicast twice.
func TestEditorJoin(t *testing.T) {
	for seed := range uint64(50) {
		rec := &eventList{node: "dave"}
		run := newEditorRun(&Setup{Options: Options{Seed: seed}}, rec, []string{"alice", "bob", "charlie"}, []string{"dave"})
		w := run.world
		write := func(at int, name string) {
			w.At(time.Duration(at)*time.Millisecond, func() {
				n := w.Node(name)
				n.proc.(*editorUser).multicast(n, "edit", edit{text: fmt.Sprint(name, at)})
			})
		}
		for i := range 40 {
			write(5*i, run.founders[i%3])
		}
		w.At(50*time.Millisecond, func() {
			dave := w.Node("dave")
			dave.proc.(*editorUser).join(dave, "alice")
		})
		if err := w.RunAll(horizon); err != nil {
			t.Fatal(err)
		}
		dave, alice := w.Node("dave").proc.(*editorUser), w.Node("alice").proc.(*editorUser)
		if diff := cmp.Diff(alice.local, dave.local); diff != "" || len(dave.held) > 0 {
			t.Fatalf("seed %d: Dave holds %d messages back; what Alice and Dave have, -Alice +Dave:\n%s", seed, len(dave.held), diff)
		}
	}
}
