package parse

import (
	"bytes"
	"unicode/utf8"
)

// beginText forgets the line before, for a line that is not JSON.
func (r *eventReader) beginText() {
	r.begin()
	r.scanner.clock.reset()
}

// putKey is putValue for text of a log that is not JSON: digits are a number and
// true a boolean where the field calls for one.
func (r *eventReader) putKey(k keyID, text []byte) {
	if eventKeys.roleOf[k] == roleVector {
		if clock := trimSpace(text); r.isClock(clock) {
			r.note(k, slot{raw: clock, form: vectorForm})
			return
		}
	}
	raw, form := r.valueOf(k, text)
	r.note(k, slot{raw, form})
}

// trimSpace is [bytes.TrimSpace], which hardly any text needs: white space is at
// most U+0020 or outside ASCII.
func trimSpace(text []byte) []byte {
	if n := len(text); n > 0 && text[0]-'!' < utf8.RuneSelf-'!' && text[n-1]-'!' < utf8.RuneSelf-'!' {
		return text
	}
	return bytes.TrimSpace(text)
}

// valueOf makes JSON of text that is the value of a key. It is valid until the
// next line is begun.
func (r *eventReader) valueOf(k keyID, text []byte) (rawJSON, slotForm) {
	if takesJSON(k) {
		if value := rawJSON(trimSpace(text)); r.isJSON(value) {
			return value, 0
		}
	}
	from := len(r.scratch)
	if plainEnd(text, 0) == len(text) {
		r.scratch = append(append(append(r.scratch, '"'), text...), '"')
		return rawJSON(r.scratch[from:]), plainForm
	}
	r.scratch = appendQuoted(r.scratch, text)
	return rawJSON(r.scratch[from:]), 0
}

// isClock reports whether text is a plain vector clock, the first of its line.
// It is read then.
func (r *eventReader) isClock(text []byte) bool {
	return r.scanner.clock.found == nil && r.scanner.clock.whole(r.scanner.clock.last.of(r.nodeSoFar()), text)
}

// isJSON reports whether text is a JSON value. Most that ought to be are counts.
func (r *eventReader) isJSON(text rawJSON) bool {
	if _, end := plainCount(text, 0); end == len(text) {
		return true
	}
	return r.json.value(text) == nil
}

// readAsJSON are the roles whose text is meant as JSON where it is JSON.
var readAsJSON = rolesOf(roleLamport, roleSeq, roleOK, roleTrueTime)

// takesJSON reports whether text of a key that happens to be JSON is meant so.
func takesJSON(k keyID) bool {
	if f := eventKeys.fields[k]; f != 0 && k != keyTS && k != keyIndex {
		return fields[f].typ != nameValue && fields[f].typ != timeValue
	}
	return k == keyTS || k == keyIndex || readAsJSON.has(eventKeys.roleOf[k])
}
