package parse

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

// statted is a file that tells what it is.
type statted struct {
	io.Reader
	info fs.FileInfo
	err  error
}

func (s statted) Stat() (fs.FileInfo, error) { return s.info, s.err }

// fileInfo is of a size and a mode.
type fileInfo struct {
	size int64
	mode fs.FileMode
}

func (i fileInfo) Name() string       { return "a" }
func (i fileInfo) Size() int64        { return i.size }
func (i fileInfo) Mode() fs.FileMode  { return i.mode }
func (i fileInfo) ModTime() time.Time { return time.Time{} }
func (i fileInfo) IsDir() bool        { return false }
func (i fileInfo) Sys() any           { return nil }

// TestSizeOfAStoredFile: the size that counts is that of a regular file when it
// was opened, and else the one that was given.
func TestSizeOfAStoredFile(t *testing.T) {
	for _, tt := range []struct {
		raw  io.Reader
		want int64
	}{
		{strings.NewReader(""), 7},
		{statted{info: fileInfo{size: 9}}, 9},
		{statted{info: fileInfo{size: 0}}, 0},
		{statted{info: fileInfo{size: 9, mode: os.ModeNamedPipe}}, 7},
		{statted{info: fileInfo{size: 9}, err: errors.New("gone")}, 7},
	} {
		if got := newStored(t.Context(), tt.raw, 7, nil).size; got != tt.want {
			t.Errorf("%+v: got %d, expected %d", tt.raw, got, tt.want)
		}
	}
}

// TestStoredReader reads no more than a file held when it was opened, whatever
// the buffers, and tells whether that was all, and whether it was there.
func TestStoredReader(t *testing.T) {
	const text = "0123456789"
	plain := func(r io.Reader) io.Reader { return r }
	for size := int64(-1); size <= int64(len(text))+1; size++ {
		for _, as := range []func(io.Reader) io.Reader{plain, iotest.OneByteReader, iotest.DataErrReader} {
			for _, buffer := range []int{1, 3, 8, 100} {
				s := newStored(context.Background(), as(strings.NewReader(text)), size, func(int) {})
				var got []byte
				var err error
				for b := make([]byte, buffer); err == nil; {
					var n int
					n, err = s.Read(b)
					got = append(got, b[:n]...)
				}
				want, grew, end := text, false, io.EOF
				switch {
				case size > int64(len(text)):
					end = errTruncated
				case size >= 0:
					want, grew = text[:size], size < int64(len(text))
				}
				if string(got) != want || s.grew != grew || err != end {
					t.Fatalf("size %d, by %d: got %q, %v, grew: %v", size, buffer, got, err, s.grew)
				}
			}
		}
	}
}
