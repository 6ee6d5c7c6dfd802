package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/tracecausal/tracecausal/checks"
	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// judgeFlags say what is known of the system and how strictly to judge. Flags
// overrule the configuration, and it overrules the headers of logs.
type judgeFlags struct {
	maxSkew     bound
	maxHLCDrift bound
	total       decimal
	promise     list
	strict      bool
	reentrant   optionalBool
}

func (f *judgeFlags) register(fs *pflag.FlagSet) {
	addVar(fs, &f.maxSkew, "max-skew", "", "bound on the difference of any two wall clocks, such as 250ms")
	addVar(fs, &f.maxHLCDrift, "max-hlc-drift", "", "bound on how far an HLC may be ahead of its node's wall clock")
	addVar(fs, &f.total, "total", "", "what the states and channels of every snapshot add up to")
	addVar(fs, &f.promise, "promise", "", "what the system promises: "+strings.Join(parse.Promises(), ", ")+" (default fifo,causal)")
	fs.BoolVar(&f.strict, "strict", false, "a possible finding fails its check, and a run with lines that fit no pattern cannot pass")
	addVar(fs, &f.reentrant, "reentrant", "", "whether the holder of a lease may acquire it again; false makes that a finding")
}

// options returns what the checks may know of the log beside its events.
func (f *judgeFlags) options(l *loaded) (checks.Options, error) {
	opt := checks.Options{
		MaxSkew:     pick(l, "--max-skew", f.maxSkew.value, l.config.MaxSkew, l.Header.MaxSkew),
		MaxHLCDrift: pick(l, "--max-hlc-drift", f.maxHLCDrift.value, l.config.MaxHLCDrift, nil),
		Reentrant:   pick(l, "--reentrant", f.reentrant.value, l.config.Reentrant, nil),
		Ticks:       l.ticks(),
		MaxDrift:    l.Header.MaxDrift,
		SameReading: l.Header.SameReading,
		Strict:      f.strict,
		BadLines:    l.badOver,
		Tolerated:   l.Bad() - l.badOver,
		Damaged:     l.Damaged(),
	}
	if l.config.SameReading != nil {
		opt.SameReading = *l.config.SameReading
	}
	if total := pick(l, "--total", f.total.value, l.config.Total, l.Header.Total); total != nil {
		opt.Total, _ = total.Decimal() // checked where it was read
	}
	names := pickList(l, "--promise", f.promise.values, l.config.Promise, l.Header.Promise)
	if names == nil {
		return opt, nil
	}
	var err error
	if opt.Promises, err = checks.ParsePromises(names); err != nil {
		return opt, usageErrorf("--promise: %w", err)
	}
	return opt, nil
}

// skew returns the skew bound that is known before any log is read: it settles
// what headers disagree on.
func (f *judgeFlags) skew(c *parse.Config) *time.Duration {
	if f.maxSkew.value != nil {
		return f.maxSkew.value
	}
	return c.MaxSkew
}

// graphOptions returns what is told the graph of each run.
func (l *loaded) graphOptions() graph.Options {
	return graph.Options{Ticks: l.ticks(), Workers: l.opt.Workers}
}

// ticks returns which events are declared to tick.
func (l *loaded) ticks() parse.Ticks {
	if l.opt.Ticks != parse.TicksUnknown {
		return l.opt.Ticks
	}
	return l.Header.Ticks
}

// pick returns the first value that is given, and notes it where one of more
// weight overrules another.
func pick[T comparable](l *loaded, flag string, fromFlag, fromConfig, fromHeader *T) *T {
	if fromFlag != nil {
		l.noteOverruled(flag, fromConfig != nil && *fromConfig != *fromFlag, fromHeader != nil && *fromHeader != *fromFlag)
		return fromFlag
	}
	if fromConfig != nil {
		return fromConfig
	}
	return fromHeader
}

// pickList is pick for lists; nil is not given.
func pickList(l *loaded, flag string, fromFlag, fromConfig, fromHeader []string) []string {
	differs := func(list []string) bool { return list != nil && !slices.Equal(sorted(list), sorted(fromFlag)) }
	if fromFlag != nil {
		l.noteOverruled(flag, differs(fromConfig), differs(fromHeader))
		return fromFlag
	}
	if fromConfig != nil {
		return fromConfig
	}
	return fromHeader
}

func sorted(list []string) []string {
	c := slices.Clone(list)
	slices.Sort(c)
	return c
}

// noteOverruled makes the report say that a flag overrules what was stated.
func (l *loaded) noteOverruled(flag string, config, header bool) {
	var overruled []string
	if config {
		overruled = append(overruled, "the configuration")
	}
	if header {
		overruled = append(overruled, "a log's header")
	}
	if overruled != nil {
		l.notes = append(l.notes, fmt.Sprintf("%s overrules %s", flag, strings.Join(overruled, " and ")))
	}
}

// noteReading notes where flags about the reading overrule what was stated.
func (l *loaded) noteReading(f *inputFlags) {
	c := l.config
	pickList(l, "--nodes", f.nodes.values, c.Nodes, nil)
	pickList(l, "--external", f.external.values, c.External, l.Header.External)
	ticks := ticksOf(f.ticks.value)
	l.noteOverruled("--ticks", ticks != 0 && c.Ticks != 0 && c.Ticks != ticks, ticks != 0 && l.Header.Ticks != 0 && l.Header.Ticks != ticks)
	unit := unitOf(f.timeUnit.value)
	l.noteOverruled("--time-unit", unit != 0 && c.TimeUnit != 0 && c.TimeUnit != unit, false)
	l.noteOverruled("--tz", f.zone.location != nil && c.Location != nil && c.Location.String() != f.zone.location.String(), false)
	l.noteOverruled("--node-from-file", f.nodeFromFile != "" && c.NodeFromFile != nil && c.NodeFromFile.String() != f.nodeFromFile, false)
	l.noteOverruled("--run-by", f.runBy.value == "trace" && c.RunByTrace != nil && !*c.RunByTrace, false)
}

// optionalBool is a flag that may be left open.
type optionalBool struct{ value *bool }

// String implements pflag.Value.
func (o *optionalBool) String() string {
	if o.value == nil {
		return ""
	}
	return fmt.Sprint(*o.value)
}

// Type implements pflag.Value.
func (o *optionalBool) Type() string { return "true|false" }

// Set implements pflag.Value.
func (o *optionalBool) Set(s string) error {
	if s != "true" && s != "false" {
		return fmt.Errorf("want true or false")
	}
	v := s == "true"
	o.value = &v
	return nil
}
