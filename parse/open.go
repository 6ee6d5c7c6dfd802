package parse

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
)

// sniffLen is how many bytes at a file's start show what it is: enough for the
// mark of a tar archive at byte 257.
const sniffLen = 512

// errTruncated is met where a file ends before the size it had when opened.
var errTruncated = errors.New("the file became shorter while it was read")

// errNotPacked is met where a file that should be compressed is empty.
var errNotPacked = errors.New("an empty file, not a compressed one: it was cut short")

// opened is a file's content on its way in: unpacked, without a byte order
// mark, and guarded against pipes that hang, files that change while they are
// read and archives that never end.
type opened struct {
	*bufio.Reader
	start    []byte // the first bytes, at most sniffLen; valid until more is read
	packed   string // "gzip", "zstd" or ""
	stored   *storedReader
	closers  []io.Closer
	warnings []Diagnostic
}

func (o *opened) Close() {
	for _, c := range o.closers {
		c.Close() // nothing was written, so nothing can be lost
	}
}

// open opens a file and looks at its first bytes. Whatever fails here fails
// before any line was read.
func open(ctx context.Context, f File, maxUnpacked int64, advance func(n int)) (*opened, *Diagnostic) {
	raw, err := f.Open()
	if err != nil {
		return nil, &Diagnostic{Class: ClassIO, Source: Source{File: f.Path}, Msg: "cannot be read: " + reason(err)}
	}
	o := &opened{closers: []io.Closer{raw}}
	o.stored = newStored(ctx, raw, f.Size, advance)
	o.Reader = bufio.NewReader(o.stored) // reads of chunks go past its buffer
	if err = o.unpack(maxUnpacked); err == nil {
		err = o.look(f.Path)
	}
	if err != nil {
		o.Close()
		class, msg := readFailure(err, o.packed)
		return nil, &Diagnostic{Class: class, Source: Source{File: f.Path}, Msg: msg}
	}
	return o, nil
}

// unpack puts a decompressor in front of a file that needs one.
func (o *opened) unpack(maxUnpacked int64) error {
	magic, _ := o.Peek(4) // an error comes again with the first Read
	o.packed = packedAs(magic)
	if o.packed == "" {
		return nil
	}
	u, err := unpack(o.packed, bufio.NewReaderSize(o.Reader, 64<<10))
	if err != nil {
		return err
	}
	o.closers = append(o.closers, u)
	o.Reader = bufio.NewReader(&cappedReader{r: u, stored: o.stored, max: maxUnpacked})
	return nil
}

// look notes the first bytes of the content and drops a byte order mark.
func (o *opened) look(path string) error {
	var err error
	o.start, err = o.Peek(sniffLen)
	switch {
	case len(o.start) == 0 && err != io.EOF:
		return err
	case o.packed != "" || !namedPacked(path):
	case len(o.start) == 0:
		return errNotPacked
	default:
		o.warnings = append(o.warnings, Diagnostic{Class: WarnDecode, Source: Source{File: path},
			Msg: "not compressed in spite of its name; read as it is"})
	}
	if bytes.HasPrefix(o.start, []byte("\ufeff")) {
		o.Discard(len("\ufeff")) // peeked at, so it is there
	}
	return nil
}

func namedPacked(path string) bool {
	ext := strings.ToLower(filepath.Ext(path))
	return ext == ".gz" || ext == ".zst"
}

// end reports what was seen of the stored file after its end was reached.
func (o *opened) end(path string) []Diagnostic {
	if !o.stored.grew {
		return o.warnings
	}
	return append(o.warnings, Diagnostic{
		Class:  WarnGrew,
		Source: Source{File: path},
		Msg:    fmt.Sprintf("grew while it was read; only its first %d bytes were", o.stored.size),
	})
}

// storedReader reads the bytes of a file as they are stored: no more than it
// held when opened, counted, and given up when the context ends.
type storedReader struct {
	ctx     context.Context
	r       io.Reader
	size    int64 // -1 where unknown
	read    int64
	grew    bool
	advance func(n int)
}

func newStored(ctx context.Context, raw io.Reader, size int64, advance func(n int)) *storedReader {
	if st, ok := raw.(interface{ Stat() (fs.FileInfo, error) }); ok {
		if info, err := st.Stat(); err == nil && info.Mode().IsRegular() {
			size = info.Size()
		}
	}
	if size < 0 { // a stream may make us wait for ever
		raw = &interruptible{ctx: ctx, r: raw}
	}
	return &storedReader{ctx: ctx, r: raw, size: size, advance: advance}
}

func (s *storedReader) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	if s.size >= 0 && int64(len(p)) > s.size-s.read {
		p = p[:s.size-s.read]
		if len(p) == 0 {
			s.probe()
			return 0, io.EOF
		}
	}
	n, err := s.r.Read(p)
	s.read += int64(n)
	s.advance(n)
	if err == io.EOF && s.read < s.size {
		err = errTruncated
	}
	return n, err
}

// probe looks whether the file holds more than it did when it was opened.
func (s *storedReader) probe() {
	if s.grew {
		return
	}
	var one [1]byte
	n, _ := s.r.Read(one[:])
	s.grew = n > 0
}

// interruptible makes reads from a pipe or a terminal end with the context. A
// read that is under way when it ends goes on in the background, into memory
// that nobody else uses.
type interruptible struct {
	ctx context.Context
	r   io.Reader
	buf []byte
}

func (r *interruptible) Read(p []byte) (int, error) {
	if len(r.buf) < len(p) {
		r.buf = make([]byte, len(p))
	}
	type result struct {
		n   int
		err error
	}
	done := make(chan result, 1)
	buf := r.buf[:len(p)]
	go func() {
		n, err := r.r.Read(buf)
		done <- result{n, err}
	}()
	select {
	case got := <-done:
		return copy(p, buf[:got.n]), got.err
	case <-r.ctx.Done():
		r.buf = nil
		return 0, r.ctx.Err()
	}
}
