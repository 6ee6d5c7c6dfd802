package main

import (
	"bufio"
	"fmt"
	"io"
	"os"

	"golang.org/x/term"

	"github.com/tracecausal/tracecausal/parse"
)

// app is one invocation: its streams, and what it has found out so far.
type app struct {
	in  io.Reader
	out *bufio.Writer // results; flushed, and its errors seen, at the end
	err io.Writer     // diagnostics and progress

	outTerminal, errTerminal bool
	outFile                  int // descriptor of the terminal that is standard output

	found    int // the exit code if nothing else goes wrong
	temps    tempFiles
	progress progress
}

func newApp(stdin io.Reader, stdout, stderr io.Writer) *app {
	a := &app{in: stdin, out: bufio.NewWriterSize(stdout, 1<<16), err: stderr}
	a.outTerminal, a.errTerminal = isTerminal(stdout), isTerminal(stderr)
	if f, ok := stdout.(*os.File); ok {
		a.outFile = int(f.Fd())
	}
	a.progress.w = stderr
	return a
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// widest is the width at which reports wrap on a wide terminal, and in files.
const widest = 100

// width returns the columns at which text on standard output wraps: no more
// than its terminal has.
func (a *app) width() int {
	if !a.outTerminal {
		return widest
	}
	columns, _, err := term.GetSize(a.outFile)
	if err != nil || columns <= 0 {
		return widest
	}
	return min(columns, widest)
}

// colors says whether results on standard output are coloured.
func (a *app) colors(mode string) bool {
	if mode == "auto" {
		return a.outTerminal && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	}
	return mode == "always"
}

// warn prints a warning of the command itself.
func (a *app) warn(class parse.Class, format string, args ...any) {
	a.progress.stop()
	fmt.Fprintf(a.err, "%s: %s\n", class, fmt.Sprintf(format, args...))
}
