package parse

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"unsafe"

	"github.com/tidwall/gjson"
)

// This is the one file that touches gjson. gjson is lenient by design: it
// answers from torn text, takes "12abc" for 0 and rounds what does not fit. So
// it sees validated text only, walks it and nothing else: no path is ever
// built from data, and numbers come from the raw text.

// rawJSON is one validated JSON value, without blanks around it.
type rawJSON []byte

// The first byte of a value tells its type.
func (r rawJSON) isString() bool { return len(r) > 0 && r[0] == '"' }
func (r rawJSON) isObject() bool { return len(r) > 0 && r[0] == '{' }
func (r rawJSON) isArray() bool  { return len(r) > 0 && r[0] == '[' }
func (r rawJSON) isNull() bool   { return len(r) > 0 && r[0] == 'n' }
func (r rawJSON) isNumber() bool {
	return len(r) > 0 && (r[0] == '-' || r[0] >= '0' && r[0] <= '9')
}

// bool returns a boolean.
func (r rawJSON) bool() (value, ok bool) {
	value = string(r) == "true"
	return value, value || string(r) == "false"
}

// describe says what the value is, for messages that say what was found.
func (r rawJSON) describe() string {
	switch {
	case r.isObject():
		return "an object"
	case r.isArray():
		return "an array"
	case r.isNull():
		return "null"
	case len(r) == 0:
		return "nothing"
	case r.isString():
		return "the text " + Quote(string(r.text()))
	}
	return strings.Trim(Quote(string(r)), `"`)
}

// text returns a string's content, and the JSON text of anything else. It
// allocates only where a string holds escapes.
func (r rawJSON) text() []byte {
	if !r.isString() {
		return r
	}
	if inner := r[1 : len(r)-1]; bytes.IndexByte(inner, '\\') < 0 {
		return inner
	}
	return appendUnquoted(nil, r)
}

// isInteger reports whether a number has neither a fraction nor an exponent.
func (r rawJSON) isInteger() bool {
	return r.isNumber() && skipDigits(r, 1) == len(r)
}

// walkObject calls f for every key of a validated object, in order, with the
// key decoded. It ends at the first error.
//
// Columns of errors count from 1 at the value that the failing function was
// given (0 means its first byte); walkObject moves them to obj, so that errors
// from nested walks point into the line.
func walkObject(obj rawJSON, f func(key []byte, value rawJSON) *lineError) *lineError {
	return walk(obj, func(key, value gjson.Result) *lineError {
		k := obj[key.Index : key.Index+len(key.Raw)]
		return f(rawJSON(k).text(), valueIn(obj, value))
	})
}

// walkArray calls f for every element of a validated array, in order, as
// walkObject does.
func walkArray(arr rawJSON, f func(value rawJSON) *lineError) *lineError {
	return walk(arr, func(_, value gjson.Result) *lineError {
		return f(valueIn(arr, value))
	})
}

func valueIn(raw rawJSON, value gjson.Result) rawJSON {
	return raw[value.Index : value.Index+len(value.Raw)]
}

func walk(raw rawJSON, f func(key, value gjson.Result) *lineError) (err *lineError) {
	// The string shares the line's bytes, which nothing changes while the walk lasts.
	doc := gjson.Result{Type: gjson.JSON, Raw: unsafe.String(unsafe.SliceData(raw), len(raw))}
	doc.ForEach(func(key, value gjson.Result) bool {
		if err = f(key, value); err != nil {
			err.col = value.Index + max(err.col, 1)
		}
		return err == nil
	})
	return err
}

// readCount reads a counter of a clock: an integer from 0 to 2^63-1 in plain
// digits.
func readCount(raw rawJSON) (uint64, *lineError) {
	if n, ok := parseCount(raw); ok {
		return n, nil
	}
	return 0, badLine(ClassClock, 0, "%s, expected an integer from 0 to 2^63-1", describeNumber(raw))
}

// readInt reads an integer of 64 bits in plain digits.
func readInt(raw rawJSON, class Class) (int64, *lineError) {
	if raw.isNumber() {
		if n, err := strconv.ParseInt(string(raw), 10, 64); err == nil {
			return n, nil
		}
	}
	return 0, badLine(class, 0, "%s, expected an integer that fits 64 bits", raw.describe())
}

// parseCount reads text that is all digits and at most 2^63-1.
func parseCount(text []byte) (uint64, bool) {
	size := len(text)
	if size == 0 {
		return 0, false
	}
	if size <= wordBytes && cap(text) >= wordBytes { // as most are
		w := word(text[:wordBytes], 0)
		return digitsValue(w, size), first(nonDigits(w)) >= size
	}
	for len(text) > 1 && text[0] == '0' {
		text = text[1:]
	}
	if len(text) > len("9223372036854775807") {
		return 0, false
	}
	var n uint64
	for _, c := range text {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + uint64(c-'0')
	}
	return n, n <= math.MaxInt64
}

// describeNumber says why a value is no integer that fits.
func describeNumber(raw rawJSON) string {
	switch {
	case !raw.isNumber():
		return raw.describe()
	case bytes.ContainsAny(raw, "eE"):
		return raw.describe() + " has an exponent"
	case bytes.ContainsRune(raw, '.'):
		return raw.describe() + " has a fraction"
	case raw[0] == '-':
		return raw.describe() + " is negative"
	}
	return raw.describe() + " is too large"
}
