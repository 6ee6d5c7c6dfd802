package witness

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// reader reads one file into events.
type reader struct {
	file    string
	set     *Settings // of the whole input; headers of this file complete own
	own     Settings
	mapping *Format // nil where no configuration claims the file
	node    string  // from the file's name
	bad     map[int]bool
	events  []*event
	pairs   *int // of ends on one line, counted over all files
	run     string
}

// spellings lists the keys of each part of an event, best first.
var spellings = map[string][]string{
	"node":        {"node", "host", "process", "pid", "nid", "TracerIdentity"},
	"event":       {"event", "msg", "message", "name", "Tag", "type"},
	"msg_id":      {"msg_id", "message_id", "mid"},
	"from":        {"from", "src", "sender", "snd"},
	"to":          {"to", "dest", "receiver", "rcv"},
	"vc":          {"vc", "clock", "vclock", "vector_clock", "VectorClock"},
	"lamport":     {"lamport", "lc", "lamport_clock"},
	"time":        {"time", "ts", "timestamp", "@timestamp"},
	"tt":          {"tt", "truetime"},
	"seq":         {"seq", "index"},
	"incarnation": {"incarnation", "epoch", "boot"},
	"run":         {"run", "execution"},
}

// part returns the value of a part of an event, nil where it has none. "ts" of
// a timestamp or transaction and "index" of an apply are payload.
func part(fields map[string]json.RawMessage, kind, name string) json.RawMessage {
	list := spellings[name]
	if list == nil {
		list = []string{name}
	}
	for _, key := range list {
		payload := key == "ts" && (kind == "timestamp" || strings.HasPrefix(kind, "txn_")) || key == "index" && kind == "apply"
		if raw, ok := fields[key]; ok && !payload && string(raw) != "null" {
			return raw
		}
	}
	return nil
}

// read reads a file of a format that the report names.
func (r *reader) read(data, format string) {
	data = strings.TrimPrefix(data, "\ufeff")
	if r.set.NodeFromFile != "" {
		if m := regexp.MustCompile(r.set.NodeFromFile).FindStringSubmatch(filepath.Base(r.file)); len(m) > 1 {
			r.node = m[1]
		}
	}
	switch format {
	case "json-array":
		r.array(data)
	case "shiviz", "govector":
		r.stamped(data, format)
	default:
		for i, line := range strings.Split(data, "\n") {
			if line = strings.TrimSuffix(line, "\r"); strings.TrimSpace(line) != "" && !r.bad[i+1] && !r.ignores(line) {
				r.line(i+1, line, format)
			}
		}
	}
}

func (r *reader) ignores(line string) bool {
	return r.mapping != nil && r.mapping.Ignore != "" && regexp.MustCompile(r.mapping.Ignore).MatchString(line)
}

func (r *reader) line(number int, line, format string) {
	if format == "text" {
		if fields := groups(r.mapping.Text, line); fields != nil {
			if _, labelled := fields["event"]; !labelled {
				fields["event"] = quote(line)
			}
			r.add(number, line, fields)
		}
		return
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal([]byte(line), &fields) != nil {
		return
	}
	if _, header := fields["tracecausal"]; header {
		var own Settings
		if json.Unmarshal([]byte(line), &own) == nil {
			r.own = own
		}
		return
	}
	if format == "maelstrom" {
		r.message(number, line, fields)
		return
	}
	r.add(number, line, fields)
}

// groups returns what the named groups of a pattern match in a text, nil where
// the pattern does not match.
func groups(pattern, text string) map[string]json.RawMessage {
	re := regexp.MustCompile(pattern)
	m := re.FindStringSubmatchIndex(text)
	if m == nil {
		return nil
	}
	fields := map[string]json.RawMessage{}
	for i, name := range re.SubexpNames() {
		if name != "" && m[2*i] >= 0 {
			fields[name] = value(text[m[2*i]:m[2*i+1]])
		}
	}
	return fields
}

// value makes JSON of a text: lists, objects and truth values as they stand,
// anything else as a text, which numbers are read from, too.
func value(text string) json.RawMessage {
	plain := text == "true" || text == "false" || strings.HasPrefix(text, "[") || strings.HasPrefix(text, "{")
	if plain && json.Valid([]byte(text)) {
		return json.RawMessage(text)
	}
	return quote(text)
}

func quote(text string) json.RawMessage {
	raw, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return raw
}

// add makes an event of the fields of a line.
func (r *reader) add(number int, line string, fields map[string]json.RawMessage) {
	if r.mapping != nil {
		r.mapping.apply(fields, line)
	}
	r.applyKinds(fields, line)
	if e, err := r.event(fields, scalar(part(fields, "", "kind"))); err == nil {
		r.keep(e, number)
	}
}

func (r *reader) keep(e *event, number int) {
	e.file, e.line, e.seat = r.file, number, len(r.events)
	if e.run == "" {
		e.run = r.run
	}
	if alias, ok := r.set.Aliases[e.node]; ok {
		e.node = alias
	}
	r.events = append(r.events, e)
}

// apply sets the fields that a format takes from paths, and its fixed ones.
func (f *Format) apply(fields map[string]json.RawMessage, line string) {
	for name, path := range f.JSON {
		for _, key := range append(spellings[name], name) {
			delete(fields, key)
		}
		if raw := at(json.RawMessage(line), path); raw != nil {
			fields[name] = raw
		}
	}
	for name, raw := range f.Set {
		fields[name] = raw
	}
}

// at returns the value at a path of keys, nil where there is none.
func at(raw json.RawMessage, path string) json.RawMessage {
	const dot = "\x00"
	for _, key := range strings.Split(strings.ReplaceAll(path, `\.`, dot), ".") {
		var object map[string]json.RawMessage
		if json.Unmarshal(raw, &object) != nil {
			return nil
		}
		raw = object[strings.ReplaceAll(key, dot, ".")]
	}
	return raw
}

// applyKinds lets the first rule that matches say what the event is.
func (r *reader) applyKinds(fields map[string]json.RawMessage, line string) {
	rules := r.set.Kinds
	if r.mapping != nil {
		rules = slices.Concat(r.mapping.Kinds, rules)
	}
	label := scalar(part(fields, "", "event"))
	for _, k := range rules {
		pattern, text := k.Match, label
		if k.Line != "" {
			pattern, text = k.Line, line
		}
		found := groups(pattern, text)
		if found == nil {
			continue
		}
		fields["kind"] = quote(k.Kind)
		for _, more := range []map[string]json.RawMessage{found, k.Set} {
			for name, raw := range more {
				fields[name] = raw
			}
		}
		return
	}
}

// event reads an event of that kind.
func (r *reader) event(fields map[string]json.RawMessage, kind string) (*event, error) {
	e := &event{kind: kind, fields: fields, label: scalar(part(fields, "", "event"))}
	switch kind {
	case "recv":
		e.kind = "receive"
	case "local", "":
		e.kind = "internal"
	}
	e.end = map[string]end{"send": sends, "receive": receives, "deliver": delivers}[e.kind]
	e.node = scalar(part(fields, kind, "node"))
	if fields["node"] == nil && fields["host"] != nil && fields["pid"] != nil {
		e.node = scalar(fields["host"]) + ":" + scalar(fields["pid"])
	}
	if e.node == "" {
		e.node = r.node
	}
	if e.node == "" {
		return nil, fmt.Errorf("no node")
	}
	e.id, e.reply = scalar(part(fields, kind, "msg_id")), scalar(fields["in_reply_to"])
	e.from = scalar(part(fields, kind, "from"))
	r.readTo(e, part(fields, kind, "to"))
	e.lifeName, e.run = scalar(part(fields, kind, "incarnation")), scalar(part(fields, kind, "run"))
	e.seq, _ = integer(part(fields, kind, "seq"))
	e.lamport, _ = integer(part(fields, kind, "lamport"))
	e.failed = e.no("ok")
	return e, r.readClocks(e)
}

func (r *reader) readTo(e *event, raw json.RawMessage) {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil && raw != nil {
		list = []json.RawMessage{raw}
	}
	for _, to := range list {
		name := scalar(to)
		if alias, ok := r.set.Aliases[name]; ok {
			name = alias
		}
		e.to = append(e.to, name)
	}
	e.toAll = slices.Contains(e.to, "*")
	if alias, ok := r.set.Aliases[e.from]; ok {
		e.from = alias
	}
}

func (r *reader) readClocks(e *event) (err error) {
	set := r.own
	set.under(r.set)
	if raw := part(e.fields, e.kind, "vc"); raw != nil {
		if err = e.readVector(raw); err != nil {
			return err
		}
	}
	if raw := part(e.fields, e.kind, "hlc"); raw != nil {
		if e.hlc, err = readHLC(raw, &set); err != nil {
			return err
		}
	}
	if raw := part(e.fields, e.kind, "time"); raw != nil {
		if e.wall, err = readTime(raw, &set); err != nil {
			return err
		}
	}
	if raw := part(e.fields, e.kind, "tt"); raw != nil {
		e.tt, err = readTrueTime(raw, &set)
	}
	return err
}
