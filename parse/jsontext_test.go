//go:build goexperiment.jsonv2

package parse

import (
	"bytes"
	"encoding/json/jsontext"
	"errors"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// jsontextAccepts asks encoding/json/jsontext, which is as strict as RFC 7493:
// one value, UTF-8 only, no half of a surrogate pair, no key twice.
func jsontextAccepts(line []byte) bool {
	d := jsontext.NewDecoder(bytes.NewReader(line))
	if _, err := d.ReadValue(); err != nil {
		return false
	}
	_, err := d.ReadToken()
	return errors.Is(err, io.EOF)
}

// compareWithJSONText compares the two. They differ in one thing only: here
// values nest up to maxDepth, there up to 10,000.
func compareWithJSONText(t interface{ Errorf(string, ...any) }, line []byte) {
	err := validJSON(line)
	want := jsontextAccepts(line)
	if err != nil && err.class == ClassLimit {
		if depth := strings.Count(string(line), "[") + strings.Count(string(line), "{"); depth <= maxDepth {
			t.Errorf("%q: %v, but only %d brackets open", line, err, depth)
		}
		return
	}
	if (err == nil) != want {
		t.Errorf("%q: %v, but jsontext accepts it: %v", line, err, want)
	}
}

// jsontextSeeds are lines of all kinds, whole and broken.
func jsontextSeeds(t testing.TB) []string {
	return append(scannerSeeds(t), `[]`, `{}`, `""`, `0`, `-0`, `-`, `01`, `1.`, `1e`, `1e+`, `1E-05`, `.5`, `+1`, `NaN`, `tru`, `nulll`, ` null `, "\ufeff{}", "", " ", "{}{}", "[,]", "[1,]", `{"a":1,}`,
		`{"a"}`, `{"a":}`, `{a:1}`, `{'a':1}`, `{"a":1 "b":2}`, `{"a":1,"a":1}`, `{"a":1,"\u0061":2}`, `{"":1,"":2}`, `[{"a":1},{"a":2}]`, "\"\x00\"", "\"\x1f\"", "\"\x7f\"", `"\x"`, `"\u12"`, `"\ud800"`,
		`"\ud800\udc00"`, `"\udc00\ud800"`, "\"\xff\"", "\"\xc0\x80\"", "\"\xed\xa0\x80\"", "\"\xf4\x90\x80\x80\"", "\"\ufffd\"", "{\"\xff\":1}", "[1]\x00", "[1]\v", "[1]\u00a0", "// c\n1",
		strings.Repeat("[", 511)+strings.Repeat("]", 511), strings.Repeat("[", 512)+strings.Repeat("]", 512), strings.Repeat("[", 513)+strings.Repeat("]", 513))
}

// TestAsJSONText compares the validator with jsontext on all cases, on what is
// left where they are cut, and on random values with a byte changed.
func TestAsJSONText(t *testing.T) {
	for _, line := range jsontextSeeds(t) {
		compareWithJSONText(t, []byte(line))
		for end := range min(len(line), 400) {
			compareWithJSONText(t, []byte(line[:end]))
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		for range 20 {
			line := []byte(drawJSON(t, 4))
			compareWithJSONText(t, line)
			if len(line) > 0 {
				line[rapid.IntRange(0, len(line)-1).Draw(t, "at")] = rapid.Byte().Draw(t, "byte")
				compareWithJSONText(t, line)
			}
		}
	})
}

// FuzzAsJSONText compares the validator with jsontext on any bytes.
func FuzzAsJSONText(f *testing.F) {
	for _, line := range jsontextSeeds(f) {
		f.Add([]byte(line))
	}
	f.Fuzz(func(t *testing.T, line []byte) { compareWithJSONText(t, line) })
}
