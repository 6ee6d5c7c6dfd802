package render

import (
	"testing"

	"pgregory.net/rapid"
)

// fuzzText gives a property any text, and to begin with what outputs give a
// meaning to.
func fuzzText(f *testing.F, property func(t rapid.TB, s string)) {
	for _, s := range append(hostilePieces(), hostileTexts()...) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { property(t, s) })
}

func hostileTexts() []string {
	return []string{
		`x; B->>A: injected`, "x\nlink A: e @ javascript:alert(1)\r", `$$\href{javascript:alert(1)}{x}$$`, "ﬂ°°60¶ßimg src=x onerror=1",
		`x"]; evil [URL="javascript:alert(1)"];//`, `\N \G a\ \l`, "<<B>x</B>>", "&lt; &#60; &bogus; &", "###[x] ##vso[y]", " ::error::x", "\ufffd\xff\ufffd",
	}
}

// FuzzMermaidEncoder, FuzzDOTEncoder and FuzzJSONEncoder decode what was
// encoded as the readers of these formats do.
func FuzzMermaidEncoder(f *testing.F) { fuzzText(f, mermaidRoundTrip) }

func FuzzDOTEncoder(f *testing.F) { fuzzText(f, dotRoundTrip) }

func FuzzJSONEncoder(f *testing.F) { fuzzText(f, jsonRoundTrip) }

// FuzzPage reads what was written for a terminal.
func FuzzPage(f *testing.F) {
	for i, s := range hostileTexts() {
		for _, piece := range hostilePieces() {
			f.Add(s, piece, uint8(i), i%2 == 0)
		}
	}
	f.Fuzz(func(t *testing.T, a, b string, width uint8, color bool) {
		pageIsHarmless(t, &page{width: int(width), color: color}, a, b)
	})
}
