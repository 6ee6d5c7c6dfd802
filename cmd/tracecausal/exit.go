package main

import (
	"errors"
	"fmt"
	"syscall"

	"github.com/tracecausal/tracecausal/parse"
)

// The exit codes, the same for every command and every output format. The
// table in doc.go says when each is given.
const (
	exitPass         = 0
	exitFail         = 1
	exitTrouble      = 2
	exitInconclusive = 3
	exitPipe         = 141 // 128 + SIGPIPE
	exitInterrupt    = 130 // 128 + SIGINT
	exitTerminate    = 143 // 128 + SIGTERM
)

// The classes of errors that only the command has; package parse has the rest.
const (
	classOutput parse.Class = "E-OUTPUT"
	warnPartial parse.Class = "W-PARTIAL"
	warnOutput  parse.Class = "W-OUTPUT"
)

// commandError is an error with its class: the tool could not do its work.
type commandError struct {
	class parse.Class
	err   error
}

func (e *commandError) Error() string { return string(e.class) + ": " + e.err.Error() }
func (e *commandError) Unwrap() error { return e.err }

// usageErrorf returns an error about how the command was called. What it
// quotes of the arguments must be quoted with %s and parse.Quote.
func usageErrorf(format string, args ...any) error {
	return &commandError{parse.ClassUsage, fmt.Errorf(format, args...)}
}

// outputErrorf returns an error about an output that cannot be written.
func outputErrorf(format string, args ...any) error {
	return &commandError{classOutput, fmt.Errorf(format, args...)}
}

// exitCode combines what a command found out with what went wrong on the way:
// a definite finding outweighs every error, any other error makes the answer
// worthless.
func exitCode(found int, err error) int {
	switch {
	case err == nil || found == exitFail:
		return found
	case isBrokenPipe(err):
		return exitPipe
	}
	return exitTrouble
}

// isBrokenPipe reports whether err says that the reader of our output has
// gone, as `head` does when it has enough.
func isBrokenPipe(err error) bool { return errors.Is(err, syscall.EPIPE) }
