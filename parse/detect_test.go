package parse

import (
	"bytes"
	"context"
	"regexp"
	"strings"
	"testing"
)

func TestHeadIsWholeLines(t *testing.T) {
	long := strings.Repeat("x", headLen+10)
	tests := []struct{ data, want string }{
		{"", ""},
		{"a\nb", "a\nb"},
		{"a\n" + long + "\n", "a\n"},
		{long + "\nb\n", long + "\n"},
		{long, long},
		{"\n" + long, "\n"},
	}
	for _, tt := range tests {
		if got := string(headOf([]byte(tt.data))); got != tt.want {
			t.Errorf("of %d bytes: got %d, expected %d", len(tt.data), len(got), len(tt.want))
		}
	}
}

func TestNodeFromFile(t *testing.T) {
	tests := []struct{ pattern, path, want string }{
		{`^(.*)-Log\.txt$`, "logs/P1-Log.txt", "P1"},
		{`^(.*)-Log\.txt$`, "logs/P1-Log.txt.gz", "P1"},
		{`^n\d+`, "x/n12.log", "n12"},
		{`^logs/(\w+)/app`, "logs/web/app.log", "web"},
		{`^(.*)-Log\.txt$`, "a.log", ""},
		{`.*`, "-", ""},
	}
	for _, tt := range tests {
		if got := nodeOf(tt.path, &Options{NodeFromFile: regexp.MustCompile(tt.pattern)}); got != tt.want {
			t.Errorf("%s of %s: got %q, expected %q", tt.pattern, tt.path, got, tt.want)
		}
	}
	if got := nodeOf("a.log", &Options{}); got != "" {
		t.Errorf("without a pattern: got %q", got)
	}
}

func TestUTF16(t *testing.T) {
	wide := func(text string, at int) string { // each byte beside a NUL
		var b strings.Builder
		for i := range len(text) {
			pair := [2]byte{}
			pair[at] = text[i]
			b.Write(pair[:])
		}
		return b.String()
	}
	line := `{"node":"A","event":"start"}` + "\n"
	tests := []struct{ point, text, want string }{
		{"little endian", wide(line, 0), "LE"},
		{"big endian", wide(line, 1), "BE"},
		{"with a mark", "\xfe\xff", "BE"},
		{"ASCII", line, ""},
		{"a block of NUL bytes", line + strings.Repeat("\x00", 400), ""},
		{"NUL bytes only", strings.Repeat("\x00", 512), ""},
	}
	for _, tt := range tests {
		if got := utf16Order([]byte(tt.text)); got != tt.want {
			t.Errorf("%s: got %q, expected %q", tt.point, got, tt.want)
		}
	}
}

// TestFileThatBeginsInsideALine holds for the tail of a rotated log: the half
// line is bad, and nothing else is lost.
func TestFileThatBeginsInsideALine(t *testing.T) {
	log, err := Read(t.Context(), []File{Text("a.jsonl", "\"vc\":{\"A\":1}}\n{\"node\":\"A\",\"event\":\"x\"}\n")}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if in := log.Inputs[0]; in.Format != "jsonl" || in.Events != 1 || in.Bad != 1 {
		t.Errorf("got format %s, %d events, %d bad lines; want jsonl, 1, 1", in.Format, in.Events, in.Bad)
	}
}

// TestFirstContent: what a file begins with is its first line that a decoder
// can be given.
func TestFirstContent(t *testing.T) {
	for _, tt := range []struct {
		text string
		want int
	}{
		{"ab\n", 0}, {"\n \t\r\nab\n", 5}, {"\x00\x00\nab", 3}, {"abc\r\nab", 0}, {"abcd\nab", 5}, {"abcd", 4}, {"", 0},
	} {
		if got := firstContent([]byte(tt.text), 3); got != tt.want {
			t.Errorf("%q: got %d, expected %d", tt.text, got, tt.want)
		}
	}
}

// TestUTF16Bounds: text of 16 characters in UTF-16 has a NUL in more than three
// quarters of one half of its bytes, and in fewer than two of the other.
func TestUTF16Bounds(t *testing.T) {
	for _, tt := range []struct {
		nul, other int
		want       bool
	}{{16, 0, true}, {13, 0, true}, {12, 0, false}, {13, 1, true}, {13, 2, false}} {
		for at, order := range []string{"BE", "LE"} {
			text := []byte(strings.Repeat("ab", 16))
			for i := range tt.nul {
				text[2*i+at] = 0
			}
			for i := range tt.other {
				text[2*i+1-at] = 0
			}
			if got := utf16Order(text); got != order && tt.want || got != "" && !tt.want {
				t.Errorf("%d and %d NUL bytes: got %q, expected %s: %v", tt.nul, tt.other, got, order, tt.want)
			}
		}
	}
	for text, want := range map[string]string{"a\x00b\x00c\x00d\x00": "LE", "a\x00b\x00c\x00": "", "\xff\xfe": "LE"} {
		if got := utf16Order([]byte(text)); got != want {
			t.Errorf("%q: got %q, expected %q", text, got, want)
		}
	}
}

func TestWholeLines(t *testing.T) {
	for _, tt := range []struct {
		head string
		n    int
		want string
	}{
		{"a\nb", 9, "a"}, {"a\nb\n", 9, "a b"}, {"a", 9, "a"}, {"\nb", 9, ""}, {"a\n\n \nb\n", 9, "a b"}, {"a\nb\nc\n", 2, "a b"}, {"", 9, ""},
	} {
		if got := string(bytes.Join(wholeLines([]byte(tt.head), tt.n), []byte{' '})); got != tt.want {
			t.Errorf("%q: got %q, expected %q", tt.head, got, tt.want)
		}
	}
}

// TestParserWithoutFormat: who gives an expression is told which formats use it.
func TestParserWithoutFormat(t *testing.T) {
	_, err := Read(context.Background(), []File{Text("a", "no format\n")}, Options{Parser: `(?<node>\w+)`})
	if err == nil || !strings.Contains(err.Error(), "--format text reads lines by the expression of --parser") {
		t.Errorf("got %v", err)
	}
}
