package parse

import "bytes"

// jsonlFormat reads the event model as it is written down in its own field
// names. What a line means:
//
//   - A key counts under the spellings listed in event_keys.go. Where a line has
//     several of one role, the first listed counts and the others are unknown
//     fields: "event" before "msg", "node" before "host". "host" and "pid"
//     together, without "node", name the node "host:pid".
//   - null stands for no value, except as a node, a clock or a payload field of
//     the event's kind: there it is an error. So is an empty node. Any other
//     empty text is no value.
//   - Names are texts or numbers, and a number is its text: 7 and "7" are one
//     node, 7 and 7.0 are two. A receiver "*" means everyone.
//   - "kind" must be a word of the vocabulary. A label is never taken for a kind.
//   - "index" is the operation's place in the replicated log where the kind is
//     apply, and else the event's place at its node. "ts" is what was issued
//     where the kind is timestamp or one of a transaction, and else wall time.
//   - "id" is an identifier only where the kind is id. Of other payload fields
//     those that belong to the kind must hold what the vocabulary says; one that
//     does not belong is kept where it can be read (see kindFields).
//   - Payload is kept where the kind is not internal.
var jsonlFormat = Format{
	Name:    "jsonl",
	Title:   "JSON lines: one object, one event",
	Looks:   "each line is a JSON object",
	Causes:  "vector stamps, message ids",
	detect:  detectJSONLines,
	decoder: func(f *fileContext) (decoder, error) { return newJSONLines(f), nil },
}

func detectJSONLines(head []byte, _ *Options) bool {
	return bytes.HasPrefix(bytes.TrimSpace(head), []byte{'{'})
}

// jsonLines decodes the tool's own format.
type jsonLines struct {
	event   *eventReader
	mapping *mapping
	header  []byte // the file's header as written
	shaped  bool   // no mapping comes between a line and its events
	rec     Record
}

func newJSONLines(f *fileContext) *jsonLines {
	r := newEventReader(f)
	m := newMapping(f, r)
	return &jsonLines{event: r, mapping: m, header: f.headerLine, shaped: m.idle()}
}

func (d *jsonLines) decode(line []byte, emit func(*Record)) (outcome, *lineError) {
	if d.shaped && (d.event.readShape(&d.rec, line) != nil || d.event.readKeyed(&d.rec, line)) {
		emit(&d.rec)
		return lineEvent, nil
	}
	if skipBlanks(line, 0) == len(line) || d.mapping.ignores(line) {
		return lineSkipped, nil
	}
	if err := d.event.read(line); err != nil {
		return 0, err
	}
	if d.event.noted.has(keyHeader) {
		return lineSkipped, repeatedHeader(line, d.header)
	}
	d.mapping.apply(line)
	if err := d.event.fill(&d.rec, Internal); err != nil {
		return 0, err
	}
	if d.shaped {
		d.event.learnShape(&d.rec, line)
	}
	emit(&d.rec)
	return lineEvent, nil
}

// readAhead is for [lookAhead].
func (d *jsonLines) readAhead(data []byte, l *lineReader) (next int) {
	for d.shaped && next < len(data) {
		line, known := d.event.readNext(&d.rec, data[next:], l.maxLine)
		if known == nil {
			break
		}
		l.begin(line)
		l.take(&d.rec)
		next = l.end(data, next+len(line))
	}
	return next
}

// repeatedHeader judges a line that is a header, in a file whose first line is
// first. It counts only where it opens the file, but files that were put one
// after the other may repeat it.
func repeatedHeader(line rawJSON, first []byte) *lineError {
	if _, err := readHeader(line); err != nil {
		return err
	}
	if !bytes.Equal(bytes.TrimSpace(line), first) {
		return badLine(ClassField, 1, "a header that does not open the file declares nothing: put it first, and the same in all parts of a joined file")
	}
	return nil
}

func (d *jsonLines) finish(func(*Record)) *lineError { return nil }
