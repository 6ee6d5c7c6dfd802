package parse

import (
	"bytes"
	"context"
	"io"
	"sync"
)

// fileReading is one file on its way through a [reader].
type fileReading struct {
	r        *reader
	file     File
	in       *opened // while it is open
	split    splitter
	first    chunk // the first chunk with content, which starts with it
	found    bool  // there is such a chunk
	header   *fileHeader
	written  []byte // the header's line
	format   *Format
	context  *fileContext // without its head, once all is read
	pretty   bool         // the file opens as pretty-printed JSON does, known once all is read
	mu       sync.Mutex
	idle     []decoder     // not in use at the moment
	chunks   []*decoded    // in the order of the file
	queue    chan *decoded // the same, on their way to the assembly; closed at the file's end
	warnings []Diagnostic
	fatal    *Diagnostic // what kept the file from being read at all
	broken   *Diagnostic // what ended the reading before the file's end
	lost     *Diagnostic // more events may be lost than lines are bad
	damaged  bool        // what was read may be wrong, see Input
}

// guard calls do, and makes a panic in it an error of the file.
func (f *fileReading) guard(ctx context.Context, do func(*fileReading, context.Context)) {
	defer func() {
		if v := recover(); v != nil {
			f.fatal = internalError(f.file.Path, 0, v)
			f.close()
		}
	}()
	do(f, ctx)
}

func (f *fileReading) close() {
	if f.in != nil {
		f.in.Close()
		f.in = nil
	}
}

// scan looks for the file's header. A stream, and a file that is the only one,
// stays open, for it is not opened again.
func (f *fileReading) scan(ctx context.Context) {
	if f.file.Size < 0 || len(f.r.files) == 1 {
		f.start(ctx, f.r.progress.add)
		return
	}
	f.start(ctx, func(int) {})
	f.close()
	f.r.recycle(f.first)
	*f = fileReading{r: f.r, file: f.file, header: f.header, queue: f.queue}
}

// start opens the file and reads up to its first content after a header.
func (f *fileReading) start(ctx context.Context, advance func(n int)) {
	in, failed := open(ctx, f.file, f.r.maxUnpacked(), advance)
	if failed != nil {
		f.fatal = failed
		return
	}
	f.in = in
	if what := notText(in.start, in.packed); what != "" {
		f.fatal = f.diagnose(ClassDecode, what)
		return
	}
	f.split = splitter{r: in, size: f.chunkSize(), max: f.r.maxLine}
	f.header = nil
	for !f.found && f.fatal == nil {
		c, err := f.split.next(f.r.buffer())
		if err != nil {
			f.ended(c, err)
			return
		}
		f.look(c)
	}
}

// chunkSize returns how much is read at a time: all of a small file, and no
// more, for there may be very many of them.
func (f *fileReading) chunkSize() int {
	if size := f.file.Size; f.in.packed == "" && size >= 0 && size < int64(f.r.chunkSize) {
		return int(size) + 1 // with a byte more, its end is seen
	}
	return f.r.chunkSize
}

func (f *fileReading) diagnose(class Class, msg string) *Diagnostic {
	return &Diagnostic{Class: class, Source: Source{File: f.file.Path}, Msg: msg}
}

// look counts the lines of a chunk up to the first that is neither blank, over
// a limit nor a header.
func (f *fileReading) look(c chunk) {
	at := firstContent(c.data, f.r.maxLine)
	f.count(chunk{data: c.data[:at], tooLong: c.tooLong, broken: c.broken})
	c.data = c.data[at:]
	if f.header == nil && len(c.data) > 0 {
		line, rest, _ := bytes.Cut(c.data, []byte("\n"))
		h, err := readFileHeader(bytes.TrimSpace(line))
		switch {
		case err != nil:
			f.fatal = f.diagnose(err.class, "the header: "+err.msg)
			f.fatal.Source.Line = f.linesBefore() + 1
			if err.col > 0 {
				f.fatal.Col = err.col + len(line) - len(bytes.TrimLeft(line, " \t"))
			}
			return
		case h != nil:
			f.header, f.written = h, bytes.TrimSpace(bytes.Clone(line))
			f.chunks = append(f.chunks, &decoded{lines: 1, skipped: 1})
			f.look(chunk{data: rest, buf: c.buf, broken: c.broken})
			return
		}
	}
	if f.found = len(c.data) > 0; f.found {
		f.first = c
		return
	}
	f.r.recycle(c)
}

// linesBefore returns how many lines were counted.
func (f *fileReading) linesBefore() int {
	n := 0
	for _, c := range f.chunks {
		n += c.lines
	}
	return n
}

// count counts lines that no decoder needs to see.
func (f *fileReading) count(c chunk) {
	out := &decoded{}
	l := lineReader{path: f.file.Path, maxLine: f.r.maxLine, out: out}
	if l.read(c); out.lines > 0 {
		f.chunks = append(f.chunks, out)
	}
}

// ended notes how the stream ended.
func (f *fileReading) ended(c chunk, err error) {
	f.r.recycle(c)
	if err == io.EOF {
		return
	}
	class, msg := readFailure(err, f.in.packed)
	f.broken, f.damaged = f.diagnose(class, msg), f.damaged || f.in.packed != ""
}

// read reads the whole file. What the headers of all files declared holds for
// it where its own does not say otherwise.
func (f *fileReading) read(ctx context.Context, declared *fileHeader) {
	defer f.close()
	defer close(f.queue)
	if f.in == nil && f.fatal == nil {
		f.start(ctx, f.r.progress.add)
	}
	for _, c := range f.chunks {
		if !f.send(ctx, c) {
			return
		}
	}
	if f.fatal != nil {
		return
	}
	if f.found {
		if f.fatal = f.recognise(declared); f.fatal != nil {
			f.blameReading()
			return
		}
		if f.format.serial {
			f.readSerially(ctx)
		} else {
			f.readInParallel(ctx)
		}
	}
	f.warnings = f.in.end(f.file.Path)
	f.letGo()
}

// letGo frees what only reading needs, for there may be very many files.
func (f *fileReading) letGo() {
	f.idle, f.first, f.split = nil, chunk{}, splitter{}
	if f.context != nil {
		f.pretty = multiLineJSON(f.context.head)
		f.context.head = nil
	}
}

// blameReading makes the failure to read on what kept a file from being read,
// where so little of it came that nothing recognised it.
func (f *fileReading) blameReading() {
	if f.first.broken && f.fatal.Class == ClassNoInput {
		f.fatal = f.diagnose(readFailure(f.split.err, f.in.packed))
	}
}

// recognise chooses the file's format and makes its first decoder.
func (f *fileReading) recognise(declared *fileHeader) *Diagnostic {
	c := &fileContext{path: f.file.Path, head: headOf(f.first.data), opt: f.r.opt, use: f.r.use, traced: f.r.traced, header: declared.within(f.header), headerLine: f.written}
	c.node = nodeOf(c.path, c.opt)
	c.rule = c.opt.Config.rule(c.path, c.head)
	format, err := choose(f.r.formats, c)
	if err != nil {
		return err
	}
	f.format = format
	c.head = bytes.Clone(c.head) // the chunk's memory is used again
	f.context = c
	d, failed := f.decoder()
	f.idle = append(f.idle, d)
	return failed
}
