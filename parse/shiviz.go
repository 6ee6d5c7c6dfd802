package parse

import (
	"bytes"
	"cmp"
	"iter"
	"strconv"
)

// shivizFormat is the text that the ShiViz visualiser reads
// (https://github.com/DistributedClocks/shiviz, wiki "Log format"): every event
// has a host, a vector clock as JSON and a text, at places that a regular
// expression with the groups host, clock and event tells. The expression and
// the delimiter of executions stand on the first two lines or are given by
// flag; the common shapes need neither.
var shivizFormat = Format{
	Name:   "shiviz",
	Title:  "ShiViz text with vector clocks",
	Looks:  `a line 'host {"host":1, "other":2}' before or after the event's text, or all on one line; or a first line with a parser expression`,
	Causes: "vector clocks",
	detect: func(head []byte, opt *Options) bool {
		plan, problem := planShiviz(head, opt)
		return plan.fits(head, opt) || plan.known && problem != "" // then the decoder says what is wrong
	},
	decoder: func(f *fileContext) (decoder, error) {
		plan, problem := planShiviz(f.head, f.opt)
		if problem != "" {
			return nil, f.usage("%s", problem)
		}
		return newShivizDecoder(plan, f), nil
	},
	serial: true,
}

// shivizPlan says how a file in ShiViz text is read.
type shivizPlan struct {
	shape     shivizShape
	parser    *expression // for byParser
	delimiter *pattern    // nil for lines such as "=== name ==="
	preamble  int         // lines that hold the expressions
	known     bool        // the head proves that the file is of this format
	guessed   bool        // nobody declared the shape
}

// shivizShape says where an event's parts stand.
type shivizShape uint8

const (
	noShape   shivizShape = iota
	hostFirst             // host and clock, then a line with the text
	hostLast              // a line with the text, then host and clock
	oneLine               // "… host {clock} text"
	byParser              // as an expression says
)

// The expressions that ShiViz and GoVector write for the two-line shapes. The
// shapes are read without them, which is faster and takes a broken clock for
// what it is.
const (
	parserHostFirst = `(?<host>\S*) (?<clock>{.*})\n(?<event>.*)`
	parserHostLast  = `(?<event>.*)\n(?<host>\S*) (?<clock>{.*})`
)

// planShiviz finds out how to read a file, from the options and its head. The
// problem says why it cannot be told.
func planShiviz(head []byte, opt *Options) (plan shivizPlan, problem string) {
	parser, delimiter := plan.expressions(head, opt)
	if delimiter != "" {
		if plan.delimiter, problem = compileDelimiter(delimiter); problem != "" {
			return plan, "execution delimiter: " + problem
		}
	}
	switch parser {
	case parserHostFirst:
		plan.shape = hostFirst
	case parserHostLast:
		plan.shape = hostLast
	case "":
		plan.guessed = true
		plan.shape, plan.known = guessShape(head, plan.delimiter)
	default:
		if plan.parser, problem = compileParser(parser); problem != "" {
			return plan, "parser expression: " + problem
		}
		plan.shape = byParser
	}
	if plan.shape == noShape {
		problem = `cannot tell where host and clock stand: give an expression with the groups host, clock and event by --parser, ` +
			`such as '` + parserHostFirst + `'`
	}
	return plan, problem
}

// expressions returns the parser expression and the delimiter: those of the
// options, else those that the head opens with.
func (p *shivizPlan) expressions(head []byte, opt *Options) (parser, delimiter string) {
	next, stop := iter.Pull(headLines(head))
	defer stop()
	first, _ := next()
	second, _ := next()
	if !isParserLine(first) {
		return opt.Parser, opt.Delimiter
	}
	p.preamble, p.known = 1, true
	parser = cmp.Or(opt.Parser, string(bytes.TrimSpace(first)))
	if !isDelimiterLine(second) {
		return parser, opt.Delimiter
	}
	p.preamble = 2
	return parser, cmp.Or(opt.Delimiter, string(bytes.TrimSpace(second)))
}

// isParserLine reports whether a line holds a parser expression.
func isParserLine(line []byte) bool {
	return bytes.Contains(line, []byte("(?<host>")) && bytes.Contains(line, []byte("(?<clock>"))
}

// isDelimiterLine reports whether the line after a parser expression belongs
// to it: it is blank, or an expression and no event.
func isDelimiterLine(line []byte) bool {
	if len(bytes.TrimSpace(line)) == 0 {
		return true
	}
	_, _, isHost := splitHostLine(line)
	return !isHost && (bytes.Contains(line, []byte("(?<")) || bytes.ContainsAny(line, `^$\*+`))
}

func compileDelimiter(text string) (*pattern, string) {
	re, problem := compilePattern(text)
	if problem == "" && newlinesIn(re.Regexp) != 0 {
		problem = "it spans lines, expected a pattern for one line"
	}
	return re, problem
}

// fits reports whether the head of a file is of this format. An expression that
// was given by flag must match it.
func (p *shivizPlan) fits(head []byte, opt *Options) bool {
	switch {
	case p.shape == noShape:
		return false
	case p.shape == byParser && opt.Parser != "":
		return p.parser.Match(bytes.ReplaceAll(head, []byte("\r\n"), []byte("\n")))
	case opt.Parser != "" && !p.known:
		_, known := guessShape(head, p.delimiter)
		return known
	}
	return p.known
}

// guessShape tells where host and clock stand by the first lines of a file,
// and whether at least one of them proves it by a clock with an entry of its
// host.
func guessShape(head []byte, delimiter *pattern) (shape shivizShape, known bool) {
	const (
		enough = 40
		clear  = 3 // lines with a clock in them are no chance
	)
	var event [][]byte
	for _, line := range wholeLines(head, enough) {
		if _, isDelimiter := delimiterName(line, delimiter); !isDelimiter && !isParserLine(line) {
			event = append(event, line)
		}
	}
	var probe clockProbe
	proven := func(line []byte) bool {
		host, clock, ok := splitHostLine(line)
		return ok && probe.proves(host, clock)
	}
	if shape := pairShape(event, proven); shape != noShape {
		return shape, true
	}
	clocks := 0
	for clocks < len(event) && clocks < clear {
		if _, ok := findClock(&probe.reader, &probe.rec, event[clocks]); !ok {
			break
		}
		clocks++
	}
	if clocks > 0 && clocks == min(len(event), clear) {
		return oneLine, true
	}
	return pairShape(event, isHostLine), false
}

// pairShape tells by its first two lines which of them a file of pairs begins
// with, given what a line with host and clock is.
func pairShape(lines [][]byte, isHost func([]byte) bool) shivizShape {
	first, second := len(lines) > 0 && isHost(lines[0]), len(lines) > 1 && isHost(lines[1])
	switch {
	case first && !second:
		return hostFirst
	case second && !first:
		return hostLast
	}
	return noShape
}

// isHostLine reports whether a line looks like a host and a whole clock.
func isHostLine(line []byte) bool {
	_, clock, ok := splitHostLine(line)
	return ok && beginsAsClock(clock) && clock[len(clock)-1] == '}'
}

// delimiterName reports whether a line begins a new execution, and its name:
// the group trace where the pattern has one, else "".
func delimiterName(line []byte, delimiter *pattern) (name []byte, ok bool) {
	const mark = "==="
	if delimiter == nil && len(line) > 0 && beginsWord(line[0]) && line[0] != mark[0] {
		return nil, false
	}
	line = bytes.TrimSpace(line)
	if delimiter == nil {
		if !bytes.HasPrefix(line, []byte(mark+" ")) || !bytes.HasSuffix(line, []byte(" "+mark)) { // they may share the blank
			return nil, false
		}
		return bytes.TrimSpace(line[len(mark) : len(line)-len(mark)]), true
	}
	var at []int
	m := delimiter.find(line, &at)
	if m == nil {
		return nil, false
	}
	if g := delimiter.SubexpIndex("trace"); g > 0 && m[2*g] >= 0 {
		name = line[m[2*g]:m[2*g+1]]
	}
	return name, true
}

// executions follows the delimiter lines of a file.
type executions struct {
	delimiter *pattern
	count     int
	run       []byte
}

// next reports whether the line begins a new execution. One without a name
// gets its number.
func (x *executions) next(line []byte) bool {
	name, ok := delimiterName(line, x.delimiter)
	if !ok {
		return false
	}
	x.count++
	x.run = append(x.run[:0], name...)
	if len(name) == 0 {
		x.run = strconv.AppendInt(x.run, int64(x.count), 10)
	}
	return true
}
