package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/tracecausal/tracecausal/cmd/internal/genlog"
	"github.com/tracecausal/tracecausal/parse"
)

// sample is a sound recording in one format. Its lines are known by event, so
// that a test can take some away and say what the rest still shows.
type sample struct {
	name    string
	config  string   // the mapping beside the log
	header  string   // lines before the first event
	units   []string // the line or lines of each event, with their newlines
	events  []lineEvent
	perNode bool                  // one file for each node
	join    func([]string) string // of a file's units; nil puts one after the other

	openEnded bool // a line does not show where it ends
	labels    bool // the second line of a unit is a label, which nothing looks at
}

// lineEvent is what one event's lines say.
type lineEvent struct {
	Node, Kind, To, From string
	Msg                  int            `json:"msg_id"`
	VC                   map[string]int `json:"vc"`
}

// faultNodes is how many nodes the runs of the samples have: few, so that much
// of what each says is known to others.
const faultNodes = 3

// wordKinds maps the words of genlog's text to kinds.
const wordKinds = `kinds:
  - match: '^request to=(?<to>\S+) id=(?<msg_id>\d+)$'
    kind: send
  - match: '^request from=(?<from>\S+) id=(?<msg_id>\d+)$'
    kind: receive
`

// samples returns a sample of every format. The logs of genlog tell one run in
// many ways, so the events of one are those of all; where a format says less,
// the rest is left out here too. 40 events are two to three kilobytes.
func samples(t testing.TB, length int) []*sample {
	t.Helper()
	units := func(name string, lines int) []string { return genlogUnits(t, name, length, lines) }
	vector := units("vector", 1)
	events := make([]lineEvent, len(vector))
	for i, line := range vector {
		if err := json.Unmarshal([]byte(line), &events[i]); err != nil {
			t.Fatal(err)
		}
	}
	noClock := strip(events, func(e *lineEvent) { e.VC = nil })
	clockOnly := strip(events, func(e *lineEvent) { *e = lineEvent{Node: e.Node, VC: e.VC} })
	array := units("array", 1)
	shiviz := units("shiviz", 2)
	list := []*sample{
		{name: "vector", units: vector, events: events},
		{name: "any order", units: units("anyorder", 1), events: events},
		{name: "per node", units: vector, events: events, perNode: true},
		{name: "array", header: array[0], units: array[1:], events: events},
		{name: "json-array", units: vector, events: events, join: asArray},
		{name: "ids", units: units("ids", 1), events: noClock},
		{name: "ids per node", units: units("ids", 1), events: noClock, perNode: true},
		{name: "wall", header: `{"tracecausal":1,"time_unit":"ms"}` + "\n", units: wallUnits(units("ids", 1)), events: noClock},
		{name: "hlc", units: units("hlc", 1), events: noClock},
		{name: "lamport", units: lamportUnits(units("ids", 1), events), events: noClock},
		{name: "shiviz", units: shiviz, events: clockOnly, labels: true},
		{name: "shiviz ids", units: shiviz, events: events, config: wordKinds, openEnded: true},
		{name: "govector", units: govectorUnits(shiviz), events: events, config: wordKinds, openEnded: true},
		{name: "text", units: units("text", 1), events: events, config: textRule(t), openEnded: true},
		maelstromSample(t, length),
	}
	for _, s := range list {
		if len(s.units) != len(s.events) {
			t.Fatalf("%s: %d units of %d events", s.name, len(s.units), len(s.events))
		}
	}
	return list
}

func strip(events []lineEvent, leave func(*lineEvent)) []lineEvent {
	var out []lineEvent
	for _, e := range events {
		leave(&e)
		out = append(out, e)
	}
	return out
}

// genlogUnits returns a log of genlog by event, so many lines for each.
func genlogUnits(t testing.TB, name string, length, lines int) (units []string) {
	t.Helper()
	l, _ := genlog.Find(name)
	l = l.WithNodes(faultNodes)
	var b bytes.Buffer
	if err := l.Write(&b, length); err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(b.String()) {
		if n++; n%lines == 1 || lines == 1 {
			units = append(units, "")
		}
		units[len(units)-1] += line
	}
	return units
}

// wallUnits puts wall times on lines of JSON, of clocks that nearly agree.
func wallUnits(units []string) (out []string) {
	for i, u := range units {
		out = append(out, strings.Replace(u, "}\n", fmt.Sprintf(",\"time\":%d}\n", 1_700_000_000_000+3*i), 1))
	}
	return out
}

func asArray(units []string) string {
	var b strings.Builder
	for i, u := range units {
		b.WriteString([]string{"[", ","}[min(i, 1)] + u)
	}
	return b.String() + "]\n"
}

// lamportUnits puts Lamport's clock on lines of JSON.
func lamportUnits(units []string, events []lineEvent) (out []string) {
	clock, sent := map[string]int{}, map[string]int{}
	for i, e := range events {
		clock[e.Node] = max(clock[e.Node], sent[fmt.Sprint(e.From, e.Msg)]) + 1
		if e.Kind == "send" {
			sent[fmt.Sprint(e.Node, e.Msg)] = clock[e.Node]
		}
		out = append(out, strings.Replace(units[i], "}\n", fmt.Sprintf(",\"lamport\":%d}\n", clock[e.Node]), 1))
	}
	return out
}

// govectorUnits makes pairs of ShiViz lines those of GoVector.
func govectorUnits(shiviz []string) (out []string) {
	for _, u := range shiviz {
		out = append(out, strings.Replace(u, "\n", "\nINFO ", 1))
	}
	return out
}

// textRule is genlog's mapping of its text.
func textRule(t testing.TB) string {
	t.Helper()
	l, _ := genlog.Find("text")
	return "formats:\n  - name: text\n    files: '*'\n    text: '" + l.Pattern + "'\n" + wordKinds
}

// maelstromSample is a journal that was written at both ends: each message as
// its sender logged it, and as its receiver did.
func maelstromSample(t testing.TB, length int) *sample {
	s := &sample{name: "maelstrom", perNode: true, config: "node_from_file: '^[^.]+'\n"}
	for _, line := range genlogUnits(t, "maelstrom", length, 1) {
		var m struct {
			Src, Dest string
			Body      struct {
				Msg   int  `json:"msg_id"`
				Reply *int `json:"in_reply_to"`
			}
		}
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatal(err)
		}
		s.units = append(s.units, line, line)
		s.events = append(s.events,
			lineEvent{Node: m.Src, Kind: "send", To: m.Dest, Msg: m.Body.Msg},
			lineEvent{Node: m.Dest, Kind: "receive", From: m.Src, Msg: m.Body.Msg})
	}
	return s
}

// fileOf returns the name of the file that an event of a node stands in.
func (s *sample) fileOf(node string) string {
	if s.perNode {
		return node + ".log"
	}
	return "run.log"
}

// part is a unit on its way into a file.
type part struct {
	node    string
	text    string
	altered bool // it is not what the sound recording says at this place
}

// parts returns all units.
func (s *sample) parts() []part {
	var list []part
	for i, u := range s.units {
		list = append(list, part{s.events[i].Node, u, false})
	}
	return list
}

// damaged is a recording that something happened to.
type damaged struct {
	config string
	names  []string
	text   map[string]string
	// The lines that tell something else than the sound recording did.
	altered map[parse.Source]bool
}

// write puts parts into files. A line that breaks off is altered.
func (s *sample) write(parts []part) *damaged {
	m := &damaged{config: s.config, text: map[string]string{}, altered: map[parse.Source]bool{}}
	units := map[string][]string{}
	lines := map[string]int{}
	for _, p := range parts {
		name := s.fileOf(p.node)
		if units[name] == nil {
			m.names = append(m.names, name)
			lines[name] = strings.Count(s.header, "\n")
		}
		units[name] = append(units[name], p.text)
		for range strings.Count(p.text, "\n") {
			lines[name]++
			if p.altered {
				m.altered[parse.Source{File: name, Line: lines[name]}] = true
			}
		}
	}
	for name, list := range units {
		if s.join == nil {
			m.text[name] = s.header + strings.Join(list, "")
		} else {
			m.text[name] = s.join(list)
		}
	}
	return m
}
