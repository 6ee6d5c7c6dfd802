package parse

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// FuzzJSONLine decodes any bytes as a line: an event is one JSON object and
// has a node, and the same line gives the same answer again.
func FuzzJSONLine(f *testing.F) {
	for _, line := range []string{
		plainLine,
		`{"node":"A","event":"start","vc":[1,0,0]}`,
		`{"node":"B","kind":"lease_acquire","resource":"leader","token":102,"duration_ms":5000,"expires_at":5,"time":1700000000000,"lamport":9}`,
		`{"host":"h","pid":7,"hlc":"1708423336.989804834,0","tt":[1700000000,1700000001],"ok":false,"seq":3,"epoch":2,"run":"r"}`,
		`{"node":"\ud83d\ude00","vc":"{\"A\":1}","time":"2024-01-31T12:00:00,5+01:00","to":["a","*"],"kind":"send"}`,
		`{"tracecausal":1,"nodes":["A","B"],"promise":["fifo"],"max_skew_ms":5.5,"ticks":"all","time_unit":"ms","aliases":{"x":"A"},"same_reading":true}`,
		`{"node":"a","vc":{"n1":1,"n1":2}}`, `{"ts":17000000`, `{"a":1}{"a":2}`, `{"no{"node":"n2"}}`, "{\"node\":\"\xff\"}", `[[[[`, `{"node":"\ud800"}`,
	} {
		f.Add([]byte(line))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		d := newJSONLines(&fileContext{opt: &Options{}})
		decode := func() (answers []string) {
			what, err := d.decode(line, func(rec *Record) {
				if len(rec.Node) == 0 {
					t.Errorf("%q: an event without a node", line)
				}
				for _, p := range rec.Payload {
					if !json.Valid(p.Raw) {
						t.Errorf("%q: %v is %q, no JSON", line, p.Field, p.Raw)
					}
				}
				answers = append(answers, describeRecord(rec))
			})
			if err != nil {
				answers = append(answers, err.Error())
			}
			if (err == nil) && what == lineEvent && !accepts(line) {
				t.Errorf("%q: an event, but not strict JSON", line)
			}
			if err != nil && (what == lineEvent) && len(answers) > 1 {
				t.Errorf("%q: a bad line that gives events", line)
			}
			return answers
		}
		if diff := cmp.Diff(decode(), decode()); diff != "" {
			t.Error(diff)
		}
	})
}

// FuzzHLC reads any text as a stamp: what is read has a unit and is the same
// bare and in a JSON string.
func FuzzHLC(f *testing.F) {
	for _, form := range hlcForms() {
		f.Add(form.write(min(form.maxPT, 1_700_000_000), 7))
	}
	for _, text := range []string{"0,3", "1.1,0", "442552460364087305", "{ physical: 5 }", "Timestamp(1,)", "1.", ".1", "24:00:00:1"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, unit, err := timeReader{}.hlcText([]byte(text))
		inJSON, unitInJSON, errInJSON := timeReader{}.readHLC(appendQuoted(nil, []byte(text)))
		if got != inJSON || unit != unitInJSON || (err == nil) != (errInJSON == nil) {
			t.Errorf("%q: %+v, %d, %v, but in JSON %+v, %d, %v", text, got, unit, err, inJSON, unitInJSON, errInJSON)
		}
		if err == nil && (got.PT < 0 || unit < 1 || got.PT%unit != 0) {
			t.Errorf("%q: %+v in units of %d", text, got, unit)
		}
	})
}

// FuzzTime reads any text as a time, and what is read once more from RFC 3339.
func FuzzTime(f *testing.F) {
	for _, text := range []string{
		"2024-01-31T12:00:00Z", "2024-01-31t12:00:00,5z", "2016-12-31T23:59:60Z", "2024-11-03 01:30:00 CST", "2024-01-31T12:00:00+0130",
		"1700000000", "1700000000.123456789", "1700000000123456789", "-5", "5e9", "9999-12-31T00:00:00Z", "2024-01-31T12:00:00.", "0.000000000000001",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, r := range []timeReader{{}, {unit: time.Millisecond, zone: time.UTC}} {
			ns, err := r.text([]byte(text))
			if err != nil {
				continue
			}
			again := time.Unix(0, ns).UTC().Format(time.RFC3339Nano)
			if back, err := r.text([]byte(again)); (err != nil || back != ns) && inRange(ns) {
				t.Errorf("%q is %d, but %q is %d, %v", text, ns, again, back, err)
			}
		}
	})
}

// inRange reports whether ns is not within the last second of what 64 bits
// hold, which texts do not reach.
func inRange(ns int64) bool {
	const most = int64(9_223_372_035) * int64(time.Second)
	return ns > -most && ns < most
}

// FuzzVector reads any text as a clock, and what is read once more from JSON.
func FuzzVector(f *testing.F) {
	for _, text := range []string{"A:1,B:2", `{"A":1,"B":2}`, "[1,0,0]", "10.0.0.1:80:3", "A:1,", "A:1,A:2", "{}", `{"A":1`, "A:9223372036854775808", ":1"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var c, back vectorStamp
		if err := readVectorText(&c, []byte(text)); err != nil {
			return
		}
		object := []byte{'{'}
		for i, e := range c.entries {
			if i > 0 {
				object = append(object, ',')
			}
			object = append(append(appendQuoted(object, e.Name), ':'), formatUint(e.N)...)
		}
		object = append(object, '}')
		if err := readVector(&back, object); err != nil {
			t.Fatalf("%q: %s: %v", text, object, err)
		}
		if diff := cmp.Diff(c.entries, back.entries); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
		if name, twice := repeatedName(c.entries); twice {
			t.Errorf("%q: %q stands twice", text, name)
		}
	})
}
