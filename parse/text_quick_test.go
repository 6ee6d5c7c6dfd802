package parse

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// quickConfigs are rules for text, each with lines in which % stands for some
// word. long tells that all of them need the long way.
var quickConfigs = []struct {
	name, rule string
	lines      []string
	long       bool
}{
	{"clock", `
    text: '^(?<time>\S+) (?<node>\S+) \[(?<vc>[^\]]*)\] (?<event>.*)$'
    kinds:
      - {match: '^send to=(?<to>\S*) id=(?<msg_id>\S*)$', kind: send}
      - {match: '^recv from=(?<from>\S*) id=(?<msg_id>\S*)$', kind: receive}`,
		[]string{"T n1 [n1:1,n2:3] step %", "T % [n1:2,n2:3] send to=% id=%", "T n2 [%:1] recv from=% id=%", `T n1 [{"n1":3,"n2":%}] send to=n2 id=7`, "T n1 [%] %"}, false},
	{"payload", `
    text: '^(?<node>\S+) (?<lamport>\S+) (?<event>.*?)(?: token=(?<token>\S+))?(?: hlc=(?<hlc>\S+))?$'
    kinds:
      - {match: '^got (?<resource>\S*)', kind: lease_acquire, set: {holder: n1, duration_ms: 50}}
      - {match: '^lost (?<resource>\S*) (?<ok>\S*)', kind: lease_release}
      - {line: ' view (?<view>.*)', kind: view}
      - {match: '^op (?<op>\S+) (?<index>\d+)', kind: apply}`,
		[]string{"n1 7 got % token=%", "n1 % got lock token=33", "n1 8 lost lock % hlc=%", "% 9 lost lock true hlc=1000.10", "n1 10 view %", "n1 11 op % 3", "n1 12 % token=4"}, false},
	{"kinds", `
    text: '^(?<kind>\S*) (?<host>\S*)(?: seq=(?<seq>\S*))?(?: epoch=(?<epoch>\S*))?(?: run=(?<run>\S*))?(?: in_reply_to=(?<in_reply_to>\S*))?'
    set: {to: '*', resource: disk}
    kinds: [{line: 'late', kind: write, set: {token: 5}}]`,
		[]string{"% n1", "send n1 seq=% epoch=% run=%", "lease_renew n1 in_reply_to=%", "write % late", "send n1 run=r seq=4"}, false},
	{"two-nodes", `
    text: '^(?<node>\S+) (?<host>\S+) (?<event>.*)$'`, []string{"n1 n2 %", "% n2 x"}, true},
	{"place", `
    text: '^(?<node>\S+) (?<index>\S+) (?<event>.*)$'`, []string{"n1 % x"}, true},
	{"process", `
    text: '^(?<host>\S+) (?<pid>\S+) (?<event>.*)$'`, []string{"n1 % x"}, true},
	{"node-at-times", `
    text: '^(?:(?<node>\S+): )?(?<event>step .*)$'`, []string{"n1: step %", "step %", "%: step 1"}, false},
	{"no-node", `
    text: '^(?<time>\S+)(?: (?<event>.*))?$'`, []string{"T %", "T", "% x"}, false},
}

var quickWords = []string{"", "a", "n1", "n2", "7", "0", "-1", "1e3", "1.5", "007", "*", "[", `["B","C"]`, `[1]`, `"`, `a"b`, `\`, `\u0041`, "é", "\xff", "\x01", "null", "true",
	"false", `"x"`, "{}", `{"n1":2}`, "n1:1,n2:2", "n1:1,n1:2", "a b", " ", "send", "receive", "internal", "soon", "12345678901234567890", "1700000000123", "2024-01-31T12:00:00Z", "view x", "step"}

var quickTimes = []string{"2024-01-31T12:00:00Z", "2024-01-31T12:00:00.5Z", "2024-01-31T12:00:00,123456789Z", "2024-01-31T12:00:00.1234567890Z", "2024-01-31T12:00:00.1234567891Z", "2024-01-31T12:00:00.", "2024-01-31T12:00:00.Z",
	"2024-01-31T12:00:00", "2024-01-31T12:00:01.25", "2024-01-31T12:00:00.5+01:00", "2024-01-31T12:00:60Z", "2024-02-31T12:00:00Z", "2024-10-27T02:30:00.5", "1700000000", "1700000000123", "1700000000123456789.5", "1700000000123456789.25", "0", "x"}

// TestQuickText reads lines the quick way and by noting all values, which must
// say the same.
func TestQuickText(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range quickConfigs {
		t.Run(c.name, func(t *testing.T) {
			config, err := ReadConfig("c.yaml", []byte("formats:\n  - name: x\n    files: '*'"+c.rule))
			if err != nil {
				t.Fatal(err)
			}
			newDecoder := func(node string) *textDecoder {
				d, err := newTextDecoder(&fileContext{node: node, opt: &Options{Location: berlin, Config: config}, rule: &config.Formats[0]})
				if err != nil {
					t.Fatal(err)
				}
				return d.(*textDecoder)
			}
			taken := 0
			for _, node := range []string{"file", ""} {
				if node == "" && c.name == "no-node" {
					continue
				}
				quick, long, probe := newDecoder(node), newDecoder(node), newDecoder(node)
				long.event.strict = true
				rng := rand.New(rand.NewPCG(1, 2))
				var lines []string
				for range 2000 {
					line := quickLine(rng, c.lines)
					if want, got := answerOf(long, line), answerOf(quick, line); got != want {
						t.Fatalf("%q: quick\n%s, noted\n%s", line, got, want)
					}
					if found := probe.pattern.find(line, &probe.at); found != nil && probe.quick.read(&probe.rec, line, found, probe.mapping) {
						taken++
					}
					lines = append(lines, string(line))
				}
				sameRows(t, c.name, rowsOf(quick, fileContext{opt: &Options{}}, lines...), rowsOf(long, fileContext{opt: &Options{}}, lines...))
			}
			if taken == 0 != c.long || !c.long && taken < 300 {
				t.Errorf("%d of 4000 lines are read the quick way", taken)
			}
		})
	}
}

// quickLine returns a line with words in the place of %, and a time in that of T.
func quickLine(rng *rand.Rand, lines []string) []byte {
	line := pick(rng, lines)
	for strings.Contains(line, "%") {
		line = strings.Replace(line, "%", pick(rng, quickWords), 1)
	}
	if rest, ok := strings.CutPrefix(line, "T"); ok {
		line = pick(rng, quickTimes) + rest
	}
	return fmt.Append(nil, line, strings.Repeat(" ", rng.IntN(2*expectedBytes)))[:len(line)]
}
