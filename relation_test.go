package tracecausal_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"testing"
)

// relationTables are the tests that hold a table called relations: of pairs of
// runs, or of two ways to say the same of one, that must agree whatever is true.
var relationTables = map[string]int{
	"graph/relation_test.go":           8,  // of the order itself
	"checks/relation_test.go":          16, // of verdicts
	"checks/relation_lease_test.go":    6,  // of verdicts on leases
	"cmd/tracecausal/relation_test.go": 9,  // of files, flags and formats
}

// TestRelationsAreWhole: the tables hold all 39 relations, each with a name of
// its own and a sentence that says what it is. `go test -run TestRelations -v
// ./...` lists them.
func TestRelationsAreWhole(t *testing.T) {
	names := map[string]bool{}
	for file, want := range relationTables {
		rows := relationRows(t, file)
		if len(rows) != want {
			t.Errorf("%s: %d relations, want %d", file, len(rows), want)
		}
		for _, row := range rows {
			name, says := row[0], row[1]
			if names[name] || len(says) < 40 {
				t.Errorf("%s: relation %q: %q", file, name, says)
			}
			names[name] = true
		}
	}
	if len(names) != 39 {
		t.Errorf("%d relations, want 39", len(names))
	}
}

// relationRows returns name and sentence of each row of the table in a file.
func relationRows(t *testing.T, file string) (rows [][2]string) {
	t.Helper()
	tree, err := parser.ParseFile(token.NewFileSet(), filepath.FromSlash(file), nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(tree, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok || v.Names[0].Name != "relations" {
			return true
		}
		for _, row := range v.Values[0].(*ast.CompositeLit).Elts {
			cells := row.(*ast.CompositeLit).Elts
			rows = append(rows, [2]string{text(t, cells[0]), text(t, cells[1])})
		}
		return false
	})
	return rows
}

func text(t *testing.T, e ast.Expr) string {
	t.Helper()
	s, err := strconv.Unquote(e.(*ast.BasicLit).Value)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
