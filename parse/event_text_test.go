package parse

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestTextClocks reads vector clocks that a text holds, which the scanner may
// take, and the same inside a JSON string, which it never does.
func TestTextClocks(t *testing.T) {
	texts := []string{
		`{"a":1,"b":2}`, ` {"a" : 1 , "b":2} `, `{}`, `[]`, `[1,2,3]`, `[1, 02]`, `{"a":01}`, `{"a":1}x`, `{"a":1`, `{"a":1,"a":2}`,
		`{"é":1}`, "{\"\xff\":1}", `{"a\"b":1}`, `{"a":-1}`, `{"a":1.0}`, `{"a":"1"}`, `{"a":9223372036854775807}`, `{"a":9223372036854775808}`,
		`{"a":null}`, `{"":1}`, `a:1,b:2`, `a:1`, ``, `a:1,`, `,a:1`, `a:1,,b:2`, ` a:1 , b:2 `, `a:1, b:2`, `a :1`, `a: 1`, `:1`, `a:1:2,b:3`, `10.0.0.1:80:3,b:4`,
		`a:1,a:2`, "a:1,\tb:2", "a:1,\u00a0b:2", `{"a,b":1,"c ":2}`, `a,b:1,c :2`, `a:1,c :2`, `b"c:1`, `{"b"c":1}`, `a:x`, `a:-1`, `a:01`, `b"c:1`, `b\c:1,d:2`, "\xff:1,\xfe:2", `null`, `"a:1"`, `{"a":{"b":1}}`, `[[1]]`, `{"a":000000000000000000001}`,
	}
	used := newEventReader(&fileContext{node: "n", opt: &Options{}})
	for i, text := range slices.Concat(texts, texts) {
		var got, want Record
		e := used // which expects the names of clocks before
		if i < len(texts) {
			e = newEventReader(&fileContext{node: "n", opt: &Options{}})
		}
		e.beginText()
		e.putKey(eventKeys.ids["vc"], []byte(text))
		gotErr := e.fill(&got, Internal)
		e = newEventReader(&fileContext{node: "n", opt: &Options{}})
		e.beginText()
		e.put("vc", appendQuoted(nil, []byte(text)))
		wantErr := e.fill(&want, Internal)
		if g, w := describeClock(&got, gotErr), describeClock(&want, wantErr); g != w {
			t.Errorf("%q: got %s, want %s", text, g, w)
		}
	}
}

func describeClock(rec *Record, err *lineError) string {
	if err != nil {
		return fmt.Sprintf("%s at %d: %s", err.class, err.col, err.msg)
	}
	if rec.Clock == nil {
		return "none"
	}
	return fmt.Sprintf("%v %v", rec.Clock.entries, rec.Clock.counts)
}

// TestTextClocksKeepTheirNames reads logs whose clocks change their form, so
// that clocks with equal numbers of names follow each other.
func TestTextClocksKeepTheirNames(t *testing.T) {
	log := "n0 a:1,b:2\nn0 {\"c\":1,\"d\":2}\nn0 a:2,b:2\nn0 {\"c\":2,\"d\":2}\nn0 b:3,a:3\nn0 {\"a\":4,\"b\":5}\nn0 x:1:7,y:8\nn0 a:9,b:9\n"
	d, err := newTextDecoder(&fileContext{opt: &Options{Parser: `^(?<node>\S+) (?<vc>.*)`}})
	if err != nil {
		t.Fatal(err)
	}
	names := map[uint64]string{}
	for _, line := range bytes.Split(bytes.TrimSpace([]byte(log)), []byte("\n")) {
		_, bad := d.decode(line, func(rec *Record) {
			var b strings.Builder
			for _, e := range rec.Clock.entries {
				b.WriteString(string(e.Name) + " ")
			}
			if before, ok := names[rec.Clock.order]; ok && rec.Clock.order != 0 && before != b.String() {
				t.Errorf("%s: order %d of the names %s and of %s", line, rec.Clock.order, before, b.String())
			}
			names[rec.Clock.order] = b.String()
		})
		if bad != nil {
			t.Fatal(bad.msg)
		}
	}
}
