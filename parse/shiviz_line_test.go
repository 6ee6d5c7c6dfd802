package parse

import (
	"bytes"
	"testing"
)

func TestHostLines(t *testing.T) {
	for _, tt := range []struct {
		line, host, clock string
		whole             bool // the clock begins and ends as one does
	}{
		{`a {"a":1}`, "a", `{"a":1}`, true},
		{"a \t {\"a\":1} \t", "a", `{"a":1}`, true},
		{`a {"a":1`, "a", `{"a":1`, false},
		{`a { "a":1}`, "a", `{ "a":1}`, true},
		{`a {x}`, "a", `{x}`, false},
		{`a {  `, "a", `{`, false},
		{` {"a":1}`, "", "", false}, {`{"a": {"a":1}}`, "", "", false}, {`[a {"a":1}]`, "", "", false},
		{`a{"a":1}`, "", "", false}, {`a b {"a":1}`, "", "", false}, {"a   ", "", "", false}, {"a", "", "", false}, {"", "", "", false},
	} {
		host, clock, ok := splitHostLine([]byte(tt.line))
		if string(host) != tt.host || string(clock) != tt.clock || ok != (tt.host != "") {
			t.Errorf("%q: got %q and %q, %v", tt.line, host, clock, ok)
		}
		if isHostLine([]byte(tt.line)) != tt.whole {
			t.Errorf("%q is a host with a whole clock: %v", tt.line, !tt.whole)
		}
	}
	if !beginsAsClock([]byte("{ ")) {
		t.Error("a clock that is cut off does not begin as one")
	}
	for c, want := range map[byte]bool{' ': false, '\t': false, '!': true, 'a': true, 0x7f: true, 0x80: false, 0xc2: false} {
		if beginsWord(c) != want {
			t.Errorf("0x%02x begins a word: %v", c, !want)
		}
	}
}

func TestHostsBeforeAClock(t *testing.T) {
	for text, want := range map[string]string{
		"10:00 a ": "a", "[akka://s/user/a] ": "akka://s/user/a|a", "(x) <a>: ": "a", "/a ": "/a|a", "a/ ": "a/", "/ ": "/",
		" ": "", "] ": "", `{"x": `: "", `[{"x" `: "", "[a ": "a",
	} {
		if got := string(bytes.Join(hostsBefore([]byte(text)), []byte{'|'})); got != want {
			t.Errorf("%q: got %q, expected %q", text, got, want)
		}
	}
}

func TestLinesOfAHead(t *testing.T) {
	for _, tt := range []struct {
		line              string
		parser, delimiter bool
	}{
		{parserHostFirst, true, true},
		{`(?<host>\S+) has no clock`, false, true}, {`(?<clock>.) has no host`, false, true},
		{"", false, true}, {"  ", false, true}, {`^run`, false, true}, {`=== (?<trace>.) ===`, false, true},
		{"plain text", false, false}, {`a {"a*":1}`, false, false}, {`a {"(?<":1}`, false, false},
	} {
		if isParserLine([]byte(tt.line)) != tt.parser {
			t.Errorf("%q is an expression: %v", tt.line, !tt.parser)
		}
		if isDelimiterLine([]byte(tt.line)) != tt.delimiter {
			t.Errorf("%q is a delimiter: %v", tt.line, !tt.delimiter)
		}
	}
	// What the head says proves the format, though a flag says the same.
	head := []byte(parserHostFirst + "\n\na {\"b\":1}\nstarts\n")
	if opt := (&Options{Parser: parserHostFirst}); !shivizFormat.detect(head, opt) {
		t.Error("a file with its expression is not recognised")
	}
}

func TestDelimiterNames(t *testing.T) {
	for _, tt := range []struct {
		pattern, line, name string
		is                  bool
	}{
		{"", "=== a b ===", "a b", true}, {"", "  === a === ", "a", true}, {"", "===   ===", "", true}, {"", "=== ===", "", true},
		{"", "=== a", "", false}, {"", "a ===", "", false}, {"", "===a===", "", false}, {"", "======", "", false}, {"", "===", "", false}, {"", "", "", false},
		{`^(run|job)( (?<trace>\d+))?$`, "job 12", "12", true}, {`^(run|job)( (?<trace>\d+))?$`, "run", "", true},
		{`^(run|job) (?<trace>\d+) begins$`, "run 12 begins", "12", true},
		{`^(?<trace>\d+) begins$`, " 12 begins", "12", true}, {`^begin`, "begins", "", true}, {`^begin`, "=== a ===", "", false},
	} {
		var delimiter *pattern
		if tt.pattern != "" {
			delimiter = mustPattern(t, tt.pattern)
		}
		if name, is := delimiterName([]byte(tt.line), delimiter); string(name) != tt.name || is != tt.is {
			t.Errorf("%q by %q: got %q, %v", tt.line, tt.pattern, name, is)
		}
	}
}

func TestFindClock(t *testing.T) {
	for line, want := range map[string]string{
		`x a {"a":1} starts`: " starts", `x a {"a":1} `: "x a ", `a{"a":1} starts`: "none", `a {"b":1} a {"a":1} starts`: " starts",
		`a {"a":1 starts`: "none", `a x {"a":1}`: "none", `a`: "none", ``: "none", `{"a":1}`: "none",
	} {
		var r eventReader
		var rec Record
		got := "none"
		if text, ok := findClock(&r, &rec, []byte(line)); ok {
			got = string(text)
		}
		if got != want {
			t.Errorf("%q: got %q, expected %q", line, got, want)
		}
	}
}

func TestLinesOfAnExpression(t *testing.T) {
	for text, lines := range map[string]int{ // 0: refused
		"": 1, `\n`: 2, `\n\n\n\n`: 5, `\n\n\n\n\n`: 0, `(\nx|\ny)`: 2, `(\n|xy)`: 0, `(xy|\n)`: 0, `\n?`: 0, `(x\n)*`: 0, `\n{2}`: 0, `\s`: 1, `(x\n(y\n))`: 3,
	} {
		p, problem := compileParser(`(?<host>a) (?<clock>b)` + text)
		if (problem == "") != (lines > 0) || problem == "" && p.lines != lines {
			t.Errorf("%q: got %+v, %q, expected %d lines", text, p, problem, lines)
		}
	}
}
