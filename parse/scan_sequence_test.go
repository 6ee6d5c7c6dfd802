package parse

import (
	"fmt"
	"strings"
	"testing"
)

// compareSequence gives lines one after the other to scanners and to the strict
// path, as the scanners keep something of the lines before.
func compareSequence(t *testing.T, lines ...string) {
	t.Helper()
	quick, strict := bothWays(&Options{})
	for _, line := range lines {
		compareWays(t, quick, strict, line, "\n"+line)
	}
}

// TestShapesOfSeveralKinds: which keys count, and as what, depends on the kind of
// an event, though its line is like that of another kind in all else.
func TestShapesOfSeveralKinds(t *testing.T) {
	kinds := []string{`"internal"`, `"write"`, `"timestamp"`, `"apply"`, `"id"`, `"send"`, `null`}
	for _, form := range []string{
		`{"node":"A","kind":%s,"ts":%d,"index":7,"id":3}`, `{"node":"A","ts":%[2]d,"index":7,"id":3,"kind":%[1]s}`,
		`{"node":"A","kind":%s,"time":1700000000,"ts":%d}`, `{"node":"A","kind":%s,"index":%d,"seq":4}`, `{"kind":%s,"id":%d,"node":"A"}`,
		`{"node":"A","type":%s,"ts":%d}`, `{"node":"A","event":"e","type":%s,"id":%d}`,
	} {
		for _, first := range kinds {
			for _, second := range kinds {
				var lines []string
				for i, kind := range []string{first, second, first, second} {
					lines = append(lines, fmt.Sprintf(form, kind, 1700000000+i))
				}
				compareSequence(t, lines...)
			}
		}
	}
}

// TestStampsBesideOtherObjects: only the stamp is a stamp, though others look
// like one.
func TestStampsBesideOtherObjects(t *testing.T) {
	for _, key := range []string{"event", "lamport", "x", "value", "node", "vc", "truetime", "msg_id"} {
		const stamp, other = `"hlc":{"pt":1700000000123,"c":4}`, `{"pt":5,"c":9}`
		compareSequence(t, `{"node":"A",`+stamp+`,"`+key+`":`+other+`}`, `{"node":"A","`+key+`":`+other+`,`+stamp+`}`)
	}
}

// TestDeepValues: values that no key of an event holds may nest as deep as the
// strict path takes them, and no deeper.
func TestDeepValues(t *testing.T) {
	for _, depth := range []int{1, maxPlainDepth - 2, maxPlainDepth - 1, maxPlainDepth, maxPlainDepth + 1, maxDepth - 1, maxDepth, maxDepth + 1} {
		for _, brackets := range [][2]string{{"[", "]"}, {`{"a":`, "}"}} {
			value := strings.Repeat(brackets[0], depth) + "1" + strings.Repeat(brackets[1], depth)
			compareSequence(t, `{"node":"A","x":`+value+`}`, `{"node":"B","x":`+value+`}`)
		}
	}
}

// TestClocksAsText reads clocks in text, some of them broken, after others whose
// names or counts they share.
func TestClocksAsText(t *testing.T) {
	clocks := []string{"A:1,B:2", "A:5,B:2", "A:15,B:77", "B:2,A:1", "A:1", "A:1xB:2", "A:1;B:2", "A:1 ,B:2", "A:1, B:2", " A:1,B:2", "A:1,B:2 ", "A: 1,B:2", "A :1,B:2",
		"A:1,", ",A:1", "A:1,,B:2", "A:1 B:2", "A:1:B:2", "a:b:3,A:1", "A:,B:2", "A,B:2", ":1", "A:01", "A:-1", "A:12345678,B:2", "A:123456789012345678,B:2", "A:12345678901234567890,B:2", "A:1,A:2", "AB:1,C:2", ""}
	for _, first := range clocks[:5] {
		for _, second := range clocks {
			line := func(clock string) string { return `{"node":"A","vc":"` + clock + `"}` }
			compareSequence(t, line(first), line(first), line(second), line(first), line(second))
		}
	}
}

// TestEveryByteChanged changes each byte of lines that the scanner knows, leaves
// it out, or writes it twice.
func TestEveryByteChanged(t *testing.T) {
	for _, line := range []string{
		`{"node":"A","event":"e","kind":"send","to":"B","msg_id":12,"vc":{"A":3,"long-name-1":10}}`,
		`{"node":"A", "hlc": {"pt": 1700000000123, "c": 4}, "time": "2024-01-31T12:00:00.5Z", "vc": [3, 12]}`,
		`{"x":[1,{"y":-2.5e3}],"node":"B","kind":"write","token":7,"vc":"A:1,B:22","ok":true}`,
	} {
		quick, strict := bothWays(&Options{})
		for i := range line {
			compareWays(t, quick, strict, line, "\n"+line)
			for _, put := range []string{"", "x", `"`, `\`, " ", "0", ",", ":", "}", "]", "\x80", line[i:i+1] + line[i:i+1]} {
				compareWays(t, quick, strict, line[:i]+put+line[i+1:], "\n"+line)
			}
		}
	}
}
