package main

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// The relations of this file are between texts that say the same.

// recode returns the files with each text, and perhaps its name, changed.
func (f logFiles) recode(change func(text string) string, suffix string) logFiles {
	changed := logFiles{}
	for name, text := range f {
		changed[name+suffix] = change(text)
	}
	return changed
}

// zstdFrame wraps a text in a frame that holds it as it is: its magic number,
// one segment of a known size, and blocks that are not compressed.
func zstdFrame(text string) string {
	b := binary.LittleEndian.AppendUint32([]byte{0x28, 0xb5, 0x2f, 0xfd, 0xa0}, uint32(len(text)))
	return string(append(b, byte(len(text)<<3|1), byte(len(text)>>5), byte(len(text)>>13))) + text
}

func gzipped(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(text)); err != nil {
		panic(err)
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.String()
}

// eachObject rewrites the objects of JSON lines.
func eachObject(text string, write func(keys []string, object map[string]json.RawMessage) string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		var object map[string]json.RawMessage
		if err := json.Unmarshal([]byte(line), &object); err != nil {
			panic(err)
		}
		b.WriteString(write(slices.Sorted(maps.Keys(object)), object))
	}
	return b.String()
}

func encodings(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	shuffled := func(keys []string, object map[string]json.RawMessage) string {
		rng.Shuffle(len(keys), func(a, b int) { keys[a], keys[b] = keys[b], keys[a] })
		var fields []string
		for _, key := range keys {
			fields = append(fields, fmt.Sprintf("%q:%s", key, object[key]))
		}
		return "{" + strings.Join(fields, ",") + "}\n"
	}
	spaced := func(keys []string, object map[string]json.RawMessage) string {
		var fields []string
		for _, key := range keys {
			fields = append(fields, fmt.Sprintf(" \t%q :  %s\t", key, object[key]))
		}
		return "  { " + strings.Join(fields, " , ") + " } \t\n"
	}
	escaped := func(keys []string, object map[string]json.RawMessage) string {
		var fields []string
		for _, key := range keys {
			fields = append(fields, fmt.Sprintf(`"\u%04x%s":%s`, key[0], key[1:], object[key]))
		}
		return "{" + strings.Join(fields, ",") + "}\n"
	}
	for name, files := range sampleLogs(t) {
		want := files.outcome(t)
		for what, other := range map[string]logFiles{
			"gzip":           files.recode(gzipped, ".gz"),
			"gzip in parts":  files.recode(func(s string) string { return gzipped(s[:9]) + gzipped(s[9:]) }, ".gz"),
			"zstd":           files.recode(zstdFrame, ".zst"),
			"CRLF":           files.recode(func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }, ""),
			"BOM":            files.recode(func(s string) string { return "\ufeff" + s }, ""),
			"no final end":   files.recode(func(s string) string { return strings.TrimSuffix(s, "\n") }, ""),
			"empty lines":    files.recode(func(s string) string { return strings.ReplaceAll(s, "\n", "\n\n") }, ""),
			"order of keys":  files.recode(func(s string) string { return eachObject(s, shuffled) }, ""),
			"white space":    files.recode(func(s string) string { return eachObject(s, spaced) }, ""),
			"escaped keys":   files.recode(func(s string) string { return eachObject(s, escaped) }, ""),
			"array of lines": files.recode(func(s string) string { return "[" + strings.ReplaceAll(strings.TrimSpace(s), "\n", ",\n") + "]\n" }, ""),
		} {
			alike(t, name+", "+what, want, other.outcome(t))
		}
	}
}

// clocked is a run that every format with vector clocks can tell: what happened
// where, and the clock of it. B's last event lacks the one before it.
var clocked = []struct{ node, label, clock string }{
	{"A", "starts", `{"A":1}`},
	{"A", "asks B", `{"A":2}`},
	{"B", "is asked", `{"A":2,"B":1}`},
	{"C", "does something else", `{"C":1}`},
	{"B", "answers", `{"A":2,"B":2}`},
	{"A", "is answered", `{"A":3,"B":2}`},
	{"B", "stops", `{"A":2,"B":4}`},
}

func sameInFormats(t *testing.T) {
	spell := func(format string) string {
		text := ""
		for _, e := range clocked {
			text += strings.NewReplacer("NODE", e.node, "LABEL", e.label, "CLOCK", e.clock).Replace(format)
		}
		return text
	}
	jsonl := spell(`{"node":"NODE","event":"LABEL","vc":CLOCK}` + "\n")
	want := logFiles{"run.jsonl": jsonl}.outcome(t)
	const config = `formats:
  - name: words
    files: "*.txt"
    text: '^(?<node>\S+) (?<vc>\{.*\}) says (?<event>.*)$'
`
	for what, other := range map[string]logFiles{
		"json-array":    {"run.json": "[" + strings.ReplaceAll(strings.TrimSpace(jsonl), "\n", ",\n") + "]\n"},
		"shiviz":        {"run.log": spell("NODE CLOCK\nLABEL\n")},
		"shiviz, after": {"run.log": spell("LABEL\nNODE CLOCK\n")},
		"govector":      {"run.log": spell("NODE CLOCK\nINFO LABEL\n")},
		"text":          {"run.txt": spell("NODE CLOCK says LABEL\n"), "tracecausal.yaml": config},
	} {
		alike(t, what, want, other.outcome(t))
	}
	messages := `{"node":"c1","event":"echo","kind":"send","to":"n1","msg_id":1}
{"node":"n1","event":"echo","kind":"receive","from":"c1","msg_id":1}
{"node":"n1","event":"echo_ok","kind":"send","to":"c1","msg_id":1,"in_reply_to":1}
{"node":"c1","event":"echo_ok","kind":"receive","from":"n1","msg_id":1,"in_reply_to":1}
`
	alike(t, "maelstrom", logFiles{"run.jsonl": messages}.outcome(t), logFiles{"run.jsonl": `{"src":"c1","dest":"n1","body":{"type":"echo","msg_id":1}}
{"src":"n1","dest":"c1","body":{"type":"echo_ok","msg_id":1,"in_reply_to":1}}
`}.outcome(t))
}

func noise(t *testing.T) {
	config := map[string]string{"tracecausal.yaml": `formats:
  - name: words
    files: "*.txt"
    text: '^(?<node>\S+) (?<vc>\{.*\}) says (?<event>.*)$'
`}
	log := ""
	for _, e := range clocked {
		log += e.node + " " + e.clock + " says " + e.label + "\n"
	}
	read := func(text string) (outcome, float64) {
		files := logFiles{"run.txt": text}
		maps.Copy(files, config)
		a := files.outcome(t)
		var report struct{ Inputs []struct{ Skipped float64 } }
		if err := json.Unmarshal([]byte(a.report), &report); err != nil || len(report.Inputs) != 1 {
			t.Fatalf("%v: %+v", err, report)
		}
		return a, report.Inputs[0].Skipped
	}
	want, none := read(log)
	rng := rand.New(rand.NewPCG(7, 8))
	for range 20 {
		lines := strings.SplitAfter(log, "\n")
		added := 1 + rng.IntN(9)
		for range added {
			word := []string{"-- banner --\n", "A {\"A\":1}\n", "\x01\x02\n", "# says nothing\n"}[rng.IntN(4)]
			lines = slices.Insert(lines, rng.IntN(len(lines)), word)
		}
		got, skipped := read(strings.Join(lines, ""))
		alike(t, strings.Join(lines, ""), want, got)
		if int(skipped-none) != added {
			t.Errorf("%d lines are noise, %g were skipped", added, skipped-none)
		}
	}
}
