package render

import (
	"io"
	"strings"
	"unicode/utf8"

	"github.com/tracecausal/tracecausal/parse"
)

// style is how a piece of a line is coloured.
type style uint8

const (
	plain style = iota
	bold
	red
	green
	yellow
	dim
)

var ansi = [...]string{plain: "", bold: "\x1b[1m", red: "\x1b[1;31m", green: "\x1b[32m", yellow: "\x1b[33m", dim: "\x1b[2m"}

const ansiReset = "\x1b[0m"

// piece is a part of a line in one style.
type piece struct {
	text  string
	style style
}

// page writes the text report line by line. It is the only way to the output,
// so that nothing reaches a terminal or a CI log unescaped: see [page.line].
type page struct {
	b     strings.Builder
	color bool
	width int
}

// line writes one line. Log text in it becomes visible escapes, and a line
// that a CI runner would take for a command ("::error …" at its start, "##["
// anywhere) no longer looks like one.
func (p *page) line(indent int, pieces ...piece) {
	p.b.WriteString(strings.Repeat(" ", indent))
	atStart, sharp := true, false
	for _, x := range pieces {
		text := parse.Escape(x.text)
		if atStart {
			text = disarm(text)
		}
		if sharp && strings.HasPrefix(text, "#") {
			text = `\x23` + text[1:]
		}
		sharp = strings.HasSuffix(text, "#") || sharp && text == ""
		atStart = atStart && strings.TrimSpace(text) == ""
		if p.color && x.style != plain && text != "" {
			text = ansi[x.style] + text + ansiReset
		}
		p.b.WriteString(text)
	}
	p.b.WriteByte('\n')
}

// disarm makes the start of a line harmless to CI runners, which obey lines
// that begin with "::".
func disarm(s string) string {
	trimmed := strings.TrimLeft(s, " ")
	if !strings.HasPrefix(trimmed, ":") {
		return s
	}
	return s[:len(s)-len(trimmed)] + `\x3a` + trimmed[1:]
}

// text writes one line in one style.
func (p *page) text(indent int, s string, st style) { p.line(indent, piece{s, st}) }

// blank writes an empty line.
func (p *page) blank() { p.b.WriteByte('\n') }

// wrap writes s over as many lines as it needs, each indented.
func (p *page) wrap(indent int, s string) {
	for _, line := range Wrap(parse.Escape(s), p.width-indent) {
		p.text(indent, line, plain)
	}
}

// table writes rows in columns as wide as their widest cell; the last column
// is not padded. A cell keeps its style.
func (p *page) table(indent int, rows [][]piece) {
	var widths []int
	for _, row := range rows {
		for i := range row[:len(row)-1] {
			row[i].text = parse.Escape(row[i].text)
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], min(utf8.RuneCountInString(row[i].text), maxColumn))
		}
	}
	for _, row := range rows {
		for i := range row[:len(row)-1] {
			pad := max(widths[i]-utf8.RuneCountInString(row[i].text), 0) + 2
			row[i].text += strings.Repeat(" ", pad)
		}
		p.line(indent, row...)
	}
}

// maxColumn bounds the width that one cell can claim for its column, in runes.
const maxColumn = 64

func (p *page) writeTo(w io.Writer) error {
	_, err := io.WriteString(w, p.b.String())
	return err
}
