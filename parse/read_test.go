package parse

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// readAll reads files and fails the test where the reading fails.
func readAll(t *testing.T, opt Options, files ...File) *Log {
	t.Helper()
	log, err := Read(context.Background(), files, opt)
	if err != nil {
		t.Fatal(err)
	}
	return log
}

// event returns a line of a log: the i-th event of a node.
func event(node string, i int) string {
	return fmt.Sprintf(`{"node":%q,"event":"e%d","vc":{%q:%d}}`+"\n", node, i, node, i)
}

// outcomeOf writes what Read returned in a form that tests can compare: each
// input with its counts and errors, warnings, the error, and the events.
func outcomeOf(log *Log, err error) string {
	var b strings.Builder
	for _, in := range log.Inputs {
		fmt.Fprintf(&b, "%s %s lines=%d events=%d skipped=%d bad=%d\n", in.Path, in.Format, in.Lines, in.Events, in.Skipped, in.Bad)
		for _, e := range in.Errors {
			fmt.Fprintln(&b, "  "+e.Error())
		}
		if in.Err != nil {
			fmt.Fprintln(&b, "  ended: "+in.Err.Error())
		}
	}
	for _, w := range log.Warnings {
		fmt.Fprintln(&b, "warning: "+w.Error())
	}
	if err != nil {
		fmt.Fprintln(&b, "error: "+err.Error())
	}
	for _, r := range log.Runs {
		for i := range r.Len() {
			e := r.Event(EventID(i))
			fmt.Fprintf(&b, "%s %s\n", e.Name(), e.Label())
		}
	}
	return b.String()
}

const (
	torn   = `{"node":"A","event":"e2","vc":{"A":2`
	header = `{"tracecausal":1,"nodes":["A"]}` + "\n"
)

func TestRead(t *testing.T) {
	tests := []struct {
		point string
		text  string
		want  string
	}{
		{"blank lines are counted as skipped", "\n" + event("A", 1) + " \t\n\r\n" + event("A", 2),
			"a jsonl lines=5 events=2 skipped=3 bad=0\nA:1 e1\nA:2 e2\n"},
		{"a line is blank whatever its blanks are", "\u00a0\u2003\n" + event("A", 1) + "\u0085\n",
			"a jsonl lines=3 events=1 skipped=2 bad=0\nA:1 e1\n"},
		{"CRLF ends lines as LF does, also mixed", strings.ReplaceAll(event("A", 1), "\n", "\r\n") + event("A", 2),
			"a jsonl lines=2 events=2 skipped=0 bad=0\nA:1 e1\nA:2 e2\n"},
		{"a byte order mark is dropped", "\ufeff" + event("A", 1),
			"a jsonl lines=1 events=1 skipped=0 bad=0\nA:1 e1\n"},
		{"a complete last line needs no newline", strings.TrimSuffix(event("A", 1), "\n"),
			"a jsonl lines=1 events=1 skipped=0 bad=0\nA:1 e1\n"},
		{"a lone CR and the Unicode line ends end no line", `{"node":"A","event":"x` + "\u2028\u0085" + `y"}` + "\r \n",
			"a jsonl lines=1 events=1 skipped=0 bad=0\nA:1 x\u2028\u0085y\n"},
		{"the header is skipped", "\n" + header + event("A", 1),
			"a jsonl lines=3 events=1 skipped=2 bad=0\nA:1 e1\n"},
		{"a header that a joined file repeats is skipped", header + event("A", 1) + header + event("A", 2),
			"a jsonl lines=4 events=2 skipped=2 bad=0\nA:1 e1\nA:2 e2\n"},
		{"another header behind the first declares nothing", header + `{"tracecausal":1,"nodes":["B"]}` + "\n" + event("A", 1),
			"a jsonl lines=3 events=1 skipped=1 bad=1\n  a:2:1: E-FIELD: a header that does not open the file declares nothing: put it first, and the same in all parts of a joined file\nA:1 e1\n"},
		{"an array without elements is no JSON over many lines", "[\n]\n",
			"a json-array lines=2 events=0 skipped=2 bad=0\nerror: a: E-NOINPUT: 0 of 2 lines read as events of format json-array\n"},
		{"a header that cannot be read stops", `{"tracecausal":1,"promise":["fifoo"]}` + "\n" + event("A", 1),
			"a  lines=0 events=0 skipped=0 bad=0\n  ended: HEADER\nerror: HEADER\n"},
		{"NUL bytes in place of a line are a bad line", event("A", 1) + strings.Repeat("\x00", 4096) + "\n" + event("A", 2),
			"a jsonl lines=3 events=2 skipped=0 bad=1\n  a:2:1: E-PARSE: NUL block: 4096 NUL bytes in place of a line, as a crash leaves them\nA:1 e1\nA:2 e2\n"},
		{"a file may begin with NUL bytes", "\x00\x00\n" + event("A", 1),
			"a jsonl lines=2 events=1 skipped=0 bad=1\n  a:1:1: E-PARSE: NUL block: 2 NUL bytes in place of a line, as a crash leaves them\nA:1 e1\n"},
		{"a line behind NUL bytes is no event", event("A", 1) + "\x00\x00" + event("A", 2),
			"a jsonl lines=2 events=1 skipped=0 bad=1\n  a:2:1: E-PARSE: NUL block: 2 NUL bytes before \"{\"node\":\"A\",\"event\":\"e2\",\"vc\":{\"A\":2}}\"\nA:1 e1\n"},
		{"an empty file is no input", "",
			"a  lines=0 events=0 skipped=0 bad=0\nerror: a: E-NOINPUT: the file is empty\n"},
		{"a file of blank lines is no input", "\n\n",
			"a  lines=2 events=0 skipped=2 bad=0\nerror: a: E-NOINPUT: 0 of 2 lines read as events\n"},
		{"a header alone is no input", header,
			"a  lines=1 events=0 skipped=1 bad=0\nerror: a: E-NOINPUT: 0 of 1 line read as events\n"},
		{"JSON over many lines is no input, and the message says how to make it one", "{\n \"node\": \"A\"\n}\n",
			"a jsonl lines=3 events=0 skipped=0 bad=3\nBAD\nerror: a: E-NOINPUT: 0 events; looks like multi-line JSON, but one line must be one event: jq -c . makes such lines\n"},
		{"text that no format knows names the formats", "hello\nworld\n",
			"a  lines=0 events=0 skipped=0 bad=0\n  ended: TRIED\nerror: TRIED\n"},
		{"UTF-16 with a mark", "\xff\xfea\x00b\x00\n\x00",
			notTextOutcome("looks like UTF-16LE; convert it with iconv -f UTF-16LE -t UTF-8")},
		{"UTF-16 without a mark", "\x00{\x00\"\x00n\x00o\x00d\x00e\x00\"\x00:",
			notTextOutcome("looks like UTF-16BE; convert it with iconv -f UTF-16BE -t UTF-8")},
		{"a program", "\x7fELF\x02\x01\x01\x00",
			notTextOutcome("a program (ELF), not a text file; name the logs")},
		{"a zip archive", "PK\x03\x04\x14\x00",
			notTextOutcome("a zip archive, not a text file; unpack it first (unzip)")},
		{"a bzip2 file", "BZh91AY&SY",
			notTextOutcome("compressed with bzip2, not a text file; unpack it first (bzip2 -d)")},
		{"an xz file", "\xfd7zXZ\x00\x00",
			notTextOutcome("compressed with xz, not a text file; unpack it first (xz -d)")},
		{"a tar archive", "a.log" + strings.Repeat("\x00", 252) + "ustar\x0000",
			notTextOutcome("a tar archive, not a text file; unpack it first (tar -x)")},
		{"other bytes", "a\x00\x01b\n",
			notTextOutcome("a binary file (it holds NUL bytes); no format that can be read")},
	}
	for _, tt := range tests {
		t.Run(tt.point, func(t *testing.T) {
			got := outcomeOf(Read(context.Background(), []File{Text("a", tt.text)}, Options{}))
			if diff := cmp.Diff(tt.want, shorten(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func notTextOutcome(msg string) string {
	return "a  lines=0 events=0 skipped=0 bad=0\n  ended: a: E-DECODE: " + msg + "\nerror: a: E-DECODE: " + msg + "\n"
}

// shorten replaces messages that belong to other parts of the package.
func shorten(outcome string) string {
	var b strings.Builder
	bad := false
	for line := range strings.Lines(outcome) {
		place, msg, _ := strings.Cut(line, ": a:")
		msg = strings.TrimPrefix(msg, " ")
		switch {
		case strings.HasPrefix(msg, "1:29: E-FIELD: the header: "):
			line = place + ": HEADER\n"
		case strings.HasPrefix(msg, "E-NOINPUT: no event can be read: it begins with \"hello\", which no format recognises (tried "):
			line = place + ": TRIED\n"
		case strings.HasPrefix(line, "  a:") && strings.Contains(line, ": E-PARSE: ") && !strings.Contains(line, "NUL block"):
			if bad {
				continue
			}
			line, bad = "BAD\n", true
		}
		b.WriteString(line)
	}
	return b.String()
}

// TestTornLines cuts a log at every byte. Whatever is read is a prefix of the
// events, and it is whole only where the cut is the end of a line or the bytes
// of the last line are all there.
func TestTornLines(t *testing.T) {
	whole := event("A", 1) + event("A", 2)
	first := len(event("A", 1))
	for cut := 1; cut < len(whole); cut++ {
		log, err := Read(context.Background(), []File{Text("a", whole[:cut])}, Options{Format: "jsonl"})
		wantEvents, wantBad := cut/first, 1
		switch {
		case cut == first-1 || cut == len(whole)-1:
			wantEvents, wantBad = wantEvents+1, 0
		case cut == first:
			wantBad = 0
		}
		if in := log.Inputs[0]; in.Events != wantEvents || log.Bad() != wantBad {
			t.Errorf("cut at %d: %d events, %d bad, expected %d and %d", cut, in.Events, log.Bad(), wantEvents, wantBad)
		}
		if wantBad == 1 && !strings.Contains(log.Inputs[0].Errors[0].Msg, "torn last line") {
			t.Errorf("cut at %d: %s", cut, log.Inputs[0].Errors[0].Msg)
		}
		if (err != nil) != (wantEvents == 0) {
			t.Errorf("cut at %d: error %v", cut, err)
		}
	}
}

func TestTornLineInTheMiddleIsBad(t *testing.T) {
	log := readAll(t, Options{}, Text("a", event("A", 1)+torn+"\n"+event("A", 3)))
	if in := log.Inputs[0]; in.Bad != 1 || in.Events != 2 || strings.Contains(in.Errors[0].Msg, "torn") {
		t.Errorf("got %+v", in)
	}
}

func TestEmptyFileAmongGoodOnes(t *testing.T) {
	got := outcomeOf(Read(context.Background(), []File{Text("a", ""), Text("b", event("A", 1)), Text("c", "\n")}, Options{}))
	want := `a  lines=0 events=0 skipped=0 bad=0
b jsonl lines=1 events=1 skipped=0 bad=0
c  lines=1 events=0 skipped=1 bad=0
warning: a: W-EMPTY: an empty file
warning: c: W-EMPTY: no event in its 1 line
A:1 e1
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestEveryFileThatCannotBeReadIsNamed(t *testing.T) {
	missing := func(name string) File {
		return File{Path: name, Size: 10, Open: func() (io.ReadCloser, error) { return nil, errors.New("gone") }}
	}
	log, err := Read(context.Background(), []File{missing("a"), Text("b", event("A", 1)), missing("c")}, Options{})
	if err == nil || err.Error() != "a: E-IO: cannot be read: gone\nc: E-IO: cannot be read: gone" {
		t.Errorf("got %v", err)
	}
	if log.Events() != 1 || log.Bad() != 2 {
		t.Errorf("%d events, %d bad", log.Events(), log.Bad())
	}
}

// TestManyFilesWithoutEvents: as many are named as there is room for.
func TestManyFilesWithoutEvents(t *testing.T) {
	for n, more := range map[int]string{maxErrors: "", maxErrors + 3: "E-NOINPUT: nor in 3 more files"} {
		_, err := Read(context.Background(), slices.Repeat([]File{Text("a", "")}, n), Options{})
		lines := strings.Split(err.Error(), "\n")
		if more != "" {
			if lines[len(lines)-1] != more {
				t.Errorf("%d files: ends with %q", n, lines[len(lines)-1])
			}
			lines = lines[:len(lines)-1]
		}
		if len(lines) != maxErrors || lines[0] != "a: E-NOINPUT: the file is empty" {
			t.Errorf("%d files: %d lines, first %q", n, len(lines), lines[0])
		}
	}
}

func TestUnknownFormatNameListsTheFormats(t *testing.T) {
	_, err := Read(context.Background(), []File{Text("a", event("A", 1))}, Options{Format: "jsnl"})
	var d *Diagnostic
	if !errors.As(err, &d) || d.Class != ClassUsage || !strings.Contains(d.Msg, `"jsnl"; there are `) || !strings.Contains(d.Msg, "jsonl") {
		t.Errorf("got %v", err)
	}
}

func TestNoFiles(t *testing.T) {
	if _, err := Read(context.Background(), nil, Options{}); err == nil || !strings.Contains(err.Error(), "E-NOINPUT") {
		t.Errorf("got %v", err)
	}
}

// sized is a file of a size that its content need not have.
func sized(size int64, r io.Reader) File {
	return File{Path: "a", Size: size, Open: func() (io.ReadCloser, error) { return io.NopCloser(r), nil }}
}

func TestFilesThatChangeOrBreakWhileRead(t *testing.T) {
	one := event("A", 1)
	n := int64(len(one))
	tests := []struct {
		point string
		file  File
		want  string
	}{
		{"what is appended after the opening is not read", sized(n, strings.NewReader(one+event("A", 2))),
			fmt.Sprintf("a jsonl lines=1 events=1 skipped=0 bad=0\nwarning: a: W-GREW: grew while it was read; only its first %d bytes were\nA:1 e1\n", n)},
		{"a file that became shorter did not end well", sized(n+1, strings.NewReader(one)),
			"a jsonl lines=1 events=1 skipped=0 bad=0\n  ended: a: E-IO: the file became shorter while it was read; only its first line was read\nA:1 e1\n"},
		{"a read error keeps the lines before it, and not the one that it cuts", sized(-1, io.MultiReader(strings.NewReader(one+strings.TrimSpace(event("A", 2))), iotest.ErrReader(errors.New("input/output error")))),
			"a jsonl lines=2 events=1 skipped=0 bad=1\n  a:2: E-IO: torn line: the file could not be read to its end\n  ended: a: E-IO: cannot be read: input/output error; only its first 2 lines were read\nA:1 e1\n"},
		{"a read error in the first line is what is told of it", sized(-1, io.MultiReader(strings.NewReader("hello"), iotest.ErrReader(errors.New("input/output error")))),
			"a  lines=0 events=0 skipped=0 bad=0\n  ended: a: E-IO: cannot be read: input/output error\nerror: a: E-IO: cannot be read: input/output error\n"},
		{"a read error at the start is no input", sized(-1, iotest.ErrReader(errors.New("bad file descriptor"))),
			"a  lines=0 events=0 skipped=0 bad=0\n  ended: a: E-IO: cannot be read: bad file descriptor\nerror: a: E-IO: cannot be read: bad file descriptor\n"},
	}
	for _, tt := range tests {
		t.Run(tt.point, func(t *testing.T) {
			log, err := Read(context.Background(), []File{tt.file}, Options{})
			if diff := cmp.Diff(tt.want, outcomeOf(log, err)); diff != "" {
				t.Error(diff)
			}
			if strings.Contains(tt.want, "ended") && log.Bad() == 0 {
				t.Error("a broken file does not count as bad")
			}
			if log.Inputs[0].Damaged {
				t.Error("what was read of a file that is not compressed counts as damaged")
			}
		})
	}
}

// TestFewFilesAreOpenAtOnce reads many files and counts how many of them are
// open together.
func TestFewFilesAreOpenAtOnce(t *testing.T) {
	var open, most atomic.Int64
	var files []File
	for i := range 300 {
		f := Text(fmt.Sprintf("%03d", i), event("A", i+1))
		inner := f.Open
		f.Open = func() (io.ReadCloser, error) {
			r, err := inner()
			for n := open.Add(1); ; {
				if old := most.Load(); n <= old || most.CompareAndSwap(old, n) {
					return closer{r, func() { open.Add(-1) }}, err
				}
			}
		}
		files = append(files, f)
		if f.Size > 0 { // an empty file is closed like all others
			empty := f
			empty.Path, empty.Size = f.Path+"-empty", 0
			files = append(files, empty)
		}
	}
	log := readAll(t, Options{Workers: 64}, files...)
	if log.Events() != 300 || open.Load() != 0 || most.Load() > maxOpen {
		t.Errorf("%d events, %d files left open, %d open at once", log.Events(), open.Load(), most.Load())
	}
}

type closer struct {
	io.Reader
	close func()
}

func (c closer) Close() error { c.close(); return nil }

func TestCancelWhileAPipeIsSilent(t *testing.T) {
	r, _ := io.Pipe()
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(20*time.Millisecond, cancel)
	err := within(t, func() error {
		_, err := Read(ctx, []File{sized(-1, r)}, Options{})
		return err
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestCancelWhileReading(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	n := 0
	endless := readerFunc(func(p []byte) (int, error) {
		if n++; n == 50 {
			cancel()
		}
		return copy(p, strings.Repeat(event("A", 1), 100)), nil
	})
	err := within(t, func() error {
		_, err := Read(ctx, []File{sized(-1, endless)}, Options{})
		return err
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestProgress(t *testing.T) {
	text := strings.Repeat(event("A", 1), 60000)
	var told []int64
	total := int64(0)
	readAll(t, Options{Workers: 4, Progress: func(done, all int64) { told, total = append(told, done), all }}, Text("a", text), Text("b", text))
	if len(told) < 3 || total != int64(2*len(text)) || told[len(told)-1] != total {
		t.Errorf("told %v of %d", told, total)
	}
	for i := 1; i < len(told); i++ {
		if told[i] <= told[i-1] {
			t.Errorf("goes back: %v", told)
		}
	}
}

// TestProgressIsToldBySteps, the rest at the end, and without a total where a
// file does not tell its size.
func TestProgressIsToldBySteps(t *testing.T) {
	var told []int64
	p := progress{report: func(done, _ int64) { told = append(told, done) }}
	for _, n := range []int{chunkSize - 1, 1, chunkSize - 1, 5, 7} {
		p.add(n)
	}
	p.finish()
	p.finish()
	if diff := cmp.Diff([]int64{chunkSize, 2*chunkSize + 4, 2*chunkSize + 11, 2*chunkSize + 11}, told); diff != "" {
		t.Error(diff)
	}
	for _, sizes := range [][]int64{{5, 0, -1, 7}, {-1, 5}, {5, -1}} {
		var files []File
		for _, size := range sizes {
			files = append(files, File{Size: size})
		}
		if total := newReader(files, &Options{}).progress.total; total != -1 {
			t.Errorf("%v: a total of %d", sizes, total)
		}
	}
	if total := newReader([]File{{Size: 5}, {Size: 0}, {Size: 7}}, &Options{}).progress.total; total != 12 {
		t.Errorf("a total of %d", total)
	}
}

// TestEventsOfOneLine that have one clock are several events all the same.
func TestEventsOfOneLine(t *testing.T) {
	log := readAll(t, Options{}, Text("a.json", `[{"node":"A","event":"x","vc":{"A":1}},{"node":"A","event":"y","vc":{"A":1}}]`+"\n"))
	if diff := cmp.Diff("a.json json-array lines=1 events=2 skipped=0 bad=0\nA:1 x\nA:2 y\n", outcomeOf(log, nil)); diff != "" {
		t.Error(diff)
	}
}

// TestLinesThatAPatternPassesBy are counted, and not with the blank ones.
func TestLinesThatAPatternPassesBy(t *testing.T) {
	log := readAll(t, Options{Format: "text", Parser: `^(?<node>\w+) (?<event>.*)`}, Text("a", "a x\n-\n\n \na y\n--\n"))
	if in := log.Inputs[0]; in.Lines != 6 || in.Events != 2 || in.Skipped != 4 || in.Unmatched != 2 || in.Bad != 0 {
		t.Errorf("got %+v", in)
	}
	log = readAll(t, Options{Format: "shiviz", Parser: `(?<host>\w+) (?<clock>\{.*\}) (?<event>.*)`}, Text("a", "a {\"a\":1} x\n\n-\n"))
	if in := log.Inputs[0]; in.Events != 1 || in.Skipped != 2 || in.Unmatched != 1 {
		t.Errorf("got %+v", in)
	}
}

// TestLineOfTheLimit is read, and one that is a byte longer is not.
func TestLineOfTheLimit(t *testing.T) {
	text := event("A", 1)
	length := len(text) - len("\n")
	for _, end := range []string{"\n", "\r\n"} {
		for limit, bad := range map[int]int{length: 0, length - 1: 1} {
			log, _ := Read(t.Context(), []File{Text("a.jsonl", text[:length]+end)}, Options{MaxLine: limit, Format: "jsonl"})
			if in := log.Inputs[0]; in.Bad != bad || in.Events != 1-bad {
				t.Errorf("limit %d: %d bad, %d events", limit, in.Bad, in.Events)
			}
		}
	}
}

func TestLineWrittenTwice(t *testing.T) {
	const a1, a2 = `{"node":"A","event":"x","vc":{"A":1}}`, `{"node":"A","event":"y","vc":{"A":2}}`
	tests := []struct {
		name   string
		lines  []string
		events int
		warned bool
	}{
		{"the same line again is the same event", []string{a1, a2, a2}, 2, true},
		{"also where the log began late", []string{a1, a1, `{"node":"A","event":"z","vc":{"A":9}}`}, 2, true},
		{"also where lines are shuffled", []string{a2, a1, a1}, 2, true},
		{"in shuffled lines equal ones further apart are two events", []string{a2, a1, a2}, 3, false},
		{"a line that says more is another event", []string{a1, a2, `{"node":"A","event":"y","vc":{"A":2},"thread":1}`}, 3, false},
		{"where not every event ticks, equal lines are two events", []string{a1, a1, `{"node":"A","event":"z","vc":{"A":1}}`}, 3, false},
		{"equal lines further apart may be a restart", []string{a1, a2, a1, a2}, 4, false},
		{"without a clock, equal lines are two events", []string{`{"node":"A","event":"x"}`, `{"node":"A","event":"x"}`}, 2, false},
		{"equal numbers are one event", []string{`{"node":"A","event":"x","seq":1}`, `{"node":"A","event":"x","seq":1}`}, 1, true},
	}
	for _, tt := range tests {
		log, err := Read(t.Context(), []File{Text("a.jsonl", strings.Join(tt.lines, "\n")+"\n")}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		warned := slices.ContainsFunc(log.Warnings, func(d Diagnostic) bool { return d.Class == WarnDuplicate })
		if n := log.Runs[0].Len(); n != tt.events || warned != tt.warned {
			t.Errorf("%s: %d events, warned %v; want %d, %v", tt.name, n, warned, tt.events, tt.warned)
		}
		for size := 1; size < 130; size += 9 { // whichever lines a chunk ends with
			r := newReader([]File{Text("a.jsonl", strings.Join(tt.lines, "\n")+"\n")}, &Options{})
			r.chunkSize = size
			if log, err := r.read(t.Context()); err != nil || log.Runs[0].Len() != tt.events {
				t.Errorf("%s, in chunks of %d: %d events, %v; want %d", tt.name, size, log.Runs[0].Len(), err, tt.events)
			}
		}
	}
	if log := readAll(t, Options{Ticks: TicksSends}, Text("a.jsonl", a1+"\n"+a2+"\n"+a2+"\n")); log.Runs[0].Len() != 3 {
		t.Errorf("where only sends tick, equal lines are two events: got %d", log.Runs[0].Len())
	}
}
