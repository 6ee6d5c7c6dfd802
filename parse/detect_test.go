package parse

import (
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
