package graph

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tracecausal/tracecausal/parse"
)

// drawWire writes lines of messages, most of which are both ends of theirs, and a
// second file of what else nodes may log.
func drawWire(t *rapid.T) []parse.File {
	var wire, other strings.Builder
	var open []string // lines of other ends that may yet come
	oneEnded := rapid.Bool().Draw(t, "one-ended")
	line := func(node string, id, src, dest int) string {
		return fmt.Sprintf(`{%s"src":"n%d","dest":"n%d","body":{"type":"t","msg_id":%d}}`+"\n", node, src, dest, id)
	}
	for id := range rapid.IntRange(1, 30).Draw(t, "messages") {
		src, dest := rapid.IntRange(0, 3).Draw(t, "src"), rapid.IntRange(0, 3).Draw(t, "dest")
		send, receive := fmt.Sprintf(`"node":"n%d",`, src), fmt.Sprintf(`"node":"n%d",`, dest)
		switch end := rapid.IntRange(0, 5).Draw(t, "end"); {
		case !oneEnded || end > 2 || src == dest:
			wire.WriteString(line("", id, src, dest))
		case end == 0:
			wire.WriteString(line(receive, id, src, dest))
			open = append(open, line(send, id, src, dest))
		default:
			wire.WriteString(line(send, id, src, dest))
			open = append(open, line(receive, id, src, dest))
		}
		if len(open) > 0 && rapid.Bool().Draw(t, "other end") {
			wire.WriteString(open[0])
			open = open[1:]
		}
	}
	also := rapid.SampledFrom([]string{"", "", `{"node":"n%d","kind":"deliver"}`, `{"node":"n%d"}`, `{"node":"m%d"}`, `{"node":"m%d","vc":{"m%[1]d":1,"m9":1}}`}).Draw(t, "other lines")
	for i := range 4 {
		if also != "" {
			fmt.Fprintf(&other, also+"\n", i)
		}
	}
	return []parse.File{parse.Text("wire.jsonl", wire.String()), parse.Text("other.jsonl", other.String())}
}

// TestFollowsLines: where the lines alone say what the order is, the sweep finds
// the same: no late message and no cycle.
func TestFollowsLines(t *testing.T) {
	var followed, not int
	rapid.Check(t, func(t *rapid.T) {
		files := drawWire(t)
		l, err := parse.Read(context.Background(), files, parse.Options{})
		if err != nil || l.Bad() != 0 || len(l.Runs) != 1 {
			t.Fatalf("%v %+v\n%v", err, l, files)
		}
		got, want := Build(l.Runs[0], Options{}), buildWhole(l.Runs[0], Options{})
		if diff := cmp.Diff(describe(want), describe(got)); diff != "" || !slices.Equal(got.Late(), want.Late()) {
			t.Fatalf("late are %v, want %v; else differs:\n%s\n%v", got.Late(), want.Late(), diff, files)
		}
		if got.followsLines() {
			followed++
		} else {
			not++
		}
	})
	if followed < 10 || not < 10 {
		t.Errorf("%d runs follow their lines, %d do not", followed, not)
	}
}

// TestMulticast: a message has entered at two nodes where two of those that stand for
// it, neither of which is a second copy, have one send.
func TestMulticast(t *testing.T) {
	var multicast, repeated int
	rapid.Check(t, func(t *rapid.T) {
		var log strings.Builder
		receivers := rapid.IntRange(1, 2).Draw(t, "receivers")
		log.WriteString(`{"node":"s","kind":"send","to":"*","msg_id":1}` + "\n")
		for range rapid.IntRange(4, 8).Draw(t, "lines") {
			id := rapid.SampledFrom([]int{1, 1, 2}).Draw(t, "id")
			if to := rapid.IntRange(0, 4).Draw(t, "at"); to == 0 {
				fmt.Fprintf(&log, `{"node":"s","kind":"send","to":"*","msg_id":%d}`+"\n", id)
			} else {
				kind := rapid.SampledFrom([]string{"receive", "receive", "deliver"}).Draw(t, "kind")
				fmt.Fprintf(&log, `{"node":"r%d","kind":"%s","from":"s","msg_id":%d}`+"\n", to%receivers, kind, id)
			}
		}
		g := buildLog(t, log.String())
		want, sent, again := false, map[parse.EventID]bool{}, false
		for _, m := range g.Messages()[:g.Entered()] {
			again = again || m.Dup
			want = want || !m.Dup && sent[m.Send]
			sent[m.Send] = sent[m.Send] || !m.Dup
		}
		if g.Multicast() != want {
			t.Fatalf("multicast: %v, expected %v:\n%s", g.Multicast(), want, log.String())
		}
		if want {
			multicast++
		} else if again {
			repeated++
		}
	})
	if multicast == 0 || repeated == 0 {
		t.Errorf("%d logs have multicasts, %d others second copies", multicast, repeated)
	}
}
