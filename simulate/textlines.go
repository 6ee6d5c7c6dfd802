package simulate

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// TextLines records lines as programs write them for people, one file per
// node, NODE.log:
//
//	2023-11-14T22:13:20.004512Z n1 hlc=1700000000.004512000,0 send order to=n2 msg_id=4
//
// Each clock that the node carries stands before the words. Wall time is left
// out where the node logs none.
type TextLines struct {
	files
	words
}

// NewTextLines returns a recorder that tells settings how its lines are read.
// extra names the fields that the event vocabulary does not know.
func NewTextLines(settings *Settings, extra ...string) *TextLines {
	rule := &formatRule{name: "text", files: "*.log"}
	return &TextLines{newFiles(settings.create, ".log", ""), newWords(settings, rule, extra)}
}

// Record writes one line.
func (r *TextLines) Record(node string, e Entry) error {
	w, err := r.file(node)
	if err != nil {
		return err
	}
	if r.rule.text == "" {
		r.rule.text = linePattern(e)
	}
	var b strings.Builder
	if e.Wall != 0 {
		b.WriteString(time.Unix(0, e.Wall).UTC().Format("2006-01-02T15:04:05.000000Z07:00") + " ")
	}
	b.WriteString(node)
	for _, c := range e.Clocks {
		b.WriteString(" " + c.Key + "=" + clockWord(c))
	}
	_, err = fmt.Fprintln(w, b.String(), r.text(e))
	return err
}

// linePattern returns the pattern of a line with the clocks of this one.
func linePattern(e Entry) string {
	p := "^"
	if e.Wall != 0 {
		p += `(?<time>\S+) `
	}
	p += `(?<node>\S+)`
	for _, c := range e.Clocks {
		p += " " + c.Key + `=(?<` + c.Key + `>\S+)`
	}
	return p + ` (?<event>.+)$`
}

// clockWord writes a clock without blanks.
func clockWord(c Pair) string {
	if s, ok := c.Value.(string); ok {
		return s
	}
	data, err := json.Marshal(c.Value)
	if err != nil {
		panic(fmt.Sprintf("simulate: clock %s: %v", c.Key, err))
	}
	return string(data)
}

// ShiViz records the text that the ShiViz visualiser reads, one file per node,
// NODE.shiviz, two lines an event:
//
//	n1 {"n1":3, "n2":1}
//	send order to=n2 msg_id=4
//
// Every node must carry a Vector clock.
type ShiViz struct {
	files
	words
}

// NewShiViz returns a recorder that tells settings what its words mean. extra
// names the fields that the event vocabulary does not know. Without ids,
// messages are known by their vector stamps only, as in most logs of this kind.
func NewShiViz(settings *Settings, ids bool, extra ...string) *ShiViz {
	rule := &formatRule{name: "shiviz", files: "*.shiviz", format: "shiviz"}
	r := &ShiViz{newFiles(settings.create, ".shiviz", ""), newWords(settings, rule, extra)}
	r.noIDs = !ids
	return r
}

// Record writes two lines.
func (r *ShiViz) Record(node string, e Entry) error {
	w, err := r.file(node)
	if err != nil {
		return err
	}
	for _, c := range e.Clocks {
		if vc, ok := c.Value.(map[string]int); ok {
			_, err = fmt.Fprintf(w, "%s %s\n%s\n", node, clockText(vc), r.text(e))
			return err
		}
	}
	panic(fmt.Sprintf("simulate: node %s carries no vector clock, and ShiViz needs one", node))
}
