package parse

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

func gz(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func zst(t *testing.T, text string, opts ...zstd.EOption) string {
	t.Helper()
	w, err := zstd.NewWriter(nil, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return string(w.EncodeAll([]byte(text), nil))
}

// flip changes one byte of s, counted from the end where at is negative.
func flip(s string, at int) string {
	if at < 0 {
		at += len(s)
	}
	return s[:at] + string(s[at]^0x55) + s[at+1:]
}

// manyEvents is long enough that a compressed file of it can be cut in the
// middle of its content.
func manyEvents() string {
	var b strings.Builder
	for i := range 20000 {
		fmt.Fprintf(&b, "{\"node\":\"A\",\"event\":\"%x\"}\n", uint64(i)*0x9e3779b97f4a7c15)
	}
	return b.String()
}

func TestCompressedFiles(t *testing.T) {
	one, two := event("A", 1), event("A", 2)
	good := "lines=2 events=2 skipped=0 bad=0\nA:1 e1\nA:2 e2\n"
	tests := []struct {
		point, name, text, want string
	}{
		{"gzip", "a.gz", gz(t, one+two), "a.gz jsonl " + good},
		{"zstd", "a.zst", zst(t, one+two), "a.zst jsonl " + good},
		{"gzip of several members", "a.gz", gz(t, one+two[:9]) + gz(t, two[9:]), "a.gz jsonl " + good},
		{"zstd of several frames", "a.zst", zst(t, one+two[:9]) + zst(t, two[9:]), "a.zst jsonl " + good},
		{"zstd that begins with a frame to skip", "a.zst", "\x50\x2a\x4d\x18\x02\x00\x00\x00xx" + zst(t, one+two), "a.zst jsonl " + good},
		{"the name does not matter", "a.log", gz(t, one+two), "a.log jsonl " + good},
		{"a byte order mark inside", "a.gz", gz(t, "\ufeff"+one+two), "a.gz jsonl " + good},
		{"plain text in spite of the name", "a.gz", one + two,
			"a.gz jsonl lines=2 events=2 skipped=0 bad=0\nwarning: a.gz: W-DECODE: not compressed in spite of its name; read as it is\nA:1 e1\nA:2 e2\n"},
		{"an empty file that should be compressed", "a.gz", "",
			refused("a.gz", "E-IO: an empty file, not a compressed one: it was cut short")},
		{"nothing, compressed", "a.gz", gz(t, ""),
			"a.gz  lines=0 events=0 skipped=0 bad=0\nerror: a.gz: E-NOINPUT: the file is empty\n"},
		{"only one layer", "a.gz", gz(t, gz(t, one)),
			refused("a.gz", "E-DECODE: compressed twice; unpack it first")},
		{"a tar archive inside", "a.tar.gz", gz(t, "a.log"+strings.Repeat("\x00", 252)+"ustar\x0000"),
			refused("a.tar.gz", "E-DECODE: a tar archive, not a text file; unpack it first (tar -x)")},
		{"a gzip header that breaks off", "a.gz", gz(t, one)[:5],
			refused("a.gz", "E-IO: unexpected end of the compressed data: the file was cut short")},
	}
	for _, tt := range tests {
		t.Run(tt.point, func(t *testing.T) {
			got := outcomeOf(Read(context.Background(), []File{Text(tt.name, tt.text)}, Options{}))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func refused(name, msg string) string {
	return fmt.Sprintf("%s  lines=0 events=0 skipped=0 bad=0\n  ended: %[1]s: %[2]s\nerror: %[1]s: %[2]s\n", name, msg)
}

// TestDamagedCompressedFiles keeps the events before the damage and never
// passes over it.
func TestDamagedCompressedFiles(t *testing.T) {
	text := manyEvents()
	zipped, zstd := gz(t, text), zst(t, text)
	tests := []struct {
		point, text string
		whole       bool // all events come before the damage
		want        string
	}{
		{"gzip without its last bytes", zipped[:len(zipped)-8], true, "E-IO: unexpected end of the compressed data"},
		{"gzip cut in the middle", zipped[:len(zipped)/2], false, "E-IO: unexpected end of the compressed data"},
		{"gzip with a wrong checksum", flip(zipped, -6), true, "E-IO: checksum error"},
		{"gzip and text behind it", zipped + "and more that is not gzip", true, "E-IO: bytes that are not compressed data"},
		{"gzip and a few bytes behind it", zipped + "abc", true, "E-IO: unexpected end of the compressed data"},
		{"gzip and NUL bytes behind it, as on a tape", zipped + strings.Repeat("\x00", 512), true, "E-IO: bytes that are not compressed data"},
		{"gzip with a damaged middle", flip(zipped, len(zipped)/2), false, "E-"},
		{"zstd cut in the middle", zstd[:len(zstd)/2], false, "E-IO: unexpected end of the compressed data"},
		{"zstd with a wrong checksum", flip(zstd, -1), true, "E-IO: checksum error"},
		{"zstd without its last bytes", zstd[:len(zstd)-2], true, "E-IO: unexpected end of the compressed data"},
		{"zstd and text behind it", zstd + "and more that is not zstd", true, "E-IO: bytes that are not compressed data"},
		{"zstd and a few bytes behind it", zstd + "abc", true, "E-"},
	}
	for _, tt := range tests {
		t.Run(tt.point, func(t *testing.T) {
			log, err := Read(context.Background(), []File{Text("a", tt.text)}, Options{})
			if err != nil {
				t.Fatal(err)
			}
			in := log.Inputs[0]
			if in.Err == nil || !strings.Contains(in.Err.Error(), tt.want) || log.Bad() == 0 || !in.Damaged {
				t.Errorf("ended with %v, %d bad, damaged: %v", in.Err, log.Bad(), in.Damaged)
			}
			if in.Events == 0 || in.Events > 20000 || tt.whole && in.Events < 20000-2600 {
				t.Errorf("%d events", in.Events)
			}
		})
	}
}

// TestBombs reads 1 GiB of zeros from files of 1 MB and less.
func TestBombs(t *testing.T) {
	zeros := string(make([]byte, 16<<20))
	for name, packed := range map[string]string{"gzip": gz(t, zeros), "zstd": zst(t, zeros)} {
		t.Run(name, func(t *testing.T) {
			bomb := Text("bomb", strings.Repeat(packed, 64))
			var log *Log
			used := allocated(func() { log, _ = Read(context.Background(), []File{bomb}, Options{}) })
			if err := log.Inputs[0].Err; err == nil || err.Class != ClassLimit {
				t.Errorf("ended with %v", err)
			}
			if used > 64<<20 {
				t.Errorf("took %d bytes", used)
			}
		})
	}
}

func TestLimitOfUnpackedBytes(t *testing.T) {
	log := readAll(t, Options{MaxUnpacked: 200 << 10}, Text("a", gz(t, manyEvents())))
	if in := log.Inputs[0]; in.Err == nil || in.Err.Class != ClassLimit || in.Events == 0 || in.Events >= 20000 {
		t.Errorf("ended with %v after %d events", in.Err, in.Events)
	}
	if log := readAll(t, Options{MaxUnpacked: int64(len(manyEvents()))}, Text("a", gz(t, manyEvents()))); log.Bad() != 0 {
		t.Errorf("a file of exactly the limit ended with %v", log.Inputs[0].Err)
	}
}

func TestRepetitiveLogsAreNotBombs(t *testing.T) {
	log := readAll(t, Options{}, Text("a", zst(t, strings.Repeat(event("A", 1), 100_000))))
	if log.Bad() != 0 || log.Inputs[0].Events != 100_000 {
		t.Errorf("got %+v", log.Inputs[0])
	}
}

func TestZstdWithAHugeWindow(t *testing.T) {
	// Frame header: no single segment, window 2^31 bytes; one empty last block.
	frame := "\x28\xb5\x2f\xfd\x00\xa8\x01\x00\x00"
	got := outcomeOf(Read(context.Background(), []File{Text("a", frame)}, Options{}))
	if !strings.Contains(got, "E-LIMIT: its compression asks for a window of more than 134217728 bytes") {
		t.Error(got)
	}
}

// TestRatioOfUnpackedBytes: a file is a bomb where it unpacks to both more than
// a floor and more than so many times what was read of it.
func TestRatioOfUnpackedBytes(t *testing.T) {
	for _, tt := range []struct {
		unpacked, stored int64
		bomb             bool
	}{
		{ratioFloor, 1, false},
		{ratioFloor + 1, 1, true},
		{ratioFloor + maxRatio, ratioFloor/maxRatio + 1, false},
		{ratioFloor + maxRatio, ratioFloor/maxRatio - 1, true},
		{1 << 40, 1 << 40, false},
	} {
		c := cappedReader{r: strings.NewReader("x"), stored: &storedReader{read: tt.stored}, max: 1 << 50, total: tt.unpacked - 1}
		if _, err := c.Read(make([]byte, 1)); (err != nil) != tt.bomb {
			t.Errorf("%d bytes of %d: %v", tt.unpacked, tt.stored, err)
		}
	}
}
