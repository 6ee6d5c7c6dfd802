package parse

import (
	"bytes"
	"slices"
)

// readVector reads a vector clock into c: an object of counters by node, an
// array of counters, text such as "A:1,B:2", or either JSON form escaped
// inside a string. Counters are integers from 0 to 2^63-1 in plain digits.
// Names of c point into raw where they can.
func readVector(c *vectorStamp, raw rawJSON) *lineError {
	var err *lineError
	switch {
	case raw.isObject():
		err = walkMembers(raw, func(key []byte, value rawJSON) *lineError {
			return addEntry(c, key, value)
		})
	case raw.isArray():
		err = walkElements(raw, func(value rawJSON) *lineError {
			n, err := readCount(value)
			c.counts = append(c.counts, n)
			return err
		})
	case raw.isString():
		err = readVectorText(c, raw.text())
	default:
		err = badLine(ClassClock, 0, "%s is no vector clock, expected an object, an array or text such as \"A:1,B:2\"", raw.describe())
	}
	return err
}

func addEntry(c *vectorStamp, name []byte, count rawJSON) *lineError {
	if len(name) == 0 {
		return badLine(ClassClock, 0, "an entry of the vector clock has no name")
	}
	n, err := readCount(count)
	if err != nil {
		err.msg = "entry " + Quote(string(name)) + " of the vector clock: " + err.msg
		return err
	}
	c.entries = append(c.entries, NamedEntry{Name: name, N: n})
	return nil
}

// readVectorText reads a vector clock from text: JSON, which is validated
// here, or entries "NODE:COUNT" between commas. A name may hold colons, as
// "10.0.0.1:8080:3" does, but no comma.
func readVectorText(c *vectorStamp, text []byte) *lineError {
	text = bytes.TrimSpace(text)
	if len(text) > 0 && (text[0] == '{' || text[0] == '[') {
		if err := validJSON(text); err != nil {
			return badLine(ClassClock, 0, "the vector clock in the string is broken at its byte %d: %s", err.col, err.msg)
		}
		return inString(readVector(c, rawJSON(text)))
	}
	first, whole := len(c.entries), text
	for len(text) > 0 || len(c.entries) == first {
		entry, rest, more := bytes.Cut(text, []byte{','})
		colon := bytes.LastIndexByte(entry, ':')
		if colon < 0 || more && len(rest) == 0 {
			return badLine(ClassClock, 0, "%s is no vector clock, expected NODE:COUNT between commas, or JSON", Quote(string(whole)))
		}
		count := bytes.TrimSpace(entry[colon+1:])
		if _, ok := parseCount(count); !ok {
			return badLine(ClassClock, 0, "%s in the vector clock, expected an integer from 0 to 2^63-1 after the colon", Quote(string(entry)))
		}
		if err := addEntry(c, bytes.TrimSpace(entry[:colon]), count); err != nil {
			return err
		}
		text = rest
	}
	if name, twice := repeatedName(c.entries[first:]); twice {
		return badLine(ClassClock, 0, "node %s stands twice in the vector clock", Quote(string(name)))
	}
	return nil
}

// repeatedName finds a name that stands twice, in O(n log n) time.
func repeatedName(entries []NamedEntry) ([]byte, bool) {
	names := make([][]byte, len(entries))
	for i := range entries {
		names[i] = entries[i].Name
	}
	slices.SortFunc(names, bytes.Compare)
	for i := 1; i < len(names); i++ {
		if bytes.Equal(names[i-1], names[i]) {
			return names[i], true
		}
	}
	return nil, false
}

// inString drops the column of an error that counts within a decoded string.
func inString(err *lineError) *lineError {
	if err != nil {
		err.col = 0
	}
	return err
}
