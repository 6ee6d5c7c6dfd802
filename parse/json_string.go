package parse

import (
	"bytes"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// byteClass sorts the bytes inside a JSON string.
type byteClass uint8

const (
	plainByte   byteClass = iota
	stringEnd             // "
	escapeByte            // \
	controlByte           // below U+0020: never raw in a string
	utf8Byte              // outside ASCII
)

var byteClasses = func() (t [256]byteClass) {
	for c := range t {
		switch {
		case c < 0x20:
			t[c] = controlByte
		case c >= utf8.RuneSelf:
			t[c] = utf8Byte
		}
	}
	t['"'], t['\\'] = stringEnd, escapeByte
	return t
}()

// scanString returns the index after the string that begins at i, and whether
// it holds escapes.
func scanString(line []byte, i int) (end int, escaped bool, err *lineError) {
	start := i
	for i++; i < len(line); {
		class := byteClasses[line[i]]
		for class == plainByte {
			if i++; i == len(line) {
				return i, escaped, tornString(line, start)
			}
			class = byteClasses[line[i]]
		}
		switch class {
		case stringEnd:
			return i + 1, escaped, nil
		case escapeByte:
			escaped = true
			if i, err = scanEscape(line, i); err != nil {
				return i, true, err
			}
		case controlByte:
			return i, escaped, badLine(ClassParse, i+1, "a raw control character 0x%02x in a string, expected it escaped", line[i])
		case utf8Byte:
			r, n := utf8.DecodeRune(line[i:])
			if r == utf8.RuneError && n <= 1 {
				return i, escaped, badLine(ClassDecode, i+1, "byte 0x%02x is not UTF-8", line[i])
			}
			i += n
		}
	}
	return i, escaped, tornString(line, start)
}

func tornString(line []byte, start int) *lineError {
	return badLine(ClassParse, len(line)+1, "the line ends inside a string that begins at column %d: it is cut off", start+1)
}

// scanEscape returns the index after the escape that begins at i.
func scanEscape(line []byte, i int) (int, *lineError) {
	if i+1 < len(line) && strings.IndexByte(`"\/bfnrt`, line[i+1]) >= 0 {
		return i + 2, nil
	}
	unit, ok := escapedUnit(line[i:])
	if !ok {
		return i, badLine(ClassParse, i+1, `a broken escape, expected one of \" \\ \/ \b \f \n \r \t or \u and four hexadecimal digits`)
	}
	if !utf16.IsSurrogate(unit) {
		return i + 6, nil
	}
	low, ok := escapedUnit(line[i+6:])
	if !ok || utf16.DecodeRune(unit, low) == utf8.RuneError {
		return i, badLine(ClassDecode, i+1, "half of a surrogate pair: it stands for no character")
	}
	return i + 12, nil
}

// escapedUnit reads the UTF-16 unit of a \uXXXX at the beginning of b.
func escapedUnit(b []byte) (rune, bool) {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return 0, false
	}
	var r rune
	for _, c := range b[2:6] {
		switch {
		case c >= '0' && c <= '9':
			r = r<<4 | rune(c-'0')
		case c >= 'a' && c <= 'f':
			r = r<<4 | rune(c-'a'+10)
		case c >= 'A' && c <= 'F':
			r = r<<4 | rune(c-'A'+10)
		default:
			return 0, false
		}
	}
	return r, true
}

// appendUnquoted appends the content of a JSON string literal that was
// validated. Of one that was not it appends something.
func appendUnquoted(dst, literal []byte) []byte {
	b := bytes.TrimSuffix(bytes.TrimPrefix(literal, []byte{'"'}), []byte{'"'})
	for len(b) > 0 {
		i := bytes.IndexByte(b, '\\')
		if i < 0 || i+1 == len(b) {
			return append(dst, b...)
		}
		dst = append(dst, b[:i]...)
		b = b[i:]
		n := 2
		if b[1] == 'u' {
			dst, n = appendUnit(dst, b)
		} else {
			dst = append(dst, simpleEscape(b[1]))
		}
		b = b[n:]
	}
	return dst
}

// appendUnit appends the character of a \uXXXX, or of two that make a pair.
func appendUnit(dst, b []byte) ([]byte, int) {
	unit, ok := escapedUnit(b)
	if !ok {
		return append(dst, b[:2]...), 2
	}
	if low, ok := escapedUnit(b[6:]); ok {
		if r := utf16.DecodeRune(unit, low); r != utf8.RuneError {
			return utf8.AppendRune(dst, r), 12
		}
	}
	return utf8.AppendRune(dst, unit), 6
}

func simpleEscape(c byte) byte {
	switch c {
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	}
	return c // " \ /
}

// unquote returns the content of a JSON string literal.
func unquote(json string) string {
	if len(json) >= 2 && strings.IndexByte(json, '\\') < 0 {
		return json[1 : len(json)-1]
	}
	return string(appendUnquoted(nil, []byte(json)))
}

// appendQuoted appends text as a JSON string literal. Bytes that are not UTF-8
// are kept as they are: text logs may hold them, and two names that differ in
// them must stay two.
func appendQuoted(dst, text []byte) []byte {
	plain := plainEnd(text, 0)
	dst = append(append(dst, '"'), text[:plain]...)
	for _, c := range text[plain:] {
		switch byteClasses[c] {
		case stringEnd, escapeByte:
			dst = append(dst, '\\', c)
		case controlByte:
			const hex = "0123456789abcdef"
			dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		default:
			dst = append(dst, c)
		}
	}
	return append(dst, '"')
}
