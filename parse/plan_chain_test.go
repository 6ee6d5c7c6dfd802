package parse

import (
	"fmt"
	"strings"
	"testing"
)

// TestChainShapes tells which patterns are one loop. That those find what regexp
// finds is for checkPattern to see, whose texts are followed by more.
func TestChainShapes(t *testing.T) {
	for text, want := range map[string]bool{
		`^(?<time>\S+) (?<node>\S+) \[(?<vc>[^\]]*)\] (?<event>.*)$`: true,
		`^request from=(?<from>\S+) id=(?<msg_id>\d+)$`:              true,
		`^(?<node>n\d+): (?<event>.*)`:                               true,
		`^(?<node>(\S+)) ((?<event>\S+) in) a rather long text`:      true,
		`(?<node>\S+) (?<event>.*)$`:                                 false, // may begin anywhere
		`^(?<node>\S+)(?: id=(?<msg_id>\d+))?$`:                      false, // has two ways
		`^(?<node>.+?)\s+\|\s(?<event>.*)$`:                          false, // tries runs of several lengths
		`(?m)^(?<node>\S+)$`:                                         false,
	} {
		if got := mustPattern(t, text).chain != nil; got != want {
			t.Errorf("%s: a chain: %t, want %t", text, got, want)
		}
	}
}

// TestChainsAgreeWithRegexp: texts of any length around the words in which they
// are compared, each with every byte changed, and runs of none or many bytes.
func TestChainsAgreeWithRegexp(t *testing.T) {
	const letters = "abcdefghijklmnopqrstuvwxyz"
	for n := 1; n <= len(letters); n++ {
		text := letters[:n]
		for _, form := range []string{`^%s`, `^%s(?<node>\S+)$`, `^(?<node>\d*)%s`, `^%s(?<node>\d+)`, `^\[(?<node>[^\]]*)\]%s$`} {
			p := mustPattern(t, fmt.Sprintf(form, text))
			if p.chain == nil {
				t.Fatalf("%s has no chain", p)
			}
			for _, line := range []string{"%s", "%sx", "%s7", "%s7777777", "%s77777777777", "7%s", "77777777777%s", "[]%s", "[x]%s", "[a long name]%s", "%s ", "", "["} {
				line = strings.Replace(line, "%s", text, 1)
				checkPattern(t, p, []byte(line))
				for i := range line {
					checkPattern(t, p, []byte(line[:i]+"-"+line[i+1:]))
					checkPattern(t, p, []byte(line[:i]))
				}
			}
		}
	}
}
