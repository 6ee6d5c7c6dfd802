package parse

import (
	"regexp"
	"time"
)

// Options say how to read. The zero value reads every format by detection with
// the default limits.
type Options struct {
	Format       string         // forces a format by name; "" detects
	NodeFromFile *regexp.Regexp // group 1 (or the match) of the file name is the node of lines that carry none
	Nodes        []string       // nodes of array clocks, by index
	Aliases      map[string]string
	External     []string // nodes that keep no log; a trailing * matches any rest
	Ticks        Ticks
	MaxSkew      *time.Duration // settles what headers disagree on; else not used by this package
	Total        *Value         // settles what headers disagree on; else not used by this package
	TimeUnit     time.Duration  // unit of numeric times; 0 tells it from their magnitude
	Location     *time.Location // zone of times without one; nil refuses them
	RunByTrace   bool
	Parser       string // ShiViz regular expression
	Delimiter    string // ShiViz execution delimiter
	Config       *Config
	MaxLine      int                     // bytes; 0 is DefaultMaxLine
	MaxUnpacked  int64                   // bytes that a compressed input may unpack to; 0 is DefaultMaxUnpacked
	Workers      int                     // 0 is one per core
	Progress     func(done, total int64) // bytes read, and of how many where known; may be nil
}

// Limits that hold unless Options say otherwise.
const (
	DefaultMaxLine     = 1 << 20
	DefaultMaxUnpacked = 64 << 30
)

// Ticks says which events raise a node's own clock entry.
type Ticks uint8

// Which events tick is declared or proved from the log, never guessed.
const (
	TicksUnknown Ticks = iota
	TicksAll           // every event
	TicksSends         // sends only, as the multicast stamps of Birman, Schiper & Stephenson 1991
)

// ParseTicks returns what a flag, a configuration or a header means by "all" or
// "sends", and false for any other word.
func ParseTicks(word string) (Ticks, bool) {
	switch word {
	case "all":
		return TicksAll, true
	case "sends":
		return TicksSends, true
	}
	return TicksUnknown, false
}

// ParseUnit returns the unit of time that a flag, a configuration or a header
// means by "s", "ms", "us" or "ns", and false for any other word.
func ParseUnit(word string) (time.Duration, bool) {
	switch word {
	case "s":
		return time.Second, true
	case "ms":
		return time.Millisecond, true
	case "us":
		return time.Microsecond, true
	case "ns":
		return time.Nanosecond, true
	}
	return 0, false
}

// Header is what recorders declared in the input about the whole of it. Files
// that declare different values for one key are an error, unless the key is a
// list: lists are united. Of several bounds on drift the greatest holds.
type Header struct {
	External    []string
	Promise     []string // nil where nobody says; an empty list promises nothing
	MaxSkew     *time.Duration
	MaxDrift    *time.Duration // how much any clock gains or loses in a second
	Total       *Value         // a decimal number: what every snapshot adds up to
	Ticks       Ticks
	SameReading bool
}
