package parse

import "testing"

// TestKeyedTaken: a line whose keys each fill a role of their own is read key by
// key where shapes are given up, and no other line is.
func TestKeyedTaken(t *testing.T) {
	for line, want := range map[string]bool{
		`{"to": "B", "node": "A", "kind": "send", "msg_id": 1, "vc": {"A": 1}, "event": "ask"}`: true,
		` { "vc" : [1,0] , "node" : 7 , "unknown" : {"deep":[1]} } `:                            true,
		`{"hlc":{"pt":1,"c":0},"node":"A","time":1700000000,"event":"say \"ask\""}`:             true,
		`{"event":"of no node"}`:                 false,
		`{"node":"A","host":"h"}`:                false,
		`{"host":"h","pid":7}`:                   false,
		`{"node":"A","event":"x","msg":"y"}`:     false,
		`{"node":"A","kind":"no such"}`:          false,
		`{"node":"A","kind":"timestamp","ts":5}`: false,
		`{"node":"A","node":"B"}`:                false,
		`{"node":"A","vc":{"A":1,"A":2}}`:        false,
		`{"node":null}`:                          false,
		`{"node":"A","unknown":1,"unknown":2}`:   false,
		`{"node":"A"}x`:                          false,
		`{"node":"A",}`:                          false,
		`{"node":"A"`:                            false,
	} {
		r := newEventReader(&fileContext{opt: &Options{}})
		var rec Record
		if got := r.readKeyed(&rec, []byte(line)); got != want {
			t.Errorf("%s: read key by key is %v, want %v", line, got, want)
		}
	}
}
