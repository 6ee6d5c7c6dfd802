package parse

import (
	"bytes"
	"regexp"
	"sync"
)

// jsonArrayFormat reads one JSON array of events, on one line or on many. It
// never holds more than one element. An element that cannot be read makes the
// line on which it ends a bad one; the array's other elements are events all
// the same, whatever line they stand on. Where more elements may be lost than
// lines are bad, the file counts as one that breaks off.
var jsonArrayFormat = Format{
	Name:    "json-array",
	Title:   "one JSON array of objects, each an event as in jsonl",
	Looks:   "the file begins with [ and an object",
	Causes:  "vector stamps, message ids",
	detect:  detectJSONArray,
	decoder: newJSONArray,
	serial:  true,
}

func detectJSONArray(head []byte, _ *Options) bool {
	rest, isArray := bytes.CutPrefix(bytes.TrimSpace(head), []byte{'['})
	rest = bytes.TrimSpace(rest)
	return isArray && (len(rest) == 0 || rest[0] == '{' || string(rest) == "]")
}

// arrayState says what may come next in the array.
type arrayState uint8

const (
	wantArray          arrayState = iota
	wantElementOrClose            // after '['
	wantElement                   // after a comma
	inElement
	wantComma // or the closing bracket
	afterArray
)

// jsonArray cuts an array into its elements and decodes each as a line.
type jsonArray struct {
	lines *jsonLines
	limit int // of an element, in bytes
	state arrayState

	element  []byte // the part that earlier lines hold
	dropped  bool   // the element is over the limit
	depth    int    // objects and arrays open in the element
	inString bool
	escaped  bool       // a backslash came just before
	bad      *lineError // the first on this line
	seen     bool       // a part of an element stood on this line
	lost     int        // elements that end on this line and could not be read
	hidden   *lineError // the first sign of elements that no bad line stands for
}

func newJSONArray(f *fileContext) (decoder, error) {
	limit := f.opt.MaxLine
	if limit <= 0 {
		limit = DefaultMaxLine
	}
	return &jsonArray{lines: newJSONLines(f), limit: limit}, nil
}

func (d *jsonArray) decode(line []byte, emit func(*Record)) (outcome, *lineError) {
	d.bad, d.seen, d.lost = nil, d.state == inElement, 0
	for i := 0; i < len(line); {
		if d.state == inElement {
			i = d.inside(line, i, emit)
			continue
		}
		if i = skipBlanks(line, i); i < len(line) {
			i = d.between(line, i)
		}
	}
	if d.seen {
		return lineEvent, d.bad
	}
	return lineSkipped, d.bad
}

func (d *jsonArray) fail(err *lineError) {
	if d.bad == nil {
		d.bad = err
	}
}

// between reads one byte outside elements.
func (d *jsonArray) between(line []byte, i int) int {
	c := line[i]
	closes := c == ']' && (d.state == wantComma || d.state == wantElementOrClose)
	switch {
	case d.state == wantArray && c == '[':
		d.state = wantElementOrClose
	case closes:
		d.state = afterArray
	case d.state == wantComma && c == ',':
		d.state = wantElement
	case (d.state == wantElement || d.state == wantElementOrClose) && c != ',' && c != ']':
		d.state, d.seen = inElement, true
		return i
	default:
		d.fail(badLine(ClassParse, i+1, "%s, expected %s", describeByte(c), d.state.expectation()))
		return d.resume(line, i)
	}
	return i + 1
}

// resume goes on behind what does not belong where it stands.
func (d *jsonArray) resume(line []byte, i int) int {
	switch {
	case d.state == wantArray:
		return len(line)
	case d.state == afterArray:
		if bytes.IndexByte(line[i:], '{') >= 0 {
			d.hide("objects behind the array's end were not read")
		}
		return len(line)
	case d.state != wantComma: // a comma without an element, perhaps before the end
		if line[i] == ']' {
			d.state = afterArray
		}
		return i + 1
	case line[i] == '{': // the comma is missing
		d.state, d.seen = inElement, true
		return i
	}
	d.lose()
	if next := bytes.IndexAny(line[i:], "{,]"); next > 0 {
		return i + next
	}
	return len(line)
}

// lose counts an element of the line that could not be read. The first makes
// the line a bad one.
func (d *jsonArray) lose() {
	if d.lost++; d.lost > 1 {
		d.hide("several elements on one line could not be read")
	}
}

func (d *jsonArray) hide(why string) {
	if d.hidden == nil {
		d.hidden = badLine(ClassParse, 0, "%s, so that the number of bad lines does not tell how many events are lost", why)
	}
}

// loss implements [lossy].
func (d *jsonArray) loss() *lineError { return d.hidden }

func (s arrayState) expectation() string {
	switch s {
	case wantArray:
		return "an array of events"
	case wantComma:
		return "a comma or ] after an element of the array"
	case afterArray:
		return "nothing after the end of the array"
	}
	return "an object as an element of the array"
}

// inside reads on in an element: to its end, or to that of the line.
func (d *jsonArray) inside(line []byte, start int, emit func(*Record)) int {
	for i := start; i < len(line); i++ {
		c := line[i]
		switch {
		case d.escaped:
			d.escaped = false
		case d.inString:
			d.escaped, d.inString = c == '\\', c != '"'
		case c == '"':
			d.inString = true
		case c == '{' || c == '[':
			d.depth++
		case d.depth == 0 && (c == ',' || c == ']'):
			d.end(line, start, i, emit)
			return i
		case c == '}' || c == ']':
			if d.depth--; d.depth <= 0 {
				d.end(line, start, i+1, emit)
				return i + 1
			}
		}
	}
	if d.inString || d.depth == 0 { // it cannot go on on the next line
		d.end(line, start, len(line), emit)
	} else {
		d.keep(line[start:])
	}
	return len(line)
}

// keep puts aside a part of an element that goes on on the next line.
func (d *jsonArray) keep(part []byte) {
	if len(d.element)+len(part)+1 > d.limit && !d.dropped {
		d.dropped = true
		d.fail(badLine(ClassLimit, 0, "an element of the array is longer than the limit of %d bytes; it was not read (--max-line)", d.limit))
	}
	if d.dropped {
		d.element = d.element[:0]
		return
	}
	d.element = append(append(d.element, part...), '\n')
}

// end decodes the element of which the last part is line[start:end].
func (d *jsonArray) end(line []byte, start, end int, emit func(*Record)) {
	d.state, d.depth, d.inString, d.escaped = wantComma, 0, false, false
	element, onLine := line[start:end], len(d.element) == 0
	if !onLine {
		d.keep(element)
		element = d.element
	}
	if d.dropped {
		d.lose()
	} else if _, err := d.lines.decode(element, emit); err != nil {
		d.fail(placed(err, onLine, start))
		d.lose()
		if err.class == ClassParse && joint().Match(element) {
			d.hide("an element that could not be read holds others")
		}
	}
	d.element, d.dropped = d.element[:0], false
}

// joint matches what stands between two objects.
var joint = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\}\s*,?\s*\{`) })

// placed moves the column of an error in an element to its line. Of an element
// over several lines only the last is known.
func placed(err *lineError, onLine bool, start int) *lineError {
	if onLine {
		err.col += start
		return err
	}
	return badLine(err.class, 0, "the element that ends here: %s", err.msg)
}

func (d *jsonArray) finish(func(*Record)) *lineError {
	if d.state == afterArray {
		return nil
	}
	if d.state == inElement {
		d.hide("the array's last element does not end, and may hold others")
	}
	return badLine(ClassParse, 0, "the file ends inside the array, expected ]: it is cut off, or what opens above is not closed")
}
