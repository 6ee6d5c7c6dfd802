package render

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// JSONText is log text that encodes itself as a JSON string: valid UTF-8, one
// line, and safe to print on a terminal or in a CI log, because everything that
// could be taken for a command is written as \uXXXX. Decoding it gives the text
// back.
//
// Bytes that are not UTF-8 have no place in JSON. Each becomes U+FFFD followed
// by its two hexadecimal digits, and U+FFFD itself is written twice, so that
// such text, too, can be told from any other.
type JSONText string

// MarshalJSON returns the text as a JSON string.
func (t JSONText) MarshalJSON() ([]byte, error) { return []byte(QuoteJSON(string(t))), nil }

// QuoteJSON returns log text as the JSON string that reports and graphs hold:
// see the descriptions in their schemas for text that is not UTF-8.
func QuoteJSON(s string) string {
	if isPlainJSON(s) {
		return `"` + s + `"`
	}
	var b strings.Builder
	b.Grow(len(s) + 2)
	b.WriteByte('"')
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, "\ufffd%02x", s[i])
		case r == utf8.RuneError:
			b.WriteString("\ufffd\ufffd")
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case needsEscape(r) || r == '#' && i > 0 && s[i-1] == '#':
			writeUnicodeEscape(&b, r)
		default:
			b.WriteRune(r)
		}
		i += n
	}
	b.WriteByte('"')
	return b.String()
}

// isPlainJSON reports whether s needs no look at its characters one by one.
func isPlainJSON(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c < 0x20 || c >= 0x7f, c == '"', c == '\\', c == '#', c == '<', c == '>', c == '&':
			return false
		}
	}
	return true
}

// needsEscape tells characters that a terminal or a browser may obey.
func needsEscape(r rune) bool {
	return r == '<' || r == '>' || r == '&' || !unicode.IsPrint(r)
}

func writeUnicodeEscape(b *strings.Builder, r rune) {
	if r > 0xffff {
		high, low := utf16.EncodeRune(r)
		fmt.Fprintf(b, `\u%04x\u%04x`, high, low)
		return
	}
	fmt.Fprintf(b, `\u%04x`, r)
}
