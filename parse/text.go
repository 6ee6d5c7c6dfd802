package parse

import (
	"slices"
	"strings"
)

// textFormat is any log whose lines a regular expression with named groups
// takes apart. It is never guessed: a configuration's "text" claims its files,
// or --format text with --parser does.
var textFormat = Format{
	Name:    "text",
	Title:   "lines that a regular expression takes apart",
	Looks:   "whatever the pattern of a config's \"text\", or of --parser with --format text, matches; groups are named as fields are",
	Causes:  "whatever the groups give: clocks, message ids",
	detect:  func([]byte, *Options) bool { return false },
	decoder: newTextDecoder,
}

// textDecoder reads lines with a pattern. Groups without a meaning are left
// out; a line without a group for the label is its own label.
type textDecoder struct {
	pattern  *pattern
	at       []int // places of a match; scratch
	groups   []string
	keys     []keyID // of the groups; 0 for one without a meaning
	hasLabel bool
	event    *eventReader
	mapping  *mapping
	used     usedMark
	quick    *quickText
	rec      Record
}

func newTextDecoder(f *fileContext) (decoder, error) {
	re, err := textPattern(f)
	if err != nil {
		return nil, err
	}
	r := newEventReader(f)
	d := &textDecoder{pattern: re, groups: re.SubexpNames(), event: r, mapping: newMapping(f, r), used: f.use.mark(re)}
	for _, name := range d.groups {
		k := eventKeys.ids[name]
		if !k.isField() {
			k = 0
		}
		d.keys = append(d.keys, k)
	}
	d.hasLabel = d.names(roleLabel)
	if f.node == "" && !d.names(roleNode) {
		return nil, f.usage("the text pattern gives no node: add a group such as (?<node>…), or set the node in the config, or take it from the file's name by --node-from-file; groups are %s",
			strings.Join(d.groups[1:], ", "))
	}
	given := rolesOf(roleLabel)
	if d.hasLabel {
		given = 0
	}
	d.quick = newQuickText(r, d.keys, given, d.mapping)
	return d, nil
}

// names reports whether a group or a fixed value gives what role stands for.
func (d *textDecoder) names(role keyRole) bool {
	return slices.ContainsFunc(spellings[role], func(name string) bool {
		return slices.Contains(d.groups, name) ||
			slices.ContainsFunc(d.mapping.set, func(v keyedValue) bool { return v.key == eventKeys.ids[name] })
	})
}

// textPattern returns the pattern of the options where they force the format
// (else it may be meant for other files), else that of the file's rule.
func textPattern(f *fileContext) (*pattern, error) {
	forced := f.opt.Format == "text" && f.opt.Parser != ""
	if !forced && f.rule != nil && f.rule.text != nil {
		return f.rule.text, nil
	}
	if f.opt.Parser == "" {
		return nil, f.usage("the format text needs a pattern: give one by --parser, or by \"text\" in a config")
	}
	re, problem := compilePattern(f.opt.Parser)
	if problem != "" {
		return nil, f.usage("--parser: %s", problem)
	}
	return re, nil
}

func (d *textDecoder) decode(line []byte, emit func(*Record)) (outcome, *lineError) {
	if d.mapping.ignores(line) {
		return lineSkipped, nil
	}
	found := d.pattern.find(line, &d.at)
	if found == nil {
		return lineUnmatched, nil
	}
	d.used.set()
	if d.quick.read(&d.rec, line, found, d.mapping) {
		emit(&d.rec)
		return lineEvent, nil
	}
	d.event.beginText()
	for g, k := range d.keys {
		if k != 0 && found[2*g] >= 0 {
			d.event.putKey(k, line[found[2*g]:found[2*g+1]])
		}
	}
	if !d.hasLabel {
		d.event.putKey(keyEvent, line)
	}
	d.mapping.apply(line)
	if err := d.event.fill(&d.rec, Internal); err != nil {
		return lineEvent, err
	}
	emit(&d.rec)
	return lineEvent, nil
}

func (d *textDecoder) finish(func(*Record)) *lineError { return nil }

func (d *textDecoder) linewise() bool { return true }

func (d *textDecoder) shut([]byte) bool { return false }
