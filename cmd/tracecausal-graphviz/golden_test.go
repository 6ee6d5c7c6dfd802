package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// asProgram is set where this test binary stands in for the program, which
// draws one graph in each process.
const asProgram = "TRACECAUSAL_GRAPHVIZ"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

// TestGoldenGraphs draws every graph that package render holds to be right,
// hostile names and labels included, and reads the pictures as a browser does:
// there is nothing to run, to follow or to load, and a box for each event. A dot
// of this machine is tried, too, since the command may find it first.
func TestGoldenGraphs(t *testing.T) {
	paths, err := filepath.Glob("../../testdata/render/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	drawn := 0
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range archive.Files {
			if f.Name != "dot" {
				continue
			}
			for name, cmd := range programs(t) {
				cmd.Stdin = bytes.NewReader(f.Data)
				svg, err := cmd.Output()
				if err != nil {
					t.Errorf("%s, %s: %v", path, name, err)
				}
				checkPicture(t, path+", "+name, f.Data, svg)
				drawn++
			}
		}
	}
	if drawn == 0 {
		t.Error("no graphs to draw")
	}
}

// programs are this one and, if there is one, dot.
func programs(t *testing.T) map[string]*exec.Cmd {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), asProgram+"=1", "GORACE=atexit_sleep_ms=0")
	list := map[string]*exec.Cmd{"tracecausal-graphviz": cmd}
	if dot, err := exec.LookPath("dot"); err == nil {
		list["dot"] = exec.CommandContext(t.Context(), dot, "-Tsvg")
	}
	return list
}

// Elements of an SVG that run, load or link to something.
var active = regexp.MustCompile(`(?i)^(script|a|image|use|foreignObject|iframe|style|animate\w*|set|handler|listener)$`)

var dotNode = regexp.MustCompile(`(?m)^ *\w+ \[label=`)

func checkPicture(t *testing.T, what string, dot, svg []byte) {
	t.Helper()
	nodes := 0
	for dec := xml.NewDecoder(bytes.NewReader(svg)); ; {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%s: %v\n%s", what, err, svg)
		}
		element, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if active.MatchString(element.Name.Local) {
			t.Errorf("%s: an element %s", what, element.Name.Local)
		}
		for _, a := range element.Attr {
			name, value := strings.ToLower(a.Name.Local), strings.ToLower(a.Value)
			if strings.HasPrefix(name, "on") || name == "href" || strings.Contains(value, "javascript:") || strings.Contains(value, "url(") {
				t.Errorf("%s: an attribute %s=%q of %s", what, a.Name.Local, a.Value, element.Name.Local)
			}
			if name == "class" && value == "node" {
				nodes++
			}
		}
	}
	if want := len(dotNode.FindAll(dot, -1)); nodes != want || want == 0 {
		t.Errorf("%s: %d nodes drawn, want %d\n%s", what, nodes, want, dot)
	}
}
