package parse

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// ReadConfig reads a configuration. It is strict: a key that is unknown,
// stands twice or has a value of the wrong type is an error, because a key that
// is ignored is a check that does not run. The error is a *[Diagnostic] of
// class E-USAGE with the line; path is for messages only.
func ReadConfig(path string, data []byte) (*Config, error) {
	f := configFile{path: path}
	root, err := f.parse(data)
	if err != nil {
		return nil, err
	}
	c := &Config{Path: path}
	c.lines, err = f.readKeys(root, "the configuration", f.configKeys(c))
	if err != nil {
		return nil, err
	}
	return c, nil
}

// keyReader reads the value of one key.
type keyReader struct {
	key  string
	read func(pair) error
}

// readKeys reads a mapping with the reader of each key, and returns the line
// of each.
func (f configFile) readKeys(n ast.Node, what string, readers []keyReader) (map[string]int, error) {
	pairs, err := f.mapping(n, what)
	if err != nil {
		return nil, err
	}
	at := make(map[string]int, len(pairs))
	for _, p := range pairs {
		read := readerOf(p.key, readers)
		if read == nil {
			return nil, f.errorAt(p.line, "unknown key %s, expected one of %s", Quote(p.key), keyList(readers))
		}
		if err := read(p); err != nil {
			return nil, err
		}
		at[p.key] = p.line
	}
	return at, nil
}

func readerOf(key string, readers []keyReader) func(pair) error {
	for _, r := range readers {
		if r.key == key {
			return r.read
		}
	}
	return nil
}

func keyList(readers []keyReader) string {
	names := make([]string, len(readers))
	for i, r := range readers {
		names[i] = r.key
	}
	return strings.Join(names, ", ")
}

// configKeys are the keys of a configuration.
func (f configFile) configKeys(c *Config) []keyReader {
	return []keyReader{
		{"formats", f.formatRules(&c.Formats)},
		{"kinds", f.kindRules(&c.Kinds)},
		{"nodes", f.listInto(&c.Nodes)},
		{"external", f.listInto(&c.External)},
		{"promise", f.promise(&c.Promise)},
		{"max_skew", f.durationInto(&c.MaxSkew)},
		{"max_hlc_drift", f.durationInto(&c.MaxHLCDrift)},
		{"total", f.decimalInto(&c.Total)},
		{"ticks", f.ticks(&c.Ticks)},
		{"time_unit", f.timeUnit(&c.TimeUnit)},
		{"tz", f.location(&c.Location)},
		{"aliases", f.aliases(&c.Aliases)},
		{"node_from_file", f.regexpInto(&c.NodeFromFile)},
		{"run_by_trace", f.boolInto(&c.RunByTrace)},
		{"reentrant", f.boolInto(&c.Reentrant)},
		{"same_reading", f.boolInto(&c.SameReading)},
		{"checks", f.listInto(&c.Checks)},
		{"skip", f.listInto(&c.Skip)},
		{"require", f.listInto(&c.Require)},
	}
}

func (f configFile) listInto(to *[]string) func(pair) error {
	return func(p pair) (err error) {
		*to, err = f.list(p)
		return err
	}
}

func (f configFile) boolInto(to **bool) func(pair) error {
	return func(p pair) (err error) {
		*to, err = f.boolean(p)
		return err
	}
}

func (f configFile) textInto(to *string) func(pair) error {
	return func(p pair) (err error) {
		*to, err = f.text(p)
		return err
	}
}

func (f configFile) patternInto(to **pattern) func(pair) error {
	return func(p pair) (err error) {
		*to, err = compiled(f, p, compilePattern)
		return err
	}
}

func (f configFile) regexpInto(to **regexp.Regexp) func(pair) error {
	return func(p pair) (err error) {
		*to, err = compiled(f, p, compileRegexp)
		return err
	}
}

// compiled reads a text with what compiles it.
func compiled[T any](f configFile, p pair, compile func(string) (T, string)) (T, error) {
	var none T
	s, err := f.text(p)
	if err != nil {
		return none, err
	}
	done, problem := compile(s)
	if problem != "" {
		return none, f.errorAt(p.line, "%q: %s", p.key, problem)
	}
	return done, nil
}

// promise reads the promised properties; the word none, in a list or alone,
// promises nothing.
func (f configFile) promise(to *[]string) func(pair) error {
	return func(p pair) (err error) {
		if s, ok := scalar(p.value); ok && s == "none" {
			*to = []string{}
			return nil
		}
		if *to, err = f.list(p); err != nil {
			return err
		}
		for _, name := range *to {
			switch {
			case !slices.Contains(promises, name):
				return f.errorAt(p.line, "%q is %s, expected some of %s", p.key, Quote(name), strings.Join(promises, ", "))
			case name == "none" && len(*to) > 1:
				return f.errorAt(p.line, "%q has none beside others", p.key)
			case name == "none":
				*to = []string{}
			}
		}
		return nil
	}
}

func (f configFile) decimalInto(to **Value) func(pair) error {
	return func(p pair) error {
		s, _ := scalar(p.value)
		v := RawValue(string(appendQuoted(nil, []byte(s))))
		if _, ok := v.Decimal(); !ok {
			return f.errorAt(p.line, "%q is %s, expected a number", p.key, Quote(s))
		}
		*to = &v
		return nil
	}
}

func (f configFile) durationInto(to **time.Duration) func(pair) error {
	return func(p pair) error {
		s, err := f.text(p)
		if err != nil {
			return err
		}
		d, err := time.ParseDuration(s)
		if err != nil || d < 0 {
			return f.errorAt(p.line, "%q is %s, expected a duration with its unit, such as 250ms or 1.5s", p.key, Quote(s))
		}
		*to = &d
		return nil
	}
}

func (f configFile) ticks(to *Ticks) func(pair) error {
	return func(p pair) error {
		s, _ := scalar(p.value)
		var ok bool
		if *to, ok = ParseTicks(s); !ok {
			return f.errorAt(p.line, "%q is %s, expected all or sends", p.key, describeNode(p.value))
		}
		return nil
	}
}

func (f configFile) timeUnit(to *time.Duration) func(pair) error {
	return func(p pair) error {
		s, _ := scalar(p.value)
		if s == "µs" || s == "μs" {
			s = "us"
		}
		var ok bool
		if *to, ok = ParseUnit(s); !ok {
			return f.errorAt(p.line, "%q is %s, expected s, ms, us or ns", p.key, describeNode(p.value))
		}
		return nil
	}
}

// location reads a zone by its name in the time zone database. Names that
// depend on the machine are refused: the same log must give the same answer.
func (f configFile) location(to **time.Location) func(pair) error {
	return func(p pair) error {
		s, err := f.text(p)
		if err != nil {
			return err
		}
		loc, err := time.LoadLocation(s)
		if err != nil || s == "Local" {
			return f.errorAt(p.line, "%q is %s, expected a zone such as UTC or Europe/Berlin", p.key, Quote(s))
		}
		*to = loc
		return nil
	}
}

func (f configFile) aliases(to *map[string]string) func(pair) error {
	return func(p pair) error {
		pairs, err := f.mapping(p.value, `"aliases"`)
		if err != nil {
			return err
		}
		*to = make(map[string]string, len(pairs))
		for _, a := range pairs {
			if (*to)[a.key], err = f.text(a); err != nil {
				return err
			}
		}
		return nil
	}
}

// constants reads fields with fixed values.
func (f configFile) constants(to *[]constant) func(pair) error {
	return func(p pair) error {
		pairs, err := f.mapping(p.value, strconv.Quote(p.key))
		if err != nil {
			return err
		}
		for _, c := range pairs {
			if err := f.knownField(c.key, c.line); err != nil {
				return err
			}
			value, ok := constantJSON(c.value)
			if !ok {
				return f.errorAt(c.line, "%q is %s, expected text, an integer, true or false", c.key, describeNode(c.value))
			}
			*to = append(*to, constant{field: c.key, value: value})
		}
		return nil
	}
}

func constantJSON(n ast.Node) (rawJSON, bool) {
	switch v := n.(type) {
	case *ast.IntegerNode:
		i, err := strconv.ParseInt(v.GetToken().Value, 10, 64)
		return rawJSON(strconv.FormatInt(i, 10)), err == nil
	case *ast.BoolNode:
		return rawJSON(strconv.FormatBool(v.Value)), true
	case *ast.StringNode:
		return appendQuoted(nil, []byte(v.Value)), v.Value != ""
	}
	return nil, false
}
