package parse

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// TestMessageIDs: an id is its text, whatever number that is, and no two texts
// are one id.
func TestMessageIDs(t *testing.T) {
	ids := []string{`"0"`, `"00"`, `"7"`, `"07"`, `"007"`, `"-7"`, `"7.0"`, `"7e0"`, `" 7"`, `"x7"`,
		`"999999999999999999"`, `"1000000000000000000"`, `"9999999999999999999"`, `"4611686018427387903"`, `"4611686018427387904"`,
		`"18446744073709551616"`, `"18446744073709551617"`}
	var b strings.Builder
	for _, id := range ids {
		fmt.Fprintf(&b, `{"node":"A","kind":"send","to":"B","msg_id":%s}`+"\n", id)
	}
	run := readAll(t, Options{}, Text("a.jsonl", b.String())).Runs[0]
	seen := map[MsgID]string{}
	for i, id := range ids {
		got := run.Event(EventID(i)).MsgID()
		if other, twice := seen[got]; twice || got == 0 {
			t.Errorf("%s is the id of %s", id, other)
		}
		seen[got] = id
		if text := `"` + run.MsgText(got) + `"`; text != id {
			t.Errorf("%s reads as %s", id, text)
		}
		name, number := strings.Trim(id, `"`), regexp.MustCompile(`^"(0|[1-9]\d{0,17})"$`)
		if number.MatchString(id) {
			name = "m" + name
		}
		if run.MsgName(got) != name {
			t.Errorf("%s is called %s, expected %s", id, run.MsgName(got), name)
		}
	}
}
