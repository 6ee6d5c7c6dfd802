package main

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/tracecausal/tracecausal/parse"
)

// layouter is a program that reads DOT and writes SVG, and what it is allowed.
type layouter struct {
	program   string
	args      []string
	timeout   time.Duration
	maxOutput int // bytes
}

// layoutSVG has Graphviz lay out a graph in DOT and returns the picture as SVG:
// whole, well-formed, and without scripts or links. The program is
// tracecausal-graphviz, beside this one or on the PATH, else dot on the PATH.
func layoutSVG(ctx context.Context, dot []byte) ([]byte, error) {
	l, err := findLayouter()
	if err != nil {
		return nil, err
	}
	return l.draw(ctx, dot)
}

func findLayouter() (*layouter, error) {
	l := &layouter{timeout: time.Minute, maxOutput: 64 << 20}
	name := "tracecausal-graphviz"
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	if self, err := os.Executable(); err == nil {
		beside := filepath.Join(filepath.Dir(self), name)
		if info, err := os.Stat(beside); err == nil && info.Mode().IsRegular() {
			l.program = beside
			return l, nil
		}
	}
	if path, err := exec.LookPath(name); err == nil {
		l.program = path
		return l, nil
	}
	if path, err := exec.LookPath("dot"); err == nil {
		l.program, l.args = path, []string{"-Tsvg"}
		return l, nil
	}
	return nil, errors.New("laying out with dot needs a second program: install tracecausal-graphviz beside tracecausal " +
		"(go install github.com/tracecausal/tracecausal/cmd/tracecausal-graphviz), or Graphviz, so that dot is on the PATH")
}

// draw runs the program once, in a directory for temporary files that nobody
// else can write to, and checks what it returns.
func (l *layouter) draw(ctx context.Context, dot []byte) ([]byte, error) {
	dir, err := os.MkdirTemp("", "tracecausal-graphviz-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	ctx, cancel := context.WithTimeout(ctx, l.timeout)
	defer cancel()
	name := filepath.Base(l.program)
	out, complaint := &cappedBuffer{max: l.maxOutput}, &cappedBuffer{max: 2000, drop: true}
	cmd := exec.CommandContext(ctx, l.program, l.args...)
	cmd.Env = append(os.Environ(), "TMPDIR="+dir, "TMP="+dir, "TEMP="+dir)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(dot), out, complaint
	cmd.WaitDelay = time.Second
	err = cmd.Run()
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return nil, fmt.Errorf("%s did not finish within %v: draw a smaller part of the run", name, l.timeout)
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case out.full:
		return nil, fmt.Errorf("%s wrote more than %d bytes: draw a smaller part of the run", name, l.maxOutput)
	case err != nil:
		return nil, fmt.Errorf("%s: %w: %s", name, err, parse.Escape(strings.TrimSpace(complaint.kept.String())))
	}
	if err := checkSVG(out.kept.Bytes()); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return out.kept.Bytes(), nil
}

// cappedBuffer keeps the first max bytes. More are dropped, or an error. (It
// does not embed its bytes.Buffer, whose ReadFrom io.Copy would call.)
type cappedBuffer struct {
	kept bytes.Buffer
	max  int
	drop bool
	full bool
}

func (b *cappedBuffer) Write(p []byte) (int, error) {
	room := b.max - b.kept.Len()
	if len(p) <= room {
		return b.kept.Write(p)
	}
	b.full = true
	b.kept.Write(p[:room])
	if b.drop {
		return len(p), nil
	}
	return 0, errors.New("too much output")
}

// checkSVG returns an error unless data is one whole SVG document that neither
// runs nor refers to anything.
func checkSVG(data []byte) error {
	d := xml.NewDecoder(bytes.NewReader(data))
	depth, roots := 0, 0
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return fmt.Errorf("the picture is not whole: %w", err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			if depth == 0 {
				roots++
			}
			if depth == 0 && e.Name.Local != "svg" {
				return fmt.Errorf("the output is no SVG: it begins with <%s>", e.Name.Local)
			}
			depth++
			if err := checkElement(e); err != nil {
				return err
			}
		case xml.EndElement:
			depth--
		}
	}
	if roots != 1 {
		return fmt.Errorf("the output holds %d pictures, and one was expected", roots)
	}
	return nil
}

// checkElement refuses elements and attributes that run or load something.
func checkElement(e xml.StartElement) error {
	switch strings.ToLower(e.Name.Local) {
	case "script", "foreignobject", "iframe", "image", "use", "style", "a", "animate", "set":
		return fmt.Errorf("the picture holds <%s>, which this tool does not let through", e.Name.Local)
	}
	for _, a := range e.Attr {
		name := strings.ToLower(a.Name.Local)
		if strings.HasPrefix(name, "on") || strings.HasSuffix(name, "href") {
			return fmt.Errorf("the picture holds the attribute %s, which this tool does not let through", a.Name.Local)
		}
	}
	return nil
}
