package render

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

// hostile draws text made of what some output gives a meaning to.
func hostile() *rapid.Generator[string] {
	pieces := rapid.SampledFrom([]string{
		`"`, `\`, `\N`, `\l`, "&", "&lt;", "&#60;", "<", ">", "<b>", "</script>", "#", "##", "##[error]", "##vso[", "#59;", "#quot;",
		";", ":", "::error::", "\n", "\r", "\t", "\x00", "\x1b[31m", "\x1b]0;x\x07", "\u009b", "\u0085", "\u2028", "\u202e", "\u200b", "\ufeff",
		"ﬂ°°60¶ß", "ﬂ", "¶", "°", "ß", "%%{init}%%", "$$", "`", "**", "end", "---", "-->", "[", "]", "(", ")", "{", "}", "|", "@", "%", "=",
		"\xff", "\xc3", "\ufffd", "é", "日本", "🙂", "a", "B", "7", " ", "_",
	})
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.OneOf(pieces, rapid.String()), 0, 30).Draw(t, "pieces"), "")
	})
}

var mermaidEntity = regexp.MustCompile(`#(\d+);`)

// TestMermaidEncoder decodes what the encoder wrote as Mermaid does, and looks
// for anything that could mean something on the way.
func TestMermaidEncoder(t *testing.T) {
	harmless := regexp.MustCompile(`^([A-Za-z0-9 .,/_=+*-]|[^\x00-\x7f]|#[0-9]+;)*$`)
	rapid.Check(t, func(t *rapid.T) {
		s := hostile().Draw(t, "text")
		got := string(labelMermaid(s))
		if !harmless.MatchString(got) || strings.Contains(got, "ﬂ°") || strings.Contains(got, "¶ß") {
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
	})
}

// TestDOTEncoder decodes a quoted string as Graphviz does for a label.
func TestDOTEncoder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := hostile().Draw(t, "text")
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
	})
}

// TestJSONEncoder gets any text back, bytes that are not UTF-8 included.
func TestJSONEncoder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := hostile().Draw(t, "text")
		got := quoteJSON(s)
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
	})
}

// bytesOf undoes what the encoder does with bytes that are not UTF-8.
func bytesOf(t *rapid.T, text string) string {
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
func checkVisible(t *rapid.T, s string) {
	for _, r := range s {
		if r != unicode.ReplacementChar && !unicode.IsPrint(r) {
			t.Fatalf("%q holds %U", s, r)
		}
	}
}

// TestLinesAreNoCommands writes hostile text by every way a page has, and reads
// the output as the runners of GitHub, Azure and TeamCity do.
func TestLinesAreNoCommands(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := &page{width: rapid.IntRange(1, 80).Draw(t, "width"), color: rapid.Bool().Draw(t, "color")}
		a, b := hostile().Draw(t, "a"), hostile().Draw(t, "b")
		p.text(2, a, bold)
		p.wrap(2, b+" "+a)
		p.line(0, piece{a, red}, piece{"", dim}, piece{b, plain})
		p.table(4, [][]piece{{{a, plain}, {b, dim}}, {{b, plain}, {a, plain}}})
		for _, line := range strings.Split(p.b.String(), "\n") {
			for _, code := range ansi {
				line = strings.ReplaceAll(line, code, "")
			}
			line = strings.ReplaceAll(line, ansiReset, "")
			if strings.HasPrefix(strings.TrimSpace(line), "::") || strings.Contains(line, "##") {
				t.Fatalf("a runner obeys %q", line)
			}
			checkVisible(t, line)
		}
	})
}

// TestLine joins pieces that are harmless one by one.
func TestLine(t *testing.T) {
	p := &page{}
	p.line(1, piece{"", dim}, piece{" ", plain}, piece{"::warning::x", plain})
	p.line(0, piece{"a#", red}, piece{"", dim}, piece{"#[error]", plain})
	if got, want := p.b.String(), "  \\x3a:warning::x\na#\\x23[error]\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
