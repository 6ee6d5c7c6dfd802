package parse

import "fmt"

// A Format is one way of writing a log: how it is recognised, and how its
// lines become events. Formats are values in an ordered slice; adding one is
// one file and one line in [Formats].
type Format struct {
	Name    string // as --format spells it
	Title   string // one line
	Looks   string // how a file of it looks, and so how it is recognised
	Causes  string // where happens-before comes from
	detect  func(head []byte, opt *Options) bool
	decoder func(f *fileContext) (decoder, error)
	serial  bool // lines depend on earlier ones: the file is decoded by one worker from its start
}

// Formats returns every format in the order in which detection asks them.
func Formats() []Format {
	return []Format{govectorFormat, shivizFormat, maelstromFormat, jsonlFormat, jsonArrayFormat, textFormat}
}

// fileContext is what a decoder may know of the file it reads.
type fileContext struct {
	path   string
	head   []byte // the first lines of the file after its header, whole ones where possible
	opt    *Options
	node   string      // from the file's name; "" where Options.NodeFromFile says nothing
	rule   *FormatRule // of the config, where one claims the file
	use    *configUse  // of this reading; nil without a config
	traced usedMark    // to be set where a trace id tells runs apart
	header *fileHeader // what headers declared for the file: its own, else those of other files

	headerLine []byte // the file's own header as written, without its line end; nil where it has none
}

// decoder turns lines into records. One that is not serial is used by one
// worker at a time but on chunks in any order, so it keeps no state between
// lines.
type decoder interface {
	// decode reads one line, without its line end, and hands every event it
	// names to emit. The record is the decoder's until it emits and after emit
	// returns. A line that is a bad one gets a *lineError and no event. The line
	// is overwritten after the call. Blank lines, after the first that is not,
	// reach only the decoders of serial formats; the file's header, blank lines
	// before the first other line, lines over the limit and lines that begin
	// with a NUL byte reach none.
	decode(line []byte, emit func(*Record)) (outcome, *lineError)

	// finish is called after the last line of a serial format's file. An error
	// counts as a bad line at the file's end.
	finish(emit func(*Record)) *lineError
}

// openEnded is what decoders implement whose lines do not all show where they
// end: of "order 12 came" nobody knows whether it goes on. Such a line is read
// only if its newline is there. One that lost it may have lost more, and the
// rest of an id or a name is another one.
type openEnded interface {
	// shut reports whether a line shows by itself that it is whole.
	shut(line []byte) bool
}

// linewise is what decoders implement that read lines with a pattern of the
// user's, who may want to repair it where a line does not fit.
type linewise interface {
	// linewise reports whether the pattern is for one line, so that a line that
	// is said to be unmatched is the one at hand.
	linewise() bool
}

// guessing is what decoders implement that take for granted what a file's head
// looked like.
type guessing interface {
	// doubtful reports, after the last line, that some lines did not look so.
	doubtful() bool
}

// lossy is what decoders implement of which a bad line may be more than one
// event.
type lossy interface {
	// loss says, after the last line, that more events may be lost than lines
	// are bad; nil where not.
	loss() *lineError
}

// outcome says what a line that is not bad was.
type outcome uint8

const (
	lineEvent     outcome = iota // one or more events, or a part of one
	lineSkipped                  // known to be no event: blank, a header, what the config ignores
	lineUnmatched                // not known to be one: a banner, or an event in words that no pattern fits
)

// usage returns an error about how the file is to be read.
func (f *fileContext) usage(format string, args ...any) error {
	return &Diagnostic{Class: ClassUsage, Source: Source{File: f.path}, Msg: fmt.Sprintf(format, args...)}
}
