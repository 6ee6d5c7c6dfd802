package witness

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
)

// array reads one JSON array of events. An event stands on the line on which
// its object ends.
func (r *reader) array(data string) {
	dec := json.NewDecoder(strings.NewReader(data))
	if _, err := dec.Token(); err != nil {
		return
	}
	for dec.More() {
		begin := int(dec.InputOffset())
		begin += strings.IndexByte(data[begin:], '{')
		var fields map[string]json.RawMessage
		if dec.Decode(&fields) != nil {
			return
		}
		line := 1 + strings.Count(data[:dec.InputOffset()], "\n")
		if _, header := fields["tracecausal"]; !header && !r.bad[line] {
			r.add(line, data[begin:dec.InputOffset()], fields)
		}
	}
}

// answers are the replies of the Maelstrom protocol that mean something.
var answers = map[string]string{
	"oracle_get_time_ok": "timestamp", "oracle_fail_primary_ok": "failover", "acquire_lease_ok": "lease_acquire",
	"renew_lease_ok": "lease_renew", "release_lease_ok": "lease_release", "check_lease_ok": "lease_check", "generate_ok": "id",
}

// message reads a line of the Maelstrom protocol: one end of a message where it
// says whose line it is, else both.
func (r *reader) message(number int, line string, fields map[string]json.RawMessage) {
	wire, journal := fields, false
	if wire["body"] == nil {
		wire, journal = nil, true
		if json.Unmarshal(fields["message"], &wire) != nil {
			return
		}
	}
	var body map[string]json.RawMessage
	if json.Unmarshal(wire["body"], &body) != nil {
		return
	}
	src, dest, node := scalar(wire["src"]), scalar(wire["dest"]), scalar(fields["node"])
	if node == "" {
		node = r.node
	}
	isSend, isReceive := node == src || node == "", node == dest || node == ""
	if journal {
		isSend, isReceive = scalar(fields["type"]) == "send", scalar(fields["type"]) == "recv"
	}
	pair := 0
	if isSend && isReceive {
		*r.pairs++
		pair = *r.pairs
	}
	for _, side := range []struct {
		is   bool
		end  end
		node string
	}{{isSend, sends, src}, {isReceive, receives, dest}} {
		if side.is {
			r.messageEnd(number, line, fields, wire, body, side.end, side.node, pair, !journal && node != "")
		}
	}
}

// eventKeys of a line describe the event at its one end.
var eventKeys = []string{"vc", "hlc", "lamport", "tt", "seq", "incarnation", "run"}

func (r *reader) messageEnd(number int, line string, fields, wire, body map[string]json.RawMessage, end end, node string, pair int, timed bool) {
	flat := map[string]json.RawMessage{}
	for key, raw := range body {
		flat[key] = raw
	}
	for _, key := range append([]string{"src", "dest", "kind", "event", "node", "host", "from", "to", "sender", "receiver"}, spellings["time"]...) {
		if key != "ts" {
			delete(flat, key)
		}
	}
	for _, name := range eventKeys {
		if raw := part(fields, "", name); raw != nil && name != "seq" {
			flat[name] = raw
		}
	}
	flat["event"], flat["node"] = body["type"], quote(node)
	if timed {
		flat["time"] = fields["time"]
	}
	kind := "receive"
	if end == sends {
		kind = answers[scalar(body["type"])]
		if kind == "" {
			kind = "send"
		}
		r.applyKinds(flat, line)
		if mapped := scalar(flat["kind"]); mapped != "" {
			kind = mapped
		}
	}
	e, err := r.event(flat, kind)
	if err != nil {
		return
	}
	e.end, e.pair = end, pair
	e.from, e.to, e.toAll = "", []string{scalar(wire["dest"])}, false
	e.from, e.wire = scalar(wire["src"]), scalar(wire["id"])
	if e.wire == "" {
		e.wire = scalar(fields["id"])
	}
	r.keep(e, number)
}

// The shapes of logs with vector clocks in text.
var (
	clockLine   = regexp.MustCompile(`^\s*(?:(\d{13,}) )?(\S+) (\{.*\})\s*$`)
	inlineClock = regexp.MustCompile(`([^\s/\[(<]+)[\])>:,]* (\{"[^}]*\}) ?(.*)$`)
	execution   = regexp.MustCompile(`^=== (.*) ===\s*$`)
	level       = regexp.MustCompile(`^(DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL) `)
)

// stamped reads ShiViz and GoVector text: a line with host and clock, and one
// with what happened after or before it, or all in one line. The event stands
// on the line that completes it.
func (r *reader) stamped(data, format string) {
	var lines []string
	for _, line := range strings.Split(data, "\n") {
		lines = append(lines, strings.TrimSuffix(line, "\r"))
	}
	begin := 0
	if strings.Contains(lines[0], "(?<host>") { // the expression of the shape, and one of executions
		begin = 2
	}
	pairs := slices.ContainsFunc(lines, clockLine.MatchString)
	held, clockFirst, decided := "", false, false
	for i, line := range lines {
		if m := execution.FindStringSubmatch(line); m != nil {
			r.run = m[1]
			continue
		}
		if i < begin || strings.TrimSpace(line) == "" {
			continue
		}
		clock := clockLine.FindStringSubmatch(line)
		if !decided {
			clockFirst, decided = clock != nil, true
		}
		switch {
		case held == "" && (clockFirst || i+1 < len(lines) && clock == nil && clockLine.MatchString(lines[i+1])):
			held = line
		case held == "" && pairs: // a text without a clock
		case held == "":
			if m := inlineClock.FindStringSubmatch(line); m != nil {
				r.stampedEvent(i+1, []string{"", "", m[1], m[2]}, m[3])
			}
		case clockFirst:
			if format == "govector" {
				line = level.ReplaceAllString(line, "")
			}
			r.stampedEvent(i+1, clockLine.FindStringSubmatch(held), line)
			held = ""
		default:
			r.stampedEvent(i+1, clock, held)
			held = ""
		}
	}
}

func (r *reader) stampedEvent(number int, clock []string, text string) {
	if clock == nil || r.bad[number] {
		return
	}
	fields := map[string]json.RawMessage{"node": quote(clock[2]), "vc": json.RawMessage(clock[3]), "event": quote(text)}
	if clock[1] != "" {
		fields["time"] = json.RawMessage(clock[1])
	}
	r.add(number, text, fields)
}
