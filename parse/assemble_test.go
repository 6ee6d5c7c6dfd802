package parse

import (
	"fmt"
	"hash/maphash"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// testRow is what these tests say of one event.
type testRow struct {
	file, line int
	node, run  string
	life       string
	label      string
	kind       Kind
	vc         map[string]uint64
	array      []uint64
	seq        int64 // 0: none
	msg        string
}

func (r testRow) record() *Record {
	rec := &Record{Node: []byte(r.node), Run: []byte(r.run), Life: []byte(r.life), Label: []byte(r.label), Kind: r.kind, MsgID: []byte(r.msg)}
	if r.vc != nil || r.array != nil {
		rec.Clock = &vectorStamp{counts: r.array}
	}
	for name, n := range r.vc {
		rec.Clock.entries = append(rec.Clock.entries, NamedEntry{[]byte(name), n})
	}
	rec.Seq, rec.HasSeq = r.seq, r.seq != 0
	return rec
}

// assembleRows puts rows together as if they had been read from the files of
// these names, each event in a chunk of its own.
func assembleRows(t *testing.T, paths []string, opt Options, rows []testRow) ([]*Run, []Diagnostic, *Diagnostic) {
	t.Helper()
	a := newAssembly(&opt, &Header{})
	for file, path := range paths {
		a.addFile(path, uint32(101*file))
		for _, r := range rows {
			if r.file == file {
				a.add(batchOf(t, &opt, r.record()), r.line)
			}
		}
	}
	return a.finish()
}

// batchOf returns a batch of events on lines of their own.
func batchOf(t *testing.T, opt *Options, records ...*Record) *batch {
	t.Helper()
	b := newBatch(&fileContext{opt: opt}, maphash.MakeSeed())
	for i, rec := range records {
		if err := b.add(rec, i+1, nil); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

// describe writes runs in a form that tests can compare.
func describe(runs []*Run) string {
	var b strings.Builder
	for _, r := range runs {
		if r.Name != "" {
			fmt.Fprintf(&b, "run %s\n", r.Name)
		}
		for s, strand := range r.Strands() {
			cur := r.VectorCursor(StrandID(s))
			for i := range strand.Len {
				e := r.Event(strand.First + EventID(i))
				cur.Next()
				fmt.Fprintf(&b, "%s %s %s:%d", e.Name(), e.Label(), e.Source().File, e.Source().Line)
				if v, ok := e.Vector(); ok {
					for _, x := range v {
						fmt.Fprintf(&b, " %s=%d", r.Nodes()[x.Node].Name, x.N)
					}
					if diff := cmp.Diff(v, cur.Clock()); diff != "" || !cur.Has() {
						fmt.Fprintf(&b, " CURSOR %s", diff)
					}
					if !slices.IsSortedFunc(cur.Changed(), func(x, y Entry) int { return int(x.Node) - int(y.Node) }) {
						fmt.Fprintf(&b, " CHANGED %v", cur.Changed())
					}
				}
				if id, ok := r.Find(e.Node(), e.Life(), e.Position()); !ok || id != e.ID() {
					fmt.Fprintf(&b, " FIND %d %v", id, ok)
				}
				b.WriteByte('\n')
			}
		}
		for _, g := range r.Gaps() {
			fmt.Fprintf(&b, "gap: %s\n", g)
		}
	}
	return b.String()
}

func TestProgramOrder(t *testing.T) {
	vc := func(pairs ...any) map[string]uint64 {
		m := map[string]uint64{}
		for i := 0; i < len(pairs); i += 2 {
			m[pairs[i].(string)] = uint64(pairs[i+1].(int))
		}
		return m
	}
	one := []string{"a.log"}
	tests := []struct {
		name  string
		paths []string
		rows  []testRow
		want  string
	}{
		{"by line", one, []testRow{{line: 1, node: "A", label: "x"}, {line: 2, node: "B", label: "y"}, {line: 3, node: "A", label: "z"}},
			"A:1 x a.log:1\nA:2 z a.log:3\nB:1 y a.log:2\n"},
		{"shuffled lines whose own entries have no gap", one,
			[]testRow{{line: 1, node: "A", label: "x", vc: vc("A", 2)}, {line: 2, node: "A", label: "y", vc: vc("A", 1)}, {line: 3, node: "A", label: "z", vc: vc("A", 3, "B", 1)}},
			"A:1 y a.log:2 A=1\nA:2 x a.log:1 A=2\nA:3 z a.log:3 A=3 B=1\n"},
		{"own entries with a gap prove nothing", one,
			[]testRow{{line: 1, node: "A", label: "x", vc: vc("A", 5)}, {line: 2, node: "A", label: "y", vc: vc("A", 1)}},
			"A:1 x a.log:1 A=5\nA:2 y a.log:2 A=1\n"},
		{"by sequence number", one,
			[]testRow{{line: 1, node: "A", label: "x", seq: 7}, {line: 2, node: "A", label: "y", seq: 3}},
			"A:1 y a.log:2\nA:2 x a.log:1\n"},
		{"a start opens a life", one,
			[]testRow{{line: 1, node: "A", label: "s", kind: Start}, {line: 2, node: "A", label: "x"}, {line: 3, node: "A", label: "s", kind: Start}, {line: 4, node: "A", label: "y"}},
			"A:1 s a.log:1\nA:2 x a.log:2\nA@2:1 s a.log:3\nA@2:2 y a.log:4\n"},
		{"a start opens a life after a log that began late", one,
			[]testRow{{line: 1, node: "A", label: "x"}, {line: 2, node: "A", label: "s", kind: Start}, {line: 3, node: "A", label: "y"}},
			"A:1 x a.log:1\nA@2:1 s a.log:2\nA@2:2 y a.log:3\n"},
		{"a start opens a life after nothing but a start", one,
			[]testRow{{line: 1, node: "A", label: "s", kind: Start}, {line: 2, node: "A", label: "t", kind: Start}},
			"A:1 s a.log:1\nA@2:1 t a.log:2\n"},
		{"an incarnation opens a life after events of none", one,
			[]testRow{{line: 1, node: "A", label: "x"}, {line: 2, node: "A", label: "y", life: "2"}},
			"A:1 x a.log:1\nA@2:1 y a.log:2\n"},
		{"events of no incarnation behind those of one", one,
			[]testRow{{line: 1, node: "A", label: "x", life: "2"}, {line: 2, node: "A", label: "y"}},
			"A:1 x a.log:1\nA@2:1 y a.log:2\n"},
		{"a restart after the log began late is no shuffle", one,
			[]testRow{{line: 1, node: "A", label: "x", vc: vc("A", 3)}, {line: 2, node: "A", label: "y", vc: vc("A", 4)}, {line: 3, node: "A", label: "s", kind: Start, vc: vc("A", 1)}, {line: 4, node: "A", label: "z", vc: vc("A", 2)}},
			"A:1 x a.log:1 A=3\nA:2 y a.log:2 A=4\nA@2:1 s a.log:3 A=1\nA@2:2 z a.log:4 A=2\n"},
		{"a start among shuffled lines is the first event", one,
			[]testRow{{line: 1, node: "A", label: "x", vc: vc("A", 3)}, {line: 2, node: "A", label: "y", vc: vc("A", 2)}, {line: 3, node: "A", label: "s", kind: Start, vc: vc("A", 1)}},
			"A:1 s a.log:3 A=1\nA:2 y a.log:2 A=2\nA:3 x a.log:1 A=3\n"},
		{"incarnations order by number", one,
			[]testRow{{line: 1, node: "A", label: "x", life: "10"}, {line: 2, node: "A", label: "y", life: "9"}},
			"A:1 y a.log:2\nA@2:1 x a.log:1\n"},
		{"rotated files", []string{"a.log", "a.log.1", "a.log.10", "a.log.2"},
			[]testRow{{file: 0, line: 1, node: "A", label: "w"}, {file: 1, line: 1, node: "A", label: "x"}, {file: 2, line: 1, node: "A", label: "z"}, {file: 3, line: 1, node: "A", label: "y"}},
			"A:1 z a.log.10:1\nA:2 y a.log.2:1\nA:3 x a.log.1:1\nA:4 w a.log:1\n"},
		{"files with dates in their names", []string{"a-2024-01-09.log", "a-2024-01-10.log"},
			[]testRow{{file: 1, line: 1, node: "A", label: "y"}, {file: 0, line: 1, node: "A", label: "x"}},
			"A:1 x a-2024-01-09.log:1\nA:2 y a-2024-01-10.log:1\n"},
		{"files that nothing orders", []string{"x.log", "y.log"},
			[]testRow{{file: 0, line: 1, node: "A", label: "x"}, {file: 1, line: 1, node: "A", label: "y"}},
			"A:1 x x.log:1\nA:2 y y.log:1\ngap: nothing orders the events of node \"A\" in \"x.log\", \"y.log\": stamp or number them (seq), or name the files by rotation\n"},
		{"files that own entries order", []string{"x.log", "y.log"},
			[]testRow{{file: 0, line: 1, node: "A", label: "x", vc: vc("A", 9)}, {file: 1, line: 1, node: "A", label: "y", vc: vc("A", 2)}},
			"A:1 y y.log:1 A=2\nA:2 x x.log:1 A=9\n"},
		{"the same event in two files counts once", []string{"x.log", "y.log"},
			[]testRow{{file: 0, line: 1, node: "A", label: "x", vc: vc("A", 1)}, {file: 1, line: 1, node: "A", label: "x", vc: vc("A", 1)}, {file: 1, line: 2, node: "A", label: "y", vc: vc("A", 2)}},
			"A:1 x x.log:1 A=1\nA:2 y y.log:2 A=2\n"},
		{"different events with one own entry leave their files unordered", []string{"x.log", "y.log"},
			[]testRow{{file: 0, line: 1, node: "A", label: "x", vc: vc("A", 1)}, {file: 1, line: 1, node: "A", label: "y", vc: vc("A", 1)}, {file: 1, line: 2, node: "A", label: "z", vc: vc("A", 3)}},
			"A:1 x x.log:1 A=1\nA:2 y y.log:1 A=1\nA:3 z y.log:2 A=3\ngap: nothing orders the events of node \"A\" in \"x.log\", \"y.log\": stamp or number them (seq), or name the files by rotation\n"},
		{"files whose own entries meet and leave a gap", []string{"x.log", "y.log"},
			[]testRow{{file: 0, line: 1, node: "A", label: "x", vc: vc("A", 1)}, {file: 0, line: 2, node: "A", label: "y", vc: vc("A", 5)}, {file: 1, line: 1, node: "A", label: "z", vc: vc("A", 3)}},
			"A:1 x x.log:1 A=1\nA:2 z y.log:1 A=3\nA:3 y x.log:2 A=5\n"},
		{"incarnations that are no numbers order as they appear in one file", one,
			[]testRow{{line: 1, node: "A", label: "x", life: "red"}, {line: 2, node: "A", label: "y", life: "red"}, {line: 3, node: "A", label: "z", life: "blue"}},
			"A:1 x a.log:1\nA:2 y a.log:2\nA@2:1 z a.log:3\n"},
		{"incarnations that are no numbers leave files unordered", []string{"x.log", "y.log"},
			[]testRow{{file: 0, line: 1, node: "A", label: "x", life: "red"}, {file: 1, line: 1, node: "A", label: "y", life: "blue"}},
			"A:1 x x.log:1\nA@2:1 y y.log:1\ngap: nothing orders the events of node \"A\" in \"x.log\", \"y.log\": stamp or number them (seq), or name the files by rotation\n"},
		{"runs are apart", one, []testRow{{line: 1, node: "A", run: "r2", label: "x"}, {line: 2, node: "A", run: "r1", label: "y"}},
			"run r1\nA:1 y a.log:2\nrun r2\nA:1 x a.log:1\n"},
		{"an array clock beside a clock by name", one,
			[]testRow{{line: 1, node: "A", array: []uint64{1, 0}}, {line: 2, node: "A", vc: vc("A", 2)}, {line: 3, node: "A", array: []uint64{2, 0}}, {line: 4, node: "B", array: []uint64{0, 1}}},
			"A:1  a.log:1 A=1\nA:2  a.log:2 A=2\nA:3  a.log:3 A=2\nB:1  a.log:4 B=1\n"},
		{"array clocks of which the last node's index is seen first", one,
			[]testRow{{line: 1, node: "B", array: []uint64{1, 0}}, {line: 2, node: "A", array: []uint64{0, 1}}, {line: 3, node: "A", array: []uint64{3, 2}}},
			"A:1  a.log:2 A=1\nA:2  a.log:3 A=2 B=3\nB:1  a.log:1 B=1\n"},
		{"array clocks whose first index is that of the last node", one,
			[]testRow{{line: 1, node: "A", array: []uint64{0, 1}}, {line: 2, node: "A", array: []uint64{0, 2}}, {line: 3, node: "B", array: []uint64{1, 2}}},
			"A:1  a.log:1 A=1\nA:2  a.log:2 A=2\nB:1  a.log:3 A=2 B=1\n"},
		{"files that hold a life each, which nothing orders", []string{"x.log", "y.log"},
			[]testRow{{file: 0, line: 1, node: "A", label: "s", kind: Start, vc: vc("A", 1)}, {file: 0, line: 2, node: "A", label: "x", vc: vc("A", 2)}, {file: 1, line: 1, node: "A", label: "t", kind: Start, vc: vc("A", 1)}, {file: 1, line: 2, node: "A", label: "y", vc: vc("A", 2)}},
			"A:1 s x.log:1 A=1\nA:2 x x.log:2 A=2\nA:3 t y.log:1 A=1\nA:4 y y.log:2 A=2\ngap: nothing orders the events of node \"A\" in \"x.log\", \"y.log\": stamp or number them (seq), or name the files by rotation\n"},
		{"shuffled lines in a file beside another that nothing orders", []string{"x.log", "y.log"},
			[]testRow{{file: 0, line: 1, node: "A", label: "y", vc: vc("A", 2)}, {file: 0, line: 2, node: "A", label: "x", vc: vc("A", 1)}, {file: 1, line: 1, node: "A", label: "z", vc: vc("A", 1)}},
			"A:1 x x.log:2 A=1\nA:2 y x.log:1 A=2\nA:3 z y.log:1 A=1\ngap: nothing orders the events of node \"A\" in \"x.log\", \"y.log\": stamp or number them (seq), or name the files by rotation\n"},
		{"many files that nothing orders", []string{"u.log", "v.log", "w.log", "x.log", "y.log"},
			[]testRow{{file: 0, line: 1, node: "A"}, {file: 1, line: 1, node: "A"}, {file: 2, line: 1, node: "A"}, {file: 3, line: 1, node: "A"}, {file: 4, line: 1, node: "A"}},
			"A:1  u.log:1\nA:2  v.log:1\nA:3  w.log:1\nA:4  x.log:1\nA:5  y.log:1\ngap: nothing orders the events of node \"A\" in \"u.log\", \"v.log\", \"w.log\" and 2 more: stamp or number them (seq), or name the files by rotation\n"},
		{"lines shuffled within their lives", one,
			[]testRow{{line: 1, node: "A", label: "s", kind: Start, vc: vc("A", 1)}, {line: 2, node: "A", label: "z", vc: vc("A", 3)}, {line: 3, node: "A", label: "y", vc: vc("A", 2)}, {line: 4, node: "A", label: "t", kind: Start, vc: vc("A", 1)}, {line: 5, node: "A", label: "x", vc: vc("A", 2)}},
			"A:1 s a.log:1 A=1\nA:2 y a.log:3 A=2\nA:3 z a.log:2 A=3\nA@2:1 t a.log:4 A=1\nA@2:2 x a.log:5 A=2\n"},
		{"sequence numbers order what own entries do not tell apart, before a start too", one,
			[]testRow{{line: 1, node: "A", label: "y", vc: vc("A", 1), seq: 2}, {line: 2, node: "A", label: "x", vc: vc("A", 1), seq: 1}, {line: 3, node: "A", label: "s", kind: Start, vc: vc("A", 1), seq: 3}},
			"A:1 x a.log:2 A=1\nA:2 y a.log:1 A=1\nA@2:1 s a.log:3 A=1\n"},
		{"a start whose own entry is that of the event before is a restart", one,
			[]testRow{{line: 1, node: "A", label: "x", vc: vc("A", 1), seq: 2}, {line: 2, node: "A", label: "s", kind: Start, vc: vc("A", 1), seq: 1}},
			"A:1 x a.log:1 A=1\nA@2:1 s a.log:2 A=1\n"},
		{"own entries with a gap leave the order to sequence numbers", one,
			[]testRow{{line: 1, node: "A", label: "y", vc: vc("A", 1), seq: 2}, {line: 2, node: "A", label: "x", vc: vc("A", 5), seq: 1}},
			"A:1 x a.log:2 A=5\nA:2 y a.log:1 A=1\n"},
		{"lines that contradict the numbers of some events", one,
			[]testRow{{line: 1, node: "A", label: "y", seq: 2}, {line: 2, node: "A", label: "x", seq: 1}, {line: 3, node: "A", label: "n"}, {line: 4, node: "A", label: "z", seq: 3}},
			"A:1 y a.log:1\nA:2 z a.log:4\nA:3 x a.log:2\nA:4 n a.log:3\ngap: the lines of node \"A\" in \"a.log\" contradict the sequence numbers (seq) of its events, not all of which have one of their own: their order is not known\n"},
		{"lines that contradict numbers in one of two lives", one,
			[]testRow{{line: 1, node: "A", label: "s", kind: Start, seq: 1}, {line: 2, node: "A", label: "n"}, {line: 3, node: "A", label: "t", kind: Start, seq: 1}, {line: 4, node: "A", label: "x", seq: 3}, {line: 5, node: "A", label: "y", seq: 2}, {line: 6, node: "A", label: "m"}},
			"A:1 s a.log:1\nA:2 n a.log:2\nA@2:1 t a.log:3\nA@2:2 x a.log:4\nA@2:3 y a.log:5\nA@2:4 m a.log:6\ngap: the lines of node \"A\" in \"a.log\" contradict the sequence numbers (seq) of its events, not all of which have one of their own: their order is not known\n"},
		{"lines that agree with the numbers of some events", one,
			[]testRow{{line: 1, node: "A", label: "x", seq: 4}, {line: 2, node: "A", label: "n"}, {line: 3, node: "A", label: "y", seq: 4}, {line: 4, node: "A", label: "z", seq: 6}},
			"A:1 x a.log:1\nA:2 n a.log:2\nA:3 y a.log:3\nA:4 z a.log:4\n"},
		{"own entries that rise by line outweigh the numbers of some events", one,
			[]testRow{{line: 1, node: "A", label: "x", vc: vc("A", 1), seq: 2}, {line: 2, node: "A", label: "y", vc: vc("A", 3), seq: 1}, {line: 3, node: "A", label: "z", vc: vc("A", 6)}},
			"A:1 x a.log:1 A=1\nA:2 y a.log:2 A=3\nA:3 z a.log:3 A=6\n"},
		{"array clocks that fit one assignment", one,
			[]testRow{{line: 1, node: "A", label: "start", array: []uint64{1, 0, 0}}, {line: 2, node: "B", label: "recv", array: []uint64{1, 1, 0}}, {line: 3, node: "C", label: "task", array: []uint64{0, 0, 1}}},
			"A:1 start a.log:1 A=1\nB:1 recv a.log:2 A=1 B=1\nC:1 task a.log:3 C=1\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			runs, _, err := assembleRows(t, tt.paths, Options{}, tt.rows)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, describe(runs)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// TestClocksWhoseNamesDoNotRise: whatever the order of names in the log, changed
// entries come by rising node, also where each line is read by itself.
func TestClocksWhoseNamesDoNotRise(t *testing.T) {
	a := newAssembly(&Options{}, &Header{})
	a.addFile("a.log", 0)
	for i := range uint64(4) {
		rec := &Record{Node: []byte("B"), Clock: &vectorStamp{entries: []NamedEntry{{[]byte("C"), 5 * i}, {[]byte("B"), 1 + i}, {[]byte("A"), 1 + 7*i}}}}
		a.add(batchOf(t, &Options{}, rec), int(i)+1)
	}
	runs, _, err := a.finish()
	if err != nil {
		t.Fatal(err)
	}
	const want = "B:1  a.log:1 A=1 B=1\nB:2  a.log:2 A=8 B=2 C=5\nB:3  a.log:3 A=15 B=3 C=10\nB:4  a.log:4 A=22 B=4 C=15\n"
	if diff := cmp.Diff(want, describe(runs)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestClocksByIndexAndByName: an index is no name, though both have the number of
// the other in the clock before; and of two names of one node the greater counts.
func TestClocksByIndexAndByName(t *testing.T) {
	log := readAll(t, Options{}, Text("a.jsonl", `{"node":"A","event":"e","vc":[0,1,2]}
{"node":"A","event":"e","vc":{"A":2,"x":7}}
{"node":"A","event":"e","vc":[0,2,2]}
`))
	want := "A:1 e a.jsonl:1 A=1 index 2=2\nA:2 e a.jsonl:2 A=2 x=7\nA:3 e a.jsonl:3 A=2 index 2=2\n"
	if diff := cmp.Diff(want, describe(log.Runs)); diff != "" {
		t.Error(diff)
	}
	log = readAll(t, Options{Aliases: map[string]string{"a": "A"}}, Text("a.jsonl", `{"node":"a","event":"e","vc":{"A":1,"B":4,"a":3}}
{"node":"A","event":"e","vc":{"a":4,"B":5}}
`))
	want = "A:1 e a.jsonl:1 A=3 B=4\nA:2 e a.jsonl:2 A=4 B=5\n"
	if diff := cmp.Diff(want, describe(log.Runs)); diff != "" {
		t.Error(diff)
	}
}

func TestArrayClocksThatNothingAssigns(t *testing.T) {
	tests := []struct {
		name string
		rows []testRow
		want string
	}{
		{"several assignments", []testRow{{line: 1, node: "A", array: []uint64{1, 1}}, {line: 2, node: "B", array: []uint64{1, 1}}}, "several assignments"},
		{"no assignment", []testRow{{line: 1, node: "A", array: []uint64{1, 0}}, {line: 2, node: "A", array: []uint64{5, 0}}}, "no assignment"},
		{"own entries that fall", []testRow{{line: 1, node: "A", array: []uint64{2, 0}}, {line: 2, node: "A", array: []uint64{1, 0}}}, "no assignment"},
		{"other lengths", []testRow{{line: 1, node: "A", array: []uint64{1, 0}}, {line: 2, node: "A", array: []uint64{2, 0, 0}}}, "has 3 entries"},
	}
	for _, tt := range tests {
		_, _, err := assembleRows(t, []string{"a.log"}, Options{}, tt.rows)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want an error with %q", tt.name, err, tt.want)
		}
	}
}

func TestDeclaredArrayNames(t *testing.T) {
	runs, _, err := assembleRows(t, []string{"a.log"}, Options{Nodes: []string{"B", "A"}},
		[]testRow{{line: 1, node: "A", array: []uint64{1, 1}}, {line: 2, node: "B", array: []uint64{1, 0}}})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("A:1  a.log:1 A=1 B=1\nB:1  a.log:2 B=1\n", describe(runs)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	b := batchOf(t, &Options{Nodes: []string{"A"}})
	if err := b.add(testRow{node: "A", array: []uint64{1, 0}}.record(), 1, nil); err == nil {
		t.Error("an array clock longer than the declared nodes was accepted")
	}
}

func TestOneNodeTwoHLCUnits(t *testing.T) {
	stamped := func(line int, unit int64) *Record {
		return &Record{Node: []byte("A"), HLC: HLC{PT: int64(line) * unit}, HLCUnit: unit, HasHLC: true}
	}
	a := newAssembly(&Options{}, &Header{})
	a.addFile("a.log", 0)
	a.add(batchOf(t, &Options{}, stamped(1, 1e6), stamped(2, 1e9)), 1)
	_, _, err := a.finish()
	if err == nil || err.Source.Line != 2 || !strings.Contains(err.Msg, "--time-unit") {
		t.Errorf("got %v, want an error at line 2 that names --time-unit", err)
	}
}
