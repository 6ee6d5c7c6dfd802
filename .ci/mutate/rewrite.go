package main

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// A mutant is one changed operator. Its key names it by file, function and
// text, so that it stays when lines move.
type mutant struct {
	id   int // from 1 in the package
	key  string
	line int
}

// A source is a file with its rewritten text.
type source struct {
	name    string // base name
	text    []byte
	mutants []mutant
}

type pack struct {
	dir   string // as named by the caller
	name  string
	files []*source
}

// rewrite type-checks the package in dir and rewrites each of its files.
func rewrite(dir string) (*pack, error) {
	list := exec.Command("go", "list", "-export", "-deps", "-f", "{{.ImportPath}}\t{{.Export}}", "./"+dir)
	list.Stderr = os.Stderr
	out, err := list.Output()
	if err != nil {
		return nil, err
	}
	exports := map[string]string{}
	for line := range strings.Lines(string(out)) {
		path, export, _ := strings.Cut(strings.TrimSpace(line), "\t")
		exports[path] = export
	}
	names, err := goFiles(dir)
	if err != nil {
		return nil, err
	}
	fset := token.NewFileSet()
	var parsed []*ast.File
	for _, name := range names {
		f, err := parser.ParseFile(fset, filepath.Join(dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		parsed = append(parsed, f)
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	conf := types.Config{Importer: importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) {
		return os.Open(exports[path])
	})}
	if _, err := conf.Check(dir, fset, parsed, info); err != nil {
		return nil, err
	}
	p := &pack{dir: dir, name: parsed[0].Name.Name}
	id := 0
	for i, f := range parsed {
		src, err := os.ReadFile(filepath.Join(dir, names[i]))
		if err != nil {
			return nil, err
		}
		r := &rewriter{fset: fset, src: src, base: fset.File(f.Pos()).Base(), info: info, id: &id,
			file: &source{name: names[i]}, seen: map[string]int{}, dir: dir}
		r.file.text = []byte(string(src[:int(f.Name.Pos())-r.base]) + r.file1(f))
		p.files = append(p.files, r.file)
	}
	return p, nil
}

// goFiles returns the names of the files that are built here, without tests.
func goFiles(dir string) ([]string, error) {
	out, err := exec.Command("go", "list", "-f", `{{range .GoFiles}}{{.}}{{"\n"}}{{end}}`, "./"+dir).Output()
	return strings.Fields(string(out)), err
}

// A rewriter makes the text of one file in which every operator can be changed.
type rewriter struct {
	fset *token.FileSet
	src  []byte
	base int
	info *types.Info
	id   *int
	file *source
	dir  string
	fn   string         // the function being rewritten
	seen map[string]int // how often a key was met
}

// file1 rewrites what follows the package clause.
func (r *rewriter) file1(f *ast.File) string {
	var out strings.Builder
	from := f.Name.Pos()
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			r.fn = d.Name.Name
			if d.Recv != nil {
				r.fn = strings.Trim(r.source(d.Recv.List[0].Type), "*") + "." + r.fn
			}
		case *ast.GenDecl:
			if d.Tok != token.VAR {
				continue
			}
			r.fn = "var"
		}
		out.WriteString(r.between(from, d.Pos()))
		out.WriteString(r.text(d))
		from = d.End()
	}
	out.WriteString(string(r.src[int(from)-r.base:]))
	return out.String()
}

func (r *rewriter) between(a, b token.Pos) string {
	return string(r.src[int(a)-r.base : int(b)-r.base])
}

func (r *rewriter) source(n ast.Node) string { return r.between(n.Pos(), n.End()) }

// text returns the source of n with the outermost operators in it rewritten,
// which rewrite those inside themselves.
func (r *rewriter) text(n ast.Node) string {
	var out strings.Builder
	from := n.Pos()
	ast.Inspect(n, func(x ast.Node) bool {
		if x == nil {
			return false
		}
		if g, ok := x.(*ast.GenDecl); ok && g.Tok == token.CONST {
			return false
		}
		if _, ok := x.(*ast.ArrayType); ok {
			return false
		}
		if s, ok := r.changed(x); ok {
			out.WriteString(r.between(from, x.Pos()))
			out.WriteString(s)
			from = x.End()
			return false
		}
		return true
	})
	out.WriteString(r.between(from, n.End()))
	return out.String()
}

// changed returns the form of an operator that knows its mutants.
func (r *rewriter) changed(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.BinaryExpr:
		return r.binary(n)
	case *ast.IncDecStmt:
		x := r.text(n.X)
		if n.Tok == token.INC {
			return fmt.Sprintf("%s = mutantAdd(%d, %s, 1)", x, r.new(n, n.TokPos, "++ -> --"), x), true
		}
		return fmt.Sprintf("%s = mutantSub(%d, %s, 1)", x, r.new(n, n.TokPos, "-- -> ++"), x), true
	case *ast.UnaryExpr:
		t, ok := r.info.Types[n].Type.(*types.Basic)
		if n.Op != token.SUB || !ok || t.Info()&types.IsNumeric == 0 || t.Info()&types.IsUntyped != 0 {
			return "", false
		}
		return fmt.Sprintf("mutantNeg[%s](%d, %s)", t.Name(), r.new(n, n.OpPos, "-x -> x"), r.text(n.X)), true
	}
	return "", false
}

// other is the operator that an arithmetic one is changed to.
var other = map[token.Token]string{token.ADD: "-", token.SUB: "+", token.MUL: "/", token.QUO: "*", token.REM: "*"}

var helper = map[token.Token]string{
	token.ADD: "mutantAdd", token.SUB: "mutantSub", token.MUL: "mutantMul", token.QUO: "mutantQuo", token.REM: "mutantRem",
	token.LSS: "mutantLess", token.LEQ: "mutantLessEq", token.GTR: "mutantMore", token.GEQ: "mutantMoreEq",
}

func (r *rewriter) binary(n *ast.BinaryExpr) (string, bool) {
	t := r.info.Types[n]
	if t.Value != nil {
		return "", false
	}
	x, y := "", ""
	operands := func() { x, y = r.text(n.X), r.text(n.Y) }
	switch n.Op {
	case token.LAND, token.LOR:
		to := map[token.Token]string{token.LAND: "||", token.LOR: "&&"}[n.Op]
		id := r.new(n, n.OpPos, n.Op.String()+" -> "+to)
		operands() // !(!x && !y) is x || y, and asks as little
		return fmt.Sprintf("(((%s) != mutantIs(%d) %s (%s) != mutantIs(%d)) != mutantIs(%d))", x, id, n.Op, y, id, id), true
	case token.EQL, token.NEQ:
		id := r.new(n, n.OpPos, "not "+n.Op.String())
		operands()
		return fmt.Sprintf("((%s %s %s) != mutantIs(%d))", x, n.Op, y, id), true
	case token.LSS, token.LEQ, token.GTR, token.GEQ:
		not, edge := r.new(n, n.OpPos, "not "+n.Op.String()), r.new(n, n.OpPos, "boundary of "+n.Op.String())
		operands()
		return fmt.Sprintf("(%s(%d, %s, %s) != mutantIs(%d))", helper[n.Op], edge, x, y, not), true
	case token.ADD, token.SUB, token.MUL, token.QUO, token.REM:
		if b, ok := t.Type.Underlying().(*types.Basic); !ok || b.Info()&(types.IsInteger|types.IsFloat) == 0 {
			return "", false
		}
		id := r.new(n, n.OpPos, n.Op.String()+" -> "+other[n.Op])
		operands()
		of := "" // what is shifted has no type of its own
		if b, ok := t.Type.(*types.Basic); ok {
			of = "[" + b.Name() + "]"
		}
		return fmt.Sprintf("%s%s(%d, %s, %s)", helper[n.Op], of, id, x, y), true
	}
	return "", false
}

// new notes a mutant of n and returns its number.
func (r *rewriter) new(n ast.Node, at token.Pos, what string) int {
	text := strings.Join(strings.Fields(r.source(n)), " ")
	key := fmt.Sprintf("%s/%s %s: %s: %s", r.dir, r.file.name, r.fn, text, what)
	r.seen[key]++
	if k := r.seen[key]; k > 1 {
		key += fmt.Sprintf(" #%d", k)
	}
	*r.id++
	r.file.mutants = append(r.file.mutants, mutant{*r.id, key, r.fset.Position(at).Line})
	return *r.id
}
