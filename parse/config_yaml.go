package parse

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// A configuration may come with a pull request from a stranger, and the YAML
// parser takes time quadratic in the depth of nesting. So its input is bounded,
// and what makes YAML hard to read or to bound is refused: anchors, aliases,
// tags, directives, complex keys, several documents.
const (
	MaxConfigBytes = 64 << 10 // size of the largest configuration that is read
	maxConfigDepth = 32
)

// configFile turns places in a YAML file into errors.
type configFile struct{ path string }

func (f configFile) source(line int) Source { return Source{File: f.path, Line: line} }

func (f configFile) errorAt(line int, format string, args ...any) error {
	return &Diagnostic{Class: ClassUsage, Source: f.source(line), Msg: fmt.Sprintf(format, args...)}
}

func (f configFile) errorIn(n ast.Node, format string, args ...any) error {
	return f.errorAt(lineOf(n), format, args...)
}

// parse returns the file's one mapping. A crash of the YAML parser is an error
// of the file.
func (f configFile) parse(data []byte) (root ast.Node, err error) {
	defer func() {
		if v := recover(); v != nil {
			root, err = nil, f.errorAt(0, "not YAML: the parser gave up: %s", cutMessage(fmt.Sprint(v)))
		}
	}()
	if len(data) > MaxConfigBytes {
		return nil, f.errorAt(0, "the file has %d bytes, expected at most %d", len(data), MaxConfigBytes)
	}
	tokens := lexer.Tokenize(string(data))
	if err := f.checkTokens(tokens); err != nil {
		return nil, err
	}
	file, err := parser.Parse(tokens, 0)
	if err != nil {
		return nil, f.syntaxError(err)
	}
	if len(file.Docs) > 1 {
		return nil, f.errorIn(file.Docs[1].Body, "a second document, expected one")
	}
	if len(file.Docs) == 0 || file.Docs[0].Body == nil {
		return nil, f.errorAt(0, "the file is empty, expected keys such as %q or %q", "formats", "nodes")
	}
	return file.Docs[0].Body, nil
}

func (f configFile) syntaxError(err error) error {
	var e yaml.Error
	if errors.As(err, &e) {
		return f.errorAt(e.GetToken().Position.Line, "not YAML: %s", cutMessage(e.GetMessage()))
	}
	return f.errorAt(0, "not YAML: %s", cutMessage(err.Error()))
}

// checkTokens refuses what this file's first comment names.
func (f configFile) checkTokens(tokens token.Tokens) error {
	flow, entries := 0, 0
	for _, t := range tokens {
		line := t.Position.Line
		switch t.Type {
		case token.AnchorType, token.AliasType, token.TagType, token.MergeKeyType, token.DirectiveType, token.MappingKeyType:
			return f.errorAt(line, "%s: anchors, aliases, tags, directives and complex keys are not read here, write the value out",
				Quote(strings.TrimSpace(t.Origin)))
		case token.MappingStartType, token.SequenceStartType:
			flow++
		case token.MappingEndType, token.SequenceEndType:
			flow--
		}
		entries++
		if t.Type != token.SequenceEntryType {
			entries = 0
		}
		if flow > maxConfigDepth || entries > maxConfigDepth {
			return f.errorAt(line, "nested deeper than %d", maxConfigDepth)
		}
	}
	return nil
}

// pair is a key of a mapping with its value.
type pair struct {
	key   string
	line  int
	value ast.Node
}

// mapping returns the pairs of a mapping in their order. Keys are distinct:
// the YAML parser sees to that.
func (f configFile) mapping(n ast.Node, what string) ([]pair, error) {
	var values []*ast.MappingValueNode
	switch m := n.(type) {
	case *ast.MappingNode:
		values = m.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{m}
	default:
		return nil, f.errorIn(n, "%s is %s, expected keys with values", what, describeNode(n))
	}
	pairs := make([]pair, len(values))
	for i, v := range values {
		key, ok := scalar(v.Key)
		if !ok {
			return nil, f.errorIn(v.Key, "a key of %s is %s, expected a word", what, describeNode(v.Key))
		}
		pairs[i] = pair{key: key, line: lineOf(v.Key), value: v.Value}
	}
	return pairs, nil
}

// text returns a scalar as it is written: a node may be called 1 or true.
func (f configFile) text(p pair) (string, error) {
	s, ok := scalar(p.value)
	if !ok || s == "" {
		return "", f.errorAt(p.line, "%q is %s, expected text", p.key, describeNode(p.value))
	}
	return s, nil
}

// boolean returns a value that is true or false.
func (f configFile) boolean(p pair) (*bool, error) {
	if b, ok := p.value.(*ast.BoolNode); ok {
		return &b.Value, nil
	}
	return nil, f.errorAt(p.line, "%q is %s, expected true or false", p.key, describeNode(p.value))
}

// list returns a list of texts, never nil. One text is no list: it may be a
// list that lost its brackets, or be meant for another key.
func (f configFile) list(p pair) ([]string, error) {
	seq, ok := p.value.(*ast.SequenceNode)
	if !ok {
		return nil, f.errorAt(p.line, "%q is %s, expected a list", p.key, describeNode(p.value))
	}
	all := make([]string, len(seq.Values))
	for i, v := range seq.Values {
		s, ok := scalar(v)
		if !ok || s == "" {
			return nil, f.errorIn(v, "an element of %q is %s, expected text", p.key, describeNode(v))
		}
		all[i] = s
	}
	return all, nil
}

// items returns the elements of a list of mappings.
func (f configFile) items(p pair) ([]ast.Node, error) {
	seq, ok := p.value.(*ast.SequenceNode)
	if !ok || len(seq.Values) == 0 {
		return nil, f.errorAt(p.line, "%q is %s, expected a list", p.key, describeNode(p.value))
	}
	return seq.Values, nil
}

func scalar(n ast.Node) (string, bool) {
	switch v := n.(type) {
	case *ast.StringNode:
		return v.Value, true
	case *ast.LiteralNode:
		return strings.TrimSuffix(v.Value.Value, "\n"), true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return n.GetToken().Value, true
	}
	return "", false
}

func lineOf(n ast.Node) int {
	if n == nil || n.GetToken() == nil {
		return 0
	}
	return n.GetToken().Position.Line
}

func describeNode(n ast.Node) string {
	switch v := n.(type) {
	case nil, *ast.NullNode:
		return "empty"
	case *ast.MappingNode, *ast.MappingValueNode:
		return "a mapping"
	case *ast.SequenceNode:
		if len(v.Values) == 0 {
			return "an empty list"
		}
		return "a list"
	}
	s, _ := scalar(n)
	return Quote(s)
}
