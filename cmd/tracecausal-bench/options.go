package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tracecausal/tracecausal/cmd/internal/genlog"
)

// options are the flags.
type options struct {
	events  []int
	cases   *regexp.Regexp
	runs    int
	workers int
	pairs   int
	dir     string
	maxSize float64
	command string
	against []string
	format  string
	list    bool
}

// Cases that are no log.
const (
	queryCase = "query"
	startCase = "version"
)

// namedCase is something that is measured.
type namedCase struct{ name, about string }

// cases returns all cases.
func cases() []namedCase {
	var all []namedCase
	for _, l := range genlog.Logs() {
		all = append(all, namedCase{l.Name, l.About})
	}
	return append(all,
		namedCase{queryCase, "questions about the log \"vector\": cuts, causal pasts, paths, pairs of events"},
		namedCase{startCase, "how long the command takes to start"})
}

// errFlags says that the flags were wrong; the text has been printed.
var errFlags = errors.New("wrong flags")

func parseFlags(args []string, stderr io.Writer) (*options, error) {
	o := &options{}
	fs := flag.NewFlagSet("tracecausal-bench", flag.ContinueOnError)
	fs.SetOutput(stderr)
	events := fs.String("events", "1000000", "`numbers` of events, with commas between them")
	pattern := fs.String("case", "", "measure only the cases whose names match this `regexp`")
	against := fs.String("against", strings.Join(rivalNames(), ","), "`programs` to compare with, with commas between them; none for none")
	fs.IntVar(&o.runs, "n", 5, "`runs` of each program, of which the median is shown")
	fs.IntVar(&o.workers, "j", 2, "`workers` of analyze, compared with one")
	fs.IntVar(&o.pairs, "pairs", 100_000, "`pairs` of events that are handed to query -")
	fs.StringVar(&o.dir, "dir", "", "`folder` for the logs, which are deleted when measured (default: that of the system for temporary files)")
	fs.Float64Var(&o.maxSize, "max-size", 16, "skip cases whose log would be larger, in `GB`")
	fs.StringVar(&o.command, "command", "", "measure this `program` instead of building cmd/tracecausal")
	fs.StringVar(&o.format, "format", "text", "text, benchstat, or both")
	fs.BoolVar(&o.list, "list", false, "list the cases and end")
	switch err := fs.Parse(args); {
	case errors.Is(err, flag.ErrHelp): // it has been printed
		return nil, err
	case err != nil:
		return nil, errFlags
	}
	err := o.read(*events, *pattern, *against)
	switch {
	case err != nil:
	case fs.NArg() > 0:
		err = fmt.Errorf("unexpected argument %q", fs.Arg(0))
	case o.runs < 1 || o.workers < 1 || o.pairs < 1:
		err = errors.New("-n, -j and -pairs want a number from 1")
	case !slices.Contains([]string{"text", "benchstat", "both"}, o.format):
		err = fmt.Errorf("-format: want text, benchstat or both, got %q", o.format)
	}
	return o, err
}

// read reads the flags that are lists or patterns.
func (o *options) read(events, pattern, against string) (err error) {
	for text := range strings.SplitSeq(events, ",") {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return fmt.Errorf("-events: want numbers from 1, got %q", text)
		}
		o.events = append(o.events, n)
	}
	if o.cases, err = regexp.Compile(pattern); err != nil {
		return fmt.Errorf("-case: %w", err)
	}
	if !slices.ContainsFunc(cases(), func(c namedCase) bool { return o.cases.MatchString(c.name) }) {
		return fmt.Errorf("-case: no case matches %q", pattern)
	}
	if against == "none" {
		return nil
	}
	o.against = strings.Split(against, ",")
	for _, name := range o.against {
		if !slices.Contains(rivalNames(), name) {
			return fmt.Errorf("-against: want some of %s, got %q", strings.Join(rivalNames(), ","), name)
		}
	}
	return nil
}
