// Command tracecausal-graphviz lays out one graph: it reads DOT from standard
// input and writes SVG to standard output.
//
//	tracecausal-graphviz <run.dot >run.svg
//
// The command tracecausal starts it for `render -f svg --layout dot`. It is a
// process of its own because of the library that it wraps, Graphviz compiled to
// WebAssembly: importing it compiles that at every start, whatever the program
// was asked for; it has one instance per process, whose state survives errors
// and spoils the next picture; it must not be used concurrently; and it heeds no
// deadline. A process that draws one picture, and that its parent can kill, has
// none of these problems.
//
// It exits 0 when the picture is whole, else 2 with the reason on standard error
// and nothing on standard output.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/goccy/go-graphviz"
)

// maxInput bounds the graph, in bytes. Far smaller ones take minutes.
const maxInput = 16 << 20

func main() {
	if len(os.Args) > 1 {
		fmt.Fprintln(os.Stderr, "usage: tracecausal-graphviz <graph.dot >graph.svg")
		os.Exit(2)
	}
	os.Exit(run(os.Stdin, os.Stdout, os.Stderr))
}

// run draws the graph on stdin and returns the exit code.
func run(stdin io.Reader, stdout, stderr io.Writer) int {
	svg, err := draw(stdin)
	if err == nil {
		_, err = stdout.Write(svg)
	}
	if err != nil {
		fmt.Fprintf(stderr, "tracecausal-graphviz: %v\n", err)
		return 2
	}
	return 0
}

// draw reads a graph and lays it out. An empty graph text is an error here
// because the library would follow a nil pointer.
func draw(stdin io.Reader) ([]byte, error) {
	dot, err := io.ReadAll(io.LimitReader(stdin, maxInput+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("reading the graph: %w", err)
	case len(bytes.TrimSpace(dot)) == 0:
		return nil, errors.New("standard input is empty, and a graph in DOT was expected")
	case len(dot) > maxInput:
		return nil, fmt.Errorf("the graph is over %d bytes: draw a smaller part of the run", maxInput)
	case bytes.IndexByte(dot, 0) >= 0:
		return nil, errors.New("the graph holds a NUL byte, where the library would stop reading")
	}
	return layout(dot)
}

// layout has the library draw the picture and checks that it did, since it
// returns nothing and no error for some graphs.
func layout(dot []byte) ([]byte, error) {
	ctx := context.Background()
	library, err := graphviz.New(ctx)
	if err != nil {
		return nil, fmt.Errorf("starting Graphviz: %w", err)
	}
	graph, err := graphviz.ParseBytes(dot)
	if err != nil {
		return nil, fmt.Errorf("the graph is no DOT: %w", err)
	}
	if graph == nil {
		return nil, errors.New("the graph is no DOT")
	}
	var svg bytes.Buffer
	if err := library.Render(ctx, graph, graphviz.SVG, &svg); err != nil {
		return nil, fmt.Errorf("laying out the graph: %w", err)
	}
	if !bytes.Contains(svg.Bytes(), []byte("<svg")) || !bytes.HasSuffix(bytes.TrimSpace(svg.Bytes()), []byte("</svg>")) {
		return nil, fmt.Errorf("go-graphviz returned no whole picture (%d bytes)", svg.Len())
	}
	return svg.Bytes(), nil
}
