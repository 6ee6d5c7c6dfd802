package simulate

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// Settings is the tracecausal.yaml of a recording: what its formats have no
// header for, and what the words of its text lines mean.
type Settings struct {
	create Create
	known  []Pair
	rules  []*formatRule
}

// NewSettings returns settings that state the given pairs under the keys of a
// header (max_skew_ms, promise, external, …).
func NewSettings(create Create, known ...Pair) *Settings {
	return &Settings{create: create, known: known}
}

// formatRule says how the files of one recorder are read.
type formatRule struct {
	name, files string
	format      string // of the reader; "" where text says it
	text        string // the pattern of a line; "" where the format has its own
	json        []jsonPath
	kinds       []kindRule
}

// jsonPath says where a JSON line keeps a field.
type jsonPath struct{ field, path string }

type kindRule struct{ match, kind string }

// close writes the file.
func (s *Settings) close() error {
	c, err := s.create("tracecausal.yaml")
	if err != nil {
		return err
	}
	w := bufio.NewWriter(c)
	fmt.Fprintln(w, "# What the logs beside this file do not say themselves.")
	for _, p := range s.known {
		key, value := settingOf(p)
		fmt.Fprintf(w, "%s: %s\n", key, value)
	}
	if len(s.rules) > 0 {
		fmt.Fprintln(w, "formats:")
	}
	for _, r := range s.rules {
		r.write(w)
	}
	return errors.Join(w.Flush(), c.Close())
}

// settingOf turns a pair of a header into a line of the configuration. JSON is
// YAML too.
func settingOf(p Pair) (key, value string) {
	switch p.Key {
	case "max_skew_ms":
		return "max_skew", fmt.Sprintf(`"%vms"`, p.Value)
	case "node_from_file":
		return p.Key, quoteYAML(p.Value.(string))
	}
	data, err := json.Marshal(p.Value)
	if err != nil {
		panic(fmt.Sprintf("simulate: setting %s: %v", p.Key, err))
	}
	return p.Key, string(data)
}

func (r *formatRule) write(w *bufio.Writer) {
	fmt.Fprintf(w, "  - name: %s\n    files: %q\n", r.name, r.files)
	if r.format != "" {
		fmt.Fprintf(w, "    format: %s\n", r.format)
	}
	if r.text != "" {
		fmt.Fprintf(w, "    text: %s\n", quoteYAML(r.text))
	}
	if len(r.json) > 0 {
		fmt.Fprintln(w, "    json:")
	}
	for _, p := range r.json {
		fmt.Fprintf(w, "      %s: %s\n", p.field, p.path)
	}
	if len(r.kinds) > 0 {
		fmt.Fprintln(w, "    kinds:")
	}
	for _, k := range r.kinds {
		fmt.Fprintf(w, "      - match: %s\n        kind: %s\n", quoteYAML(k.match), k.kind)
	}
}

// quoteYAML writes text between single quotes, in which nothing but the quote
// itself means anything.
func quoteYAML(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// Mixed records some nodes with one recorder and some with another, and writes
// the settings that their formats need beside the logs.
type Mixed struct {
	settings *Settings
	of       func(node string) Recorder
	all      []Recorder
}

// NewMixed returns a recorder that hands what a node logs to of(node), which
// must be one of all; a nil of stands for the only one.
func NewMixed(settings *Settings, of func(node string) Recorder, all ...Recorder) *Mixed {
	if of == nil {
		of = func(string) Recorder { return all[0] }
	}
	return &Mixed{settings, of, all}
}

// Record hands the event to the node's recorder.
func (m *Mixed) Record(node string, e Entry) error { return m.of(node).Record(node, e) }

// Close closes every recorder and writes the settings.
func (m *Mixed) Close() error {
	var all []error
	for _, r := range m.all {
		all = append(all, r.Close())
	}
	return errors.Join(append(all, m.settings.close())...)
}
