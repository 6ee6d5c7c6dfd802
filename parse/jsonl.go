package parse

import "bytes"

var jsonlFormat = Format{
	Name:    "jsonl",
	Title:   "JSON lines: one object, one event",
	Looks:   "each line is a JSON object",
	Causes:  "vector stamps, message ids",
	detect:  detectJSONLines,
	decoder: newJSONLines,
}

func detectJSONLines(head []byte, _ *Options) bool {
	return bytes.HasPrefix(firstLine(head), []byte{'{'})
}

// jsonLines decodes the tool's own format.
type jsonLines struct {
	event   *eventReader
	mapping *mapping
	header  []byte // the file's header as written
	rec     Record
}

func newJSONLines(f *fileContext) (decoder, error) {
	r := newEventReader(f)
	return &jsonLines{event: r, mapping: newMapping(f, r), header: f.headerLine}, nil
}

func (d *jsonLines) decode(line []byte, emit func(*Record)) (outcome, *lineError) {
	if skipBlanks(line, 0) == len(line) || d.mapping.ignores(line) {
		return lineSkipped, nil
	}
	if err := d.event.json.object(line); err != nil {
		return 0, err
	}
	d.event.collect(line)
	if d.event.slots[keyHeader].raw != nil {
		return lineSkipped, repeatedHeader(line, d.header)
	}
	d.mapping.apply(line)
	if err := d.event.fill(&d.rec, Internal); err != nil {
		return 0, err
	}
	emit(&d.rec)
	return lineEvent, nil
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
