package main

import (
	"regexp"
	"time"

	"github.com/spf13/pflag"

	"github.com/tracecausal/tracecausal/parse"
)

// inputFlags say what to read and how. Every command that reads logs has them.
type inputFlags struct {
	format       string
	nodeFromFile string
	runBy        choice
	external     list
	nodes        list
	config       string
	exclude      []string
	ticks        choice
	timeUnit     choice
	zone         zone
	run          optionalText
	maxLine      byteSize
	maxBadLines  count
	parser       string
	delimiter    string
	jobs         count
	quiet        bool
	progress     choice
	color        choice
}

// noConfig is the value of --config for no configuration, also where one lies
// beside the logs; a file of that name is ./none.
const noConfig = "none"

// maxJobs is more workers than any machine has use for; each has buffers.
const maxJobs = 1024

func newInputFlags() inputFlags {
	return inputFlags{
		runBy:       newChoice("", "trace"),
		ticks:       newChoice("", "all", "sends"),
		timeUnit:    newChoice("", "ns", "us", "ms", "s"),
		maxLine:     parse.DefaultMaxLine,
		maxBadLines: count{min: 0},
		jobs:        count{min: 0, max: maxJobs},
		progress:    newChoice("auto", "auto", "always", "never"),
		color:       newChoice("auto", "auto", "always", "never"),
	}
}

func (f *inputFlags) register(fs *pflag.FlagSet) {
	fs.StringVar(&f.format, "format", "", "`NAME` of the format of every file, instead of recognising it; see 'tracecausal formats'")
	fs.StringVar(&f.nodeFromFile, "node-from-file", "", "`REGEXP` whose first group (or match), in a file's name, is the node of lines that name none")
	addVar(fs, &f.runBy, "run-by", "", "what tells runs apart beside the field run: a per-request trace id (trace_id, traceId, traceID, TraceID)")
	addVar(fs, &f.external, "external", "", "nodes that keep no log, such as clients; c* stands for every name that begins with c")
	addVar(fs, &f.nodes, "nodes", "", "nodes of array clocks, in the order of the array")
	fs.StringVar(&f.config, "config", "", "mapping `FILE`, see 'tracecausal help config' (default: tracecausal.yaml in the folder of the files, where there is one; none reads none)")
	fs.StringArrayVar(&f.exclude, "exclude", nil, "leave out files and folders whose path, or the end of it, fits `GLOB`, such as '*.old.jsonl' or 'archive/**'; may be repeated")
	addVar(fs, &f.ticks, "ticks", "", "which events raise a node's own clock entry (default: proved from the log)")
	addVar(fs, &f.timeUnit, "time-unit", "", "unit of numeric times (default: told from their magnitude)")
	addVar(fs, &f.zone, "tz", "", "time zone of times that state none, such as Europe/Berlin or +02:00")
	addVar(fs, &f.run, "run", "", "only the run of this name")
	addVar(fs, &f.maxLine, "max-line", "", "longest line that is read; a longer one counts as bad")
	addVar(fs, &f.maxBadLines, "max-bad-lines", "", "how many unreadable lines are tolerated, though reported; a file that breaks off never is")
	fs.StringVar(&f.parser, "parser", "", "shiviz, and text with --format text: `REGEXP` with named groups that reads one event")
	fs.StringVar(&f.delimiter, "delimiter", "", "shiviz: `REGEXP` of the line between two executions")
	addVar(fs, &f.jobs, "jobs", "j", "workers, and the most cores that are used (default: one per core)")
	fs.BoolVar(&f.quiet, "quiet", false, "no warnings and no progress, and only verdict and findings in a text report")
	addVar(fs, &f.progress, "progress", "", "progress on standard error")
	addVar(fs, &f.color, "color", "", "colours in text on standard output; auto also obeys NO_COLOR")
}

// options turns the flags into options of the reader.
func (f *inputFlags) options() (parse.Options, error) {
	opt := parse.Options{
		Format: f.format, Nodes: f.nodes.values, External: f.external.values,
		Ticks: ticksOf(f.ticks.value), TimeUnit: unitOf(f.timeUnit.value), Location: f.zone.location,
		RunByTrace: f.runBy.value == "trace",
		Parser:     f.parser, Delimiter: f.delimiter,
		MaxLine: int(f.maxLine), Workers: f.jobs.value,
	}
	if f.nodeFromFile != "" {
		re, err := regexp.Compile(f.nodeFromFile)
		if err != nil {
			return opt, usageErrorf("--node-from-file: %s", parse.Quote(err.Error()))
		}
		opt.NodeFromFile = re
	}
	return opt, nil
}

// ticksOf returns what --ticks declares; the flag has checked the word.
func ticksOf(word string) parse.Ticks {
	ticks, _ := parse.ParseTicks(word)
	return ticks
}

// unitOf returns what --time-unit declares, 0 where it is not given; the flag
// has checked the word.
func unitOf(word string) time.Duration {
	unit, _ := parse.ParseUnit(word)
	return unit
}

// optionalText is a text flag that tells "not given" from "given and empty":
// the empty name is that of the only run of most logs.
type optionalText struct {
	value string
	set   bool
}

// String implements pflag.Value.
func (o *optionalText) String() string { return o.value }

// Type implements pflag.Value.
func (o *optionalText) Type() string { return "NAME" }

// Set implements pflag.Value.
func (o *optionalText) Set(s string) error {
	o.value, o.set = s, true
	return nil
}
