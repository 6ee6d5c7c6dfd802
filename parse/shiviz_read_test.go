package parse

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestTextLikeHost reads texts that begin as a host with its clock does, but do
// not count the host. They change nothing of the clock before them, whether or
// not lines stand in a buffer that goes on, which is read faster.
func TestTextLikeHost(t *testing.T) {
	lines := []string{
		`n9 {"n3":1,"n4":1,"n5":1,"n6":1,"n9":1}`, `makes room`, `n1 {"n1":1}`, `starts`, `n1 {"n1":2}`, `goes on`, `n1 {"n1":3}`, `n1 {"x":5}`, `n1 {"n1":4}`, `n1 {"x":123, "y":7, "z":8}`,
		`n1 {"n1":5}`, `n1 {"n0":6}`, `n1 {"n1":6}`, `n1 {"n1":7x`, `n1 {"n1":8}`, `ends`, `n1 {"n1":9,"n2":3}`, `n1 {"n\u0031x":1}`, `n2 {"n\u0032":9}`, `n2 {"n1":9}`,
		`n2 {"n\u0032":10}`, `n2 {"n\u0033":9}`,
	}
	const want = `n9 "makes room" vc={n3:1 n4:1 n5:1 n6:1 n9:1}
n1 "starts" vc={n1:1}
n1 "goes on" vc={n1:2}
n1 "n1 {"x":5}" vc={n1:3}
n1 "n1 {"x":123, "y":7, "z":8}" vc={n1:4}
n1 "n1 {"n0":6}" vc={n1:5}
n1 "n1 {"n1":7x" vc={n1:6}
n1 "ends" vc={n1:8}
n1 "n1 {"n\u0031x":1}" vc={n1:9 n2:3}
n2 "n2 {"n1":9}" vc={n2:9}
n2 "n2 {"n\u0033":9}" vc={n2:10}
`
	for _, behind := range []string{"", strings.Repeat(" ", 64)} {
		d := newShivizDecoder(shivizPlan{shape: hostFirst}, &fileContext{opt: &Options{}})
		var got bytes.Buffer
		for _, line := range lines {
			buffer := []byte(line + behind)
			_, err := d.decode(buffer[:len(line):len(buffer)], func(rec *Record) { got.WriteString(describeRecord(rec) + "\n") })
			if err != nil {
				t.Errorf("%s: %s", line, err.msg)
			}
		}
		if got.String() != want {
			t.Errorf("got\n%s, want\n%s", got.String(), want)
		}
	}
}

// TestQuickShiviz reads pairs of lines the quick way and by noting all values,
// which must say the same.
func TestQuickShiviz(t *testing.T) {
	for _, rule := range []string{"",
		`
    set: {to: '*', token: 7}
    kinds:
      - {match: '^send to=(?<to>\S*)$', kind: send}
      - {match: '^write (?<token>\S*) (?<resource>\S*)', kind: write}
      - {match: '^odd (?<vc>.*)', kind: internal}
      - {line: 'lock (?<resource>\S*) (?<lamport>\S*)', kind: lease_acquire, set: {holder: n1}}`,
		"\n    set: {node: n9}", "\n    set: {seq: 4, run: r}\n    kinds: [{match: step, kind: write}]",
	} {
		config, err := ReadConfig("c.yaml", []byte("formats:\n  - name: x\n    files: '*'\n    format: shiviz"+rule))
		if err != nil {
			t.Fatal(err)
		}
		newDecoder := func() *pairDecoder {
			f := &fileContext{opt: &Options{Config: config}, rule: &config.Formats[0]}
			return newShivizDecoder(shivizPlan{shape: hostFirst}, f).(*pairDecoder)
		}
		quick, long := newDecoder(), newDecoder()
		long.event.strict = true
		rng := rand.New(rand.NewPCG(3, 4))
		hosts := []string{`n1 {"n1":%,"n2":3}`, `n2 {"n1":4,"n2":%}`, `n1 {"n1":7,"n2":9}`, `n1 {"%":1,"n1":5}`, "=== % ==="}
		texts := []string{"step", "%", " % ", "send to=%", "write % %", `odd {"n1":9,"n2":8}`, "odd n1:3,n2:4", "lock % %", "lock disk 4"}
		var lines []string
		for range 3000 {
			for _, from := range [][]string{hosts, texts} {
				line := append(quickLine(rng, from), make([]byte, 2*wordBytes)...)
				line = line[:len(line)-2*wordBytes]
				if want, got := answerOf(long, line), answerOf(quick, line); got != want {
					t.Fatalf("%s: %q: quick\n%s, noted\n%s", rule, line, got, want)
				}
				if byteAt(line, 0) != '=' { // what follows has a run then
					lines = append(lines, string(line))
				}
			}
		}
		quick, long = newDecoder(), newDecoder()
		long.event.strict = true
		sameRows(t, rule, rowsOf(quick, fileContext{opt: &Options{}}, lines...), rowsOf(long, fileContext{opt: &Options{}}, lines...))
	}
}

// TestClockBesideRule: a rule that finds a clock in the text changes nothing of
// the clock beside the host.
func TestClockBesideRule(t *testing.T) {
	config, err := ReadConfig("c.yaml", []byte("kinds: [{match: '^odd (?<vc>.*)', kind: write}]"))
	if err != nil {
		t.Fatal(err)
	}
	d := newShivizDecoder(shivizPlan{shape: hostFirst}, &fileContext{opt: &Options{Config: config}})
	got, spare := "", strings.Repeat(" ", 64)
	for _, line := range []string{
		`n9 {"n3":1,"n4":1,"n5":1,"n6":1,"n9":1}`, "makes room", `n1 {"n1":1}`, "even", `n1 {"n1":2}`, "odd x1:5,y:6", `n1 {"n1":3}`, "odd x1:5,y:7", `n1 {"n1":4}`, "even",
	} {
		if _, err := d.decode([]byte(line + spare)[:len(line)], func(rec *Record) { got += describeRecord(rec) + "\n" }); err != nil {
			t.Fatal(err.msg)
		}
	}
	const want = `n9 "makes room" vc={n3:1 n4:1 n5:1 n6:1 n9:1}
n1 "even" vc={n1:1}
n1 write "odd x1:5,y:6" vc={n1:2}
n1 write "odd x1:5,y:7" vc={n1:3}
n1 "even" vc={n1:4}
`
	if got != want {
		t.Errorf("got\n%s, want\n%s", got, want)
	}
}

// TestArrayBesideRule: a rule's group that reads as an array is no clock either.
func TestArrayBesideRule(t *testing.T) {
	config, err := ReadConfig("c.yaml", []byte("kinds: [{match: '^odd (?<vc>.*)', kind: write}]"))
	if err != nil {
		t.Fatal(err)
	}
	for _, nodes := range [][]string{nil, {"n1", "n2"}} {
		log, err := Read(t.Context(), []File{Text("x.log", "n1 {\"n1\":1,\"n2\":3}\nodd [9,8]\n")}, Options{Format: "shiviz", Config: config, Nodes: nodes})
		if err != nil {
			t.Fatal(err)
		}
		v, _ := log.Runs[0].Event(0).Vector()
		if diff := cmp.Diff(Vector{{0, 1}, {1, 3}}, v); diff != "" {
			t.Errorf("nodes %v (-want +got)\n%s", nodes, diff)
		}
	}
}
