package parse

import "testing"

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
