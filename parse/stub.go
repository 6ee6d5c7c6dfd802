package parse

// Each of these is taken out of this file when its owner lands the real one.

var govectorFormat, shivizFormat, maelstromFormat, textFormat Format
