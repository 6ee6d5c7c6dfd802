// Package tracecausal_test guards the layout of the module.
package tracecausal_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/tracecausal/tracecausal/"

// mayImport is the line that the data walks: each package with those of this
// module that it may import. Tests of a package may import what they need.
var mayImport = map[string][]string{
	"parse":                    {},
	"graph":                    {"parse"},
	"checks":                   {"parse", "graph"},
	"render":                   {"parse", "graph", "checks"},
	"simulate":                 {},
	"cmd/tracecausal":          {"parse", "graph", "checks", "render", "simulate"},
	"cmd/tracecausal-graphviz": {},
	"cmd/tracecausal-bench":    {"parse", "graph", "cmd/internal/genlog"},
	"cmd/internal/genlog":      {},
	"cmd/internal/witness":     {}, // for tests only: no package may import it
}

// onlyIn confines a dependency to places: files or packages. The benchmark
// compares with gjson itself. Nothing in this module speaks to a network or
// loads code, and one file starts a program: the one that lays pictures out.
var onlyIn = map[string][]string{
	"github.com/tidwall/gjson":      {"parse/field.go", "cmd/tracecausal-bench"},
	"github.com/goccy/go-graphviz":  {"cmd/tracecausal-graphviz"},
	"github.com/goccy/go-yaml":      {"parse"},
	"github.com/klauspost/compress": {"parse"},
	"github.com/spf13/cobra":        {"cmd/tracecausal"},
	"github.com/spf13/pflag":        {"cmd/tracecausal"},
	"os/exec":                       {"cmd/tracecausal/graphviz.go", "cmd/tracecausal-bench"},
	"net":                           {},
	"plugin":                        {},
}

// TestImports reads the imports themselves: what `go list` says may come from
// the cache of an earlier test.
func TestImports(t *testing.T) {
	seen := map[string]bool{}
	for file, imports := range importsOfModule(t) {
		dir := filepath.ToSlash(filepath.Dir(file))
		seen[dir] = true
		allowed, known := mayImport[dir]
		if !known {
			t.Errorf("%s: package %s has no place in mayImport", file, dir)
		}
		for _, path := range imports {
			if own, ok := strings.CutPrefix(path, module); ok && !slices.Contains(allowed, own) {
				t.Errorf("%s imports %s; %s may import %v of this module", file, own, dir, allowed)
			}
			for dep, places := range onlyIn {
				if (path == dep || strings.HasPrefix(path, dep+"/")) && !slices.Contains(places, file) && !slices.Contains(places, dir) {
					t.Errorf("%s imports %s, which belongs in %v", file, path, places)
				}
			}
		}
	}
	for dir := range mayImport {
		if !seen[dir] {
			t.Errorf("no Go file was found in %s: this test looks at nothing", dir)
		}
	}
}

// TestLibraryPackages sees to it that each package that others import says what
// it is and shows how it is used.
func TestLibraryPackages(t *testing.T) {
	for dir := range mayImport {
		if strings.HasPrefix(dir, "cmd/") {
			continue
		}
		for _, name := range []string{"doc.go", "example_test.go"} {
			if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
				t.Errorf("package %s has no %s: %v", dir, name, err)
			}
		}
	}
}

// importsOfModule returns the imports of every Go file of the module that is
// not a test, by the file's path from the root.
func importsOfModule(t *testing.T) map[string][]string {
	t.Helper()
	imports := map[string][]string{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range f.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			imports[filepath.ToSlash(path)] = append(imports[filepath.ToSlash(path)], name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return imports
}
