package parse

import (
	"bytes"
	"regexp"
	"regexp/syntax"
	"slices"
)

// expression is a parser expression: a pattern for one event, over one or more
// lines.
type expression struct {
	*pattern
	host, clock, event int // groups; event is -1 where there is none
	lines              int // lines of one event
}

// compileParser compiles a ShiViz parser expression. It is JavaScript, of
// which RE2 knows all but look-around and back-references; as there, ^ and $
// stand for the ends of a line.
func compileParser(text string) (*expression, string) {
	re, problem := compilePattern("(?m)" + text)
	if problem != "" {
		return nil, problem
	}
	newlines := newlinesIn(re.Regexp)
	p := &expression{
		pattern: re, lines: newlines + 1,
		host: re.SubexpIndex("host"), clock: re.SubexpIndex("clock"), event: re.SubexpIndex("event"),
	}
	switch {
	case newlines < 0 || newlines > 4:
		return nil, `an event may span up to five lines, each \n in the expression must stand alone, neither repeated nor optional`
	case p.host < 0 || p.clock < 0:
		return nil, "a group is missing, expected (?<host>…), (?<clock>…) and (?<event>…)"
	}
	return p, ""
}

// newlinesIn returns how many line ends every match of re holds, -1 where that
// varies. Classes that hold a line end among others, such as \s, count as
// matching none: an event spans the lines its expression names.
func newlinesIn(re *regexp.Regexp) int {
	tree, err := syntax.Parse(re.String(), syntax.Perl)
	if err != nil {
		return -1
	}
	return countNewlines(tree)
}

func countNewlines(re *syntax.Regexp) int {
	var counts []int
	for _, sub := range re.Sub {
		counts = append(counts, countNewlines(sub))
	}
	if slices.Contains(counts, -1) {
		return -1
	}
	switch re.Op {
	case syntax.OpLiteral:
		n := 0
		for _, r := range re.Rune {
			if r == '\n' {
				n++
			}
		}
		return n
	case syntax.OpConcat, syntax.OpCapture:
		n := 0
		for _, c := range counts {
			n += c
		}
		return n
	case syntax.OpAlternate:
		if slices.Min(counts) != slices.Max(counts) {
			return -1
		}
		return counts[0]
	case syntax.OpStar, syntax.OpPlus, syntax.OpQuest, syntax.OpRepeat:
		if counts[0] != 0 {
			return -1
		}
	}
	return 0
}

// parserDecoder reads events with an expression. It slides a window of as many
// lines as the expression spans over the file; a line that leaves the window
// unmatched is skipped.
type parserDecoder struct {
	shivizBase
	parser *expression
	window []byte // the lines that wait, each with a line end
	waits  int    // how many they are
	at     []int  // places of a match; scratch
}

func (d *parserDecoder) decode(line []byte, emit func(*Record)) (outcome, *lineError) {
	if d.skip(line) {
		err := d.torn()
		d.window, d.waits = d.window[:0], 0
		return lineSkipped, err
	}
	text := line
	if d.parser.lines > 1 {
		d.window = append(d.window, line...)
		text = d.window
	}
	if d.waits++; d.waits < d.parser.lines {
		d.window = append(d.window, '\n')
		return lineEvent, nil
	}
	m := d.parser.find(text, &d.at)
	if m == nil {
		d.slide()
		return lineUnmatched, nil
	}
	group := func(g int) []byte {
		if g < 0 || m[2*g] < 0 {
			return nil
		}
		return text[m[2*g]:m[2*g+1]]
	}
	err := d.read(bytes.TrimSpace(group(d.parser.host)), bytes.TrimSpace(group(d.parser.clock)))
	if err == nil {
		err = d.fill(group(d.parser.event), line)
	}
	if err == nil {
		d.emit(emit)
	}
	d.window, d.waits = d.window[:0], 0
	return lineEvent, err
}

// slide drops the first line of the window.
func (d *parserDecoder) slide() {
	d.waits--
	if d.parser.lines == 1 {
		return
	}
	d.window = append(d.window, '\n')
	first := bytes.IndexByte(d.window, '\n')
	d.window = append(d.window[:0], d.window[first+1:]...)
}

// torn describes the lines that wait for the rest of an event.
func (d *parserDecoder) torn() *lineError {
	rest := bytes.TrimSpace(d.window)
	if len(rest) == 0 {
		return nil
	}
	return badLine(ClassParse, 0, "torn event: %s, but not the rest of what the parser expression spans", Quote(string(rest)))
}

func (d *parserDecoder) linewise() bool { return d.parser.lines == 1 }

func (d *parserDecoder) finish(func(*Record)) *lineError { return d.torn() }
