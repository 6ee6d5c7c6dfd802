package parse

import (
	"fmt"
	"hash/maphash"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// readLines returns what a reader of lines says of a text: the events with their
// lines, what it counted, and the batch. behind is what stands behind the text in its
// buffer.
func readLines(d decoder, f *fileContext, text, behind string, maxLine int) (string, *batch) {
	var b strings.Builder
	l := lineReader{decoder: d, path: "log", maxLine: maxLine, out: &decoded{batch: newBatch(f, maphash.MakeSeed())}}
	l.take = func(rec *Record) {
		describe := func(rec *Record) { fmt.Fprintf(&b, "%d: %s\n", l.out.lines, describeRecord(rec)) }
		if bothEnds(describe)(rec); rec.Clock != nil {
			fmt.Fprintf(&b, "%q\n", l.raw)
		}
		l.emit(rec)
	}
	buffer := []byte(text + behind)
	l.read(chunk{data: buffer[:len(text)]})
	fmt.Fprintf(&b, "%d lines, %d events, %d skipped, %d bad\n", l.out.lines, l.out.events, l.out.skipped, l.out.bad)
	for _, e := range l.out.errors {
		fmt.Fprintln(&b, e.Error())
	}
	return b.String(), l.out.batch
}

// drawLog draws lines of few shapes, of which some are torn by ends of lines.
func drawLog(t *rapid.T) string {
	forms := []string{
		`{"node":"%s","kind":"send","to":"B","msg_id":%d,"vc":{"A":%d,"B":2}}`, `{"vc":{"A":1,"%s":%d},"x":[1,{"y":%d}],"node":"A"}`,
		`{"node":"%s","hlc":{"pt":%d,"c":%d},"kind":"id","id":[7, 8]}`, `{"node":"%s","vc":[%d,%d],"unknown":{"a":"b"}} `,
		`{"src":"%s","dest":"B","body":{"type":"read","key":%d,"msg_id":%d}}`, `{"id":3,"src":"%s","dest":"B","body":{"type":"generate_ok","id":[%d, %d]}}`,
		`{"node":"A","src":"%s","dest":"B","time":17000000%d,"body":{"type":"read","value":{"a":[%d, 2]}}}`,
	}
	forms = rapid.SliceOfN(rapid.SampledFrom(forms), 1, 2).Draw(t, "forms")
	number := rapid.SampledFrom([]int{10, 11, 12, 123456789})
	end := rapid.SampledFrom([]string{"\n", "\n", "\n", "\r\n", "\r\r\n", "\n\n", " \n"})
	var b strings.Builder
	for range rapid.IntRange(2, 12).Draw(t, "lines") {
		line := fmt.Sprintf(rapid.SampledFrom(forms).Draw(t, "form"), rapid.SampledFrom([]string{"A", "A", "C", "Zü"}).Draw(t, "name"), number.Draw(t, "n"), number.Draw(t, "m"))
		switch rapid.IntRange(0, 7).Draw(t, "change") {
		case 0:
			line = string(mutate(t, []byte(line)))
		case 1, 2: // where JSON may have a blank, most often
			at := rapid.IntRange(0, len(line)).Draw(t, "at")
			if blank := strings.LastIndexAny(line[:at], ",:[{"); blank >= 0 {
				at = blank + 1
			}
			line = line[:at] + end.Draw(t, "torn") + line[at:]
		}
		b.WriteString(line + end.Draw(t, "end"))
	}
	return b.String()
}

// TestLinesAhead compares lines that are read without being told where they end, in
// pieces of files, with those of the strict path.
func TestLinesAhead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := drawLog(t)
		if rapid.IntRange(0, 3).Draw(t, "cut") == 0 {
			text = text[:rapid.IntRange(0, len(text)).Draw(t, "size")]
		}
		maxLine := rapid.SampledFrom([]int{DefaultMaxLine, DefaultMaxLine, 60, 80}).Draw(t, "longest line")
		behind := rapid.SampledFrom([]string{"", "\n", "}\n" + text}).Draw(t, "behind")
		nodes := rapid.SampledFrom([][]string{nil, nil, {"A", "B", "C"}}).Draw(t, "nodes") // three have no clock of the lines
		f := &fileContext{opt: &Options{Nodes: nodes}, node: rapid.SampledFrom([]string{"", "A"}).Draw(t, "node of the file")}
		compareAhead(t, f, text, behind, maxLine)
	})
	line := `{"node":"A","vc":{"A":1,"B":2}}`
	for _, text := range []string{line + "\r\r\n" + line + "\n" + line + "\r\n" + line + "\n", line + "\n" + line + " \n" + line + "\r"} {
		compareAhead(t, &fileContext{opt: &Options{}}, text, "", DefaultMaxLine)
	}
	refused := `{"node":"A","vc":[1,2]}` + "\n"
	compareAhead(t, &fileContext{opt: &Options{Nodes: []string{"A", "B", "C"}}}, strings.Repeat(refused, 5), "", DefaultMaxLine)
	labels := "" // numbers, more than are learned as a part of lines, and none
	for _, label := range strings.Fields("1 2 3 4 5 6 7 8 9 null 1 2") {
		labels += `{"node":"A","event":` + label + "}\n"
	}
	compareAhead(t, &fileContext{opt: &Options{}}, labels, "", DefaultMaxLine)
	for _, longer := range []string{"AB", "ABC"} { // by one than the longest that is read, and by two
		other := strings.Replace(line, "A", longer, 1)
		for _, end := range []string{"\n", "\r\n"} {
			compareAhead(t, &fileContext{opt: &Options{}}, strings.Repeat(line+end, 3)+other+end+strings.Repeat(line+end, 3), "", len(line))
		}
	}
}

func compareAhead(t interface{ Fatalf(string, ...any) }, f *fileContext, text, behind string, maxLine int) {
	for i, format := range scannedFormats {
		quick, strict := bothWaysIn(f)
		got, rows := readLines(quick[i], f, text, behind, maxLine)
		want, wantRows := readLines(strict[i], f, text, "", maxLine)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%s: %q: strict -, ahead +:\n%s", format.Name, text, diff)
		}
		sameRows(t, text, rows, wantRows)
	}
}

// TestTornClocksAreNotNoted: a clock that is torn by the end of a line is read
// neither the first time nor when it comes again.
func TestTornClocksAreNotNoted(t *testing.T) {
	torn := `{"node":"A","vc":{"A":2,` + "\n" + `"B":2}}` + "\n"
	text := `{"node":"A","vc":{"A":1,"B":2}}` + "\n" + torn + torn + torn
	quick, _ := bothWays(&Options{})
	if got, _ := readLines(quick[0], &fileContext{opt: &Options{}}, text, "", DefaultMaxLine); !strings.Contains(got, "7 lines, 1 events, 0 skipped, 6 bad") {
		t.Error(got)
	}
}

// TestLinesAheadAreTaken: lines of one shape are read ahead but for the first.
func TestLinesAheadAreTaken(t *testing.T) {
	for i, line := range []string{`{"node":"A","kind":"send","to":"B","msg_id":1,"vc":{"A":1}}`, `{"src":"A","dest":"B","body":{"type":"read","msg_id":1}}`} {
		for _, end := range []string{"\n", "\r\n"} {
			text := strings.Repeat(line+end, 10)
			quick, _ := bothWays(&Options{})
			counting := &countingDecoder{decoder: quick[i]}
			if got, _ := readLines(counting, &fileContext{opt: &Options{}}, text, "", DefaultMaxLine); counting.ahead < 8 || !strings.Contains(got, "10 lines") {
				t.Errorf("%q: %d lines were read ahead: %s", line+end, counting.ahead, got)
			}
		}
	}
}

type countingDecoder struct {
	decoder
	ahead int
}

func (d *countingDecoder) readAhead(data []byte, l *lineReader) int {
	before := l.out.lines
	next := d.decoder.(lookAhead).readAhead(data, l)
	d.ahead += l.out.lines - before
	return next
}
