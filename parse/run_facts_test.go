package parse

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestEventsTellTheirStamps reads what an event says back from the run: all of
// it, or nothing, whatever its neighbours in the block say.
func TestEventsTellTheirStamps(t *testing.T) {
	r := readAll(t, Options{}, Text("a.jsonl", `{"node":"A","event":"bare"}
{"node":"A","event":"full","kind":"receive","from":"B","msg_id":7,"in_reply_to":6,"hlc":{"pt":1000,"c":2},"lamport":0,"time":1700000000000,"truetime":[1700000000000,1700000000001]}
{"node":"C","event":"zeros","hlc":"0,0","lamport":3,"time":"1970-01-01T00:00:00Z","truetime":["1970-01-01T00:00:00Z","1970-01-01T00:00:00Z"]}
{"node":"B","kind":"deliver","msg_id":"x"}
{"node":"B","kind":"lease_acquire","resource":"r","token":5,"expires_at":1700000000000}
`)).Runs[0]
	var got []string
	for s := range r.Strands() {
		for e := range r.EventsOf(StrandID(s)) {
			text := e.Name()
			add := func(ok bool, v any) {
				if ok {
					text += fmt.Sprint(" ", v)
				}
			}
			hlc, ok := e.HLC()
			add(ok, hlc)
			lamport, ok := e.Lamport()
			add(ok, lamport)
			wall, ok := e.Wall()
			add(ok, wall)
			tt, ok := e.TrueTime()
			add(ok, tt)
			token, ok := e.Int(FToken)
			add(ok, token)
			_, ok = e.Int(FIndex)
			add(ok, "an index")
			add(e.MsgID() != 0, r.MsgName(e.MsgID()))
			got = append(got, text)
		}
	}
	want := []string{
		"A:1",
		"A:2 {1000000000 2} 0 1700000000000000000 {1700000000000000000 1700000000001000000 1000000} m7",
		"B:1 x",
		"B:2 5",
		"C:1 {0 0} 3 0 {0 0 0}",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if r.MsgName(0) != "" {
		t.Errorf("no message is called %q", r.MsgName(0))
	}
}

// TestRunTellsWhatItHolds: a run has a kind, a role or a clock iff an event has.
func TestRunTellsWhatItHolds(t *testing.T) {
	read := func(text string) *Run { return readAll(t, Options{}, Text("a.jsonl", text)).Runs[0] }
	bare := read(`{"node":"A"}` + "\n")
	if vector, hlc, lamport, wall := bare.Has(); vector || hlc || lamport || wall || bare.HasTrueTime() || bare.HasReplies() {
		t.Error("a bare event has a clock, or names a request")
	}
	for i, line := range []string{`"vc":{"A":1}`, `"hlc":"1.1"`, `"lamport":1`, `"time":1700000000`, `"truetime":[1700000000,1700000001]`, `"kind":"send","in_reply_to":1`} {
		r := read(`{"node":"A",` + line + "}\n")
		vector, hlc, lamport, wall := r.Has()
		for k, has := range []bool{vector, hlc, lamport, wall, r.HasTrueTime(), r.HasReplies()} {
			if has != (k == i) {
				t.Errorf("%s: %d is %v", line, k, has)
			}
		}
	}
	var lines strings.Builder
	for k, kind := range Kinds() {
		fmt.Fprintf(&lines, `{"node":"A","kind":%q,"event":"%d"}`+"\n", kind, k)
	}
	r := read(lines.String())
	for k, kind := range Kinds() {
		of := slices.Collect(r.OfKind(kind))
		if r.CountKind(kind) != 1 || len(of) != 1 || r.Event(of[0]).Label() != fmt.Sprint(k) || r.Event(of[0]).Kind() != kind {
			t.Errorf("%v: %d events, %v", kind, r.CountKind(kind), of)
		}
		if bare.CountKind(kind) != 0 && kind != Internal || len(slices.Collect(bare.OfKind(kind))) > 0 && kind != Internal {
			t.Errorf("%v is found where it is not", kind)
		}
	}
}

// TestEdgesOfARun: what is asked beyond what there is.
func TestEdgesOfARun(t *testing.T) {
	r := readAll(t, Options{}, Text("a.jsonl", event("A", 1)+event("A", 2)+event("B", 1))).Runs[0]
	for _, name := range []string{"", "A ", "AA", "C"} {
		if n, ok := r.Node(name); ok || n != NoNode {
			t.Errorf("%q is node %d", name, n)
		}
	}
	for _, position := range []int{-1, 0, 3} {
		if id, ok := r.Find(0, 1, position); ok {
			t.Errorf("position %d is event %d", position, id)
		}
	}
	for range r.EventsOf(0) {
		break // which ends the walk
	}
	func() {
		defer func() {
			if recover() == nil {
				t.Error("an event after the last is found")
			}
		}()
		r.Event(EventID(r.Len()))
	}()
}

// TestExternalNames: a listed name stands for itself, and with * at its end for
// all that begin so.
func TestExternalNames(t *testing.T) {
	var rows []testRow
	for i, name := range []string{"c1", "c", "db", "db2", "xdb", "x*y"} {
		rows = append(rows, testRow{line: i + 1, node: name})
	}
	runs, _, diag := assembleRows(t, []string{"a.log"}, Options{External: []string{"c*", "db"}}, rows)
	if diag != nil {
		t.Fatal(diag)
	}
	var got []string
	for _, n := range runs[0].Nodes() {
		if n.External {
			got = append(got, n.Name)
		}
	}
	if diff := cmp.Diff([]string{"c", "c1", "db"}, got); diff != "" {
		t.Error(diff)
	}
}

// TestVectorAgreesWithAMap: an absent entry is zero.
func TestVectorAgreesWithAMap(t *testing.T) {
	all := []Vector{nil, {{0, 1}}, {{1, 1}}, {{0, 2}}, {{0, 1}, {1, 1}}, {{0, 1}, {2, 3}}, {{0, 2}, {1, 1}, {2, 3}}}
	for _, v := range all {
		for _, w := range all {
			m := map[NodeID]uint64{}
			for _, e := range v {
				m[e.Node] = e.N
			}
			covers := true
			for _, e := range w {
				covers = covers && m[e.Node] >= e.N
			}
			if v.Covers(w) != covers {
				t.Errorf("%v covers %v: %v", v, w, !covers)
			}
			for n := range NodeID(4) {
				if v.At(n) != m[n] {
					t.Errorf("%v at %d: %d", v, n, v.At(n))
				}
			}
		}
	}
}

// TestNamesOfTheVocabulary: each kind and field has a name by which it is found,
// and what is none has no such name.
func TestNamesOfTheVocabulary(t *testing.T) {
	for _, f := range Fields() {
		if g, ok := ParseField(f.String()); !ok || g != f {
			t.Errorf("field %v is found as %v, %v", f, g, ok)
		}
	}
	if len(Fields()) != int(numFields)-1 || Field(0).String() != "field?" || numFields.String() != "field?" {
		t.Errorf("%d fields; no field is called %v, %v", len(Fields()), Field(0), numFields)
	}
	for _, k := range Kinds() {
		if j, ok := ParseKind(k.String()); !ok || j != k {
			t.Errorf("kind %v is found as %v, %v", k, j, ok)
		}
	}
	if numKinds.String() != "kind?" {
		t.Errorf("no kind is called %v", numKinds)
	}
	if keyFor([]byte("field?")) != 0 {
		t.Error("a key is called field?")
	}
	for k := range keyID(len(eventKeys.ids) + 1) {
		if want := k != 0 && k != keyHeader && k != keyBody; k.isField() != want {
			t.Errorf("key %q is a field: %v", eventKeys.names[k], !want)
		}
	}
}

func TestByteSetStop(t *testing.T) {
	all := func(but ...byte) *byteSet {
		var s byteSet
		s.add(0, 0xFF)
		for _, c := range but {
			s[c] = false
		}
		return &s
	}
	for want, s := range map[int]*byteSet{-1: all(), 0: all(0), 'x': all('x'), 0xFF: all(0xFF)} {
		if got := s.stop(); got != want {
			t.Errorf("got %d, expected %d", got, want)
		}
	}
	if got := all(0, 1).stop(); got != -1 {
		t.Errorf("of two: got %d", got)
	}
}

func TestParseTime(t *testing.T) {
	if ns, err := ParseTime("1700000000", Options{}); ns != 1700000000e9 || err != nil {
		t.Errorf("got %d, %v", ns, err)
	}
	if ns, err := ParseTime("5", Options{TimeUnit: time.Millisecond}); ns != 5e6 || err != nil {
		t.Errorf("got %d, %v", ns, err)
	}
	if ns, err := ParseTime("soon", Options{}); err == nil {
		t.Errorf("got %d", ns)
	}
}

// TestRunsAreApart also where their events take turns in the log.
func TestRunsAreApart(t *testing.T) {
	var text strings.Builder
	for i := range 6 {
		fmt.Fprintf(&text, `{"node":"A","run":"%c","event":"e%d"}`+"\n", 'x'+i%2, i)
	}
	log := readAll(t, Options{}, Text("a.jsonl", text.String()))
	want := "run x\nA:1 e0 a.jsonl:1\nA:2 e2 a.jsonl:3\nA:3 e4 a.jsonl:5\nrun y\nA:1 e1 a.jsonl:2\nA:2 e3 a.jsonl:4\nA:3 e5 a.jsonl:6\n"
	if diff := cmp.Diff(want, describe(log.Runs)); diff != "" {
		t.Error(diff)
	}
}

// TestIDsThatMatch: the ends of a message match by the id on the wire where there
// is one, and else by what the sender calls it.
func TestIDsThatMatch(t *testing.T) {
	r := readAll(t, Options{}, Text("a.jsonl", `{"id":7,"type":"send","message":{"src":"a","dest":"b","body":{"type":"m","msg_id":1}}}
{"id":7,"type":"recv","message":{"src":"a","dest":"b","body":{"type":"m","msg_id":1}}}
{"id":8,"type":"send","message":{"src":"a","dest":"b","body":{"type":"m","msg_id":1}}}
{"type":"send","message":{"src":"a","dest":"b","body":{"type":"m","msg_id":1,"ok":true}}}
`)).Runs[0]
	at := func(node string, position int) Event {
		n, _ := r.Node(node)
		id, _ := r.Find(n, 1, position)
		return r.Event(id)
	}
	sent, received, other, bare := at("a", 1), at("b", 1), at("a", 2), at("a", 3)
	if sent.MatchID() != received.MatchID() || sent.MatchID() == other.MatchID() || sent.MatchID() == sent.MsgID() || bare.MatchID() != bare.MsgID() {
		t.Errorf("%d, %d, %d and %d; without an id on the wire %d", sent.MatchID(), received.MatchID(), other.MatchID(), bare.MatchID(), bare.MsgID())
	}
}
