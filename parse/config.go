package parse

import (
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"
)

// Config is what a configuration file says about logs: what their words mean,
// and what is known of the system that wrote them. Flags overrule it, and it
// overrules the headers of logs. It never changes once read and may be shared.
//
// The file is YAML, without anchors, aliases and tags:
//
//	formats:                       # the first that claims a file reads it
//	  - name: payments
//	    files: "payments-*.log"    # glob on the file's name, and
//	    detect: '"svc":"payments"' # a pattern on a line of its head; one is enough
//	    format: jsonl              # what reads the lines; follows from json or text
//	    json:                      # field: path of keys in a JSON line
//	      node: svc.instance
//	      token: lock.fencing\.token
//	    ignore: '^#'               # lines that are no events
//	    kinds:                     # what events with a certain label are
//	      - match: '^acquired (?<resource>\S+) token=(?<token>\d+)'
//	        kind: lease_acquire    # named groups are fields
//	  - name: locks
//	    files: "lock-*.txt"
//	    text: '^(?<time>\S+) (?<event>.*)$' # takes lines apart that are not JSON
//	    set: {node: server}        # fields with fixed values
//	kinds:                         # for files of every format
//	  - line: 'EXPIRED (?<resource>\S+)' # on the whole line, not only the label
//	    kind: lease_expire
//	    set: {ok: true}
//	nodes: [A, B, C]
//	external: ["client*"]
//	promise: [fifo]                # or none
//	max_skew: 10ms
//	reentrant: false
//
// and likewise max_hlc_drift, total, ticks, time_unit, tz, aliases, node_from_file,
// run_by_trace, same_reading, checks, skip, require. A field that json names is
// not read under its own name; all others are.
type Config struct {
	Path string // of the file it was read from

	Formats []FormatRule // asked in order; the first that claims a file reads it
	Kinds   []KindRule   // for the events of every file, after those of its format

	Nodes        []string // nodes of array clocks, by index
	External     []string
	Promise      []string // nil where nothing is said; an empty list promises nothing
	MaxSkew      *time.Duration
	MaxHLCDrift  *time.Duration
	Total        *Value // a decimal number
	Ticks        Ticks
	TimeUnit     time.Duration
	Location     *time.Location // nil where nothing is said
	Aliases      map[string]string
	NodeFromFile *regexp.Regexp
	RunByTrace   *bool
	Reentrant    *bool
	SameReading  *bool
	Checks       []string
	Skip         []string
	Require      []string

	lines map[string]int // line of each key that is given
}

// FormatRule says how the files of one kind of log are read.
type FormatRule struct {
	Name   string
	Format string // name of the format that reads the lines
	Kinds  []KindRule

	files  string      // glob on the file's name, or on its path where it holds a slash
	detect *pattern    // on a line of the file's head
	text   *pattern    // the lines of a text format
	paths  []fieldPath // where JSON lines keep fields
	set    []constant
	ignore *pattern // lines that are no events
	source Source
	lines  map[string]int // line of each key that is given
}

// KindRule gives events with a certain label, or on a certain line, a kind and
// fields.
type KindRule struct {
	Kind Kind

	match  *pattern // named groups are fields
	line   bool     // match the whole line instead of the label
	name   rawJSON  // of the kind, as JSON
	groups []string // field of each group; "" for groups without a name
	set    []constant
	source Source
}

// fieldPath says at which path a JSON line keeps a field.
type fieldPath struct {
	field  string
	keys   []string // one for each level
	source Source
}

// constant is a field with a fixed value, as JSON.
type constant struct {
	field string
	value rawJSON
}

// Line returns the line of the configuration at which a top-level key such as
// "checks" stands, 0 where the key is not given.
func (c *Config) Line(key string) int { return c.lines[key] }

// Options fills what opt leaves open with what the configuration says.
func (c *Config) Options(opt Options) Options {
	opt.Config = c
	if opt.Nodes == nil {
		opt.Nodes = c.Nodes
	}
	if opt.External == nil {
		opt.External = c.External
	}
	if opt.Aliases == nil {
		opt.Aliases = c.Aliases
	}
	if opt.Ticks == TicksUnknown {
		opt.Ticks = c.Ticks
	}
	if opt.MaxSkew == nil {
		opt.MaxSkew = c.MaxSkew
	}
	if opt.Total == nil {
		opt.Total = c.Total
	}
	if opt.TimeUnit == 0 {
		opt.TimeUnit = c.TimeUnit
	}
	if opt.Location == nil {
		opt.Location = c.Location
	}
	if opt.NodeFromFile == nil {
		opt.NodeFromFile = c.NodeFromFile
	}
	if c.RunByTrace != nil {
		opt.RunByTrace = opt.RunByTrace || *c.RunByTrace
	}
	return opt
}

// rule returns the first format rule that claims the file, nil where none
// does. A rule with both a glob and a pattern claims files that fit both, a
// rule with neither claims every file.
func (c *Config) rule(path string, head []byte) *FormatRule {
	if c == nil {
		return nil
	}
	for i := range c.Formats {
		if c.Formats[i].claims(path, head) {
			return &c.Formats[i]
		}
	}
	return nil
}

func (r *FormatRule) claims(path string, head []byte) bool {
	if r.files != "" && !globMatches(r.files, path) {
		return false
	}
	if r.detect == nil {
		return true
	}
	var at []int
	for line := range headLines(head) {
		if r.detect.find(line, &at) != nil {
			return true
		}
	}
	return false
}

func globMatches(glob, path string) bool {
	path = filepath.ToSlash(path)
	if ok, err := doublestar.Match(glob, path); ok || err != nil {
		return ok
	}
	ok, err := doublestar.Match(glob, path[strings.LastIndexByte(path, '/')+1:])
	return ok && err == nil
}
