package parse

import (
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/goccy/go-yaml/ast"
)

// eventFields are the fields of an event beside the vocabulary's payload, as a
// configuration names them.
var eventFields = [...]string{
	"node", "event", "kind", "msg_id", "in_reply_to", "from", "to",
	"vc", "hlc", "lamport", "time", "tt", "seq", "incarnation", "run", "ok",
}

// isField reports whether a configuration may set the field of that name.
func isField(name string) bool {
	_, ok := ParseField(name)
	return ok || slices.Contains(eventFields[:], name)
}

func (f configFile) knownField(name string, line int) error {
	if isField(name) {
		return nil
	}
	return f.errorAt(line, "unknown field %s, expected one of %s or a payload field such as resource or token",
		Quote(name), strings.Join(eventFields[:], ", "))
}

func (f configFile) formatRules(to *[]FormatRule) func(pair) error {
	return func(p pair) error {
		items, err := f.items(p)
		if err != nil {
			return err
		}
		for _, item := range items {
			r, err := f.formatRule(item)
			if err != nil {
				return err
			}
			*to = append(*to, r)
		}
		return nil
	}
}

func (f configFile) formatRule(n ast.Node) (FormatRule, error) {
	r := FormatRule{source: f.source(lineOf(n))}
	at, err := f.readKeys(n, "a format", []keyReader{
		{"name", f.textInto(&r.Name)},
		{"files", f.glob(&r.files)},
		{"detect", f.patternInto(&r.detect)},
		{"format", f.formatName(&r.Format)},
		{"json", f.fieldPaths(&r.paths)},
		{"text", f.patternInto(&r.text)},
		{"set", f.constants(&r.set)},
		{"ignore", f.patternInto(&r.ignore)},
		{"kinds", f.kindRules(&r.Kinds)},
	})
	switch {
	case err != nil:
		return r, err
	case r.Name == "":
		return r, f.errorIn(n, `a format has no "name"`)
	case r.text != nil && r.paths != nil:
		return r, f.errorAt(at["text"], `format %s has both "json" and "text", expected one`, Quote(r.Name))
	}
	r.lines, r.source.Line = at, at["name"]
	return r, f.settleFormat(&r, at)
}

// settleFormat says which format reads the lines of a rule.
func (f configFile) settleFormat(r *FormatRule, at map[string]int) error {
	isJSON := slices.Contains([]string{"", "jsonl", "json-array", "maelstrom"}, r.Format)
	switch {
	case r.text != nil && r.Format != "" && r.Format != "text":
		return f.errorAt(at["format"], `"format" is %q, but the pattern in "text" is for text`, r.Format)
	case r.paths != nil && !isJSON:
		return f.errorAt(at["format"], `"format" is %q, but the paths in "json" are for JSON`, r.Format)
	case r.text == nil && r.Format == "text":
		return f.errorAt(at["format"], `format %s has no "text", expected a pattern for its lines`, Quote(r.Name))
	case r.text != nil:
		r.Format = "text"
	case r.paths != nil && r.Format == "":
		r.Format = "jsonl"
	}
	return nil
}

func (f configFile) formatName(to *string) func(pair) error {
	return func(p pair) error {
		s, err := f.text(p)
		if err != nil {
			return err
		}
		var names []string
		for _, format := range Formats() {
			if format.Name == s {
				*to = s
				return nil
			}
			names = append(names, format.Name)
		}
		return f.errorAt(p.line, `"format" is %s, expected one of %s`, Quote(s), strings.Join(names, ", "))
	}
}

func (f configFile) glob(to *string) func(pair) error {
	return func(p pair) error {
		s, err := f.text(p)
		if err != nil {
			return err
		}
		if !doublestar.ValidatePattern(s) {
			return f.errorAt(p.line, "%q is %s, expected a glob such as payments-*.log", p.key, Quote(s))
		}
		*to = s
		return nil
	}
}

func (f configFile) fieldPaths(to *[]fieldPath) func(pair) error {
	return func(p pair) error {
		pairs, err := f.mapping(p.value, `"json"`)
		if err != nil {
			return err
		}
		for _, field := range pairs {
			if err := f.knownField(field.key, field.line); err != nil {
				return err
			}
			text, err := f.text(field)
			if err != nil {
				return err
			}
			keys, problem := splitPath(text)
			if problem != "" {
				return f.errorAt(field.line, "path %s: %s", Quote(text), problem)
			}
			*to = append(*to, fieldPath{field: field.key, keys: keys, source: f.source(field.line)})
		}
		return nil
	}
}

// splitPath splits a path such as "meta.headers.id" into its keys. A backslash
// takes the next character as it is. What gjson gives a meaning beyond that
// (queries, modifiers, wildcards) is refused: a path names one place.
func splitPath(path string) (keys []string, problem string) {
	var key strings.Builder
	end := func() {
		keys = append(keys, key.String())
		key.Reset()
	}
	for i := 0; i < len(path); i++ {
		switch c := path[i]; {
		case c == '\\' && i+1 < len(path):
			i++
			key.WriteByte(path[i])
		case c == '.':
			end()
		case strings.IndexByte(`@#|*?!{}[]()<>=%~,:"\`, c) >= 0:
			return nil, "only keys with dots between them are read; put a backslash before " + Quote(string(rune(c))) + " if it belongs to a key, and the path in single quotes"
		default:
			key.WriteByte(c)
		}
	}
	end()
	for _, k := range keys {
		if k == "" {
			return nil, "an empty key, expected keys with one dot between them"
		}
	}
	return keys, ""
}

func (f configFile) kindRules(to *[]KindRule) func(pair) error {
	return func(p pair) error {
		items, err := f.items(p)
		if err != nil {
			return err
		}
		for _, item := range items {
			r, err := f.kindRule(item)
			if err != nil {
				return err
			}
			*to = append(*to, r)
		}
		return nil
	}
}

func (f configFile) kindRule(n ast.Node) (KindRule, error) {
	r := KindRule{source: f.source(lineOf(n))}
	var line *pattern
	at, err := f.readKeys(n, "a kind", []keyReader{
		{"match", f.patternInto(&r.match)},
		{"line", f.patternInto(&line)},
		{"kind", f.kind(&r.Kind)},
		{"set", f.constants(&r.set)},
	})
	switch {
	case err != nil:
		return r, err
	case (r.match == nil) == (line == nil):
		return r, f.errorIn(n, `a kind needs one of "match" (a pattern for the label) and "line" (one for the whole line)`)
	case at["kind"] == 0:
		return r, f.errorIn(n, `a kind needs "kind", such as kind: lease_acquire`)
	}
	r.source.Line = at["match"]
	if line != nil {
		r.match, r.line, r.source.Line = line, true, at["line"]
	}
	r.name = appendQuoted(nil, []byte(r.Kind.String()))
	r.groups = r.match.SubexpNames()
	return r, f.checkFields(&r)
}

// checkFields checks the fields that a kind rule sets.
func (f configFile) checkFields(r *KindRule) error {
	names := slices.Clone(r.groups)
	for _, c := range r.set {
		names = append(names, c.field)
	}
	for _, name := range names {
		switch {
		case name == "":
			continue
		case name == "kind" || name == "node":
			return f.errorAt(r.source.Line, "field %q: the pattern of a kind does not set the %s of an event", name, name)
		case !isField(name):
			return f.knownField(name, r.source.Line)
		}
	}
	return nil
}

func (f configFile) kind(to *Kind) func(pair) error {
	return func(p pair) error {
		s, err := f.text(p)
		if err != nil {
			return err
		}
		k, ok := ParseKind(s)
		if !ok {
			names := make([]string, 0, numKinds)
			for _, k := range Kinds() {
				names = append(names, k.String())
			}
			return f.errorAt(p.line, `"kind" is %s, expected one of %s`, Quote(s), strings.Join(names, ", "))
		}
		*to = k
		return nil
	}
}
