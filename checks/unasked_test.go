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

// TestIDRange: a set that is said to hold a range holds each id that it is of.
func TestIDRange(t *testing.T) {
	held := 0
	rapid.Check(t, func(rt *rapid.T) {
		var set idSet
		var r idRange
		for id := range parse.MsgID(rapid.IntRange(2, 10).Draw(rt, "asked")) {
			set.add(10 + 2*id + parse.MsgID(rapid.IntRange(0, 20).Draw(rt, "odd")/20))
		}
		sortIDs([]idSet{set})
		ids := rapid.SliceOf(rapid.Custom(func(t *rapid.T) parse.MsgID {
			return parse.MsgID(rapid.IntRange(4, 15).Draw(t, "number")*2 + rapid.IntRange(0, 20).Draw(t, "text")/20)
		})).Draw(rt, "answered")
		for _, id := range ids {
			r.add(id)
			r.add(0) // no id
		}
		if !set.holds(&r) {
			return
		}
		held++
		for _, id := range ids {
			if !set.has(id) {
				rt.Fatalf("%v does not hold %d of %v", set, id, ids)
			}
		}
	})
	if held < 5 {
		t.Errorf("%d sets held a range", held)
	}
	numbers, r := idSet{first: 10, n: 4}, idRange{}
	for _, id := range []parse.MsgID{10, 13, 16} {
		r.add(id)
	}
	if numbers.holds(&r) {
		t.Error("numbers hold a text between them")
	}
}
