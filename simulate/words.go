package simulate

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// words writes events as people read them, and learns the patterns that turn
// them back into kinds and fields:
//
//	send order to=n2 msg_id=4
//	receive order from=n1 msg_id=4
//	tick
type words struct {
	rule  *formatRule
	extra []string // fields that the event vocabulary does not know
	noIDs bool
	seen  map[string]bool // shapes that have a pattern
}

func newWords(s *Settings, rule *formatRule, extra []string) words {
	s.rules = append(s.rules, rule)
	return words{rule: rule, extra: extra, seen: map[string]bool{}}
}

// text returns the words of an event.
func (w *words) text(e Entry) string {
	pairs := w.pairs(e)
	var b strings.Builder
	shape := e.Kind
	if e.Kind != "" && e.Kind != "internal" {
		b.WriteString(e.Kind)
		if e.Label != "" {
			b.WriteString(" ")
			shape += " label"
		}
	}
	b.WriteString(e.Label)
	for _, p := range pairs {
		b.WriteString(" " + p.Key + "=" + w.value(p))
		shape += " " + p.Key
	}
	if !w.seen[shape] {
		w.seen[shape] = true
		w.learn(e, pairs)
	}
	return b.String()
}

// pairs returns what an event says beside its kind and label.
func (w *words) pairs(e Entry) []Pair {
	var pairs []Pair
	if e.From != "" {
		pairs = append(pairs, Pair{"from", e.From})
	}
	switch len(e.To) {
	case 0:
	case 1:
		pairs = append(pairs, Pair{"to", e.To[0]})
	default: // an array within the text
		pairs = append(pairs, Pair{"to", e.To})
	}
	if e.MsgID != 0 && !w.noIDs {
		pairs = append(pairs, Pair{"msg_id", e.MsgID})
	}
	if e.InReplyTo != 0 && !w.noIDs {
		pairs = append(pairs, Pair{"in_reply_to", e.InReplyTo})
	}
	if e.Incarnation != 0 {
		pairs = append(pairs, Pair{"incarnation", e.Incarnation})
	}
	return append(pairs, e.Fields...)
}

func (w *words) unknown(key string) bool { return slices.Contains(w.extra, key) }

// value writes a value as one word. Only fields without a meaning may hold
// blanks, between quotes.
func (w *words) value(p Pair) string {
	s, isText := p.Value.(string)
	if !isText {
		data, err := json.Marshal(p.Value)
		if err != nil {
			panic(fmt.Sprintf("simulate: field %s: %v", p.Key, err))
		}
		s = string(data)
	}
	switch {
	case s != "" && !strings.ContainsAny(s, " \t\n\""):
		return s
	case w.unknown(p.Key):
		data, _ := json.Marshal(s)
		return string(data)
	case isText:
		panic(fmt.Sprintf("simulate: field %s is %q, and a line of text needs one word", p.Key, s))
	}
	return s
}

// learn notes the pattern of a shape.
func (w *words) learn(e Entry, pairs []Pair) {
	kind := e.Kind
	if kind == "" {
		kind = "internal"
	}
	if kind == "internal" && len(pairs) == 0 {
		return // the text is the label, and internal the default
	}
	var b strings.Builder
	b.WriteString("^")
	if kind != "internal" {
		b.WriteString(kind)
		if e.Label != "" {
			b.WriteString(" ")
		}
	}
	if e.Label != "" {
		b.WriteString(`(?<event>.+?)`)
	}
	for _, p := range pairs {
		if w.unknown(p.Key) {
			b.WriteString(" " + regexp.QuoteMeta(p.Key) + `=(?:"[^"]*"|\S+)`)
		} else {
			b.WriteString(" " + p.Key + `=(?<` + p.Key + `>\S+)`)
		}
	}
	b.WriteString("$")
	w.rule.kinds = append(w.rule.kinds, kindRule{b.String(), kind})
}
