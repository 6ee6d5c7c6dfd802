package checks

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/tracecausal/tracecausal/parse"
)

// slowUnasked is unasked, one event after another.
func slowUnasked(run *parse.Run) (n int, first parse.EventID) {
	type key struct {
		from parse.NodeID
		id   parse.MsgID
	}
	known := map[key]bool{}
	for id := range run.OfRole(parse.Sends, parse.Receives) {
		e := run.Event(id)
		from, named := e.From()
		if !named && e.Role() == parse.Sends {
			from, named = e.Node(), true
		}
		if named && e.MsgID() != 0 {
			known[key{from, e.MsgID()}] = true
		}
	}
	first = parse.NoEvent
	for id := range run.OfRole(parse.Sends) {
		e := run.Event(id)
		to, all := e.To()
		if e.InReplyTo() == 0 || all || len(to) != 1 || run.Nodes()[to[0]].External || known[key{to[0], e.InReplyTo()}] {
			continue
		}
		if n++; n == 1 {
			first = id
		}
	}
	return n, first
}

// TestUnasked compares what is found with what a look at each event by itself
// finds, in logs of lines that are both ends, of one end, of journals whose
// network gives ids of its own, and of external nodes.
func TestUnasked(t *testing.T) {
	some := 0
	rapid.Check(t, func(rt *rapid.T) {
		node := rapid.SampledFrom([]string{"n1", "n2", "n3", "x"})
		id := rapid.SampledFrom([]string{"1", "2", "3", "4", "9", `"a"`, `"b"`})
		var log strings.Builder
		log.WriteString(`{"tracecausal":1,"external":["x"]}` + "\n")
		for i := range rapid.IntRange(1, 12).Draw(rt, "lines") {
			src, dest := node.Draw(rt, "src"), node.Draw(rt, "dest")
			body := `"type":"m"`
			if rapid.Bool().Draw(rt, "has id") {
				body += `,"msg_id":` + id.Draw(rt, "id")
			}
			if rapid.Bool().Draw(rt, "is reply") {
				body += `,"in_reply_to":` + id.Draw(rt, "reply")
			}
			message := fmt.Sprintf(`"src":%q,"dest":%q,"body":{%s}`, src, dest, body)
			switch rapid.IntRange(0, 3).Draw(rt, "form") {
			case 0:
				fmt.Fprintf(&log, "{%s}\n", message)
			case 1:
				fmt.Fprintf(&log, `{"node":%q,%s}`+"\n", rapid.SampledFrom([]string{src, dest}).Draw(rt, "node"), message)
			case 2:
				fmt.Fprintf(&log, `{"id":%d,"type":"send","message":{%s}}`+"\n", i, message)
			case 3:
				fmt.Fprintf(&log, `{"id":%d,"type":"recv","message":{%s}}`+"\n", i, message)
			}
		}
		run := readLog(t, parse.Options{Workers: 1}, parse.Text("m.jsonl", log.String())).Runs[0]
		n, first := unasked(run)
		if wantN, want := slowUnasked(run); n != wantN || first != want {
			rt.Errorf("%d answers to nothing, first %d, expected %d, %d:\n%s", n, first, wantN, want, log.String())
		}
		some += n
	})
	if some == 0 {
		t.Error("no log had any")
	}
}
