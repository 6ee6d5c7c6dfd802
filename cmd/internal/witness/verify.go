package witness

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// Tally counts the verified findings by check and certainty ("clock/vector
// definite").
type Tally map[string]int

// Verify goes through every finding of a report. readFile returns a file that
// the report names, and set is what flags and configuration say. The error tells
// each finding that does not verify, and why.
func Verify(report []byte, readFile func(path string) ([]byte, error), set Settings) (Tally, error) {
	var rep Report
	if err := json.Unmarshal(report, &rep); err != nil {
		return nil, err
	}
	logs, err := read(&rep, readFile, set)
	if err != nil {
		return nil, err
	}
	tally := Tally{}
	var errs []error
	for i := range rep.Runs {
		run := &rep.Runs[i]
		l := logs[run.Run]
		if l == nil {
			l = &log{set: &set}
		}
		if len(l.events) != run.Events {
			errs = append(errs, fmt.Errorf("run %q: the report counts %d events, its lines hold %d", run.Run, run.Events, len(l.events)))
		}
		for k := range run.Findings {
			f := &run.Findings[k]
			if err := l.verify(f); err != nil {
				errs = append(errs, fmt.Errorf("run %q: %s %s: %w\n\t%s", run.Run, f.Check, f.Fingerprint, err, f.Message))
			} else {
				tally[f.Check+" "+f.Certainty]++
			}
		}
	}
	return tally, errors.Join(errs...)
}

// read reads the files of a report into its runs.
func read(rep *Report, readFile func(path string) ([]byte, error), set Settings) (map[string]*log, error) {
	pairs := 0
	settings := &set
	torn := false
	var events []*event
	for _, in := range rep.Inputs {
		data, err := readFile(in.Path)
		if err != nil {
			return nil, err
		}
		r := &reader{file: in.Path, set: settings, bad: map[int]bool{}, pairs: &pairs, mapping: settings.formatOf(in.Path, in.Format)}
		for _, e := range in.Errors {
			r.bad[e.Line] = true
		}
		torn = torn || in.Bad > 0
		r.read(string(data), in.Format)
		events = append(events, r.events...)
		settings.under(&r.own)
	}
	logs := map[string]*log{}
	for _, e := range events {
		if logs[e.run] == nil {
			logs[e.run] = &log{set: settings, torn: torn, sights: map[place]*seen{}}
		}
		logs[e.run].events = append(logs[e.run].events, e)
	}
	for _, l := range logs {
		l.arrange()
		l.match()
	}
	return logs, nil
}

// formatOf returns the mapping that claims a file.
func (s *Settings) formatOf(file, format string) *Format {
	for i := range s.Formats {
		f := &s.Formats[i]
		named, err := filepath.Match(f.Files, filepath.Base(file))
		if err == nil && (named || f.Files == "") {
			return f
		}
	}
	return nil
}

// claim is a finding with its events as the lines tell them.
type claim struct {
	*log
	*Finding
	at    []*event        // of Finding.Events
	known map[string]bool // roles that the rule knows
}

// refuted is why a finding does not verify.
type refuted struct{ error }

// need gives up on the finding unless a condition holds.
func need(ok bool, format string, args ...any) {
	if !ok {
		panic(refuted{fmt.Errorf(format, args...)})
	}
}

func (l *log) verify(f *Finding) (err error) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case refuted:
			err = p.error
		default:
			panic(p)
		}
	}()
	c := &claim{log: l, Finding: f, known: map[string]bool{}}
	c.verifyEvents()
	c.verifyProofs()
	c.verifyNames()
	rule := rules[f.Check]
	need(rule != nil, "there is no rule for this check")
	rule(c)
	for _, w := range f.Events {
		need(c.known[w.Role], "no rule knows what %s is as %q", w.Event, w.Role)
	}
	return nil
}

// verifyEvents compares each event with its line.
func (c *claim) verifyEvents() {
	need(len(c.Events) > 0, "the finding shows no event")
	for _, w := range c.Events {
		e := c.byName[w.Event]
		need(e != nil, "no line is the event %s", w.Event)
		need(e.file == w.File && e.line == w.Line, "%s stands at %s:%d, not at %s:%d", w.Event, e.file, e.line, w.File, w.Line)
		need(e.node == w.Node && e.position == w.Position && e.life == max(w.Life, 1), "%s is not event %d of life %d of %s", w.Event, w.Position, w.Life, w.Node)
		need(e.kind == w.Kind, "the kind of %s is %s, not %s", w.Event, e.kind, w.Kind)
		need(e.label == w.Label, "the label of %s is %q, not %q", w.Event, e.label, w.Label)
		c.at = append(c.at, e)
	}
}

// verifyProofs compares each step with the lines of its ends.
func (c *claim) verifyProofs() {
	for _, p := range c.Proof {
		need(len(p.Path) > 1 && len(p.Path) == len(p.Reasons)+1 && p.Path[0] == p.From && p.Path[len(p.Path)-1] == p.To,
			"the proof from %s to %s does not lead there: %v", p.From, p.To, p.Path)
		for i, reason := range p.Reasons {
			a, b := c.byName[p.Path[i]], c.byName[p.Path[i+1]]
			need(a != nil && b != nil, "no line is the event %s or %s", p.Path[i], p.Path[i+1])
			need(c.edge(a, b, reason), "%s to %s is no edge: %s", p.Path[i], p.Path[i+1], reason)
		}
	}
}

var eventWord = regexp.MustCompile(`[^\s(]+:[1-9]\d*`)

// verifyNames sees to it that every event that the message names is shown, and
// every order it claims is proved, between events that it shows. Three messages
// tell more: where tenures ended that clocks compare, what another node was not
// sent, and whose round a follower takes its figures from.
func (c *claim) verifyNames() {
	shown := map[string]bool{}
	for _, w := range c.Events {
		shown[w.Event] = true
	}
	for _, p := range c.Proof {
		inner := c.Check == "delivery/total" || c.Check == "lease/fencing" // sends of the deliveries, requests of the writes
		need(shown[p.From] && shown[p.To] || inner, "the finding does not show %s or %s", p.From, p.To)
	}
	for _, p := range c.Proof {
		for _, name := range p.Path {
			shown[name] = true
		}
	}
	more := c.Check == "lease/overlap" && len(c.Proof) == 0 || c.Check == "delivery/stuck" || c.Check == "sync/round"
	for _, word := range eventWord.FindAllString(c.Message, -1) {
		node, _, _ := strings.Cut(word[:strings.LastIndex(word, ":")], "@")
		need(c.nodes[node] == nil || c.byName[word] != nil, "the message names %s, and no line is that event", word)
		need(c.byName[word] == nil || shown[word] || more, "the message names %s, which the finding does not show", word)
	}
	for _, m := range beforeWords.FindAllStringSubmatch(c.Message, -1) {
		a, b := c.byName[m[1]], c.byName[m[2]]
		need(a == nil || b == nil || c.proves(a, b), "the message says that %s is before %s without a proof", m[1], m[2])
	}
}

var beforeWords = regexp.MustCompile(`([^\s(]+:[1-9]\d*) is before ([^\s(]+:[1-9]\d*)`)

// proves reports that a proof of the finding shows that a is before b.
func (c *claim) proves(a, b *event) bool {
	return slices.ContainsFunc(c.Proof, func(p Proof) bool { return p.From == a.name() && p.To == b.name() })
}

// order is a need for a proof that a is before b.
func (c *claim) order(a, b *event) {
	need(c.proves(a, b), "no proof shows that %s is before %s", a.name(), b.name())
}

// definite reports that the finding claims to hold in every execution.
func (c *claim) definite() bool { return c.Certainty == "definite" }

// roles returns the roles of the finding's events, joined by commas.
func (c *claim) roles() string {
	var list []string
	for _, w := range c.Events {
		list = append(list, w.Role)
	}
	return strings.Join(list, ", ")
}

// all returns the events in a role.
func (c *claim) all(role string) (list []*event) {
	c.known[role] = true
	for i, w := range c.Events {
		if w.Role == role {
			list = append(list, c.at[i])
		}
	}
	return list
}

// one returns the only event in a role.
func (c *claim) one(role string) *event {
	list := c.all(role)
	need(len(list) == 1, "%d events are shown as %q, want 1", len(list), role)
	return list[0]
}

// unknown refutes a finding whose events no rule describes.
func (c *claim) unknown() { need(false, "no rule knows a finding that shows %s", c.roles()) }

// subject returns the text in quotation marks of the finding's subject.
func (c *claim) subject() string {
	_, rest, _ := strings.Cut(c.Subject, `"`)
	name, _, _ := strings.Cut(rest, `"`)
	return name
}

// Checks lists the checks that have a rule.
func Checks() (ids []string) {
	for id := range rules {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}
