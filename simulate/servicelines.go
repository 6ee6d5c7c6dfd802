package simulate

import (
	"slices"
	"strings"
)

// ServiceLines records JSON lines in the words of a program that never heard of
// tracecausal, one file per node, NODE.ndjson; the settings map them:
//
//	{"service":"lock","at":{"time":1700000000004,"hlc":"1700000000004.0"},"what":"deliver","name":"acquire","message":{"id":4,"from":"n1"},"resource":"leader"}
type ServiceLines struct {
	files
	rule *formatRule
	buf  []byte
}

// servicePaths is where a line keeps what the event vocabulary calls
// otherwise.
var servicePaths = []jsonPath{
	{"node", "service"}, {"time", "at.time"}, {"hlc", "at.hlc"}, {"kind", "what"}, {"event", "name"},
	{"msg_id", "message.id"}, {"in_reply_to", "message.answers"}, {"from", "message.from"}, {"to", "message.to"},
}

// NewServiceLines returns a recorder that tells settings how its lines are
// read. Its nodes carry no clock but an HLC.
func NewServiceLines(settings *Settings) *ServiceLines {
	rule := &formatRule{name: "service", files: "*.ndjson"}
	settings.rules = append(settings.rules, rule)
	return &ServiceLines{files: newFiles(settings.create, ".ndjson", ""), rule: rule}
}

// Record writes one line.
func (r *ServiceLines) Record(node string, e Entry) error {
	w, err := r.file(node)
	if err != nil {
		return err
	}
	pairs := []Pair{{"node", node}, {"time", e.Wall / 1e6}}
	pairs = append(append(pairs, e.Clocks...), Pair{"kind", e.Kind}, Pair{"event", e.Label})
	if e.MsgID != 0 {
		pairs = append(pairs, Pair{"msg_id", e.MsgID})
	}
	if e.InReplyTo != 0 {
		pairs = append(pairs, Pair{"in_reply_to", e.InReplyTo})
	}
	if e.From != "" {
		pairs = append(pairs, Pair{"from", e.From})
	}
	switch len(e.To) {
	case 0:
	case 1:
		pairs = append(pairs, Pair{"to", e.To[0]})
	default:
		pairs = append(pairs, Pair{"to", e.To})
	}
	var line object
	for _, p := range append(pairs, e.Fields...) {
		if p.Value != "" {
			line = r.place(line, p)
		}
	}
	r.buf = append(appendObject(r.buf[:0], line), '\n')
	_, err = w.Write(r.buf)
	return err
}

// place adds a field where a line keeps it, and notes the path.
func (r *ServiceLines) place(line object, p Pair) object {
	i := slices.IndexFunc(servicePaths, func(path jsonPath) bool { return path.field == p.Key })
	if i < 0 {
		return append(line, p)
	}
	if !slices.Contains(r.rule.json, servicePaths[i]) {
		r.rule.json = append(r.rule.json, servicePaths[i])
	}
	outer, inner, nested := strings.Cut(servicePaths[i].path, ".")
	if !nested {
		return append(line, Pair{outer, p.Value})
	}
	for j := range line {
		if line[j].Key == outer {
			line[j].Value = append(line[j].Value.(object), Pair{inner, p.Value})
			return line
		}
	}
	return append(line, Pair{outer, object{{inner, p.Value}}})
}
