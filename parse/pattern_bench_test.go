package parse

import (
	"fmt"
	"testing"
)

// benchPatterns are text patterns with the lines that they read.
var benchPatterns = []struct{ name, text, line string }{
	{"words", `^(?<time>\S+) (?<node>\S+) (?<event>.*)$`, "2024-05-01T12:00:%02d.123456Z n%d request arrived from the client and was queued"},
	{"brackets", `^(?<time>[^ ]+) \[(?<node>[^\]]*)\] (?<kind>\w+) id=(?<msg_id>\d+) (?<event>.*)`, "2024-05-01T12:00:%02d.123456Z [n%d] send id=123456 request to the store"},
	{"clock", `^(?<node>\w+) (?<event>.*?) vc=(?<vc>\{.*\})$`, `n%d step %d of the run vc={"n0":1234,"n1":221,"n2":3456,"n3":12,"n4":99,"n5":1821,"n6":4,"n7":77}`},
	{"options", `^(?<node>[^ ]+) +(?<event>.*?)(?: id=(?<msg_id>\S+))?(?: to=(?<to>\S+))?$`, "n%d  request goes out id=77%d to=n3"},
	{"unanchored", `(?<node>\w+): (?<event>.*) lamport=(?<lamport>\d+)`, "12:00:%02d n%d: took the lease of the disk lamport=42"},
}

func benchLines(format string) [][]byte {
	lines := make([][]byte, 64)
	for i := range lines {
		lines[i] = fmt.Appendf(nil, format, i%60, i%10)
	}
	return lines
}

// BenchmarkPattern finds the groups of lines with the pattern's plan and with
// regexp, side by side.
func BenchmarkPattern(b *testing.B) {
	for _, c := range benchPatterns {
		p, lines := mustPattern(b, c.text), benchLines(c.line)
		var at []int
		finders := []struct {
			name string
			find func([]byte) []int
		}{
			{"plan", func(line []byte) []int { return p.find(line, &at) }},
			{"regexp", p.FindSubmatchIndex},
		}
		for _, f := range finders {
			b.Run(c.name+"/"+f.name, func(b *testing.B) {
				b.SetBytes(int64(len(lines[0])))
				b.ReportAllocs()
				for i := 0; b.Loop(); i++ {
					if f.find(lines[i%len(lines)]) == nil {
						b.Fatal("no match")
					}
				}
			})
		}
	}
}

// BenchmarkTextDecoder decodes lines of text with a pattern, as far as records.
func BenchmarkTextDecoder(b *testing.B) {
	for _, c := range benchPatterns {
		b.Run(c.name, func(b *testing.B) {
			d, err := newTextDecoder(&fileContext{opt: &Options{Parser: c.text}})
			if err != nil {
				b.Fatal(err)
			}
			benchDecode(b, d, benchLines(c.line))
		})
	}
}

// benchDecode decodes lines in turn, each of which must be part of an event.
func benchDecode(b *testing.B, d decoder, lines [][]byte) {
	b.SetBytes(int64(len(lines[0])))
	b.ReportAllocs()
	emit := func(*Record) {}
	for i := 0; b.Loop(); i++ {
		if _, err := d.decode(lines[i%len(lines)], emit); err != nil {
			b.Fatal(err.msg)
		}
	}
}
