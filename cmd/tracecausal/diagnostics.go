package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tracecausal/tracecausal/parse"
)

// mostPerClass is how many diagnostics of one class and file are printed.
const mostPerClass = 10

// printDiagnostics prints diagnostics in their order, at most mostPerClass of
// each class and file, and says how many it left out.
func (a *app) printDiagnostics(list []parse.Diagnostic) {
	type key struct {
		class parse.Class
		file  string
	}
	a.progress.stop()
	count := map[key]int{}
	for i := range list {
		k := key{list[i].Class, list[i].Source.File}
		if count[k]++; count[k] <= mostPerClass {
			fmt.Fprintln(a.err, list[i].Error())
		}
	}
	for i := range list {
		k := key{list[i].Class, list[i].Source.File}
		if more := count[k] - mostPerClass; more > 0 {
			d := parse.Diagnostic{Class: k.class, Source: parse.Source{File: k.file}, Msg: fmt.Sprintf("… and %d more", more)}
			fmt.Fprintln(a.err, d.Error())
		}
		delete(count, k)
	}
}

// printWarnings prints warnings unless they are not wanted.
func (a *app) printWarnings(f *inputFlags, list []parse.Diagnostic) {
	if !f.quiet {
		a.printDiagnostics(list)
	}
}

// printInputErrors prints what could not be read of each file, but for what
// stopped the reading: that is in the error, which is printed in the end.
func (a *app) printInputErrors(log *parse.Log, stopped error) {
	var said []string
	if stopped != nil {
		said = strings.Split(stopped.Error(), "\n")
	}
	for i := range log.Inputs {
		in := &log.Inputs[i]
		a.printDiagnostics(in.Errors)
		if more := in.Bad - len(in.Errors); more > 0 {
			fmt.Fprintf(a.err, "%s: … and %d more bad lines\n", parse.EscapeFirst(in.Path), more)
		}
		if in.Err != nil && !slices.Contains(said, in.Err.Error()) {
			fmt.Fprintln(a.err, in.Err.Error())
		}
	}
}

// diagnosticError returns diagnostics that stop the program as one error.
func (a *app) diagnosticError(list []parse.Diagnostic) error {
	a.printDiagnostics(list[:len(list)-1])
	return &list[len(list)-1]
}

// classOf returns the class that an error carries.
func classOf(err error) (parse.Class, bool) {
	var ce *commandError
	var d *parse.Diagnostic
	switch {
	case errors.As(err, &ce):
		return ce.class, true
	case errors.As(err, &d):
		return d.Class, true
	}
	return "", false
}
