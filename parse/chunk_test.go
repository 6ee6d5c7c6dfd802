package parse

import (
	"bytes"
	"io"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// linesOf cuts text into chunks and returns its lines, each with its end and
// "?" and its length for one that is over the limit.
func linesOf(r io.Reader, size, limit int) (lines []string, err error) {
	s := splitter{r: r, size: size, max: limit}
	for {
		c, err := s.next(nil)
		if err != nil {
			return lines, err
		}
		if c.tooLong > 0 {
			lines = append(lines, "?"+strconv.Itoa(int(c.tooLong)))
			continue
		}
		for line := range strings.Lines(string(c.data)) {
			lines = append(lines, limited(line, limit))
		}
	}
}

// limited returns a line as linesOf does.
func limited(line string, limit int) string {
	if text := strings.TrimSuffix(line, "\n"); len(text) > limit+1 { // one more, as it may end in '\r'
		return "?" + strconv.Itoa(len(strings.TrimSuffix(text, "\r")))
	}
	return line
}

// TestChunksAreTheLines compares chunks with a split of the whole text, for any
// sizes and however few bytes each read gives.
func TestChunksAreTheLines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.SampledFrom([]rune("ab\n\n\r")), 0, 60, -1).Draw(t, "text")
		size := rapid.IntRange(1, 20).Draw(t, "size")
		limit := rapid.IntRange(1, 20).Draw(t, "limit")
		var want []string
		for line := range strings.Lines(text) {
			want = append(want, limited(line, limit))
		}
		for _, r := range []io.Reader{strings.NewReader(text), iotest.OneByteReader(strings.NewReader(text)), iotest.DataErrReader(strings.NewReader(text))} {
			got, err := linesOf(r, size, limit)
			if err != io.EOF {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatal(diff)
			}
		}
	})
}

func TestChunksEndWithTheStream(t *testing.T) {
	s := splitter{r: io.MultiReader(strings.NewReader("one\ntw"), iotest.ErrReader(io.ErrUnexpectedEOF)), size: 100, max: 100}
	var got []chunk
	for {
		c, err := s.next(nil)
		if err != nil {
			if err != io.ErrUnexpectedEOF {
				t.Fatal(err)
			}
			break
		}
		got = append(got, c)
	}
	if len(got) != 2 || string(got[0].data) != "one\n" || got[0].broken || string(got[1].data) != "tw" || !got[1].broken {
		t.Errorf("got %+v", got)
	}
}

// TestLongLinesOfAnyLength: wherever the pieces end in which a line over the limit
// is passed over, its length is told and the line after it is read.
func TestLongLinesOfAnyLength(t *testing.T) {
	for n := 12; n < 80; n++ {
		for _, end := range []string{"\n", "\r\n"} {
			long := strings.Repeat("x", n) + end
			got, err := linesOf(strings.NewReader("a\n"+long+"b\n"), 10, 10)
			if diff := cmp.Diff([]string{"a\n", limited(long, 10), "b\n"}, got); diff != "" || err != io.EOF {
				t.Fatalf("%d: %v %s", n, err, diff)
			}
		}
	}
}

// TestLongLineBrokenOff: a line over the limit that an error ends is broken, and
// one that the end of the file ends is not.
func TestLongLineBrokenOff(t *testing.T) {
	for err, broken := range map[error]bool{io.EOF: false, io.ErrUnexpectedEOF: true} {
		s := splitter{r: io.MultiReader(strings.NewReader(strings.Repeat("x", 50)), iotest.ErrReader(err)), size: 10, max: 10}
		if c, failed := s.next(nil); failed != nil || c.tooLong != 50 || c.broken != broken {
			t.Errorf("%v: got %+v, %v", err, c, failed)
		}
	}
}

// endless gives n times the letter x.
type endless struct{ n int64 }

func (e *endless) Read(p []byte) (int, error) {
	if e.n == 0 {
		return 0, io.EOF
	}
	n := min(int64(len(p)), e.n)
	for i := range p[:n] {
		p[i] = 'x'
	}
	e.n -= n
	return int(n), nil
}

// allocated returns how many bytes do allocates, freed ones included.
func allocated(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// TestEndlessLine reads a line of 1 GiB with a good line before and after it.
func TestEndlessLine(t *testing.T) {
	const length = 1 << 30 / oneOf
	var log *Log
	file := File{Path: "a.jsonl", Size: -1, Open: func() (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(strings.NewReader(event("A", 1)), &endless{length}, strings.NewReader("\n"+event("A", 2)))), nil
	}}
	used := allocated(func() { log = readAll(t, Options{}, file) })
	if used > 16<<20 {
		t.Errorf("took %d bytes of memory", used)
	}
	want := []Input{{Path: "a.jsonl", Format: "jsonl", Lines: 3, Events: 2, Bad: 1, Errors: []Diagnostic{{
		Class: ClassLimit, Source: Source{File: "a.jsonl", Line: 2},
		Msg: "line of " + strconv.Itoa(length) + " bytes is longer than the limit of 1048576; it was not read (--max-line)",
	}}}}
	if diff := cmp.Diff(want, log.Inputs); diff != "" {
		t.Error(diff)
	}
}

func TestSplitterGivesUpOnAStreamThatStandsStill(t *testing.T) {
	idle := 0
	slow := splitter{size: 10, max: 10, r: readerFunc(func(p []byte) (int, error) {
		if idle++; idle <= 100 {
			return 0, nil
		}
		return copy(p, "a\n"), io.EOF
	})}
	if c, err := slow.next(nil); err != nil || string(c.data) != "a\n" {
		t.Errorf("after 100 times nothing: got %q, %v", c.data, err)
	}
	s := splitter{r: readerFunc(func([]byte) (int, error) { return 0, nil }), size: 10, max: 10}
	if _, err := s.next(nil); err != io.ErrNoProgress {
		t.Errorf("got %v", err)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func BenchmarkSplit(b *testing.B) {
	text := bytes.Repeat([]byte(event("node-1", 12345)), 1<<16)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		s := splitter{r: bytes.NewReader(text), size: chunkSize, max: DefaultMaxLine}
		var buf []byte
		for {
			c, err := s.next(buf)
			if err != nil {
				break
			}
			buf = c.buf
		}
	}
}
