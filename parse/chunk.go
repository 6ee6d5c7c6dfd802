package parse

import (
	"bytes"
	"io"
)

// chunkSize is how much of a file is handed to one worker at a time, in bytes.
const chunkSize = 1 << 20

// readSize is how much is read at a time, in bytes: of a call that takes longer than
// some 20 µs the runtime thinks that it waits, and hands the processor to another
// thread.
const readSize = 128 << 10

// chunk is a piece of a file that begins and ends at the ends of lines, or one
// line that is too long to be kept.
type chunk struct {
	data    []byte
	buf     []byte // what data lies in, to be used again
	tooLong int64  // length of the over-long line that this chunk stands for; 0 for lines in data
	broken  bool   // the file could not be read on: the last line, which has no newline, is cut
}

// splitter cuts a stream into chunks. Only '\n' ends a line. It keeps no more
// than a chunk and a line of the allowed length in memory, however long the
// lines are, and where it cuts depends on the content only.
type splitter struct {
	r     io.Reader
	size  int // of a chunk
	max   int // of a line without its end
	carry []byte
	err   error // of r; kept until what was read before it is handed out
}

// next reads the next chunk into buf, which it may grow. The error is io.EOF
// after the last chunk, or what ended the file before.
func (s *splitter) next(buf []byte) (chunk, error) {
	buf = append(buf[:0], s.carry...)
	s.carry = s.carry[:0]
	want := s.size
	for {
		buf = s.fill(buf, want)
		if end := bytes.LastIndexByte(buf, '\n') + 1; end > 0 {
			s.carry = append(s.carry, buf[end:]...)
			return chunk{data: buf[:end], buf: buf}, nil
		}
		switch {
		case len(buf) > s.max+1: // one more than the line, as it may end in '\r'
			return s.skipLine(buf), nil
		case s.err == nil:
			want = min(2*want, s.max+2)
		case len(buf) == 0:
			return chunk{buf: buf}, s.err
		default:
			return chunk{data: buf, buf: buf, broken: s.err != io.EOF}, nil
		}
	}
}

// fill reads until buf holds want bytes or the stream ends. A stream that gives
// nothing, again and again, has ended.
func (s *splitter) fill(buf []byte, want int) []byte {
	for idle := 0; len(buf) < want && s.err == nil; {
		if cap(buf) < want {
			buf = append(make([]byte, 0, want), buf...)
		}
		var n int
		n, s.err = s.r.Read(buf[len(buf):min(want, len(buf)+readSize)])
		buf = buf[:len(buf)+n]
		if idle++; n > 0 {
			idle = 0
		}
		if idle > 100 {
			s.err = io.ErrNoProgress
		}
	}
	return buf
}

// skipLine passes over the rest of the line that buf holds the start of.
func (s *splitter) skipLine(buf []byte) chunk {
	n := int64(0)
	last := byte(0)
	for {
		end := bytes.IndexByte(buf, '\n')
		ended := end >= 0
		if !ended {
			end = len(buf)
		}
		if n += int64(end); end > 0 {
			last = buf[end-1]
		}
		if ended || s.err != nil {
			if ended {
				s.carry = append(s.carry, buf[end+1:]...)
			}
			if last == '\r' {
				n--
			}
			return chunk{tooLong: n, buf: buf, broken: !ended && s.err != io.EOF}
		}
		buf = s.fill(buf[:0], min(cap(buf), 64<<10))
	}
}
