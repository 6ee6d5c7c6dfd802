package parse

import "slices"

// Log is everything that was read.
type Log struct {
	Inputs   []Input
	Runs     []*Run // by rising name
	Header   Header
	Warnings []Diagnostic
}

// Input reports how one file was read. Every line is counted once: blank
// lines and headers as Skipped.
type Input struct {
	Path      string
	Format    string
	Lines     int
	Events    int // a line may be two events (both ends of a message), and two lines one
	Skipped   int
	Unmatched int         // of those that are Skipped: not blank, and nothing that the format knows
	Stray     *Diagnostic // the first of them that no pattern of the user's fits; nil without a pattern for single lines
	Bad       int
	Errors    []Diagnostic // the first of the bad lines, at most maxErrors
	Err       *Diagnostic  // what ended the reading before the end of the file, or hid events from it
	Damaged   bool         // what was read may be wrong: see Log.Damaged
}

// maxErrors is how many bad lines of one file are described; all are counted.
const maxErrors = 10

// Bad returns the number of bad lines in all inputs, counting an input that
// could not be read to its end as one more.
func (l *Log) Bad() int {
	n := l.Broken()
	for i := range l.Inputs {
		n += l.Inputs[i].Bad
	}
	return n
}

// Broken returns the number of inputs that could not be read to their end.
func (l *Log) Broken() int {
	n := 0
	for i := range l.Inputs {
		if l.Inputs[i].Err != nil {
			n++
		}
	}
	return n
}

// Unmatched returns the number of lines in all inputs that were skipped because
// they look like nothing that their format knows. They may be banners, or
// events in words that no pattern fits.
func (l *Log) Unmatched() int {
	n := 0
	for i := range l.Inputs {
		n += l.Inputs[i].Unmatched
	}
	return n
}

// Damaged reports whether some events may be none, or other ones: they come from
// compressed data whose checksum was not reached or does not fit, or from pairs
// of lines of which some are torn, so that halves of others may have met.
func (l *Log) Damaged() bool {
	return slices.ContainsFunc(l.Inputs, func(in Input) bool { return in.Damaged })
}

// Events returns the number of events in all runs.
func (l *Log) Events() int {
	n := 0
	for _, r := range l.Runs {
		n += r.Len()
	}
	return n
}
