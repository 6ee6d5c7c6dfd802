package parse

import (
	"strings"
	"testing"
)

func TestEscape(t *testing.T) {
	for in, want := range map[string]string{
		"":                         "",
		"plain text: #1":           "plain text: #1",
		"a\nb\rc\td":               `a\nb\rc\td`,
		"\x00\x1b[31m\x1f\x7f":     `\x00\x1b[31m\x1f\x7f`,
		" ~":                       " ~",
		"\u0080\u009f":             `\x80\x9f`,
		"\u00a1é€😀":                "\u00a1é€😀",
		"\u00a0\u200b\u202e\ufeff": `\u00a0\u200b\u202e\ufeff`,
		"\xff\xc3":                 `\xff\xc3`,
		"a\xe2\x82":                `a\xe2\x82`,
		"\ufffd":                   `\ufffd`,
		"##":                       `#\x23`,
		"###[x]":                   `#\x23\x23[x]`,
		"# #":                      "# #",
		"\n":                       `\n`,
		"\x1f":                     `\x1f`,
		"\x7f":                     `\x7f`,
		"\x80":                     `\x80`,
	} {
		if got := Escape(in); got != want {
			t.Errorf("Escape(%q) = %s, want %s", in, got, want)
		}
	}
}

func TestEscapeFirst(t *testing.T) {
	for in, want := range map[string]string{
		"":          "",
		"a::b":      "a::b",
		"::error::": `\x3a:error::`,
		"  ::x":     `  \x3a:x`,
		":":         `\x3a`,
	} {
		if got := EscapeFirst(in); got != want {
			t.Errorf("EscapeFirst(%q) = %s, want %s", in, got, want)
		}
	}
}

// TestQuote: what is too long is cut between two characters.
func TestQuote(t *testing.T) {
	a := strings.Repeat("a", maxQuoted-1)
	for in, want := range map[string]string{
		"":                                  `""`,
		"a\nb":                              `"a\nb"`,
		a + "b":                             `"` + a + `b"`,
		a + "bc":                            `"` + a + `b…"`,
		a + "é":                             `"` + a + `…"`,
		a[1:] + "éx":                        `"` + a[1:] + `é…"`,
		a[2:] + "😀more":                     `"` + a[2:] + `…"`,
		strings.Repeat("\x80", maxQuoted+1): `"…"`,
	} {
		if got := Quote(in); got != want {
			t.Errorf("Quote(%q) = %s, want %s", in, got, want)
		}
	}
}
