package parse

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestReceiversInText: a text that holds an array of names is one, any other
// text is a name.
func TestReceiversInText(t *testing.T) {
	for text, want := range map[string][]string{
		`["A","B"]`:                 {"A", "B"},
		`"A"`:                       {"A"},
		`"[\"A\",\"B\"]"`:           {"A", "B"},
		`"[]"`:                      nil,
		`"[1,2]"`:                   {"[1,2]"},
		`"[::1]:80"`:                {"[::1]:80"},
		`"[\"A\",\"B\""`:            {`["A","B"`},
		`"[\"A\"] [\"B\"]"`:         {`["A"] ["B"]`},
		`"[\"A\",\"[\\\"B\\\"]\"]"`: {"A", `["B"]`},
	} {
		log := readAll(t, Options{}, Text("log.jsonl", `{"node":"S","kind":"send","to":`+text+`}`+"\n"))
		run := log.Runs[0]
		to, _ := run.Event(0).To()
		var got []string
		for _, n := range to {
			got = append(got, run.Nodes()[n].Name)
		}
		if diff := cmp.Diff(sortedSet(want), sortedSet(got)); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", text, diff)
		}
	}
}
