package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/tracecausal/tracecausal/parse"
)

var errDevice = errors.New("input/output error")

// brokenFile reads as text up to a byte, and fails from there on. Where it
// dribbles, each read gives one byte.
func brokenFile(name, text string, at int, dribbles bool) parse.File {
	size := int64(len(text))
	if at == len(text) {
		size = -1 // else nobody would read on
	}
	return parse.File{Path: name, Size: size, Open: func() (io.ReadCloser, error) {
		r := io.MultiReader(strings.NewReader(text[:at]), iotest.ErrReader(errDevice))
		if dribbles {
			r = iotest.OneByteReader(r)
		}
		return io.NopCloser(r), nil
	}}
}

// TestBrokenReads reads sound recordings from files that fail after each byte:
// there is never a pass, and never a finding. What was read in pieces reads as
// what was read at once.
func TestBrokenReads(t *testing.T) {
	forSamples(t, 16, func(x *faultTrial) {
		m := x.sample.write(x.sample.parts())
		for _, name := range m.names {
			text := m.text[name]
			for at := 0; at <= len(text); at++ {
				if x.skips() {
					continue
				}
				var files []parse.File
				for _, f := range m.files() {
					if f.Path == name {
						f = brokenFile(name, text, at, at%2 == 0)
					}
					files = append(files, f)
				}
				r := rule(x, m.config, files, 1)
				x.table.add("fail to read on", x.sample.name, r.code)
				if r.code != exitInconclusive && r.code != exitTrouble || m.unjustified(&r) != "" {
					x.Errorf("%s fails after %d bytes: exit %d\n%s", name, at, r.code, r.statuses())
				}
				if !strings.Contains(r.said, "E-IO") {
					x.Errorf("%s fails after %d bytes, and nobody says so: %s", name, at, r.said)
				}
			}
		}
		files := m.files()
		for i, f := range files {
			open := f.Open
			files[i].Open = func() (io.ReadCloser, error) {
				r, err := open()
				return io.NopCloser(iotest.DataErrReader(iotest.OneByteReader(r))), err
			}
		}
		if r := rule(x, m.config, files, 1); r.report() != x.sound.report() {
			x.Errorf("read in pieces, the report is\n%s\nnot\n%s", r.report(), x.sound.report())
		}
	})
}

// TestPackedFaults cuts a compressed recording at every byte, and changes every
// byte of it. It passes only where what it unpacks to is what was packed.
func TestPackedFaults(t *testing.T) {
	lazyCollector(t)
	s := samples(t, 16)[0]
	text := s.write(s.parts()).text["run.log"]
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	z, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	sound := rule(t, "", []parse.File{parse.Text("run.log", text)}, 1)
	for name, packed := range map[string]string{"gzip": zipped.String(), "zstd": string(z.EncodeAll([]byte(text), nil))} {
		x := &faultTrial{T: t, sound: sound, table: &faultTable{}}
		for at := range len(packed) {
			x.packed("cut a file", name, packed[:at])
			for bit := range 8 {
				x.packed("flip a bit", name, packed[:at]+string([]byte{packed[at] ^ 1<<bit})+packed[at+1:])
			}
		}
		t.Log(x.table)
	}
}

func (x *faultTrial) packed(damage, name, content string) {
	if x.skips() {
		return
	}
	r := rule(x, "", []parse.File{parse.Text("run.log", content)}, 1)
	x.table.add(damage, name, r.code)
	switch {
	case r.code == exitFail:
		x.Errorf("%s of %s: a finding\n%q\n%s", damage, name, content, r.statuses())
	case r.code == exitPass && r.report() != x.sound.report():
		x.Errorf("%s of %s: a pass, but not of what was packed\n%q\n%s", damage, name, content, r.report())
	}
}

// limitedWriter takes so many bytes and no more.
type limitedWriter struct{ left int }

func (w *limitedWriter) Write(p []byte) (int, error) {
	if len(p) > w.left {
		n := w.left
		w.left = 0
		return n, errDevice
	}
	w.left -= len(p)
	return len(p), nil
}

// TestBrokenWrites writes results to where there is no room for all bytes, down
// to none: the exit code says so, unless it tells of a finding.
func TestBrokenWrites(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"pass.jsonl": logs["pass.jsonl"], "fail.jsonl": logs["fail.jsonl"]} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	var commands []string
	for _, f := range reportFormatNames() {
		commands = append(commands, "analyze -f "+f+" pass.jsonl", "analyze -f "+f+" fail.jsonl")
	}
	for _, f := range diagramFormatNames() {
		if f != svgFormat {
			commands = append(commands, "render -f "+f+" pass.jsonl")
		}
	}
	commands = append(commands, "query A:1 B:1 pass.jsonl", "cut A=1 pass.jsonl", "explain", "formats")
	t.Chdir(dir)
	for _, command := range commands {
		args := strings.Fields(command)
		var whole bytes.Buffer
		want := run(args, nil, &whole, io.Discard)
		for room := 0; room < whole.Len(); room += 1 + whole.Len()/40 {
			expected := exitTrouble
			if want == exitFail {
				expected = exitFail
			}
			if code := run(args, nil, &limitedWriter{room}, io.Discard); code != expected {
				t.Errorf("%s with room for %d of %d bytes: exit %d, want %d", command, room, whole.Len(), code, expected)
			}
		}
		if code := run(args, nil, &limitedWriter{whole.Len()}, io.Discard); code != want {
			t.Errorf("%s with room for all: exit %d, want %d", command, code, want)
		}
	}
}

// TestBrokenFileIsNoBadLine: who tolerates bad lines does not tolerate that the
// rest of a file is missing.
func TestBrokenFileIsNoBadLine(t *testing.T) {
	t.Chdir(t.TempDir())
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	if _, err := io.WriteString(w, logs["pass.jsonl"]); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("cut.gz", zipped.Bytes()[:zipped.Len()-8], 0o666); err != nil {
		t.Fatal(err)
	}
	var stdout bytes.Buffer
	if code := run([]string{"analyze", "--max-bad-lines", "9", "cut.gz"}, nil, &stdout, io.Discard); code != exitInconclusive {
		t.Errorf("exit %d, want %d\n%s", code, exitInconclusive, stdout.String())
	}
}
