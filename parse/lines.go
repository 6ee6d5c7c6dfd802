package parse

import (
	"bytes"
	"fmt"
)

// decoded is what one chunk of a file held.
type decoded struct {
	batch     *batch        // nil where there is no event, and once it is joined
	done      chan struct{} // closed when all is decoded
	lines     int
	events    int
	strands   int // that they are of
	skipped   int
	unmatched int         // of those that are skipped
	stray     *Diagnostic // the first of those, where the decoder is linewise; its line counts as in errors
	bad       int
	errors    []Diagnostic // of the first bad lines, at most maxErrors, with lines counted from the chunk's first
	crash     *Diagnostic  // a bug in a decoder; likewise
}

// Every chunk begins each of its strands anew, and its first clock in full. So
// where many nodes log, one should be longer, though not by much: all workers have
// some at hand.
const (
	strandEvents = 64 // of a strand in a chunk, so that its beginning does not matter
	mostChunks   = 4
)

// shortOf returns how many such chunks should have been one.
func (d *decoded) shortOf() int {
	return max(1, min(strandEvents*d.strands/max(d.events, 1), mostChunks))
}

// lineReader hands the lines of a chunk to a decoder and counts what they were.
type lineReader struct {
	decoder decoder
	serial  bool
	path    string
	maxLine int
	out     *decoded
	take    func(*Record) // emit, bound once and not for each line
	raw     []byte        // the current line; nil in serial formats
	refused *lineError    // why the batch did not take an event of the current line
}

// lookAhead is a decoder that reads most lines without being told where they end.
type lookAhead interface {
	// readAhead reads lines from the start of data on, and takes each between begin and
	// end of the reader. It returns where the first line begins that it leaves to
	// decode, with nothing emitted.
	readAhead(data []byte, l *lineReader) (next int)
}

// fail counts the current line as bad.
func (l *lineReader) fail(e *lineError) {
	l.out.bad++
	if len(l.out.errors) < maxErrors {
		l.out.errors = append(l.out.errors, Diagnostic{
			Class: e.class, Source: Source{File: l.path, Line: l.out.lines}, Col: e.col, Msg: e.msg,
		})
	}
}

// emit takes an event of the current line.
func (l *lineReader) emit(rec *Record) {
	if e := l.out.batch.add(rec, l.out.lines, l.raw); e != nil {
		l.refused = e
		return
	}
	l.out.events++
	if rec.Received {
		l.out.events++
	}
}

// read reads every line of a chunk. A decoder that crashes takes its chunk with
// it, not the program.
func (l *lineReader) read(c chunk) {
	defer func() {
		if v := recover(); v != nil {
			l.out.crash = internalError(l.path, l.out.lines, v)
		}
	}()
	if c.tooLong > 0 {
		l.out.lines++
		l.fail(l.overLong(c.tooLong))
		return
	}
	ahead, canLook := l.decoder.(lookAhead)
	for data := c.data; len(data) > 0; {
		if canLook {
			if data = data[ahead.readAhead(data, l):]; len(data) == 0 {
				return
			}
		}
		l.out.lines++
		end := bytes.IndexByte(data, '\n')
		switch {
		case end < 0:
			l.line(data, true, c.broken)
			return
		case end > 0 && end <= l.maxLine && beginsWord(data[0]) && data[end-1] != '\r':
			l.decode(data[:end], false) // as line would
		default:
			l.line(data[:end], false, false)
		}
		data = data[end+1:]
	}
}

// begin begins a line that was read ahead.
func (l *lineReader) begin(line []byte) {
	l.out.lines++
	l.raw = line
}

// end ends a line that was read ahead, to data[i], and returns where the next begins.
func (l *lineReader) end(data []byte, i int) int {
	if l.refused != nil {
		l.fail(l.refused)
		l.refused = nil
	}
	if data[i] == '\r' {
		i++
	}
	return i + 1
}

// beginsWord reports whether a line that begins with c is surely not blank.
func beginsWord(c byte) bool { return c > ' ' && c < 0x80 }

// line reads one line. A torn one lacks its newline, a broken one its end.
func (l *lineReader) line(line []byte, torn, broken bool) {
	if n := len(line); n > 0 && line[n-1] == '\r' {
		line = line[:n-1]
	}
	blank := len(line) == 0 || !beginsWord(line[0]) && len(bytes.TrimSpace(line)) == 0
	switch {
	case broken:
		l.fail(badLine(ClassIO, 0, "torn line: the file could not be read to its end"))
	case len(line) > l.maxLine:
		l.fail(l.overLong(int64(len(line))))
	case len(line) > 0 && line[0] == 0:
		l.fail(nulBlock(line))
	case blank && !l.serial:
		l.out.skipped++
	case torn && !l.shut(line):
		l.fail(badLine(ClassParse, 0, "torn last line: it ends without a newline, and nothing else shows that it is whole; end it with one if it is"))
	default:
		l.decode(line, torn)
	}
}

// shut reports whether a line without its newline is whole for all one can see.
func (l *lineReader) shut(line []byte) bool {
	d, open := l.decoder.(openEnded)
	return !open || d.shut(line)
}

func (l *lineReader) decode(line []byte, torn bool) {
	if !l.serial {
		l.raw = line
	}
	what, e := l.decoder.decode(line, l.take)
	if e == nil {
		e = l.refused
	}
	l.refused = nil
	switch {
	case e == nil && what == lineEvent:
	case e != nil && torn:
		torn := *e
		torn.msg = "torn last line (it ends without a newline): " + e.msg
		l.fail(&torn)
	case e != nil:
		l.fail(e)
	case what == lineUnmatched:
		l.out.skipped++
		if len(bytes.TrimSpace(line)) > 0 {
			l.unmatched(line)
		}
	case what == lineSkipped:
		l.out.skipped++
	}
}

// unmatched counts the current line as one that fits nothing.
func (l *lineReader) unmatched(line []byte) {
	l.out.unmatched++
	if d, ok := l.decoder.(linewise); ok && d.linewise() && l.out.stray == nil {
		l.out.stray = &Diagnostic{Class: WarnUnmatched, Source: Source{File: l.path, Line: l.out.lines}, Msg: "no pattern fits this line: " + Quote(string(line))}
	}
}

// finish ends the file of a serial format. What it finds missing belongs to the
// last line.
func (l *lineReader) finish() {
	defer func() {
		if v := recover(); v != nil {
			l.out.crash = internalError(l.path, l.out.lines, v)
		}
	}()
	e := l.decoder.finish(l.take)
	if e == nil {
		e = l.refused
	}
	if e != nil {
		l.fail(e)
	}
}

func (l *lineReader) overLong(n int64) *lineError {
	return badLine(ClassLimit, 0, "line of %d bytes is longer than the limit of %d; it was not read (--max-line)", n, l.maxLine)
}

// nulBlock describes a line that begins with NUL bytes, as a crash of the
// machine leaves them where the file had grown but its data was not written.
func nulBlock(line []byte) *lineError {
	n := len(line) - len(bytes.TrimLeft(line, "\x00"))
	if n == len(line) {
		return badLine(ClassParse, 1, "NUL block: %d NUL bytes in place of a line, as a crash leaves them", n)
	}
	return badLine(ClassParse, 1, "NUL block: %d NUL bytes before %s", n, Quote(string(line[n:])))
}

func internalError(path string, line int, v any) *Diagnostic {
	return &Diagnostic{
		Class:  ClassInternal,
		Source: Source{File: path, Line: line},
		Msg:    "a bug in this program, please report it with the line: " + Escape(fmt.Sprint(v)),
	}
}
