package checks

import "testing"

// TestTraffic: each channel is counted once, though many deliver to one strand,
// and overtaking is seen where the channels of one sender interleave.
func TestTraffic(t *testing.T) {
	const log = `{"node":"A","kind":"send","to":"B","msg_id":1}
{"node":"A","kind":"send","to":"C","msg_id":2}
{"node":"A","kind":"send","to":"D","msg_id":3}
{"node":"A","kind":"send","to":"B","msg_id":4}
{"node":"A","kind":"send","to":"B","msg_id":5}
{"node":"B","kind":"receive","from":"A","msg_id":1}
{"node":"B","kind":"receive","from":"A","msg_id":5}
{"node":"B","kind":"receive","from":"A","msg_id":4}
{"node":"C","kind":"receive","from":"A","msg_id":2}
{"node":"D","kind":"receive","from":"A","msg_id":3}
`
	got := textInput(t, log).traffic()
	if got.channels != 3 || got.delivered != 5 || got.held != 0 || len(got.overtaken) != 1 {
		t.Errorf("%+v", got)
	}
}
