package parse

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// accepts says the slow way whether a line is one JSON value as the validator
// wants it: what encoding/json takes, without what it tolerates.
func accepts(line []byte) bool {
	return json.Valid(line) && utf8.Valid(line) && !hasHalfSurrogate(string(line)) && deepest(line) <= maxDepth && !hasDuplicateKey(line)
}

var surrogatePair = regexp.MustCompile(`\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}`)

func hasHalfSurrogate(text string) bool {
	text = strings.ReplaceAll(text, `\\`, "")
	text = surrogatePair.ReplaceAllString(text, "")
	return regexp.MustCompile(`\\u[dD][89a-fA-F]`).MatchString(text)
}

// deepest returns how deep a valid value nests.
func deepest(line []byte) int {
	most, depth := 0, 0
	for d := json.NewDecoder(bytes.NewReader(line)); ; {
		token, err := d.Token()
		if err != nil {
			return most
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
			most = max(most, depth)
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
	}
}

// hasDuplicateKey reports whether an object of a valid value has a key twice.
func hasDuplicateKey(line []byte) bool {
	d := json.NewDecoder(bytes.NewReader(line))
	var open []map[string]bool // nil for an array
	isKey := false
	for {
		token, err := d.Token()
		if err == io.EOF {
			return false
		}
		if key, ok := token.(string); ok && isKey {
			top := open[len(open)-1]
			if top[key] {
				return true
			}
			top[key], isKey = true, false
			continue
		}
		switch token {
		case json.Delim('{'):
			open = append(open, map[string]bool{})
		case json.Delim('['):
			open = append(open, nil)
		case json.Delim('}'), json.Delim(']'):
			open = open[:len(open)-1]
		}
		isKey = len(open) > 0 && open[len(open)-1] != nil
	}
}

// drawJSON draws a JSON value. Few keys and odd strings make duplicates and
// surrogates likely.
func drawJSON(t *rapid.T, depth int) string {
	str := rapid.SampledFrom([]string{`"a"`, `"b"`, `"\u0061"`, `"\ud83d\ude00"`, `"\ud83d"`, `"\\ud83d"`, `"é"`, `""`, `"a longer key"`, `"a longer kez"`, `"\n\"\/"`})
	switch kind := rapid.IntRange(0, 9).Draw(t, "kind"); {
	case kind < 2 && depth > 0:
		members := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string {
			return str.Draw(t, "key") + drawBlank(t) + ":" + drawJSON(t, depth-1)
		}), 0, 4).Draw(t, "members")
		return "{" + strings.Join(members, ","+drawBlank(t)) + "}"
	case kind < 4 && depth > 0:
		elements := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string { return drawJSON(t, depth-1) }), 0, 4).Draw(t, "elements")
		return "[" + drawBlank(t) + strings.Join(elements, ",") + "]"
	case kind < 7:
		return rapid.SampledFrom([]string{"0", "-0", "12", "1.50", "1e9", "-2.5E-3", "true", "false", "null"}).Draw(t, "scalar")
	}
	return str.Draw(t, "string")
}

func drawBlank(t *rapid.T) string {
	return rapid.SampledFrom([]string{"", "", " ", "\t "}).Draw(t, "blank")
}

// mutate changes, drops or adds a few bytes.
func mutate(t *rapid.T, line []byte) []byte {
	for range rapid.IntRange(0, 2).Draw(t, "mutations") {
		i := rapid.IntRange(0, len(line)).Draw(t, "at")
		add := []byte(rapid.SampledFrom([]string{"", "", "{", "}", "[", "]", ",", ":", `"`, `\`, "0", "-", ".", "e", "t", "\x00", "\x1f", "\xff", "u"}).Draw(t, "add"))
		drop := min(rapid.IntRange(0, 2).Draw(t, "drop"), len(line)-i)
		line = append(append(line[:i:i], add...), line[i+drop:]...)
	}
	return line
}

func TestValidatorAgreesWithEncodingJSON(t *testing.T) {
	var v validator // one for all lines, so that what one leaves behind would show
	good, bad := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		line := mutate(t, []byte(drawBlank(t)+drawJSON(t, 4)+drawBlank(t)))
		err := v.value(line)
		if want := accepts(line); (err == nil) != want {
			t.Fatalf("%q: %v, want valid=%v", line, err, want)
		}
		if err == nil {
			good++
		} else if bad++; err.col < 1 || err.col > len(line)+1 {
			t.Fatalf("%q: column %d", line, err.col)
		}
	})
	if good == 0 || bad == 0 {
		t.Errorf("%d good and %d bad lines, want both", good, bad)
	}
}

func TestValidatorLimits(t *testing.T) {
	manyKeys := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return "{" + b.String()
	}
	for _, c := range []struct {
		name  string
		line  string
		class Class
	}{
		{"arrays as deep as allowed", strings.Repeat("[", maxDepth) + strings.Repeat("]", maxDepth), ""},
		{"arrays one deeper", strings.Repeat("[", maxDepth+1) + strings.Repeat("]", maxDepth+1), ClassLimit},
		{"objects one deeper", strings.Repeat(`{"a":`, maxDepth+1) + "1" + strings.Repeat("}", maxDepth+1), ClassLimit},
		{"six million brackets", strings.Repeat("[", 6_000_000), ClassLimit},
		{"a hundred thousand keys", manyKeys(100_000, `"k%d":1,`) + `"last":1}`, ""},
		{"a hundred thousand keys that begin alike", manyKeys(100_000, `"a key that begins alike %d":1,`) + `"last":1}`, ""},
		{"the last of many keys twice", manyKeys(100_000, `"k%d":1,`) + `"k7":1}`, ClassParse},
		{"the same, once escaped", manyKeys(100, `"k%d":1,`) + `"\u006b7":1}`, ClassParse},
		{"as many keys as are compared one by one", manyKeys(fewKeys-1, `"k%d":1,`) + `"k0":1}`, ClassParse},
		{"one more", manyKeys(fewKeys, `"k%d":1,`) + `"k0":1}`, ClassParse},
		{"two more", manyKeys(fewKeys+1, `"k%d":1,`) + `"k0":1}`, ClassParse},
		{"ten million digits", strings.Repeat("7", 10<<20), ""},
		{"a long string", `"` + strings.Repeat(`é\n`, 1<<20) + `"`, ""},
		{"a NUL", "{\x00}", ClassParse},
		{"a NUL in a string", "\"\x00\"", ClassParse},
		{"a byte that is not UTF-8", "\"\xff\"", ClassDecode},
		{"a byte from inside a character", "\"\x80\"", ClassDecode},
		{"the character that stands for broken ones", "\"\uFFFD\"", ""},
		{"an escape that is cut", `"\`, ClassParse},
		{"an exponent that is cut", "1e", ClassParse},
		{"an exponent that is cut after its sign", "1e+", ClassParse},
		{"a surrogate in UTF-8", "\"\xed\xa0\x80\"", ClassDecode},
		{"a character that is cut", "\"\xc3", ClassDecode},
		{"an overlong character", "\"\xc0\x80\"", ClassDecode},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := validJSON([]byte(c.line))
			var class Class
			if err != nil {
				class = err.class
			}
			if class != c.class {
				t.Errorf("%v, want class %q", err, c.class)
			}
		})
	}
}

func TestDuplicateKeyReportsTheFirstRepetition(t *testing.T) {
	var line strings.Builder
	line.WriteByte('{')
	for i := range fewKeys + 10 {
		fmt.Fprintf(&line, `"z%02d":1,`, i)
	}
	at := line.Len()
	line.WriteString(`"z41":2,"z03":2}`)
	err := validJSON([]byte(line.String()))
	if err == nil || err.col != at+1 {
		t.Errorf("%v at %d, want it at %d", err, err.col, at+1)
	}
}

// drawText draws text with what strings may hold.
func drawText(t *rapid.T) string {
	return strings.Join(rapid.SliceOf(rapid.SampledFrom([]string{
		"a", "é", "😀", `"`, `\`, "/", "\n", "\t", "\x00", "\x1f", "\u2028", "<", "u0041",
	})).Draw(t, "text"), "")
}

func TestUnquoteAndQuote(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := drawText(t)
		theirs, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := unquote(string(theirs)); got != text {
			t.Errorf("unquote(%s) = %q, want %q", theirs, got, text)
		}
		ours := appendQuoted(nil, []byte(text))
		var back string
		if err := json.Unmarshal(ours, &back); err != nil || back != text {
			t.Errorf("%s is read as %q (%v), want %q", ours, back, err, text)
		}
	})
	if got := unquote(`"\ud83d\ude00\u00e9\/\b\f"`); got != "😀é/\b\f" {
		t.Errorf("got %q", got)
	}
}

func TestQuoteKeepsBytesThatAreNotUTF8(t *testing.T) {
	if got := unquote(string(appendQuoted(nil, []byte("x\xff\"y")))); got != "x\xff\"y" {
		t.Errorf("got %q", got)
	}
}

func TestWalkSeesWhatEncodingJSONSees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := rapid.Custom(func(t *rapid.T) []byte {
			return []byte(drawBlank(t) + drawJSON(t, 4) + drawBlank(t))
		}).Filter(accepts).Draw(t, "line")
		raw := rawJSON(bytes.TrimSpace(line))
		got := map[string]string{}
		note := func(key string, value rawJSON) *lineError {
			got[key] = string(value)
			return nil
		}
		want := map[string]string{}
		switch {
		case raw.isObject():
			_ = walkObject(raw, func(key []byte, value rawJSON) *lineError { return note(string(key), value) })
			var members map[string]json.RawMessage
			if err := json.Unmarshal(line, &members); err != nil {
				t.Fatal(err)
			}
			for k, v := range members {
				want[k] = string(v)
			}
		case raw.isArray():
			_ = walkArray(raw, func(value rawJSON) *lineError { return note(fmt.Sprint(len(got)), value) })
			var elements []json.RawMessage
			if err := json.Unmarshal(line, &elements); err != nil {
				t.Fatal(err)
			}
			for i, v := range elements {
				want[fmt.Sprint(i)] = string(v)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", line, diff)
		}
	})
}

// plainLine is a line as most logs have them.
const plainLine = `{"node":"node-3","event":"append entries","kind":"send","to":"node-7","msg_id":184467,"time":1700000000123,"vc":{"node-1":12,"node-2":7,"node-3":4021,"node-4":9,"node-5":11,"node-6":3,"node-7":880,"node-8":17,"node-9":4,"node-10":1}}`

func BenchmarkValidator(b *testing.B) {
	line := []byte(plainLine)
	var v validator
	b.SetBytes(int64(len(line)))
	b.ReportAllocs()
	for b.Loop() {
		if err := v.object(line); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncodingJSONValid(b *testing.B) {
	line := []byte(plainLine)
	b.SetBytes(int64(len(line)))
	for b.Loop() {
		if !json.Valid(line) {
			b.Fatal("not valid")
		}
	}
}

func BenchmarkJSONLine(b *testing.B) {
	line := []byte(plainLine)
	d := newJSONLines(&fileContext{opt: &Options{}})
	events := 0
	b.SetBytes(int64(len(line)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := d.decode(line, func(*Record) { events++ }); err != nil {
			b.Fatal(err)
		}
	}
	if events == 0 {
		b.Fatal("no events")
	}
}

// TestJSONColumns: an error names the byte that it is about.
func TestJSONColumns(t *testing.T) {
	for _, c := range []struct {
		line string
		col  int
		msg  string
	}{
		{strings.Repeat("[", maxDepth+1), maxDepth + 1, "nest deeper"},
		{`{"a":"b` + "\xff" + `"}`, 8, "byte 0xff is not UTF-8"},
		{`{"a":"b` + "\x01" + `"}`, 8, "control character 0x01"},
		{`{"a":"b\x"}`, 8, "broken escape"},
		{"\x80", 1, "text that is not ASCII"},
		{"\x7f", 1, "found"},
	} {
		if err := validJSON([]byte(c.line)); err == nil || err.col != c.col || !strings.Contains(err.msg, c.msg) {
			t.Errorf("%q: %v, want %s at %d", c.line, err, c.msg, c.col)
		}
	}
}

// TestUnquoteReadsEveryDigit: each hexadecimal digit, small and large, at each
// place.
func TestUnquoteReadsEveryDigit(t *testing.T) {
	for unit := range rune(0x10000) {
		if unit&0xFFF%0x111 != 0 || unit >= 0xD800 && unit < 0xE000 { // digits that are alike show each place
			continue
		}
		for _, format := range []string{`"\u%04x"`, `"\u%04X"`} {
			json := fmt.Sprintf(format, unit)
			if got := unquote(json); got != string(unit) || validJSON([]byte(json)) != nil {
				t.Errorf("%s is read as %q", json, got)
			}
		}
	}
	for _, bad := range []string{`"\u00/0"`, `"\u00:0"`, `"\u00@0"`, `"\u00G0"`, "\"\\u00`0\"", `"\u00g0"`} {
		if validJSON([]byte(bad)) == nil {
			t.Errorf("%s is valid", bad)
		}
	}
	for _, torn := range []string{`"a\`, `a\`, `\u12`, `"`, ``} { // not validated, so anything may come of it
		_ = appendUnquoted(nil, []byte(torn))
	}
}
