package parse

import (
	"strconv"
	"strings"
	"testing"
)

// TestValueNumbers: what a payload field says is read exactly or not at all.
func TestValueNumbers(t *testing.T) {
	long := strings.Repeat("1", maxDecimal)
	for _, c := range []struct{ json, integer, decimal string }{ // "" is none
		{"7", "7", "7"}, {`"7"`, "7", "7"}, {"-7", "-7", "-7"}, {"0", "0", "0"},
		{"9223372036854775807", "9223372036854775807", "9223372036854775807"},
		{"9223372036854775808", "", "9223372036854775808"},
		{"1.5", "", "3/2"}, {`"1.5"`, "", "3/2"}, {"1.0", "", "1"}, {"1e3", "", "1000"}, {"1E-2", "", "1/100"},
		{"1e64", "", "1" + strings.Repeat("0", 64)}, {"1e-64", "", "1/1" + strings.Repeat("0", 64)},
		{"1e65", "", ""}, {"1e-65", "", ""}, {"1e999999999", "", ""}, {`"1e"`, "", ""},
		{long, "", long}, {long + "1", "", ""},
		{"true", "", ""}, {`"x"`, "", ""}, {`""`, "", ""}, {`"1/2"`, "", ""}, {`"0x10"`, "", ""}, {"[1]", "", ""}, {"null", "", ""},
	} {
		v := RawValue(c.json)
		if n, ok := v.Int(); ok != (c.integer != "") || ok && strconv.FormatInt(n, 10) != c.integer {
			t.Errorf("%s: integer %d, %v, want %q", c.json, n, ok, c.integer)
		}
		if d, ok := v.Decimal(); ok != (c.decimal != "") || ok && d.RatString() != c.decimal {
			t.Errorf("%s: decimal %v, %v, want %q", c.json, d, ok, c.decimal)
		}
	}
	if f, ok := RawValue("1.25").Float(); f != 1.25 || !ok {
		t.Errorf("1.25 is %v, %v", f, ok)
	}
	if f, ok := RawValue(`"1.25"`).Float(); ok {
		t.Errorf("text is the number %v", f)
	}
}

func TestValueBool(t *testing.T) {
	for json, want := range map[string][2]bool{
		"true": {true, true}, "false": {false, true}, `"true"`: {false, false}, "1": {false, false}, "null": {false, false},
	} {
		if value, ok := RawValue(json).Bool(); value != want[0] || ok != want[1] {
			t.Errorf("%s: %v, %v", json, value, ok)
		}
	}
}

func TestEventOK(t *testing.T) {
	run := readAll(t, Options{}, Text("a.jsonl", `{"node":"A","kind":"write","ok":true}
{"node":"A","kind":"write","ok":false}
{"node":"A","kind":"write"}
`)).Runs[0]
	for i, want := range [][2]bool{{true, true}, {false, true}, {false, false}} {
		if ok, said := run.Event(EventID(i)).OK(); ok != want[0] || said != want[1] {
			t.Errorf("event %d: ok %v, said %v", i, ok, said)
		}
	}
}
