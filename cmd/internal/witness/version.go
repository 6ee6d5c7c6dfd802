package witness

import (
	"encoding/json"
	"maps"
	"strings"
)

// dot names one write: the n-th of an actor.
type dot struct {
	actor string
	n     uint64
}

// version is a value under a key with what a line says of its history.
type version struct {
	put     *event // nil where it is known from an answer only
	value   string
	dot     dot
	context map[string]uint64 // what its writer had seen; nil where it does not say
	clock   map[string]uint64 // beside the value in an answer
}

// counts reads a version vector, nil where there is none.
func counts(raw json.RawMessage) map[string]uint64 {
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	e := &event{}
	if e.readVector(raw) != nil {
		return nil
	}
	return e.vector
}

func dotOf(raw json.RawMessage) dot {
	var pair []json.RawMessage
	var object map[string]json.RawMessage
	if json.Unmarshal(raw, &pair) == nil && len(pair) == 2 {
		n, _ := integer(pair[1])
		return dot{scalar(pair[0]), n.Uint64()}
	}
	if json.Unmarshal(raw, &object) == nil && object["node"] != nil {
		n, _ := integer(object["counter"])
		return dot{scalar(object["node"]), n.Uint64()}
	}
	for actor, n := range counts(raw) {
		return dot{actor, n}
	}
	return dot{}
}

// canonical writes a JSON value so that equal ones are equal texts.
func canonical(raw json.RawMessage) string {
	dec := json.NewDecoder(strings.NewReader(string(raw)))
	dec.UseNumber()
	var v any
	if dec.Decode(&v) != nil {
		return "null"
	}
	text, err := json.Marshal(plainNumbers(v))
	need(err == nil, "%v", err)
	return string(text)
}

// plainNumbers writes the numbers of a value as fractions; they stand in a list
// of their own, so that they are not taken for text.
func plainNumbers(v any) any {
	switch v := v.(type) {
	case json.Number:
		_, power, _ := strings.Cut(strings.ToLower(v.String()), "e")
		if len(power) < 5 { // else a fraction of a gigabyte
			if n, ok := rational(json.RawMessage(v)); ok {
				return []any{nil, "number", n.String()}
			}
		}
		return []any{nil, "number", v.String()}
	case []any:
		for i := range v {
			v[i] = plainNumbers(v[i])
		}
	case map[string]any:
		for key := range v {
			v[key] = plainNumbers(v[key])
		}
	}
	return v
}

func versionOf(put *event) *version {
	need(put.is("put"), "%s puts nothing", put.name())
	return &version{put: put, value: canonical(put.fields["value"]), dot: dotOf(put.fields["dot"]), context: counts(put.fields["context"])}
}

// versions returns what an event shows of a key: what it puts, or what it
// returns or sends, each joined with its put.
func (l *log) versions(e *event) (list []*version) {
	if e.is("put") {
		return []*version{versionOf(e)}
	}
	list = returned(e)
	for _, v := range list {
		l.join(v, e.text("key"))
		if v.put == nil && v.clock == nil && v.dot.n > 0 {
			v.clock = l.clockOf(v, e.text("key"))
		}
	}
	return list
}

// returned reads the values of an answer as they stand.
func returned(e *event) (list []*version) {
	var items []json.RawMessage
	if json.Unmarshal(e.fields["values"], &items) != nil {
		return nil
	}
	for _, item := range items {
		var fields map[string]json.RawMessage
		v := &version{value: canonical(item)}
		if json.Unmarshal(item, &fields) == nil && fields["value"] != nil && (fields["vc"] != nil || fields["dot"] != nil) {
			v.value, v.clock, v.dot = canonical(fields["value"]), counts(fields["vc"]), dotOf(fields["dot"])
		}
		list = append(list, v)
	}
	return list
}

// clockOf looks for the clock of a version in other answers that show its dot.
func (l *log) clockOf(v *version, key string) map[string]uint64 {
	for _, e := range l.events {
		for _, w := range returned(e) {
			if e.text("key") == key && w.dot == v.dot && w.value == v.value && w.clock != nil {
				return w.clock
			}
		}
	}
	return nil
}

// join finds the put of a version that was returned: that of its dot and value,
// else the only one of its value whose context its clock covers.
func (l *log) join(v *version, key string) {
	var fit []*version
	for _, e := range l.events {
		if !e.is("put") || e.failed || e.text("key") != key {
			continue
		}
		p := versionOf(e)
		if p.value != v.value || v.dot.n > 0 && p.dot != v.dot {
			continue
		}
		if v.clock != nil && v.dot.n == 0 && (!covers(v.clock, p.context) || covers(p.context, v.clock) || p.dot.n > 0 && v.clock[p.dot.actor] < p.dot.n) {
			continue
		}
		if v.clock != nil && v.dot.n == 0 && p.dot.n > 0 && p.context != nil { // the clock it got is known
			got := maps.Clone(p.context)
			got[p.dot.actor] = max(got[p.dot.actor], p.dot.n)
			if p.context[p.dot.actor] >= p.dot.n || !covers(got, v.clock) {
				continue
			}
			fit = []*version{p}
			break
		}
		fit = append(fit, p)
	}
	if len(fit) == 0 || len(fit) > 1 && v.dot.n == 0 {
		return
	}
	v.put, v.context = fit[0].put, fit[0].context
	if v.dot.n == 0 {
		v.dot = fit[0].dot
	}
}

// same reports that two versions are one.
func (v *version) same(w *version) bool {
	return v == w || v.put != nil && v.put == w.put || v.dot.n > 0 && v.dot == w.dot ||
		v.put == nil && w.put == nil && v.clock != nil && w.clock != nil && v.value == w.value && covers(v.clock, w.clock) && covers(w.clock, v.clock)
}

// descends reports that the history of w holds v: what its writer had seen, else
// its clock.
func (w *version) descends(v *version) bool {
	history := w.context
	if history == nil {
		history = w.clock
	}
	switch {
	case w.same(v):
		return true
	case history == nil:
		return false
	case v.dot.n > 0:
		return history[v.dot.actor] >= v.dot.n
	case v.clock != nil:
		return covers(history, v.clock)
	}
	return false
}

// unrelated reports that the lines say that w does not descend from v.
func (w *version) unrelated(v *version) bool {
	history := w.context
	if history == nil {
		history = w.clock
	}
	return !w.descends(v) && history != nil && (v.dot.n > 0 || v.clock != nil || len(history) == 0 || v.context != nil && !covers(history, v.context))
}
