package checks

import (
	"strings"
	"testing"

	"github.com/tracecausal/tracecausal/parse"
)

// TestValueKey: values of one line are one value, those of two lines are not.
func TestValueKey(t *testing.T) {
	same := [][]string{
		{`1`, `1.0`, `10e-1`, `0.1E1`, `1e0`},
		{`0`, `-0`, `0.0`, `0e9`},
		{`-1`, `-1.00`},
		{`1000`, `1e3`, `1E+3`},
		{`100000000000000000000000`, `1e23`},
		{`9007199254740993`},
		{`9007199254740992`, `9007199254740992.0`},
		{`1e400`},
		{`1e-400`},
		{`1e999999999999`},
		{`"1"`},
		{`"a"`, `"\u0061"`},
		{`"a\"b"`, `"a\u0022b"`},
		{`"a\\"`},
		{`null`},
		{`true`},
		{`"true"`},
		{`[]`, `[ ]`},
		{`{}`, "{\t}"},
		{`[1,2]`, `[1, 2]`, ` [ 1.0 ,2]`},
		{`["1","2"]`},
		{`["a\",\"b"]`, `["a\u0022,\u0022b"]`},
		{`["a","b"]`, `["\u0061","b"]`},
		{`[[1],2]`},
		{`[1,[2]]`},
		{`{"a":1,"b":{"c":[null,true],"d":"x y"}}`, `{ "b" : {"d":"x y", "c":[null , true]} , "\u0061":1.0}`},
		{`{"a":{"b":1}}`},
		{`{"a":"b:1"}`},
	}
	owner := map[string]int{}
	for i, line := range same {
		for _, raw := range line {
			key := valueKey(parse.RawValue(strings.TrimSpace(raw)))
			if was, known := owner[key]; known && was != i {
				t.Errorf("%s has the key of %s", raw, same[was][0])
			}
			if want := valueKey(parse.RawValue(line[0])); key != want {
				t.Errorf("%s has the key %s, and %s has %s", raw, key, line[0], want)
			}
			owner[key] = i
		}
	}
}

// TestValueKeyIsLinear: a value that is nested as deep as it is long takes as
// long for each level as a shallow one, which copying each level would not.
func TestValueKeyIsLinear(t *testing.T) {
	const depth = 50_000
	deep := strings.Repeat(`{"b":`, depth) + "1" + strings.Repeat(`,"a":2}`, depth)
	key := valueKey(parse.RawValue(deep))
	if len(key) != len(deep) || !strings.HasPrefix(key, `{"a":2,"b":{"a":2,`) {
		t.Errorf("the key begins with %s and has %d of %d bytes", key[:20], len(key), len(deep))
	}
}

// TestValueKeyMakesNoText: of scalars as they usually stand.
func TestValueKeyMakesNoText(t *testing.T) {
	for _, raw := range []string{`"1700000000000-0"`, `1700000000000`, `-1`, `true`} {
		if n := testing.AllocsPerRun(10, func() { valueKey(parse.RawValue(raw)) }); n != 0 {
			t.Errorf("%s: %v texts", raw, n)
		}
	}
}
