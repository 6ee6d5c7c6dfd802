package graph

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tracecausal/tracecausal/parse"
)

// drawLetters writes a log of sends and receives without clocks that agree on
// little: ids are used again, and senders and receivers may be named or not, be
// somebody else than who logs, or keep no log.
func drawLetters(t *rapid.T) string {
	var b strings.Builder
	node := rapid.SampledFrom([]string{"A", "B", "C", "D"})
	ids, replies := rapid.IntRange(0, rapid.SampledFrom([]int{2, 5, 40}).Draw(t, "ids")), rapid.IntRange(0, 3)
	for range rapid.IntRange(1, 40).Draw(t, "lines") {
		send := rapid.Bool().Draw(t, "send")
		fmt.Fprintf(&b, `{"node":%q,"kind":%q`, node.Draw(t, "node"), map[bool]string{true: "send", false: "receive"}[send])
		if id := ids.Draw(t, "id"); id > 0 {
			fmt.Fprintf(&b, `,"msg_id":%d`, id)
		}
		if reply := replies.Draw(t, "reply"); reply > 0 {
			fmt.Fprintf(&b, `,"in_reply_to":%d`, reply)
		}
		if rapid.IntRange(0, 3).Draw(t, "named") > 0 != send {
			fmt.Fprintf(&b, `,"from":%q`, node.Draw(t, "from"))
		}
		if send && rapid.Bool().Draw(t, "addressed") {
			fmt.Fprintf(&b, `,"to":[%q,%q]`, node.Draw(t, "to"), node.Draw(t, "to"))
		}
		b.WriteString("}\n")
	}
	return b.String()
}

// fits is the definition of what a key says: a receive is of a send if it names
// the id that the send has, or has none and answers the request that the send
// answers, and if each end is who the other says.
func fits(send, receive parse.Event) bool {
	if send.Role() != parse.Sends || receive.Role() != parse.Receives {
		return false
	}
	key := send.MsgID() != 0 && send.MsgID() == receive.MsgID() ||
		receive.MsgID() == 0 && receive.InReplyTo() != 0 && receive.InReplyTo() == send.InReplyTo()
	from, named := receive.From()
	to, _ := send.To()
	return key && (!named || from == sender(send, send.Node())) && (len(to) == 0 || slices.Contains(to, receive.Node()))
}

// TestMatchByKeys: by whatever number of workers a run is matched, every receive
// with a key gets the only send that fits, or is ambiguous with all that do.
func TestMatchByKeys(t *testing.T) {
	matched, ambiguous := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		log := drawLetters(t)
		run := readRun(t, log)
		for workers := range 4 {
			g := newGraph(run, workers+1)
			g.match(Options{})
			got := map[parse.EventID][]parse.EventID{}
			for _, m := range g.msgs {
				if m.Basis <= ByReply {
					got[m.Receive] = []parse.EventID{m.Send}
					matched++
				}
			}
			for _, a := range g.matching.Ambiguous {
				got[a.Receive] = a.Sends
				ambiguous++
			}
			for r := range parse.EventID(run.Len()) {
				var want []parse.EventID
				for s := range parse.EventID(run.Len()) {
					if fits(run.Event(s), run.Event(r)) {
						want = append(want, s)
					}
				}
				if diff := cmp.Diff(want, got[r]); diff != "" && (want != nil || run.Event(r).MsgID() != 0) {
					t.Fatalf("%d workers, event %d: %s\n%s", workers+1, r, diff, log)
				}
			}
		}
	})
	t.Logf("%d matched and %d ambiguous receives", matched, ambiguous)
	if matched < 10 || ambiguous < 10 {
		t.Errorf("%d matched and %d ambiguous receives prove little", matched, ambiguous)
	}
}

// TestWorkers: a run is matched the same, whatever number of workers there are.
func TestWorkers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		log := drawAny(t)
		run := readRun(t, log)
		want := describe(buildWith(run, 1))
		for workers := 2; workers <= 5; workers++ {
			if diff := cmp.Diff(want, describe(buildWith(run, workers))); diff != "" {
				t.Fatalf("%d workers: %s\n%s", workers, diff, log)
			}
		}
	})
}

// buildWith is Build with so many workers, be the run as small as it may.
func buildWith(run *parse.Run, workers int) *Graph {
	g := newGraph(run, workers)
	g.addOrder(g.match(Options{}), Options{})
	return g
}

// TestCrowdIsNotLost: of an id that more sends have than an ambiguity lists, no
// send that a receive may belong to is lost, whoever else received one of them.
func TestCrowdIsNotLost(t *testing.T) {
	for _, last := range []string{"B", "D"} {
		log := strings.Repeat(`{"node":"A","kind":"send","msg_id":1,"to":"C"}`+"\n", maxCandidates+20) +
			`{"node":"A","kind":"send","msg_id":1,"to":"` + last + `"}` + "\n" +
			`{"node":"C","kind":"receive","from":"A","msg_id":1}` + "\n" +
			`{"node":"` + last + `","kind":"receive","from":"A","msg_id":1}` + "\n"
		g := buildLog(t, log)
		if n := len(g.Matching().Lost); n > 0 || g.Matching().ByID != 1 {
			t.Errorf("received by C and by %s: %d sends are lost, %d matched", last, n, g.Matching().ByID)
		}
	}
}
