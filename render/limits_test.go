package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/tracecausal/tracecausal/checks"
	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// TestMermaidLimits draws large runs without any limit of their own.
func TestMermaidLimits(t *testing.T) {
	arrow := regexp.MustCompile(`(?m)^  (e\d+ -\.?-?> e\d+|p\d+-[->x)]+p\d+:)`)
	plain := randomLog(rand.New(rand.NewPCG(1, 2)), 5, 2000, false)
	long := strings.ReplaceAll(plain, `"event":"`, `"event":"`+strings.Repeat("<;#>", 100))
	wide := randomLog(rand.New(rand.NewPCG(3, 4)), 300, 2000, true)
	for name, log := range map[string]string{"plain": plain, "long labels": long, "300 nodes": wide} {
		g := read(t, log)
		for _, f := range DiagramFormats()[:2] {
			for _, limit := range []int{0, 10, 100_000} {
				v, err := NewView(g, ViewOptions{Limit: limit})
				if err != nil {
					t.Fatal(err)
				}
				text := drawn(t, f, v)
				edges := len(arrow.FindAllString(text, -1))
				if len(text) >= 50_000 || edges >= 500 || edges == 0 && limit != 10 {
					t.Errorf("%s, %s, limit %d: %d bytes, %d edges", name, f.Name, limit, len(text), edges)
				}
				if !strings.Contains(text, "left out: ") {
					t.Errorf("%s, %s, limit %d: does not say what is left out", name, f.Name, limit)
				}
			}
		}
	}
}

func drawn(t *testing.T, f DiagramFormat, v *View) string {
	t.Helper()
	var b bytes.Buffer
	if err := f.Draw(&b, v); err != nil {
		t.Fatalf("%s: %v", f.Name, err)
	}
	return b.String()
}

// TestLabelsAreShort gives everything that a label shows a great length.
func TestLabelsAreShort(t *testing.T) {
	long := strings.Repeat("长", 3000)
	g := read(t, fmt.Sprintf(`{"node":%[1]q,"kind":"send","to":[%[1]q,"b"],"msg_id":%[1]q,"event":%[1]q}
{"node":"b","kind":"receive","from":%[1]q,"msg_id":%[1]q}
{"node":"b","kind":"lease_acquire","resource":%[1]q,"holder":%[1]q,"lease":%[1]q,"store":%[1]q,"token":7}
`, long))
	v, err := NewView(g, ViewOptions{Finding: &checks.Finding{Events: []checks.Witness{{Role: long, Event: 0}, {Role: "a", Event: 1}, {Role: "b", Event: 2}}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range DiagramFormats()[:3] {
		for _, run := range regexp.MustCompile(`["\]:][^"\n]*`).FindAllString(drawn(t, f, v), -1) {
			if n := strings.Count(run, "长"); n > maxLabel {
				t.Errorf("%s: a label of %d characters", f.Name, n)
			}
		}
	}
}

// TestSameBytes writes every output of the same log 50 times, each time from
// the log on.
func TestSameBytes(t *testing.T) {
	log := randomLog(rand.New(rand.NewPCG(5, 6)), 6, 150, true)
	first := ""
	for i := range 50 {
		out := everything(t, log)
		if i == 0 {
			first = out
		}
		if out != first {
			t.Fatalf("output %d differs", i)
		}
	}
}

func everything(t *testing.T, log string) string {
	t.Helper()
	g := read(t, log)
	results, err := checks.Run(&checks.Input{Run: g.Run(), Graph: g}, checks.All())
	if err != nil {
		t.Fatal(err)
	}
	rep := &Report{Log: &parse.Log{Runs: []*parse.Run{g.Run()}}, Runs: []RunReport{{g.Run(), g, results}}}
	var b bytes.Buffer
	for _, f := range ReportFormats() {
		if err := f.Write(&b, rep, TextOptions{Color: true}); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range DiagramFormats() {
		for _, opt := range []ViewOptions{{}, {Collapse: true, Limit: 30}, {Around: []parse.EventID{9}}} {
			if err := Diagram(&b, f, g, opt); err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
		}
	}
	return b.String()
}

// TestGraphJSONIsTheOrder closes the edges of random runs and compares with
// happens-before.
func TestGraphJSONIsTheOrder(t *testing.T) {
	for seed := range uint64(100) {
		r := rand.New(rand.NewPCG(seed, 7))
		g := read(t, randomLog(r, 1+r.IntN(4), 4+r.IntN(20), seed%2 == 0))
		var b bytes.Buffer
		if err := GraphJSON(&b, g); err != nil {
			t.Fatal(err)
		}
		var out struct {
			Events []struct{ ID string }
			Edges  []struct{ From, To string }
		}
		if err := json.Unmarshal(b.Bytes(), &out); err != nil {
			t.Fatal(err)
		}
		after := map[[2]string]bool{}
		for _, e := range out.Edges {
			after[[2]string{e.From, e.To}] = true
		}
		for _, k := range out.Events {
			for _, i := range out.Events {
				for _, j := range out.Events {
					if after[[2]string{i.ID, k.ID}] && after[[2]string{k.ID, j.ID}] {
						after[[2]string{i.ID, j.ID}] = true
					}
				}
			}
		}
		compareOrder(t, seed, g, after)
	}
}

func compareOrder(t *testing.T, seed uint64, g *graph.Graph, after map[[2]string]bool) {
	t.Helper()
	run := g.Run()
	for a := range parse.EventID(run.Len()) {
		for b := range parse.EventID(run.Len()) {
			pair := [2]string{run.Event(a).Name(), run.Event(b).Name()}
			if after[pair] != g.Before(a, b) {
				t.Fatalf("seed %d: %v: %v by the edges, %v by happens-before", seed, pair, after[pair], g.Before(a, b))
			}
		}
	}
}

// brokenWriter fails after a number of bytes.
type brokenWriter struct{ left int }

func (w *brokenWriter) Write(p []byte) (int, error) {
	if w.left -= len(p); w.left < 0 {
		return 0, io.ErrShortWrite
	}
	return len(p), nil
}

// TestWriteErrors makes sure that no output drops the error of its writer.
func TestWriteErrors(t *testing.T) {
	g := read(t, randomLog(rand.New(rand.NewPCG(8, 9)), 3, 60, true))
	rep := &Report{Log: &parse.Log{}, Runs: []RunReport{{Run: g.Run(), Graph: g}}}
	for _, f := range ReportFormats() {
		if f.Write(&brokenWriter{10}, rep, TextOptions{}) == nil {
			t.Errorf("report %s: no error", f.Name)
		}
	}
	for _, f := range DiagramFormats() {
		for _, opt := range []ViewOptions{{}, {Limit: 5}} {
			if Diagram(&brokenWriter{10}, f, g, opt) == nil {
				t.Errorf("%s: no error", f.Name)
			}
		}
	}
}
