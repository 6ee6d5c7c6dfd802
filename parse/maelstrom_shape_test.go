package parse

import (
	"fmt"
	"hash/maphash"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// messageForm is a way in which a statement of a program logs messages: the
// keys in their order, without their values.
type messageForm struct {
	journal    bool
	line, body []string
}

func drawForm(t *rapid.T) messageForm {
	some := func(name string, keys []string, must ...string) []string {
		n := rapid.IntRange(0, 2).Draw(t, name)
		all := append(rapid.Permutation(keys).Draw(t, name)[:n], must...)
		return rapid.Permutation(all).Draw(t, name)
	}
	f := messageForm{journal: rapid.IntRange(0, 3).Draw(t, "journal") == 0}
	if f.journal {
		f.line = some("line", []string{"id", "time", "node", "src", "x"}, "type", "message")
	} else {
		f.line = some("line", []string{"id", "time", "node", "type", "message", "kind", "run", "vc", "ts", "x", `x\u0079`}, "src", "dest", "body")
	}
	f.body = some("body", []string{"msg_id", "in_reply_to", "key", "value", "id", "ts", "index", "ok", "snapshot", "token", "valid", "expires_at", "event", "x", `x\u0079`}, "type", "msg_id")
	return f
}

// messageValues are values by key, the usual ones first and most often.
var messageValues = map[string][]string{
	"src": {`"n1"`, `"n2"`, `7`, `"n\u0031"`, `""`, `null`}, "dest": {`"n2"`, `"n1"`, `"é"`, `"*"`, `{}`}, "node": {`"n1"`, `"n2"`, `"n9"`, `null`},
	"id": {`3`, `"a"`, `0`, `-1`, `""`, `[1]`, `null`}, "time": {`1700000000000`, `"2024-01-31T12:00:00Z"`, `5`, `"x"`, `true`, `null`},
	"msg_id": {`1`, `22`, `"m"`, `0`, `-1`, `01`, `1.5`, `1e3`, `""`, `"\n"`, `null`, `[]`}, "in_reply_to": {`1`, `4`, `"m"`, `0`, `null`, `{}`},
	"key": {`7`, `"k"`, `[1]`, `null`}, "value": {`7`, `{"a":[1,{"b":2}]}`, `"\u00e9"`, `{"a":1,"a":2}`, `null`, `01`}, "snapshot": {`"s"`, `2`, `[]`},
	"ts": {`5`, `{"pt":1}`, `null`}, "index": {`2`, `"2"`, `x`}, "ok": {`true`, `false`, `1`, `null`}, "token": {`9`, `"9"`, `1.5`}, "valid": {`true`, `1`},
	"expires_at": {`1700000000000`, `5`, `"x"`}, "kind": {`"send"`, `"x"`}, "run": {`"r"`, `1`}, "vc": {`{"n1":1}`, `[1]`, `0`}, "event": {`"e"`}, "x": {`1`, `{"y":[]}`, `"`},
	"message": {`1`, `{"src":"n1"}`}, `x\u0079`: {`1`, `2`},
}

var messageTypes = []string{`"read"`, `"generate_ok"`, `"oracle_get_time_ok"`, `"acquire_lease_ok"`, `"check_lease_ok"`, `"write"`, `""`, `"r\u0065ad"`, `3`}

// draw draws a line of the form.
func (f messageForm) draw(t *rapid.T) string {
	value := func(key string, values []string) string {
		if rapid.IntRange(0, 5).Draw(t, key) > 0 {
			return rapid.SampledFrom(values[:min(2, len(values))]).Draw(t, key)
		}
		return rapid.SampledFrom(values).Draw(t, key)
	}
	members := func(keys []string, nested map[string]string) string {
		var list []string
		for _, k := range keys {
			v, ok := nested[k]
			if !ok {
				v = value(k, messageValues[k])
			}
			list = append(list, `"`+k+`":`+v)
		}
		return "{" + strings.Join(list, ",") + "}"
	}
	body := members(f.body, map[string]string{"type": rapid.SampledFrom(messageTypes[:rapid.SampledFrom([]int{5, 5, 5, len(messageTypes)}).Draw(t, "types")]).Draw(t, "type")})
	if !f.journal {
		return members(f.line, map[string]string{"body": body, "type": `"send"`})
	}
	message := members([]string{"src", "dest", "body"}, map[string]string{"body": body})
	return members(f.line, map[string]string{"message": message, "type": value("type", []string{`"send"`, `"recv"`, `"drop"`, `1`})})
}

// TestWireShapes compares the reading of messages by their shape with the strict
// path, on lines that are like ones before them but for their values or one byte.
func TestWireShapes(t *testing.T) {
	byShape := 0
	rapid.Check(t, func(t *rapid.T) {
		f := fileContext{opt: &Options{}, node: rapid.SampledFrom([]string{"", "", "n1"}).Draw(t, "node of the file")}
		quick, strict := wireDecoder(f, false), wireDecoder(f, true)
		forms := rapid.SliceOfN(rapid.Custom(drawForm), 1, 2).Draw(t, "forms")
		var lines []string
		for range rapid.IntRange(2, 8).Draw(t, "lines") {
			line := rapid.SampledFrom(forms).Draw(t, "form").draw(t)
			if rapid.IntRange(0, 3).Draw(t, "mutate") == 0 {
				line = string(mutate(t, []byte(line)))
			}
			behind := rapid.SampledFrom([]string{"", "\n", "}}\n" + line}).Draw(t, "behind")
			buffer := []byte(line + behind)
			if got, want := answerOf(quick, buffer[:len(line)]), answerOf(strict, []byte(line)); got != want {
				t.Fatalf("%s before %q:\n%s\nby the strict path:\n%s", line, behind, got, want)
			}
			if quick.readShape([]byte(line), func(*Record) {}) {
				byShape++
			}
			sameRows(t, line, rowsOf(quick, f, line), rowsOf(strict, f, line))
			lines = append(lines, line)
		}
		sameRows(t, strings.Join(lines, "\n"), rowsOf(quick, f, lines...), rowsOf(strict, f, lines...))
	})
	if byShape == 0 {
		t.Error("no line was read by its shape")
	}
}

// rowsOf returns what lines add to a batch.
func rowsOf(d decoder, f fileContext, lines ...string) *batch {
	b := newBatch(&f, maphash.MakeSeed())
	for i, line := range lines {
		_, _ = d.decode([]byte(line + "\n")[:len(line)], func(rec *Record) { _ = b.add(rec, i+1, nil) }) // an error was compared before
	}
	return b
}

// sameRows compares two batches row by row, wherever their parts stand, and however
// often a label stands there, but for the vector clocks.
func sameRows(t interface{ Fatalf(string, ...any) }, line string, got, want *batch) {
	of := func(b *batch, r row) (row, rareRow, string) {
		rare, payload := b.rare[r.rare], ""
		if r.pay > 0 {
			payload = payloadText(b.payload[r.pay:])
		}
		label := b.labels.texts.text(b.labels.list[r.label].place)
		r.label = 0
		r.pay, r.rare = 0, 0
		r.clock, r.entries, r.form = 0, 0, 0
		return r, rare, label + " " + payload
	}
	texts := func(b *batch) (all []string) {
		for id := range b.texts.len() {
			all = append(all, b.texts.text(uint32(id)))
		}
		return all
	}
	all, wantAll := rowsByStrand(got), rowsByStrand(want)
	if len(all) != len(wantAll) || !slices.Equal(texts(got), texts(want)) {
		t.Fatalf("%s: %d rows and texts %q, expected %d and %q", line, len(all), texts(got), len(wantAll), texts(want))
	}
	for i := range all {
		r, rare, payload := of(got, all[i])
		wantR, wantRare, wantPayload := of(want, wantAll[i])
		if r != wantR || rare != wantRare || payload != wantPayload {
			t.Fatalf("%s: row %d is %+v, %+v, %q, expected %+v, %+v, %q", line, i, r, rare, payload, wantR, wantRare, wantPayload)
		}
	}
}

func wireDecoder(f fileContext, strict bool) *maelstromDecoder {
	d, _ := newMaelstromDecoder(&f)
	d.(*maelstromDecoder).event.strict = strict
	return d.(*maelstromDecoder)
}

// TestWireShapesTakePlainLines: a line like one before it is read by its shape.
func TestWireShapesTakePlainLines(t *testing.T) {
	for _, lines := range [][2]string{
		{`{"src":"c1","dest":"n1","body":{"type":"read","msg_id":1}}`, `{"src":"n7","dest":"c22","body":{"type":"read","msg_id":23}}`},
		{`{"id":1,"src":"c1","dest":"n1","body":{"type":"generate_ok","id":"x","in_reply_to":3}}`, `{"id":2,"src":"n1","dest":"c4","body":{"type":"generate_ok","id":[7],"in_reply_to":9}}`},
		{`{"node":"c1","time":1700000000000,"src":"c1","dest":"n1","body":{"key":7,"type":"read"}}`, `{"node":"n2","time":1700000000001,"src":"c1","dest":"n2","body":{"key":"k","type":"read"}}`},
		{`{"id":1,"time":5,"type":"send","message":{"src":"a","dest":"b","body":{"type":"m","value":{"a":1}}}}`, `{"id":7,"time":9,"type":"send","message":{"src":"a","dest":"b","body":{"type":"m","value":[]}}}`},
	} {
		d := wireDecoder(fileContext{opt: &Options{}}, false)
		events := 0
		if _, err := d.decode([]byte(lines[0]), func(*Record) { events++ }); err != nil || events == 0 {
			t.Fatalf("%s: %v", lines[0], err)
		}
		if !d.readShape([]byte(lines[1]), bothEnds(func(*Record) { events-- })) || events != 0 {
			t.Errorf("not read like the line before it: %s", lines[1])
		}
	}
}

// TestWireShapesValueByValue: after plain lines, a line that differs from them in
// one value, or in the order of its keys, is read as by the strict path.
func TestWireShapesValueByValue(t *testing.T) {
	const (
		message = `"src":<src>,"dest":<dest>,"body":`
		body    = `{"type":<type>,"msg_id":<msg_id>,"in_reply_to":<in_reply_to>,"key":<key>,"id":<id>,"ts":<ts>,"ok":<ok>,"token":<token>,"expires_at":<expires_at>}`
	)
	forms := []string{
		`{"id":<id>,` + message + body + `}`,
		`{"node":<node>,"time":<time>,` + message + body + `}`,
		`{"id":<id>,"time":<time>,"type":<end>,"message":{` + message + body + `}}`,
		`{` + message + `{"type":<type>}}`, `{` + message + `{"msg_id":<msg_id>,"type":<type>}}`,
		`{` + message + `{"id":<id>,"ts":<ts>,"type":<type>}}`, // of which the type comes too late to tell what the others are
		`{` + message + `{"type":<type>,"id":<id>,"ts":<ts>,"index":<index>}}`,
		`{"dest":<dest>,"src":<src>,"body":{"type":<type>}}`, `{"src":<src>,"src":<dest>,"body":{"type":<type>}}`,
		`{"dest":<dest>,"dest":<src>,"body":{"type":<type>}}`,
		`{"type":<end>,"message":{"id":<id>,` + message + `{"type":<type>}},"id":77}`, // of whose ids the message's counts
	}
	values := maps.Clone(messageValues)
	values["type"], values["end"] = messageTypes, []string{`"send"`, `"recv"`, `"drop"`, `1`}
	line := func(form string, changed, to string) string {
		for key, of := range values {
			v := of[0]
			if key == changed {
				v = to
			}
			form = strings.ReplaceAll(form, "<"+key+">", v)
		}
		return form
	}
	for _, node := range []string{"", "n1"} {
		f := fileContext{opt: &Options{}, node: node}
		for key, of := range values {
			quick, strict := wireDecoder(f, false), wireDecoder(f, true)
			for _, to := range of {
				for _, form := range forms {
					for _, text := range []string{line(form, "", ""), line(form, key, to), line(form, "", ""), line(form, key, to)} {
						buffer := []byte(text + strings.Repeat(" ", 64))
						if got, want := answerOf(quick, buffer[:len(text)]), answerOf(strict, []byte(text)); got != want {
							t.Fatalf("%s:\n%s\nby the strict path:\n%s", text, got, want)
						}
					}
					text := line(form, key, to)
					sameRows(t, text, rowsOf(quick, f, text), rowsOf(strict, f, text))
				}
			}
		}
	}
}

// TestLongTypesAreNotKept: of types that no step can hold, nothing is noted.
func TestLongTypesAreNotKept(t *testing.T) {
	d := wireDecoder(fileContext{opt: &Options{}}, false)
	for i, size := range []int{maxTreeText + 1, maxTreeText, 1 << 16, maxTreeText} {
		line := fmt.Sprintf(`{"src":"c1","dest":"n1","body":{"type":"%d%s"}}`, i, strings.Repeat("x", size-1))
		if _, err := d.decode([]byte(line), func(*Record) {}); err != nil {
			t.Fatal(err)
		}
	}
	if d.event.shapes.lines != 2 {
		t.Errorf("%d lines were learned, expected the two with types of at most %d bytes", d.event.shapes.lines, maxTreeText)
	}
}
