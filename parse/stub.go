package parse

import "time"

// Each of these is taken out of this file when its owner lands the real one.

type Config struct{}

type FormatRule struct{}

type fileHeader struct {
	Header
	nodes    []string
	timeUnit time.Duration
	aliases  map[string]string
}

func unquote(json string) string { return json[1 : len(json)-1] }

var govectorFormat, shivizFormat, maelstromFormat, jsonlFormat, textFormat Format
