package parse

import "unicode/utf8"

// maxDepth is how deep objects and arrays may nest in one line.
const maxDepth = 512

// validator checks that a line is exactly one JSON value, before anything
// else looks at it. It walks the line once and never recurses:
//
//  1. A stack holds one entry for every object and array that is open; what
//     may come next depends on its top and on the token just read.
//  2. Strings are scanned by a table of byte classes. Anything outside ASCII
//     must be UTF-8, and escaped surrogates must come in pairs.
//  3. The decoded keys of every open object are kept (json_keys.go), because a
//     key that stands twice has two values and nobody knows which one counts.
//
// It is stricter than RFC 8259 in these points, and in these only: duplicate
// keys, lone surrogates and bytes that are not UTF-8 are errors, and so is
// nesting beyond maxDepth. Memory does not grow with the depth of hostile text;
// time is linear, but for n log n in the keys of one object.
//
// The zero value is ready. It keeps its scratch between lines, so it is for
// one goroutine.
type validator struct {
	open  []openValue
	state jsonState

	keys       []keyRef // keys of the open objects, outermost first
	signatures []uint64 // of keys
	text       []byte   // content of those keys that hold escapes
}

// openValue is an object or array whose end has not come yet.
type openValue struct {
	at      int // index of its first byte
	keys    int // index in validator.keys of its first key
	isArray bool
}

// jsonState says which token may come next.
type jsonState uint8

const (
	wantValue        jsonState = iota
	wantValueOrClose           // after '['
	wantKeyOrClose             // after '{'
	wantKey                    // after ',' in an object
	wantMore                   // ',' or the closing bracket
	wantEnd                    // nothing but blanks
)

// validJSON reports what keeps line from being one JSON value.
func validJSON(line []byte) *lineError {
	var v validator
	return v.value(line)
}

// object checks that line is one JSON object.
func (v *validator) object(line []byte) *lineError {
	if err := v.value(line); err != nil {
		return err
	}
	i := skipBlanks(line, 0)
	if line[i] == '{' {
		return nil
	}
	return badLine(ClassParse, i+1, "%s, expected one JSON object on a line", rawJSON(line[i:]).describe())
}

// value checks that line is one JSON value. Columns in its errors count bytes
// of line.
func (v *validator) value(line []byte) *lineError {
	v.open, v.state = v.open[:0], wantValue
	v.keys, v.signatures, v.text = v.keys[:0], v.signatures[:0], v.text[:0]
	for i := 0; ; {
		i = skipBlanks(line, i)
		if i == len(line) {
			return v.end(line)
		}
		var err *lineError
		switch v.state {
		case wantKey, wantKeyOrClose:
			i, err = v.key(line, i)
		case wantValue, wantValueOrClose:
			i, err = v.token(line, i)
		case wantMore:
			i, err = v.more(line, i)
		case wantEnd:
			err = trailing(line, i)
		}
		if err != nil {
			return err
		}
	}
}

// end judges a line that ends where v stands.
func (v *validator) end(line []byte) *lineError {
	switch {
	case v.state == wantEnd:
		return nil
	case len(v.open) == 0:
		return badLine(ClassParse, 1, "no JSON value on the line")
	}
	o := v.open[len(v.open)-1]
	what := "an object"
	if o.isArray {
		what = "an array"
	}
	return badLine(ClassParse, len(line)+1, "the line ends inside %s that begins at column %d: "+
		"it is cut off, or pretty-printed (print one object a line, as jq -c does)", what, o.at+1)
}

func trailing(line []byte, i int) *lineError {
	if line[i] == '{' || line[i] == '[' {
		return badLine(ClassParse, i+1, "a second JSON value on the line, expected one (did two writers interleave?)")
	}
	return badLine(ClassParse, i+1, "%s after the end of the JSON value", describeByte(line[i]))
}

// key reads a key and its colon, or the end of an object.
func (v *validator) key(line []byte, i int) (int, *lineError) {
	if line[i] == '}' && v.state == wantKeyOrClose {
		return v.close(line, i)
	}
	if line[i] != '"' {
		return i, badLine(ClassParse, i+1, "%s, expected a key in quotation marks", describeByte(line[i]))
	}
	end, escaped, err := scanString(line, i)
	if err != nil {
		return i, err
	}
	if err := v.addKey(line, i, end, escaped); err != nil {
		return i, err
	}
	i = skipBlanks(line, end)
	if i == len(line) {
		return i, v.end(line)
	}
	if line[i] != ':' {
		return i, badLine(ClassParse, i+1, "%s, expected a colon after the key", describeByte(line[i]))
	}
	v.state = wantValue
	return i + 1, nil
}

// token reads a scalar, or the beginning of an object or array.
func (v *validator) token(line []byte, i int) (end int, err *lineError) {
	switch c := line[i]; {
	case c == '"':
		end, _, err = scanString(line, i)
	case c == '-' || c >= '0' && c <= '9':
		end, err = scanNumber(line, i)
	case c == '{' || c == '[':
		return v.begin(line, i)
	case c == ']' && v.state == wantValueOrClose:
		return v.close(line, i)
	case c == 't':
		end, err = scanWord(line, i, "true")
	case c == 'f':
		end, err = scanWord(line, i, "false")
	case c == 'n':
		end, err = scanWord(line, i, "null")
	default:
		return i, badLine(ClassParse, i+1, "%s, expected a JSON value", describeByte(c))
	}
	v.afterValue()
	return end, err
}

func (v *validator) begin(line []byte, i int) (int, *lineError) {
	if len(v.open) == maxDepth {
		return i, badLine(ClassLimit, i+1, "objects and arrays nest deeper than %d", maxDepth)
	}
	isArray := line[i] == '['
	v.open = append(v.open, openValue{at: i, keys: len(v.keys), isArray: isArray})
	v.state = wantKeyOrClose
	if isArray {
		v.state = wantValueOrClose
	}
	return i + 1, nil
}

// close ends the innermost object or array.
func (v *validator) close(line []byte, i int) (int, *lineError) {
	o := v.open[len(v.open)-1]
	if err := v.checkManyKeys(o); err != nil {
		return i, err
	}
	v.keys, v.signatures = v.keys[:o.keys], v.signatures[:o.keys]
	v.open = v.open[:len(v.open)-1]
	v.afterValue()
	return i + 1, nil
}

func (v *validator) afterValue() {
	v.state = wantMore
	if len(v.open) == 0 {
		v.state = wantEnd
	}
}

func (v *validator) more(line []byte, i int) (int, *lineError) {
	isArray := v.open[len(v.open)-1].isArray
	switch c := line[i]; {
	case c == ',' && isArray:
		v.state = wantValue
	case c == ',':
		v.state = wantKey
	case c == ']' && isArray, c == '}' && !isArray:
		return v.close(line, i)
	case isArray:
		return i, badLine(ClassParse, i+1, "%s, expected a comma or ]", describeByte(c))
	default:
		return i, badLine(ClassParse, i+1, "%s, expected a comma or }", describeByte(c))
	}
	return i + 1, nil
}

func skipBlanks(line []byte, i int) int {
	if i < len(line) && line[i] > ' ' {
		return i // small enough to be inlined
	}
	return skipSomeBlanks(line, i)
}

func skipSomeBlanks(line []byte, i int) int {
	if i+1 < len(line) && line[i] == ' ' && line[i+1] > ' ' {
		return i + 1
	}
	for i < len(line) && (line[i] == ' ' || line[i] == '\t' || line[i] == '\r' || line[i] == '\n') {
		i++
	}
	return i
}

func scanWord(line []byte, i int, word string) (int, *lineError) {
	end := i + len(word)
	if end > len(line) || string(line[i:end]) != word {
		return i, badLine(ClassParse, i+1, "%s, expected a JSON value", describeByte(line[i]))
	}
	return end, nil
}

// scanNumber returns where the number that begins at i ends.
func scanNumber(line []byte, i int) (int, *lineError) {
	start := i
	if line[i] == '-' {
		i++
	}
	intStart := i
	i = skipDigits(line, i)
	ok := i > intStart && (line[intStart] != '0' || i == intStart+1)
	if ok && i < len(line) && line[i] == '.' {
		end := skipDigits(line, i+1)
		ok, i = end > i+1, end
	}
	if ok && i < len(line) && (line[i] == 'e' || line[i] == 'E') {
		i++
		if i < len(line) && (line[i] == '+' || line[i] == '-') {
			i++
		}
		end := skipDigits(line, i)
		ok, i = end > i, end
	}
	if !ok {
		return i, badLine(ClassParse, start+1, "a broken number, expected digits as JSON writes them")
	}
	return i, nil
}

func skipDigits(line []byte, i int) int {
	for ; i+wordBytes <= len(line); i += wordBytes {
		if mask := nonDigits(word(line, i)); mask != 0 {
			return i + first(mask)
		}
	}
	for i < len(line) && line[i] >= '0' && line[i] <= '9' {
		i++
	}
	return i
}

// describeByte names a byte that was not expected.
func describeByte(c byte) string {
	switch {
	case c == 0:
		return "a NUL byte (the file has a hole, or is not text)"
	case c == '"':
		return "a quotation mark"
	case c >= utf8.RuneSelf:
		return "text that is not ASCII"
	}
	return "found " + Quote(string(rune(c)))
}
