package parse

import (
	"bytes"
	"strconv"
)

// govectorFormat is what the GoVector library writes for one process
// (https://github.com/DistributedClocks/GoVector): pairs of lines as in ShiViz
// text with host and clock first, where the text begins with a level and a
// time in nanoseconds since 1970 may stand before the host.
var govectorFormat = Format{
	Name:    "govector",
	Title:   "logs of the GoVector library",
	Looks:   `a line 'node {"node":3, "other":7}' (before it a time in nanoseconds, if any), then a line 'INFO text'`,
	Causes:  "vector clocks",
	detect:  detectGoVector,
	decoder: newGoVectorDecoder,
	serial:  true,
}

func newGoVectorDecoder(f *fileContext) (decoder, error) {
	plan := shivizPlan{shape: hostFirst}
	d := newShivizDecoder(plan, f).(*pairDecoder)
	d.govector = true
	return d, nil
}

// detectGoVector recognises a file whose first lines are pairs of a host with
// its clock and a text with a level; or where a time stands before the host.
func detectGoVector(head []byte, opt *Options) bool {
	if opt.Parser != "" {
		return false
	}
	const enough = 20
	lines := wholeLines(head, enough)
	d := pairDecoder{govector: true}
	pairs, afterHost := 0, false
	for _, line := range lines {
		h, isHost := d.split(line)
		isHost = isHost && !afterHost && d.probe.proves(h.host, h.clock)
		switch {
		case isHost && h.stamped:
			return true
		case isHost:
		case pairs == 0 && !afterHost, afterHost && len(stripLevel(line)) == len(line):
			return false
		case afterHost:
			pairs++
		}
		afterHost = isHost
	}
	return pairs > 0
}

// splitStamp splits a line that begins with nanoseconds since 1970. Shorter
// numbers are names of hosts.
func splitStamp(line []byte) (ns int64, rest []byte, ok bool) {
	const shortest = 13
	digits, rest, found := bytes.Cut(line, []byte{' '})
	if !found || len(digits) < shortest {
		return 0, nil, false
	}
	n, err := strconv.ParseUint(string(digits), 10, 63)
	return int64(n), rest, err == nil
}

// stripLevel returns a text without the level that GoVector writes before it.
func stripLevel(text []byte) []byte {
	word, rest, _ := bytes.Cut(text, []byte{' '})
	switch string(word) {
	case "DEBUG", "INFO", "NOTICE", "WARN", "WARNING", "ERROR", "FATAL":
		return rest
	}
	return text
}
