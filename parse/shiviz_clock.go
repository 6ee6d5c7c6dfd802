package parse

import "bytes"

// splitHostLine splits a line that is one word and something that begins as a
// clock does: 'host {"host":1}'.
func splitHostLine(line []byte) (host, clock []byte, ok bool) {
	blank := bytes.IndexByte(line, ' ')
	if blank <= 0 || line[0] == '{' || line[0] == '[' {
		return nil, nil, false
	}
	start, end := blank, len(line)
	for start < end && isBlank(line[start]) {
		start++
	}
	if byteAt(line, start) != '{' {
		return nil, nil, false
	}
	for isBlank(line[end-1]) {
		end--
	}
	return line[:blank], line[start:end], true
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }

// readHostClock reads a host and a vector clock in JSON into rec. The clock is
// valid until the reader reads the next.
func (r *eventReader) readHostClock(rec *Record, host, clock []byte) *lineError {
	if len(host) == 0 {
		return badLine(ClassField, 0, "the host before the clock is empty")
	}
	rec.Node = host
	if !bytes.HasSuffix(clock, []byte{'}'}) {
		return badLine(ClassClock, 0, "the vector clock %s is cut off, expected } at its end", Quote(string(clock)))
	}
	if plain := &r.scanner.clock; plain.whole(plain.last.of(host), clock) {
		rec.Clock = plain.found
		return nil
	}
	if err := r.json.object(clock); err != nil {
		return badLine(ClassClock, 0, "the vector clock %s is not JSON: %s", Quote(string(clock)), err.msg)
	}
	r.clock.begin()
	rec.Clock = &r.clock
	return inString(readVector(&r.clock, rawJSON(clock)))
}

// ownClock makes the vector clock of rec its own, which lives on when the next is
// read.
func (rec *Record) ownClock() {
	own := &vectorStamp{order: rec.Clock.order, number: rec.Clock.number}
	for _, e := range rec.Clock.entries {
		own.entries = append(own.entries, NamedEntry{bytes.Clone(e.Name), e.N})
	}
	rec.Clock = own
}

func hasEntry(rec *Record, host []byte) bool {
	for _, e := range rec.Clock.entries {
		if bytes.Equal(e.Name, host) {
			return true
		}
	}
	return false
}

// beginsAsClock reports whether text, which opens with a brace, goes on as a
// clock with entries does, or ends there.
func beginsAsClock(text []byte) bool {
	i := 1
	for i < len(text) && isBlank(text[i]) {
		i++
	}
	return i == len(text) || text[i] == '"'
}

// strayClock returns the error of a line that belongs to no event but carries
// what looks like a clock, nil where it does not: "node 2 {"node 2":1}", say.
func strayClock(line []byte) *lineError {
	_, clock, isHost := splitHostLine(line)
	if isHost {
		clock = bytes.TrimLeft(clock[1:], " \t")
		rest, empty := bytes.CutPrefix(clock, []byte{'}'})
		isHost = empty && (len(rest) == 0 || isBlank(rest[0])) // and no type, as in "interface {}, ..."
	}
	if !isHost && !bytes.Contains(line, []byte(`{"`)) {
		return nil
	}
	return badLine(ClassClock, 0, "no host and vector clock of an event in %s, expected one word and a clock with an entry of it", Quote(string(line)))
}

// clockProbe tries whether text is a clock. It has a reader of its own, for the
// clock of an event may wait for the event's text.
type clockProbe struct {
	reader eventReader
	rec    Record
}

// proves reports whether a clock can be read and counts its host.
func (p *clockProbe) proves(host, clock []byte) bool {
	p.rec.reset()
	return p.reader.readHostClock(&p.rec, host, clock) == nil && hasEntry(&p.rec, host)
}
