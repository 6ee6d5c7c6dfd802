package parse

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// FuzzRead reads any bytes as a file, as they are recognised or in a format that
// is forced: compressed or not, with a header or not. Nothing crashes, the
// number of workers does not show, and no line is lost: where a line is one
// event, each is an event, skipped or bad.
func FuzzRead(f *testing.F) {
	names := []string{"", "jsonl", "json-array", "maelstrom", "shiviz", "govector", "text"}
	for i, line := range scannerSeeds(f) {
		f.Add([]byte(line+"\n"+line), uint8(i))
	}
	var t testing.T
	for _, text := range []string{
		"a {\"a\":1}\none\nb {\"b\":1}\ntwo\n", "one\na {\"a\":1}\n", "a {\"a\":1}\nINFO one\n", "[{\"node\":\"a\"},\n{\"node\":\"b\"}]", "a send id=1\nb receive id=1",
		`{"tracecausal":1,"nodes":["a"],"ticks":"all"}` + "\n" + `{"node":"a","vc":[1]}`, "\ufeff{\"node\":\"a\"}\r\n", "\x00\x00\n", gz(&t, event("a", 1)), zst(&t, event("a", 1)), gz(&t, event("a", 1))[:20],
	} {
		for i := range names {
			f.Add([]byte(text), uint8(i))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte, format uint8) {
		opt := Options{Format: names[int(format)%len(names)], MaxUnpacked: 1 << 20, Workers: 1}
		if opt.Format == "text" {
			opt.Parser = `^(?<node>\w+) (?<kind>\w+) id=(?<msg_id>\d+)`
		}
		read := func() (*Log, string) {
			log, err := Read(context.Background(), []File{Text("log", string(data))}, opt)
			return log, outcomeOf(log, err)
		}
		log, got := read()
		if strings.Contains(got, string(ClassInternal)) {
			t.Fatalf("%q: %s", data, got)
		}
		opt.Workers = 3
		if _, again := read(); again != got {
			t.Errorf("%q: %s", data, cmp.Diff(got, again))
		}
		in := log.Inputs[0]
		if in.Format == "jsonl" && in.Events+in.Skipped+in.Bad != in.Lines {
			t.Errorf("%q: %+v does not account for every line", data, in)
		}
		if plain := packedAs(data) == "" && in.Err == nil; plain && in.Lines != strings.Count(string(data), "\n") && in.Lines != strings.Count(string(data), "\n")+1 {
			t.Errorf("%q: %d lines", data, in.Lines)
		}
	})
}

// FuzzHeader reads any line as a header: what is one is JSON, and is read again
// as the same.
func FuzzHeader(f *testing.F) {
	for _, line := range []string{
		`{"tracecausal":1,"nodes":["A","B"],"external":["c*"],"promise":["fifo"],"max_skew_ms":5.5,"max_drift_ppm":50,"total":"1.5","ticks":"all","time_unit":"ms","aliases":{"x":"A"},"same_reading":true}`,
		`{"tracecausal":2}`, `{"tracecausal":1,"ticks":"some"}`, `{"tracecausal":1,"max_skew_ms":1e400}`, `{"tracecausal":1,"tracecausal":1}`, `{"tracecausal":`,
	} {
		f.Add([]byte(line))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		h, err := readFileHeader(line)
		if h != nil && err != nil || h != nil && validJSON(line) != nil {
			t.Errorf("%q: %+v, %v", line, h, err)
		}
		again, errAgain := readFileHeader(line)
		if (h == nil) != (again == nil) || (err == nil) != (errAgain == nil) {
			t.Errorf("%q: read again, it is another header", line)
		}
	})
}
