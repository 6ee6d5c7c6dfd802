package render

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"github.com/tracecausal/tracecausal/parse"
)

// hostilePieces are what some output gives a meaning to.
func hostilePieces() []string {
	return []string{
		`"`, `\`, `\N`, `\l`, "&", "&lt;", "&#60;", "<", ">", "<b>", "</script>", "#", "##", "##[error]", "##vso[", "#59;", "#quot;",
		";", ":", "::error::", "\n", "\r", "\t", "\x00", "\x1b[31m", "\x1b]0;x\x07", "\u009b", "\u0085", "\u2028", "\u202e", "\u200b", "\ufeff",
		"ﬂ°°60¶ß", "ﬂ", "¶", "°", "ß", "%%{init}%%", "$$", "`", "**", "end", "---", "-->", "[", "]", "(", ")", "{", "}", "|", "@", "%", "=",
		"\xff", "\xc3", "\ufffd", "é", "日本", "🙂", "a", "B", "7", " ", "_",
	}
}

// hostile draws text made of such pieces and of others.
func hostile() *rapid.Generator[string] {
	pieces := rapid.SampledFrom(hostilePieces())
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.OneOf(pieces, rapid.String()), 0, 30).Draw(t, "pieces"), "")
	})
}

// onHostile tries a property on hostile texts.
func onHostile(t *testing.T, property func(t rapid.TB, s string)) {
	rapid.Check(t, func(t *rapid.T) { property(t, hostile().Draw(t, "text")) })
}

var mermaidEntity = regexp.MustCompile(`#(\d+);`)

var mermaidHarmless = regexp.MustCompile(`^([A-Za-z0-9 .,/_=+*-]|[^\x00-\x7f]|#[0-9]+;)*$`)

// TestMermaidEncoder decodes what the encoder wrote as Mermaid does, and looks
// for anything that could mean something on the way.
func TestMermaidEncoder(t *testing.T) { onHostile(t, mermaidRoundTrip) }

func mermaidRoundTrip(t rapid.TB, s string) {
	got := string(labelMermaid(s))
	if !mermaidHarmless.MatchString(got) || strings.Contains(got, "ﬂ°") || strings.Contains(got, "¶ß") {
		t.Fatalf("%q is encoded as %q", s, got)
	}
	decoded := mermaidEntity.ReplaceAllStringFunc(got, func(e string) string {
		n, err := strconv.Atoi(e[1 : len(e)-1])
		if err != nil {
			t.Fatal(err)
		}
		return string(rune(n))
	})
	want := strings.NewReplacer("ﬂ°", `\ufb02°`, "¶ß", `\u00b6ß`).Replace(visible(s))
	if decoded != want {
		t.Fatalf("%q is encoded as %q, which is %q and not %q", s, got, decoded, want)
	}
	checkVisible(t, decoded)
}

// TestDOTEncoder decodes a quoted string as Graphviz does for a label.
func TestDOTEncoder(t *testing.T) { onHostile(t, dotRoundTrip) }

func dotRoundTrip(t rapid.TB, s string) {
	got := string(quoteDOT(s))
	body := strings.TrimSuffix(strings.TrimPrefix(got, `"`), `"`)
	var decoded strings.Builder
	for i := 0; i < len(body); i++ {
		switch {
		case body[i] == '"':
			t.Fatalf("%q is encoded as %s, which ends early", s, got)
		case body[i] == '\\' && (i+1 == len(body) || body[i+1] != '"' && body[i+1] != '\\'):
			t.Fatalf("%q is encoded as %s, with an escape", s, got)
		case body[i] == '\\':
			i++
			decoded.WriteByte(body[i])
		case body[i] == '&' && strings.HasPrefix(body[i:], "&amp;"):
			decoded.WriteByte('&')
			i += len("&amp;") - 1
		case body[i] == '&':
			t.Fatalf("%q is encoded as %s, with an entity", s, got)
		default:
			decoded.WriteByte(body[i])
		}
	}
	if decoded.String() != visible(s) {
		t.Fatalf("%q is encoded as %s, which is %q and not %q", s, got, decoded.String(), visible(s))
	}
	if len(got) > 16_384 {
		t.Fatalf("%d bytes", len(got))
	}
	checkVisible(t, decoded.String())
}

// TestJSONEncoder gets any text back, bytes that are not UTF-8 included.
func TestJSONEncoder(t *testing.T) { onHostile(t, jsonRoundTrip) }

func jsonRoundTrip(t rapid.TB, s string) {
	got := QuoteJSON(s)
	var text string
	if err := json.Unmarshal([]byte(got), &text); err != nil {
		t.Fatalf("%q is encoded as %s: %v", s, got, err)
	}
	if back := bytesOf(t, text); back != s {
		t.Fatalf("%q is encoded as %s, which is %q", s, got, back)
	}
	if strings.Contains(got, "##") || strings.ContainsAny(got, "<>&") {
		t.Fatalf("%q is encoded as %s", s, got)
	}
	checkVisible(t, got)
}

// bytesOf undoes what the encoder does with bytes that are not UTF-8.
func bytesOf(t rapid.TB, text string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(text, "\ufffd")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		if rest, ok := strings.CutPrefix(after, "\ufffd"); ok {
			b.WriteString("\ufffd")
			text = rest
			continue
		}
		n, err := strconv.ParseUint(after[:2], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		b.WriteByte(byte(n))
		text = after[2:]
	}
}

// checkVisible fails where a terminal or a reader could be misled.
func checkVisible(t rapid.TB, s string) {
	for _, r := range s {
		if r != unicode.ReplacementChar && !unicode.IsPrint(r) {
			t.Fatalf("%q holds %U", s, r)
		}
	}
}

// TestLinesAreNoCommands writes hostile text by every way a page has.
func TestLinesAreNoCommands(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := &page{width: rapid.IntRange(1, 80).Draw(t, "width"), color: rapid.Bool().Draw(t, "color")}
		pageIsHarmless(t, p, hostile().Draw(t, "a"), hostile().Draw(t, "b"))
	})
}

// pageIsHarmless writes two texts on an empty page, reads the output as the
// runners of GitHub, Azure and TeamCity do, and as a person does.
func pageIsHarmless(t rapid.TB, p *page, a, b string) {
	p.text(2, a, bold)
	p.line(0, piece{a, red}, piece{"", dim}, piece{b, plain})
	p.table(4, [][]piece{{{a, plain}, {b, dim}}, {{b, plain}, {a, plain}}})
	p.wrap(2, b+" "+a)
	lines := strings.Split(p.b.String(), "\n")
	for i, line := range lines {
		for _, code := range ansi {
			line = strings.ReplaceAll(line, code, "")
		}
		line = strings.ReplaceAll(line, ansiReset, "")
		if strings.HasPrefix(strings.TrimSpace(line), "::") || strings.Contains(line, "##") {
			t.Fatalf("a runner obeys %q", line)
		}
		checkVisible(t, line)
		lines[i] = armed.Replace(line)
	}
	said := func(s string) string { return armed.Replace(parse.Escape(s)) }
	if want := "  " + said(a); lines[0] != want {
		t.Fatalf("%q is said as %q, want %q", a, lines[0], want)
	}
	if want := said(a) + said(b); lines[1] != want {
		t.Fatalf("%q and %q are said as %q, want %q", a, b, lines[1], want)
	}
	if row := lines[2]; !strings.HasPrefix(row, "    "+said(a)+"  ") || !strings.HasSuffix(row, "  "+said(b)) {
		t.Fatalf("%q and %q are columns of %q", a, b, row)
	}
	words := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	if got, want := words(strings.Join(lines[4:], " ")), words(said(b+" "+a)); got != want {
		t.Fatalf("%q is wrapped as %q", want, got)
	}
}

// armed undoes what a page does to text that a runner would obey.
var armed = strings.NewReplacer(`\x3a`, ":", `\x23`, "#")

// TestLine joins pieces that are harmless one by one.
func TestLine(t *testing.T) {
	p := &page{}
	p.line(1, piece{"", dim}, piece{" ", plain}, piece{"::warning::x", plain})
	p.line(0, piece{"a#", red}, piece{"", dim}, piece{"#[error]", plain})
	if got, want := p.b.String(), "  \\x3a:warning::x\na#\\x23[error]\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
