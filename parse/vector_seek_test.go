package parse

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestSeek: a cursor that jumps about shows the clocks that were logged, be
// there few nodes or so many that marks are rare, and whatever the order of
// their names in the log.
func TestSeek(t *testing.T) {
	for _, nodes := range []int{2, 300} {
		rnd := rand.New(rand.NewPCG(1, uint64(nodes)))
		const n = 5*blockSize + 7
		var records []*Record
		var want []string
		clock := make([]uint64, nodes)
		for range n {
			rec := &Record{Node: []byte("n1")}
			text := "none"
			if rnd.IntN(4) > 0 {
				clock[1]++
				clock[rnd.IntN(nodes)] += uint64(rnd.IntN(200))
				v := entriesOf(clock)
				text = fmt.Sprint(v)
				rnd.Shuffle(rnd.IntN(len(v)+1), func(i, j int) { v[i], v[j] = v[j], v[i] })
				rec.Clock = &vectorStamp{entries: v}
			}
			records, want = append(records, rec), append(want, text)
		}
		a := newAssembly(&Options{}, &Header{})
		a.addFile("a.log", 0)
		for i := 0; i < n; i += 100 {
			a.add(batchOf(t, &Options{}, records[i:min(i+100, n)]...), i+1)
		}
		runs, _, err := a.finish()
		if err != nil {
			t.Fatal(err)
		}
		cur := runs[0].VectorCursor(0)
		for k := range 3 * n {
			e := EventID(k) // first all in order
			if k >= n {
				e = EventID(rnd.IntN(n))
			}
			cur.Seek(e)
			got := "none"
			if cur.Has() {
				got = fmt.Sprint(namedEntries(runs[0], cur.Clock()))
			}
			if diff := cmp.Diff(want[e], got); diff != "" || cur.Event() != e {
				t.Fatalf("%d nodes, event %d: %s", nodes, e, diff)
			}
		}
	}
}

// TestOwnSteps: to move over own steps at once is to move over them one by one,
// across blocks too, and ends before any other event.
func TestOwnSteps(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	var records []*Record
	a, b := uint64(0), uint64(0)
	for i := range 9*blockSize + 7 {
		rec := &Record{Node: []byte("n1")}
		if rnd.IntN(50) > 0 || i/blockSize == 4 {
			a++
			if i/blockSize < 3 && rnd.IntN(4) == 0 {
				a, b = a+rnd.Uint64N(2), b+1
			}
			rec.Clock = &vectorStamp{entries: entriesOf([]uint64{b, a})}
		} else if i/blockSize == 7 {
			continue
		}
		records = append(records, rec)
	}
	as := newAssembly(&Options{}, &Header{})
	as.addFile("a.log", 0)
	as.add(batchOf(t, &Options{}, records...), 1)
	runs, _, err := as.finish()
	if err != nil {
		t.Fatal(err)
	}
	one, many := runs[0].VectorCursor(0), runs[0].VectorCursor(0)
	for left := len(records); left > 0; {
		n := min(left, rnd.IntN(2*blockSize))
		has, changed := many.Has(), slices.Clone(many.Changed())
		moved := many.OwnSteps(n)
		if moved > n || moved == 0 && (many.Has() != has || !slices.Equal(many.Changed(), changed)) {
			t.Fatalf("%d steps of %d: has a clock: %v, %v", moved, n, many.Has(), many.Changed())
		}
		for range moved {
			one.Next()
			if len(one.Changed()) != 1 || one.Changed()[0].Node != 1 {
				t.Fatalf("event %d is no own step: %v", one.Event(), one.Changed())
			}
		}
		if left -= moved; left > 0 && moved < n {
			before := one.At(1)
			one.Next()
			many.Next()
			if one.Has() && len(one.Changed()) == 1 && one.At(1) == before+1 {
				t.Fatalf("event %d is an own step", one.Event())
			}
			left--
		}
		if diff := cmp.Diff([]any{one.Event(), one.Has(), one.Clock(), one.Changed()}, []any{many.Event(), many.Has(), many.Clock(), many.Changed()}); diff != "" && one.Event() != NoEvent {
			t.Fatalf("one by one -, at once +: %s", diff)
		}
	}
}

// TestManyShuffledLines: lines of which every two have changed places are put in
// order, also where they fill many blocks.
func TestManyShuffledLines(t *testing.T) {
	const n = 3*blockSize + 5
	var text strings.Builder
	for i := range n {
		own := min(i^1, n-1) + 1
		fmt.Fprintf(&text, `{"node":"A","event":"e","vc":{"A":%d,"B":%d}}`+"\n", own, own/7)
	}
	r := readAll(t, Options{}, Text("a.jsonl", text.String())).Runs[0]
	if len(r.Gaps()) > 0 || r.Len() != n {
		t.Fatalf("%d events, %q", r.Len(), r.Gaps())
	}
	for i := range n {
		if v, _ := r.Event(EventID(i)).Vector(); v.At(0) != uint64(i+1) || v.At(1) != uint64(i+1)/7 {
			t.Fatalf("event %d has the clock %v", i, v)
		}
	}
}

// entriesOf returns the entries of a clock that are not zero, by rising name.
func entriesOf(clock []uint64) []NamedEntry {
	var list []NamedEntry
	for i, v := range clock {
		if v > 0 {
			list = append(list, NamedEntry{[]byte(fmt.Sprintf("n%d", i)), v})
		}
	}
	slices.SortFunc(list, func(x, y NamedEntry) int { return slices.Compare(x.Name, y.Name) })
	return list
}

func namedEntries(r *Run, v Vector) []NamedEntry {
	var list []NamedEntry
	for _, e := range v {
		list = append(list, NamedEntry{[]byte(r.Nodes()[e.Node].Name), e.N})
	}
	return list
}

// TestClocksThatChangeMuch: however many entries change at an event, its clock is
// the one that was logged, read from lines that begin alike or not.
func TestClocksThatChangeMuch(t *testing.T) {
	const nodes = 2*fewChanges + 3
	var text strings.Builder
	var want []string
	clock := make([]uint64, nodes)
	for i, changes := range []int{1, fewChanges - 1, fewChanges, fewChanges + 1, 2 * fewChanges, nodes, 1, nodes, fewChanges + 1, fewChanges, 0} {
		clock[0]++ // the node's own
		for k := range changes {
			clock[(k+i)%nodes] += uint64(i + 1)
		}
		var entries []string
		for k, v := range clock {
			entries = append(entries, fmt.Sprintf(`"n%03d":%d`, k, v))
		}
		fmt.Fprintf(&text, `{"node":"n000","event":"e","vc":{%s}}`+"\n", strings.Join(entries, ","))
		want = append(want, fmt.Sprint(clock))
	}
	r := readAll(t, Options{}, Text("a.jsonl", text.String())).Runs[0]
	for i := range want {
		v, _ := r.Event(EventID(i)).Vector()
		got := make([]uint64, nodes)
		for _, e := range v {
			got[e.Node] = e.N
		}
		if fmt.Sprint(got) != want[i] {
			t.Errorf("event %d: got %v, expected %s", i, got, want[i])
		}
	}
}

// TestOwnEntriesInAnyPlace: shuffled lines are put in order wherever the node's
// own entry stands in its clocks.
func TestOwnEntriesInAnyPlace(t *testing.T) {
	for name, clocks := range map[string][]string{
		"behind others":       {`"A":1,"B":2`, `"A":1,"B":1`, `"A":1,"B":3`},
		"falling":             {`"B":2`, `"B":1`},
		"behind a new name":   {`"B":2,"C":9`, `"A":10,"B":1,"C":9`, `"A":11,"B":3,"C":9`},
		"now here, now there": {`"B":2,"C":9`, `"C":10,"B":1`, `"C":11,"B":3`},
	} {
		var text strings.Builder
		for _, c := range clocks {
			fmt.Fprintf(&text, `{"node":"B","vc":{%s}}`+"\n", c)
		}
		r := readAll(t, Options{}, Text("a.jsonl", text.String())).Runs[0]
		n, _ := r.Node("B")
		for i := range r.Len() {
			v, _ := r.Event(EventID(i)).Vector()
			if v.At(n) != uint64(i+1) {
				t.Errorf("%s: event %d has the own entry %d", name, i, v.At(n))
			}
		}
	}
}
