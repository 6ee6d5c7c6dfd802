package parse

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"pgregory.net/rapid"
)

// answerOf returns what a decoder says of a line, in every detail: the records
// as Go values, the outcome, and the error with its column.
func answerOf(d decoder, line []byte) string {
	var b strings.Builder
	what, err := d.decode(line, bothEnds(func(rec *Record) {
		fmt.Fprintf(&b, "%s | wire=%q tt=%+v unit=%d hasvc=%v\n", describeRecord(rec), rec.WireID, rec.TrueTime, rec.HLCUnit, rec.Clock != nil)
	}))
	fmt.Fprintf(&b, "%d %+v", what, err)
	return b.String()
}

// bothEnds hands on the receive that a record stands for, too.
func bothEnds(emit func(*Record)) func(*Record) {
	return func(rec *Record) {
		emit(rec)
		if rec.Received {
			receive := *rec
			receive.Node, receive.Kind, receive.Role = rec.To[0], Receive, NoRole
			emit(&receive)
		}
	}
}

// scannedFormats are those whose lines the scanner reads.
var scannedFormats = []Format{jsonlFormat, maelstromFormat}

// compareWays decodes a line twice: as it is read, and by the strict path
// alone. behind is what stands behind the line in its buffer.
func compareWays(t interface{ Errorf(string, ...any) }, quick, strict []decoder, line, behind string) {
	buffer := []byte(line + behind)
	for i := range quick {
		want := answerOf(strict[i], []byte(line))
		for _, way := range []string{"quick", "once more, in its known shape", "key by key"} {
			shapesGivenUp(quick[i], way == "key by key")
			got := answerOf(quick[i], buffer[:len(line)])
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: %q before %q: strict -, %s +:\n%s", scannedFormats[i].Name, line, behind, way, diff)
			}
		}
	}
}

// shapesGivenUp makes a decoder try no shapes on the next line, which it then
// reads key by key, or makes it try them again.
func shapesGivenUp(d decoder, given bool) {
	if d, ok := d.(*jsonLines); ok {
		d.event.shapes.trial, d.event.keyed = trial{}, trial{}
		if given {
			d.event.shapes.misses = mostMisses
		}
	}
}

// bothWays returns decoders that scan and decoders that never do.
func bothWays(opt *Options) (quick, strict []decoder) { return bothWaysIn(&fileContext{opt: opt}) }

func bothWaysIn(file *fileContext) (quick, strict []decoder) {
	for _, f := range scannedFormats {
		q, _ := f.decoder(file)
		s, _ := f.decoder(file)
		switch s := s.(type) {
		case *jsonLines:
			s.event.strict = true
		case *maelstromDecoder:
			s.event.strict = true
		}
		quick, strict = append(quick, q), append(strict, s)
	}
	return quick, strict
}

func scannerSeeds(t testing.TB) []string {
	var lines []string
	for _, c := range decodeCases {
		lines = append(lines, c.line)
	}
	files, err := filepath.Glob("../testdata/parse/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range txtar.Parse(data).Files {
			if f.Name != "input" {
				continue
			}
			for line := range bytes.Lines(f.Data) {
				lines = append(lines, strings.TrimSuffix(string(line), "\n"))
			}
		}
	}
	return lines
}

// TestScannerOnCases compares the two ways on the lines of all cases.
func TestScannerOnCases(t *testing.T) {
	quick, strict := bothWays(&Options{})
	for _, line := range scannerSeeds(t) {
		compareWays(t, quick, strict, line, "")
		compareWays(t, quick, strict, line, "\n{\"node\":\"behind\"}")
		for end := range line { // a line that is cut, before what would go on
			compareWays(t, quick, strict, line[:end], line[end:]+"\n")
		}
	}
}

// FuzzScanner compares the two ways on two lines, since the scanner expects
// that the second is like the first.
func FuzzScanner(f *testing.F) {
	seeds := scannerSeeds(f)
	for i, line := range seeds {
		f.Add(line, seeds[(i+1)%len(seeds)], "\n")
		f.Add(line, strings.ReplaceAll(line, ":", " : "), "}")
	}
	for _, line := range []string{
		`{"node":"A","vc":{"A":1,"B":2,"A":3}}`, `{"node":"A","vc":{"B":1,"B":2}}`, `{"node":"A","vc":{"A":1,"B":02}}`,
		`{"node":"A","vc":{"A":123456789012345678,"B":1234567890123456789}}`, `{"node":"A","vc":{"A":1},"clock":{"A":2}}`,
		`{"node":"A","vc":{"":1}}`, `{"node":"A","vc":{"A":1.5}}`, `{"node":"A","x":{"k":[1,{"k":2,"k":3}]}}`, `{"node":"A","node":"B"}`,
		`{"node":"A","hlc":{"pt":1700000000123,"c":4}}`, `{"hlc": {"c": 4, "l": 1}, "node": "A", "vc": {"B": 3, "A": 2}}`, `{"node":"A","hlc":{"pt":1,"pt":2}}`,
		`{"node":"A","u":1,"u":2}`, `{"node":"A","vc":{"a name beyond sixteen bytes":1,"a name beyond sixteen bytez":2}}`,
	} {
		f.Add(line, line, "1")
		f.Add(`{"node":"A","vc":{"A":1,"B":2}}`, line, ",")
	}
	for _, clock := range []string{`{"A":01,"B":20}`, `{"A"=10,"B":20}`, `{"A":1x,"B":20}`, `{"B":20,"A":10}`, `{"A":10,"B":20,}`, `{"A":10,"B":20,"A":10}`, `{"A":10}`} {
		f.Add(`{"node":"A","vc":{"A":10,"B":20}}`, `{"node":"A","vc":`+clock+`}`, strings.Repeat("}", 3*wordBytes))
	}
	f.Fuzz(func(t *testing.T, first, second, behind string) {
		quick, strict := bothWays(&Options{})
		for _, line := range []string{first, second, second} {
			compareWays(t, quick, strict, line, behind)
		}
	})
}

// drawPlainLine draws a line that the scanner must not decline.
func drawPlainLine(t *rapid.T) string {
	blank := rapid.SampledFrom([]string{"", "", " ", "  ", "\t"})
	gap := func() string { return blank.Draw(t, "blank") }
	text := rapid.SampledFrom([]string{`"A"`, `"node-1"`, `""`, `"a name beyond sixteen bytes"`, `"Zürich"`, `"a \"quoted\" text"`})
	number := rapid.SampledFrom([]string{"0", "7", "-1", "1234567", "12345678", "1700000000123", "1.5", "2e9"})
	scalar := rapid.OneOf(text, number, rapid.SampledFrom([]string{"true", "false", "null"}))
	members := func(keys []string, value *rapid.Generator[string]) string {
		keys = rapid.Permutation(keys).Draw(t, "order")[:rapid.IntRange(0, len(keys)).Draw(t, "keys")]
		var b strings.Builder
		for i, k := range keys {
			if i > 0 {
				b.WriteString("," + gap())
			}
			fmt.Fprintf(&b, "%q%s:%s%s%s", k, gap(), gap(), value.Draw(t, "value"), gap())
		}
		return "{" + gap() + b.String() + "}"
	}
	object := rapid.Custom(func(t *rapid.T) string {
		return members([]string{"A", "B", "n0", "node-1", "pt", "c", "earliest"}, number)
	})
	array := rapid.Custom(func(t *rapid.T) string {
		return "[" + gap() + strings.Join(rapid.SliceOfN(scalar, 0, 4).Draw(t, "elements"), ","+gap()) + gap() + "]"
	})
	keys := []string{"node", "event", "kind", "to", "msg_id", "vc", "clock", "hlc", "time", "ts", "lamport", "token", "body", "unknown", "unknowm", "x"}
	return gap() + members(keys, rapid.OneOf(scalar, object, array)) + gap()
}

// TestScannerTakesPlainLines: the scanner reads plain lines itself, whatever
// the order of their keys, and as the strict path does. Otherwise it would be
// right and idle.
func TestScannerTakesPlainLines(t *testing.T) {
	quick, strict := bothWays(&Options{})
	r := newEventReader(&fileContext{opt: &Options{}})
	rapid.Check(t, func(t *rapid.T) {
		line := drawPlainLine(t)
		if !r.scan([]byte(line)) {
			t.Errorf("declined: %s", line)
		}
		compareWays(t, quick, strict, line, rapid.SampledFrom([]string{"", "\n" + line, "}"}).Draw(t, "behind"))
	})
	for _, line := range []string{wideClock(20), wideClock(50)} {
		compareWays(t, quick, strict, line, "\n")
	}
	for _, c := range decodeCases {
		if !r.scan([]byte(c.line)) {
			t.Errorf("declined: %s", c.line)
		}
	}
}

// wideClock returns a line with a vector clock of many nodes.
func wideClock(nodes int) string {
	var entries []string
	for i := range nodes {
		entries = append(entries, fmt.Sprintf(`"n%d":%d`, i, i+1))
	}
	return `{"node":"n0","vc":{` + strings.Join(entries, ",") + `}}`
}

// TestClockNamesDiffer: names that are expected, new ones, and many.
func TestClockNamesDiffer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var c clockScanner
		for range 3 {
			names := rapid.SliceOfN(rapid.SampledFrom([]string{"A", "B", "C", "node-1", "node-2", "a-name-of-13-b", "a name of more than sixteen bytes", "a name of more than sixteen bytez"}), 1, 6).Draw(t, "names")
			var b strings.Builder
			seen, differ := map[string]bool{}, true
			for i, n := range names {
				fmt.Fprintf(&b, `,"%s":%d`, n, i)
				differ = differ && !seen[n]
				seen[n] = true
			}
			line := []byte("{" + b.String()[1:] + "}")
			c.reset()
			if end := c.read(nil, line, 0); (end == len(line)) != differ {
				t.Fatalf("%s: %d", line, end)
			}
			if differ && len(c.found.entries) != len(names) {
				t.Fatalf("%s: %d entries", line, len(c.found.entries))
			}
		}
	})
	var b strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&b, `,"node-%d":%d`, i, i)
	}
	var c clockScanner
	for range 2 {
		c.reset()
		if line := []byte("{" + b.String()[1:] + "}"); c.read(nil, line, 0) != len(line) || len(c.found.entries) != 5000 {
			t.Errorf("%d entries of many", len(c.found.entries))
		}
		c.reset()
		if twice := []byte("{" + b.String()[1:] + `,"node-17":1}`); c.read(nil, twice, 0) != notPlain {
			t.Error("a name twice among many")
		}
	}
}

// TestSmallWalkers compares the walkers of validated text with gjson's.
func TestSmallWalkers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := rawJSON(rapid.Custom(func(t *rapid.T) []byte { return []byte(drawJSON(t, 4)) }).Filter(accepts).Draw(t, "value"))
		var got, want []string
		note := func(to *[]string, fail int) func(key []byte, value rawJSON) *lineError {
			return func(key []byte, value rawJSON) *lineError {
				*to = append(*to, string(key)+"="+string(value))
				if len(*to) == fail {
					return badLine(ClassParse, 0, "stop")
				}
				return nil
			}
		}
		fail := rapid.IntRange(0, 4).Draw(t, "fail")
		element := func(f func([]byte, rawJSON) *lineError) func(rawJSON) *lineError {
			return func(value rawJSON) *lineError { return f(nil, value) }
		}
		var a, b *lineError
		switch {
		case raw.isObject():
			a, b = walkMembers(raw, note(&got, fail)), walkObject(raw, note(&want, fail))
		case raw.isArray():
			a, b = walkElements(raw, element(note(&got, fail))), walkArray(raw, element(note(&want, fail)))
		}
		if diff := cmp.Diff(want, got); diff != "" || (a == nil) != (b == nil) || a != nil && a.col != b.col {
			t.Errorf("%s: %v, %v: %s", raw, a, b, diff)
		}
	})
}
