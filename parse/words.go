package parse

import (
	"strconv"
	"strings"
)

// Number writes a count for people, with a comma before every three digits:
// "1,204".
func Number(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0 && text[i-1] != '-'; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// Plural writes a count with its noun, which is given in the singular:
// "1 event", "3 entries", "2 lives", "1,204 events". It knows the regular
// plurals only.
func Plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	stem := noun
	switch {
	case strings.HasSuffix(noun, "y") && !strings.HasSuffix(noun, "ey"):
		stem = strings.TrimSuffix(noun, "y") + "ie"
	case strings.HasSuffix(noun, "fe"):
		stem = strings.TrimSuffix(noun, "fe") + "ve"
	}
	return Number(n) + " " + stem + "s"
}
