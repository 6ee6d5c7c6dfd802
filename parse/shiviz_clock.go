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

// readHostClock reads a host and a vector clock in JSON into rec.
func (r *eventReader) readHostClock(rec *Record, host, clock []byte) *lineError {
	if len(host) == 0 {
		return badLine(ClassField, 0, "the host before the clock is empty")
	}
	rec.Node = host
	if !bytes.HasSuffix(clock, []byte{'}'}) {
		return badLine(ClassClock, 0, "the vector clock %s is cut off, expected } at its end", Quote(string(clock)))
	}
	if plain := &r.scanner.clock; plain.whole(host, clock) {
		// A copy, for the clock of a later line may be read before this event is handed on.
		rec.Vector, rec.Order, rec.HasVC = append(rec.Vector, plain.found.entries...), plain.found.order, true
		return nil
	}
	if err := r.json.object(clock); err != nil {
		return badLine(ClassClock, 0, "the vector clock %s is not JSON: %s", Quote(string(clock)), err.msg)
	}
	return inString(readVector(rec, rawJSON(clock)))
}

func hasEntry(rec *Record, host []byte) bool {
	for _, e := range rec.Vector {
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

// clockProbe tries whether text is a clock. It is scratch.
type clockProbe struct{ rec Record }

// proves reports whether a clock can be read and counts its host.
func (p *clockProbe) proves(r *eventReader, host, clock []byte) bool {
	p.rec.reset()
	return r.readHostClock(&p.rec, host, clock) == nil && hasEntry(&p.rec, host)
}
