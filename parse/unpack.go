package parse

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

const (
	// maxWindow is the memory that one zstd frame may ask for: what the zstd
	// command itself accepts without being told otherwise.
	maxWindow = 128 << 20

	// maxRatio bounds what a byte may unpack to, once ratioFloor bytes were
	// unpacked. Logs of events reach 100; a file of zeros 1,000 and more.
	maxRatio   = 500
	ratioFloor = 64 << 20
)

// packedAs tells from a file's first bytes how it is compressed.
func packedAs(magic []byte) string {
	switch {
	case bytes.HasPrefix(magic, []byte("\x1f\x8b\x08")):
		return "gzip"
	case bytes.HasPrefix(magic, []byte("\x28\xb5\x2f\xfd")):
		return "zstd"
	case len(magic) >= 4 && magic[0]&0xf0 == 0x50 && bytes.Equal(magic[1:4], []byte("\x2a\x4d\x18")):
		return "zstd" // a skippable frame
	}
	return ""
}

// unpack decompresses all members or frames of r, one layer of them.
func unpack(how string, r io.Reader) (io.ReadCloser, error) {
	if how == "gzip" {
		return gzip.NewReader(r)
	}
	d, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
	if err != nil {
		return nil, err
	}
	return d.IOReadCloser(), nil
}

// limitError ends a file that unpacks to more than is allowed.
type limitError struct{ msg string }

func (e *limitError) Error() string { return e.msg }

// cappedReader ends an input that unpacks to more than a limit, or to more
// than its stored size makes likely.
type cappedReader struct {
	r      io.Reader
	stored *storedReader
	max    int64
	total  int64
}

func (c *cappedReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.total += int64(n)
	if c.total > c.max {
		return 0, &limitError{fmt.Sprintf("unpacks to more than the limit of %d bytes", c.max)}
	}
	if c.total > ratioFloor && c.total/maxRatio > c.stored.read {
		return 0, &limitError{fmt.Sprintf("unpacks to more than %d times its size, as no log does; unpack it before if it is one", maxRatio)}
	}
	return n, err
}

// readFailure puts an error met while reading into a class and words; packed
// is how the file is compressed.
func readFailure(err error, packed string) (Class, string) {
	var limit *limitError
	var file *fs.PathError
	switch {
	case errors.As(err, &limit):
		return ClassLimit, limit.msg
	case errors.Is(err, zstd.ErrWindowSizeExceeded), errors.Is(err, zstd.ErrDecoderSizeExceeded):
		return ClassLimit, fmt.Sprintf("its compression asks for a window of more than %d bytes", maxWindow)
	case errors.Is(err, errTruncated), errors.Is(err, errNotPacked):
		return ClassIO, err.Error()
	case errors.Is(err, io.ErrUnexpectedEOF):
		return ClassIO, "unexpected end of the compressed data: the file was cut short"
	case errors.Is(err, gzip.ErrChecksum), errors.Is(err, zstd.ErrCRCMismatch):
		return ClassIO, "checksum error: the compressed data is damaged"
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, zstd.ErrMagicMismatch):
		return ClassIO, "bytes that are not compressed data follow the compressed data"
	case packed != "" && !errors.As(err, &file):
		return ClassDecode, "the compressed data is damaged: " + Escape(err.Error())
	}
	return ClassIO, "cannot be read: " + reason(err)
}
