package parse

import "sync/atomic"

// configUse notes which parts of a configuration had any effect on one call of
// [Read]. It is safe for concurrent use.
type configUse struct {
	config *Config
	parts  map[any]*atomic.Bool // by pointer to the part
}

// usedMark notes that a part was used.
type usedMark struct{ at *atomic.Bool }

func (m usedMark) set() {
	if m.at != nil && !m.at.Load() {
		m.at.Store(true)
	}
}

func newMark() usedMark { return usedMark{new(atomic.Bool)} }

// isSet reports whether the part was used.
func (m usedMark) isSet() bool { return m.at != nil && m.at.Load() }

// newConfigUse returns nil for a nil configuration.
func newConfigUse(c *Config) *configUse {
	if c == nil {
		return nil
	}
	u := &configUse{config: c, parts: map[any]*atomic.Bool{}}
	u.eachPart(func(_ *FormatRule, part any, _ Source, _ string) { u.parts[part] = new(atomic.Bool) })
	return u
}

// eachPart visits everything that ought to have an effect, in the order of the
// file, with the format that it belongs to (nil for none).
func (u *configUse) eachPart(visit func(of *FormatRule, part any, at Source, what string)) {
	for i := range u.config.Formats {
		r := &u.config.Formats[i]
		visit(r, r, r.source, "format "+Quote(r.Name)+" claimed no file")
		for k := range r.paths {
			visit(r, &r.paths[k], r.paths[k].source, "no line has anything at the path of "+Quote(r.paths[k].field))
		}
		if r.text != nil {
			visit(r, r.text, r.at("text"), `"text" of format `+Quote(r.Name)+" matched no line")
		}
		if r.ignore != nil {
			visit(r, r.ignore, r.at("ignore"), `"ignore" of format `+Quote(r.Name)+" matched no line")
		}
		visitKinds(r, r.Kinds, visit)
	}
	visitKinds(nil, u.config.Kinds, visit)
}

func (r *FormatRule) at(key string) Source { return Source{File: r.source.File, Line: r.lines[key]} }

func visitKinds(of *FormatRule, rules []KindRule, visit func(*FormatRule, any, Source, string)) {
	for i := range rules {
		visit(of, &rules[i], rules[i].source, "the pattern "+Quote(rules[i].match.String())+" matched no event")
	}
}

// mark returns the mark of a part of the configuration, which must be a
// pointer into it.
func (u *configUse) mark(part any) usedMark {
	if u == nil {
		return usedMark{}
	}
	return usedMark{u.parts[part]}
}

// warnings names the parts that had no effect: behind a misspelt path or
// pattern is a check that saw nothing. Of a format that claimed no file only
// that is said.
func (u *configUse) warnings() []Diagnostic {
	if u == nil {
		return nil
	}
	var all []Diagnostic
	var idle *FormatRule
	u.eachPart(func(of *FormatRule, part any, at Source, what string) {
		if u.parts[part].Load() || idle != nil && of == idle {
			return
		}
		idle, _ = part.(*FormatRule)
		all = append(all, Diagnostic{Class: WarnUnusedRule, Source: at, Msg: what})
	})
	return all
}
