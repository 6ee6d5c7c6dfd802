package parse

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxQuoted bounds the log text that one message quotes, in bytes.
const maxQuoted = 120

// Escape makes log text safe to print on a terminal or in a CI log: control,
// bidirectional and invisible characters and bytes that are not UTF-8 become
// visible escapes, and "##" never opens a runner's command.
func Escape(s string) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case r < 0x20 || r == 0x7f || r >= 0x80 && r < 0xa0:
			b.WriteString(escapeControl(r))
		case r == '#' && i > 0 && s[i-1] == '#':
			b.WriteString(`\x23`)
		case r == utf8.RuneError || !unicode.IsPrint(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
		i += n
	}
	return b.String()
}

// EscapeFirst is Escape for text that may stand first on a line: a leading "::"
// does not open a command such as "::error::" either, which GitHub's runner
// obeys behind blanks too.
func EscapeFirst(s string) string {
	s = Escape(s)
	rest := strings.TrimLeft(s, " ")
	if !strings.HasPrefix(rest, ":") {
		return s
	}
	return s[:len(s)-len(rest)] + `\x3a` + rest[1:]
}

func escapeControl(r rune) string {
	switch r {
	case '\n':
		return `\n`
	case '\r':
		return `\r`
	case '\t':
		return `\t`
	}
	return fmt.Sprintf(`\x%02x`, r)
}

// Quote returns log text between quotation marks, escaped and cut to a length
// that fits a message.
func Quote(s string) string {
	if len(s) > maxQuoted {
		cut := maxQuoted
		for cut > 0 && !utf8.RuneStart(s[cut]) {
			cut--
		}
		return `"` + Escape(s[:cut]) + `…"`
	}
	return `"` + Escape(s) + `"`
}

func isPlain(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < 0x20 || s[i] >= 0x7f || s[i] == '#' {
			return false
		}
	}
	return true
}
