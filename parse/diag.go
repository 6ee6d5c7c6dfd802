package parse

import (
	"fmt"
	"strings"
)

// Class tells errors and warnings apart for programs and people.
type Class string

// The classes. Those that begin with W do not change a verdict.
const (
	ClassUsage    Class = "E-USAGE"
	ClassNoInput  Class = "E-NOINPUT"
	ClassIO       Class = "E-IO"
	ClassDecode   Class = "E-DECODE"
	ClassParse    Class = "E-PARSE"
	ClassField    Class = "E-FIELD"
	ClassClock    Class = "E-CLOCK"
	ClassModel    Class = "E-MODEL"
	ClassLimit    Class = "E-LIMIT"
	ClassInternal Class = "E-INTERNAL" // a bug of this program

	WarnDuplicate  Class = "W-DUP"
	WarnDupInput   Class = "W-DUPINPUT"
	WarnEmpty      Class = "W-EMPTY"
	WarnGrew       Class = "W-GREW"
	WarnSkipped    Class = "W-SKIPPED"
	WarnDecode     Class = "W-DECODE"
	WarnConfusable Class = "W-CONFUSABLE"
	WarnUnusedRule Class = "W-UNUSED"
	WarnUnmatched  Class = "W-UNMATCHED"
	WarnHeader     Class = "W-HEADER"
)

// Source is a place in the input.
type Source struct {
	File string
	Line int // from 1; 0 for the file as a whole
}

// Diagnostic is an error or a warning about the input. Text from the log that
// it quotes is already escaped by [Quote].
type Diagnostic struct {
	Class  Class
	Source Source
	Col    int    // from 1, in bytes; 0 where no column is meant
	Msg    string // what was found and what was expected
}

// Error returns "file:line:col: CLASS: message".
func (d *Diagnostic) Error() string {
	var b strings.Builder
	if d.Source.File != "" {
		b.WriteString(EscapeFirst(d.Source.File))
		if d.Source.Line > 0 {
			fmt.Fprintf(&b, ":%d", d.Source.Line)
		}
		if d.Col > 0 {
			fmt.Fprintf(&b, ":%d", d.Col)
		}
		b.WriteString(": ")
	}
	return b.String() + string(d.Class) + ": " + d.Msg
}

// lineError is what a decoder returns for a line it cannot read; the reader
// adds the place.
type lineError struct {
	class Class
	col   int // from 1; 0 where no column is meant
	msg   string
}

func (e *lineError) Error() string { return string(e.class) + ": " + e.msg }

func badLine(class Class, col int, format string, args ...any) *lineError {
	return &lineError{class: class, col: col, msg: fmt.Sprintf(format, args...)}
}
