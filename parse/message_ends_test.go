package parse

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestMessageEnds: what is read of many ends of messages together is what each
// event says by itself, be a thing said by all events of a block, some or none.
func TestMessageEnds(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	names := [][]byte{[]byte("A"), []byte("B"), []byte("C")}
	var records []*Record
	for i := range 6*blockSize + 9 {
		often := 1 + i/blockSize%6 // how seldom a block's events say a thing
		says := func() bool { return rnd.IntN(often) == 0 }
		rec := &Record{Node: names[0], Kind: []Kind{Internal, Send, Receive, Deliver, Drop}[rnd.IntN(5)]}
		if says() {
			rec.MsgID = []byte(formatUint(rnd.Uint64N(1 << (10 * often))))
		}
		if often%2 == 0 && says() {
			rec.WireID = []byte(formatUint(rnd.Uint64N(1000)))
		}
		if often > 2 && says() {
			rec.InReplyTo = []byte(formatUint(rnd.Uint64N(1000)))
		}
		if says() {
			rec.From = names[rnd.IntN(len(names))]
		}
		if says() {
			rec.To, rec.ToAll = names[:rnd.IntN(4)], rnd.IntN(9) == 0
		}
		rec.OwnLine = often == 4 && says()
		records = append(records, rec)
	}
	a := newAssembly(&Options{}, &Header{})
	a.addFile("a.log", 0)
	a.add(batchOf(t, &Options{}, records...), 1)
	runs, _, err := a.finish()
	if err != nil {
		t.Fatal(err)
	}
	r := runs[0]
	for _, roles := range [][]Role{{Sends}, {Receives, Delivers}, {NoRole}} {
		want := slices.Collect(r.OfRole(roles...))
		for ends := range r.MessageEnds(0, EndIDs|EndGiven|EndReplies|EndOwnLines|EndFrom|EndReceivers|EndRoles, roles...) {
			for i, id := range ends.Events {
				e := r.Event(id)
				from, _ := e.From()
				line, _ := e.OwnLine()
				if id != want[0] || ends.Roles[i] != e.Role() || ends.IDs[i] != e.MatchID() || ends.Given[i] != e.MsgID() || ends.Replies[i] != e.InReplyTo() ||
					ends.OwnLines[i] != line || ends.From[i] != from || ends.Receivers[i] != e.Receivers() {
					t.Fatalf("event %d, expected %d, is not read as it is: %+v at %d", id, want[0], ends, i)
				}
				want = want[1:]
			}
		}
		if len(want) > 0 || r.CountRoleOf(0, roles...) != r.CountRole(roles[0])+r.CountRole(roles[len(roles)-1])*(len(roles)-1) {
			t.Errorf("roles %v: %d events are missing, or counted wrong", roles, len(want))
		}
	}
}

// TestRoleSet: a set of events by their role is what each event says, in strands
// that begin anywhere in a word of the set, of less and of more than a block.
func TestRoleSet(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	for range 20 {
		var records []*Record
		for i := range 1 + rnd.IntN(4*blockSize) {
			kind := []Kind{Internal, Send, Receive, Deliver}[rnd.IntN(1+rnd.IntN(4))]
			records = append(records, &Record{Node: []byte{'A' + byte(rnd.IntN(1+i%7))}, Kind: kind})
		}
		a := newAssembly(&Options{}, &Header{})
		a.addFile("a.log", 0)
		a.add(batchOf(t, &Options{}, records...), 1)
		runs, _, err := a.finish()
		if err != nil {
			t.Fatal(err)
		}
		for _, role := range []Role{NoRole, Sends, Receives, Delivers} {
			set := runs[0].RoleSet(role)
			if want := runs[0].Len()/64 + 1; len(set) != want {
				t.Fatalf("%d words, expected %d", len(set), want)
			}
			for e := range 64 * len(set) {
				want := e < runs[0].Len() && runs[0].Event(EventID(e)).Role() == role
				if got := set[e/64]>>(e%64)&1 == 1; got != want {
					t.Fatalf("event %d of %d, role %d: in the set: %v", e, runs[0].Len(), role, got)
				}
			}
		}
	}
}

// TestMayReach: a send can be for whom it names, and for everybody where it names
// nobody or all.
func TestMayReach(t *testing.T) {
	log := readAll(t, Options{}, Text("a.jsonl", `{"node":"A","kind":"send","to":"B"}
{"node":"A","kind":"send","to":["B","C"]}
{"node":"A","kind":"send","to":[]}
{"node":"A","kind":"send"}
{"node":"A","kind":"send","to":"*"}
{"node":"D"}
`))
	r := log.Runs[0]
	for i := range 5 {
		to, all := r.Event(EventID(i)).To()
		for n := range r.Nodes() {
			want := all || len(to) == 0 || slices.Contains(to, NodeID(n))
			if named, everyone := r.Named(r.Event(EventID(i)).Receivers()); everyone != (i == 4) || !slices.Equal(named, to) && !all {
				t.Errorf("send %d names %v (%v), expected %v (%v)", i, named, everyone, to, all)
			}
			if got := r.MayReach(r.Event(EventID(i)).Receivers(), NodeID(n)); got != want {
				t.Errorf("send %d to %v (%v), node %d: %v", i, to, all, n, got)
			}
		}
	}
}
