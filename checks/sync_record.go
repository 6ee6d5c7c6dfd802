package checks

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/tracecausal/tracecausal/parse"
)

// syncRecord is one event of kind sync. All its figures are in one unit, the
// one the log chose.
type syncRecord struct {
	event     parse.EventID
	algorithm syncAlgorithm
	name      string // of the algorithm, as logged
	node      string
	peer      string
	t         [4]*figure // T1 to T4; nil where absent
	offset    *figure
	rtt       *figure
	adjust    *figure
	bound     *figure
	reference *figure
	tolerates int // -1 where not stated
	sources   []syncSource
	unread    []string // fields that are there and cannot be read
}

// syncSource is one clock that a round took into account.
type syncSource struct {
	name                                              string
	report, rtt, offset, wrong, low, high, adjustment *figure
	unused                                            bool // left out of the result
}

// syncAlgorithm is the rule that a round says it follows.
type syncAlgorithm uint8

const (
	otherAlgorithm syncAlgorithm = iota
	cristian
	berkeley
	ntp
	marzullo
	faultTolerantAverage
)

// algorithmNames are compared without case, spaces and punctuation.
var algorithmNames = map[string]syncAlgorithm{
	"cristian": cristian, "cristians": cristian, "berkeley": berkeley, "ntp": ntp, "sntp": ntp, "marzullo": marzullo, "marzullos": marzullo,
	"faulttolerantaverage": faultTolerantAverage, "fta": faultTolerantAverage, "lms": faultTolerantAverage,
	"lamportmelliarsmith": faultTolerantAverage, "welchlynch": faultTolerantAverage,
}

func algorithmOf(name string) syncAlgorithm {
	return algorithmNames[strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, strings.ToLower(name))]
}

// readSync reads the figures of a sync event.
func readSync(e parse.Event) *syncRecord {
	r := &syncRecord{event: e.ID(), name: e.Text(parse.FAlgorithm), node: e.NodeName(), peer: e.Text(parse.FPeer), tolerates: -1}
	r.algorithm = algorithmOf(r.name)
	for i, f := range []parse.Field{parse.FT1, parse.FT2, parse.FT3, parse.FT4} {
		r.t[i] = r.figure(e, f)
	}
	r.offset, r.rtt, r.adjust = r.figure(e, parse.FOffset), r.figure(e, parse.FRTT), r.figure(e, parse.FAdjustment)
	r.bound, r.reference = r.figure(e, parse.FBound), r.figure(e, parse.FReference)
	if f, ok := e.Int(parse.FTolerates); ok && f >= 0 && f < 1<<31 {
		r.tolerates = int(f)
	}
	if v, ok := e.Payload(parse.FSources); ok {
		r.readSources(v.Raw())
	}
	return r
}

func (r *syncRecord) figure(e parse.Event, f parse.Field) *figure {
	v, ok := e.Payload(f)
	if !ok {
		return nil
	}
	if g, ok := readFigure(v.Text()); ok {
		return &g
	}
	r.unread = append(r.unread, f.String())
	return nil
}

// unreadWords says which fields of the record are there and cannot be read.
func (r *syncRecord) unreadWords() string {
	return "what is logged as " + list(r.unread) + " cannot be read: log numbers in plain digits"
}

// stamped reports whether the record holds all four times of an exchange.
func (r *syncRecord) stamped() bool {
	return r.t[0] != nil && r.t[1] != nil && r.t[2] != nil && r.t[3] != nil
}

// readSources reads a list of objects; a bare number is a report without a
// round trip and an offset, and a pair of numbers the ends of an interval.
func (r *syncRecord) readSources(raw string) {
	var list []json.RawMessage
	if json.Unmarshal([]byte(raw), &list) != nil {
		r.unread = append(r.unread, "sources")
		return
	}
	for _, item := range list {
		s, ok := readSource(item)
		if !ok {
			r.unread = append(r.unread, "sources")
			r.sources = nil
			return
		}
		r.sources = append(r.sources, s)
	}
}

func readSource(item json.RawMessage) (s syncSource, ok bool) {
	var pair []json.RawMessage
	if f, ok := readFigure(string(item)); ok {
		zero := nothing()
		return syncSource{report: &f, rtt: &zero, offset: &f}, true
	}
	if json.Unmarshal(item, &pair) == nil && len(pair) == 2 {
		low, okLow := readFigure(string(pair[0]))
		high, okHigh := readFigure(string(pair[1]))
		return syncSource{low: &low, high: &high}, okLow && okHigh
	}
	var object map[string]json.RawMessage
	if json.Unmarshal(item, &object) != nil {
		return s, false
	}
	var used *bool
	text := func(key string) (name string) {
		_ = json.Unmarshal(object[key], &name) // no text is no name
		return name
	}
	ok = true
	for key, to := range map[string]**figure{"time": &s.report, "report": &s.report, "rtt": &s.rtt, "offset": &s.offset,
		"error": &s.wrong, "low": &s.low, "high": &s.high, "adjustment": &s.adjustment} {
		if value, has := object[key]; has {
			f, read := readFigure(string(value))
			*to, ok = &f, ok && read
		}
	}
	if value, has := object["used"]; has {
		ok = ok && json.Unmarshal(value, &used) == nil && used != nil
	}
	s.name, s.unused = text("node"), used != nil && !*used
	if s.name == "" {
		s.name = text("peer")
	}
	return s, ok
}

// used returns the sources that the round did not leave out.
func (r *syncRecord) used() (list []syncSource) {
	for _, s := range r.sources {
		if !s.unused {
			list = append(list, s)
		}
	}
	return list
}

// reasons counts why records could not be judged, and shows the first of each.
type reasons struct {
	words []string
	first map[string]parse.EventID
	n     map[string]int
}

func (m *reasons) add(why string, e parse.EventID) {
	if m.n == nil {
		m.n, m.first = map[string]int{}, map[string]parse.EventID{}
	}
	if m.n[why]++; m.n[why] == 1 {
		m.words, m.first[why] = append(m.words, why), e
	}
}

// list says what is missing, in the order in which it was found.
func (m *reasons) list(run *parse.Run, noun string) (words []string) {
	for _, why := range m.words {
		words = append(words, fmt.Sprintf("%s (first %s) cannot be judged: %s", count(m.n[why], noun), eventName(run, m.first[why]), why))
	}
	return words
}
