package simulate_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tracecausal/tracecausal/parse"
	"github.com/tracecausal/tracecausal/simulate"
)

// memory is a recording that stays in memory.
type memory map[string]*bytes.Buffer

func (m memory) create(name string) (io.WriteCloser, error) {
	if m[name] != nil {
		return nil, fmt.Errorf("file %s is made twice", name)
	}
	m[name] = &bytes.Buffer{}
	return closer{m[name]}, nil
}

type closer struct{ io.Writer }

func (closer) Close() error { return nil }

// read reads a recording as analyze does.
func (m memory) read(t *testing.T) *parse.Log {
	t.Helper()
	opt := parse.Options{}
	var files []parse.File
	for name, data := range m {
		if name == "tracecausal.yaml" {
			config, err := parse.ReadConfig(name, data.Bytes())
			if err != nil {
				t.Fatalf("%v\n%s", err, data)
			}
			opt = config.Options(opt)
			continue
		}
		files = append(files, parse.Text(name, data.String()))
	}
	slices.SortFunc(files, func(a, b parse.File) int { return strings.Compare(a.Path, b.Path) })
	log, err := parse.Read(context.Background(), files, opt)
	if err != nil || log.Bad() > 0 || len(log.Warnings) > 0 {
		t.Fatalf("%v; %d bad lines; warnings %v", err, log.Bad(), log.Warnings)
	}
	return log
}

// pinger sends a greeting, and whoever gets one answers.
type pinger struct{ first bool }

func (p *pinger) Start(n *simulate.Node) {
	n.Log("", "ready")
	if p.first {
		n.Log("write", "save", simulate.Pair{Key: "resource", Value: "disk"}, simulate.Pair{Key: "token", Value: 7}, simulate.Pair{Key: "note", Value: "two words"})
		n.Send("hello", nil, []simulate.Pair{{Key: "amount", Value: 5}}, "b")
	}
}

func (p *pinger) Receive(n *simulate.Node, m simulate.Message) {
	n.Received(m)
	if m.Type == "hello" {
		n.Reply(m, "generate_ok", nil, simulate.Pair{Key: "id", Value: "x-1"})
	}
}

func ping(t *testing.T, rec simulate.Recorder, clocks func() []simulate.Instrument) {
	t.Helper()
	w := simulate.NewWorld(1, rec, 0)
	w.AddNode("a", &pinger{first: true}, clocks()...)
	w.AddNode("b", &pinger{}, clocks()...)
	if err := w.RunAll(time.Hour); err != nil {
		t.Fatal(err)
	}
}

// describe lists what was read of each event, apart from the clocks.
func describe(log *parse.Log) []string {
	var all []string
	for _, run := range log.Runs {
		for i := range run.Len() {
			e := run.Event(parse.EventID(i))
			s := fmt.Sprintf("%s %s %s %s", e.NodeName(), e.Kind(), e.Label(), run.MsgText(e.MsgID()))
			for _, f := range parse.Fields() {
				if v, ok := e.Payload(f); ok {
					s += fmt.Sprintf(" %s=%s", f, v.Raw())
				}
			}
			all = append(all, s)
		}
	}
	return all
}

func noClocks() []simulate.Instrument { return nil }

// TestRecordersAgree: what JSON lines say, text says too.
func TestRecordersAgree(t *testing.T) {
	vector := func() []simulate.Instrument { return []simulate.Instrument{&simulate.Vector{}} }
	hlc := func(cockroach bool) func() []simulate.Instrument {
		return func() []simulate.Instrument { return []simulate.Instrument{&simulate.HLC{Cockroach: cockroach}} }
	}
	plain := memory{}
	ping(t, simulate.NewJSONLines(plain.create), vector)
	want := describe(plain.read(t))
	if len(want) != 9 {
		t.Fatalf("%d events: %q", len(want), want)
	}
	for _, c := range []struct {
		name   string
		clocks func() []simulate.Instrument
		rec    func(*simulate.Settings) simulate.Recorder
	}{
		{"shiviz", vector, func(s *simulate.Settings) simulate.Recorder { return simulate.NewShiViz(s, true, "note") }},
		{"text", noClocks, func(s *simulate.Settings) simulate.Recorder { return simulate.NewTextLines(s, "note") }},
		{"text with HLC", hlc(false), func(s *simulate.Settings) simulate.Recorder { return simulate.NewTextLines(s, "note") }},
		{"text with HLC as in CockroachDB", hlc(true), func(s *simulate.Settings) simulate.Recorder { return simulate.NewTextLines(s, "note") }},
		{"JSON in words of its own, with HLC", hlc(false), func(s *simulate.Settings) simulate.Recorder { return simulate.NewServiceLines(s) }},
		{"text with vectors", vector, func(s *simulate.Settings) simulate.Recorder { return simulate.NewTextLines(s, "note") }},
	} {
		m := memory{}
		settings := simulate.NewSettings(m.create, simulate.Pair{Key: "max_skew_ms", Value: 5}, simulate.Pair{Key: "promise", Value: []string{"fifo"}})
		ping(t, simulate.NewMixed(settings, nil, c.rec(settings)), c.clocks)
		log := m.read(t)
		if diff := cmp.Diff(want, describe(log)); diff != "" {
			t.Errorf("%s: (-jsonl +%s)\n%s%v", c.name, c.name, diff, m)
		}
		if _, hasHLC, _, hasWall := log.Runs[0].Has(); hasHLC != strings.Contains(c.name, "HLC") || c.name == "text" && !hasWall {
			t.Errorf("%s: HLC %v, wall %v", c.name, hasHLC, hasWall)
		}
	}
}

// TestWire: each node's standard input and output, and nothing else.
func TestWire(t *testing.T) {
	m := memory{}
	settings := simulate.NewSettings(m.create, simulate.Pair{Key: "external", Value: []string{"c*"}})
	ping(t, simulate.NewMixed(settings, nil, simulate.NewWire(settings)), noClocks)
	want := []string{
		"a send hello 1 amount=5", "a receive generate_ok 1",
		"b receive hello 1 amount=5", "b id generate_ok 1 id=\"x-1\"",
	}
	if diff := cmp.Diff(want, describe(m.read(t))); diff != "" {
		t.Errorf("%s%v", diff, m)
	}
}
