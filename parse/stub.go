package parse

import "time"

// Each of these is taken out of this file when its owner lands the real one.

type fileHeader struct {
	Header
	nodes    []string
	timeUnit time.Duration
	aliases  map[string]string
}

var govectorFormat, shivizFormat, maelstromFormat, jsonlFormat, textFormat Format
