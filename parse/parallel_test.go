package parse

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// pairsFormat is a serial format for these tests: an event is a line with a
// label and a line "@node". Lines that begin with # are banners.
var pairsFormat = Format{
	Name:   "pairs",
	serial: true,
	detect: func(head []byte, _ *Options) bool { return bytes.HasPrefix(head, []byte("label")) },
	decoder: func(*fileContext) (decoder, error) {
		return &pairs{}, nil
	},
}

type pairs struct{ label []byte }

func (p *pairs) decode(line []byte, emit func(*Record)) (outcome, *lineError) {
	switch {
	case len(line) == 0 || line[0] == '#':
		return lineSkipped, nil
	case string(line) == "panic":
		panic("a bug with an \x1b in it")
	case line[0] != '@':
		p.label = append(p.label[:0], line...)
		return lineEvent, nil
	case len(p.label) == 0:
		return 0, badLine(ClassParse, 1, "a node without a label")
	}
	emit(&Record{Node: line[1:], Label: p.label})
	p.label = p.label[:0]
	return lineEvent, nil
}

func (p *pairs) finish(func(*Record)) *lineError {
	if len(p.label) > 0 {
		return badLine(ClassParse, 0, "a label without a node")
	}
	return nil
}

// readWith reads with small chunks, so that a short text is many of them.
func readWith(workers, chunk int, opt Options, files ...File) (*Log, error) {
	opt.Workers = workers
	r := newReader(files, &opt)
	r.chunkSize = chunk
	r.formats = []Format{pairsFormat, jsonlFormat}
	return r.read(context.Background())
}

// messyLog is a log of one node with lines of every sort.
func messyLog(rng *rand.Rand, node string, lines int) string {
	var b strings.Builder
	n := 0
	for range lines {
		switch rng.IntN(12) {
		case 0:
			b.WriteString("\n")
		case 1:
			b.WriteString(torn + "\n")
		case 2:
			b.WriteString(strings.Repeat("x", 100+rng.IntN(400)) + "\r\n")
		case 3:
			b.WriteString("\x00\x00\n")
		default:
			n++
			b.WriteString(event(node, n))
		}
	}
	return b.String()
}

// TestWorkersAndChunksDoNotShow reads the same files in many ways and wants the
// same log, with the same errors at the same lines.
func TestWorkersAndChunksDoNotShow(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var files []File
	for i := range 6 {
		files = append(files, Text(fmt.Sprintf("%02d.jsonl", i), event("first", i+1)+messyLog(rng, fmt.Sprintf("n%d", i%5), 200)))
	}
	var serial strings.Builder
	for i := range 300 {
		fmt.Fprintf(&serial, "label %d\n# banner\n\n@P\n", i)
	}
	files = append(files, Text("pairs", serial.String()+"label"))
	opt := Options{MaxLine: 200}
	want, err := readWith(1, 1<<20, opt, files...)
	if err != nil {
		t.Fatal(err)
	}
	if len(want.Inputs[0].Errors) != maxErrors || want.Inputs[0].Bad <= maxErrors || want.Inputs[6].Bad != 1 {
		t.Fatalf("the logs are not messy enough: %+v", want.Inputs)
	}
	for _, workers := range []int{1, 2, 8} {
		for _, chunk := range []int{1, 64, 1000, 1 << 20} {
			got, err := readWith(workers, chunk, opt, files...)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(outcomeOf(want, nil)+describe(want.Runs), outcomeOf(got, nil)+describe(got.Runs)); diff != "" {
				t.Errorf("%d workers, chunks of %d bytes:\n%s", workers, chunk, diff)
			}
		}
	}
}

func TestCountsAddUp(t *testing.T) {
	text := messyLog(rand.New(rand.NewPCG(3, 4)), "A", 1000)
	log, err := readWith(4, 512, Options{MaxLine: 200}, Text("a", text))
	if err != nil {
		t.Fatal(err)
	}
	in := log.Inputs[0]
	if in.Lines != strings.Count(text, "\n") || in.Lines != in.Events+in.Skipped+in.Bad {
		t.Errorf("%d lines; counted %d = %d events + %d skipped + %d bad", strings.Count(text, "\n"), in.Lines, in.Events, in.Skipped, in.Bad)
	}
}

func TestSerialFormat(t *testing.T) {
	log, err := readWith(4, 10, Options{}, Text("a", "\nlabel 1\n@A\n@A\nlabel 2\n\n@B\nlabel 3"))
	want := `a pairs lines=8 events=2 skipped=2 bad=2
  a:4:1: E-PARSE: a node without a label
  a:8: E-PARSE: a label without a node
A:1 label 1
B:1 label 2
`
	if diff := cmp.Diff(want, outcomeOf(log, err)); diff != "" {
		t.Error(diff)
	}
	if got := log.Runs[0].Event(1).Source(); got != (Source{File: "a", Line: 7}) {
		t.Errorf("B:1 stands at %v", got)
	}
}

// TestCrashOfADecoder wants an error with the place, and no crash.
func TestCrashOfADecoder(t *testing.T) {
	parallel := pairsFormat
	parallel.serial = false
	for _, format := range []Format{pairsFormat, parallel} {
		opt := Options{Workers: 4}
		r := newReader([]File{Text("a", "label 1\n@A\n\npanic\nlabel 2\n@A\n"), Text("b", "label 1\n@B\n")}, &opt)
		r.formats, r.chunkSize = []Format{format}, 1000
		log, err := r.read(context.Background())
		var d *Diagnostic
		if !errors.As(err, &d) || d.Error() != `a:4: E-INTERNAL: a bug in this program, please report it with the line: a bug with an \x1b in it` {
			t.Errorf("serial=%t: got %v", format.serial, err)
		}
		if log.Bad() == 0 {
			t.Errorf("serial=%t: the file does not count as bad", format.serial)
		}
	}
}

func TestCrashOfADetector(t *testing.T) {
	opt := Options{}
	r := newReader([]File{Text("a", "x\n")}, &opt)
	r.formats = []Format{{Name: "x", detect: func([]byte, *Options) bool { panic("no") }}}
	if _, err := r.read(context.Background()); err == nil || !strings.Contains(err.Error(), "a: E-INTERNAL") {
		t.Errorf("got %v", err)
	}
}

func TestDecoderThatCannotBeMade(t *testing.T) {
	broken := pairsFormat
	broken.decoder = func(*fileContext) (decoder, error) { return nil, badLine(ClassUsage, 0, "no good pattern") }
	opt := Options{}
	r := newReader([]File{Text("a", "label\n")}, &opt)
	r.formats = []Format{broken}
	if _, err := r.read(context.Background()); err == nil || err.Error() != "a: E-USAGE: format pairs: no good pattern" {
		t.Errorf("got %v", err)
	}
}

// TestFirstLinesDecideTheFormat puts lines that no format can own before those
// that show it.
func TestFirstLinesDecideTheFormat(t *testing.T) {
	text := "\n\x00\x00\n" + strings.Repeat("y", 300) + "\n" + header + "\nlabel\n@A\n"
	for _, chunk := range []int{1, 50, 1 << 20} {
		log, err := readWith(2, chunk, Options{MaxLine: 200}, Text("a", text))
		want := "a pairs lines=7 events=1 skipped=3 bad=2\n"
		if got := outcomeOf(log, err); !strings.HasPrefix(got, want) {
			t.Errorf("chunks of %d bytes: got\n%s", chunk, got)
		}
	}
}
