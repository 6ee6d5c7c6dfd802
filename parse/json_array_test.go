package parse

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestReadJSONArray reads arrays as files: detected, with a header before them,
// and with elements beyond the limit of a line.
func TestReadJSONArray(t *testing.T) {
	one := `{"node":"A","event":"e","vc":{"A":1}}`
	long := `{"node":"B",` + "\n" + strings.Repeat(`"x":1,`+"\n", 20) + `"y":1}`
	for _, c := range []struct {
		name, text string
		want       Input
	}{
		{"one line", "[" + one + "]\n", Input{Lines: 1, Events: 1}},
		{"lines", "[\n" + one + "\n]\n", Input{Lines: 3, Events: 1, Skipped: 2}},
		{"after a header", `{"tracecausal":1,"promise":["fifo"]}` + "\n[\n" + one + "\n]\n", Input{Lines: 4, Events: 1, Skipped: 3}},
		{"blank lines", "\n[\n\n" + one + "\n\n]\n\n", Input{Lines: 7, Events: 1, Skipped: 6}},
		{"an element over the limit", "[" + long + ",\n" + one + "]\n", Input{Lines: 23, Events: 1, Bad: 1}},
		{"cut", "[" + one + ",\n", Input{Lines: 1, Events: 1, Bad: 1}},
		{"empty", "[]\n", Input{Lines: 1, Skipped: 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := c.text
			other := `{"node":"C"}` + "\n" // so that there is an event in any case
			log := readAll(t, Options{MaxLine: 80}, Text("a.json", text), Text("c.jsonl", other))
			got := log.Inputs[0]
			got.Errors = nil
			c.want.Path, c.want.Format = "a.json", "json-array"
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestLimitOfAnElement: an element over several lines may be as long as the limit,
// its line ends counted.
func TestLimitOfAnElement(t *testing.T) {
	const text = "[{\"node\":\"A\",\n\"x\":1}]\n"
	const length = len(text) - len("[") - len("]") // the newline behind the array stands for one behind the element
	for limit, bad := range map[int]int{length: 0, length - 1: 1} {
		log, _ := Read(t.Context(), []File{Text("a.json", text)}, Options{MaxLine: limit})
		if in := log.Inputs[0]; in.Bad != bad || in.Events != 1-bad {
			t.Errorf("limit %d: %d bad, %d events", limit, in.Bad, in.Events)
		}
	}
}

// TestElementsLost: an array of which more elements may be lost than lines are
// bad counts as a file that breaks off.
func TestElementsLost(t *testing.T) {
	const a, b, c, bad = `{"node":"A"}`, `{"node":"B"}`, `{"node":"C"}`, `{"node":1.5e,"x":2}`
	for _, tt := range []struct {
		name, text  string
		events, bad int
		broken      bool
	}{
		{"a comma is missing", a + " " + b + "," + c + "]", 3, 1, false},
		{"a comma too many", a + ",," + b + "]", 2, 1, false},
		{"a comma before the end", a + ",]", 1, 1, false},
		{"words between elements", a + " and " + b + "," + c + "]", 3, 1, false},
		{"words twice on a line", a + " and " + b + " and " + c + "]", 3, 1, true},
		{"one bad element", a + "," + bad + "," + c + "]", 2, 1, false},
		{"two bad elements on a line", bad + "," + bad + "," + c + "]", 1, 1, true},
		{"two bad elements on two lines", bad + ",\n" + bad + "," + c + "]", 1, 2, false},
		{"a brace is missing", `{"node":"A","x":{"y":1},` + b + "," + c + "]\n", 0, 2, true},
		{"a brace is missing at the end", a + `,{"node":"A","x":{"y":1}`, 1, 1, true},
		{"a quotation mark is missing", `{"node":"A},` + b + "," + c + "]\n", 0, 2, true},
		{"a second array", a + "]\n[" + b + "," + c + "]\n", 1, 1, true},
		{"words behind the end", a + "]\nbye\n", 1, 1, false},
	} {
		other := Text("c.jsonl", `{"node":"D"}`+"\n") // so that there is an event in any case
		log := readAll(t, Options{}, Text("a.json", "["+tt.text), other)
		in := log.Inputs[0]
		if in.Format != "json-array" || in.Events != tt.events || in.Bad != tt.bad || (in.Err != nil) != tt.broken {
			t.Errorf("%s: %s, %d events, %d bad, broken: %v; want %d, %d, %t", tt.name, in.Format, in.Events, in.Bad, in.Err, tt.events, tt.bad, tt.broken)
		}
	}
}
