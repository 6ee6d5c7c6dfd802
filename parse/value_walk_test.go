package parse

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestValueCounts(t *testing.T) {
	for _, test := range []struct {
		raw  string
		want []Count
		err  string
	}{
		{`{}`, []Count{}, ""},
		{`{"B":2,"A":1,"C":0}`, []Count{{"A", 1}, {"B", 2}}, ""},
		{`"A:1,B:2"`, []Count{{"A", 1}, {"B", 2}}, ""},
		{`"{\"A\":1}"`, []Count{{"A", 1}}, ""},
		{`{"A":9223372036854775807}`, []Count{{"A", 9223372036854775807}}, ""},
		{`{"A":9223372036854775808}`, nil, `entry "A" of the vector clock: 9223372036854775808 is too large, expected an integer from 0 to 2^63-1`},
		{`{"A":-1}`, nil, `entry "A" of the vector clock: -1 is negative, expected an integer from 0 to 2^63-1`},
		{`{"A":null}`, nil, `entry "A" of the vector clock: null, expected an integer from 0 to 2^63-1`},
		{`[1,2]`, nil, "an array names no entries, expected an object of counters"},
		{`[]`, nil, "an array names no entries, expected an object of counters"},
		{`null`, nil, `null is no vector clock, expected an object, an array or text such as "A:1,B:2"`},
	} {
		got, err := RawValue(test.raw).Counts()
		text := ""
		if err != nil {
			text = err.Error()
		}
		if diff := cmp.Diff(test.want, got); diff != "" || text != test.err {
			t.Errorf("%s: %v, error %q, want %q", test.raw, got, text, test.err)
		}
	}
}

func TestValueWalk(t *testing.T) {
	v := RawValue(`[{"value":"a\"b","dot":["A",1]}, 2, null]`)
	all, ok := v.Elements()
	if !ok || len(all) != 3 || all[1].Raw() != "2" || all[2].Raw() != "null" {
		t.Fatalf("elements %v, %v", all, ok)
	}
	if value, ok := all[0].Member("value"); !ok || value.Text() != `a"b` {
		t.Errorf("member value is %v, %v", value, ok)
	}
	if members, ok := all[0].Members(); !ok || len(members) != 2 || members[1].Key != "dot" {
		t.Errorf("members are %v, %v", members, ok)
	}
	if _, ok := all[0].Member("vc"); ok {
		t.Error("a member that is not there is found")
	}
	for _, v := range []Value{{}, all[1], all[2], RawValue(`"{}"`)} {
		if _, ok := v.Members(); ok {
			t.Errorf("%q has members", v.Raw())
		}
		if _, ok := v.Elements(); ok {
			t.Errorf("%q has elements", v.Raw())
		}
	}
}
