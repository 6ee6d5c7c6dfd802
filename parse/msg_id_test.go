package parse

import (
	"fmt"
	"strings"
	"testing"
)

// TestMsgIDStep: the ids of numbers that follow one another differ by MsgIDStep, in
// whatever way their lines were read.
func TestMsgIDStep(t *testing.T) {
	const first, messages = 9_999_950, 100
	var text strings.Builder
	for i := range messages {
		fmt.Fprintf(&text, `{"node":"n1","kind":"send","to":"n2","msg_id":%d}`+"\n", first+i)
	}
	log, err := readWith(2, 20<<10, Options{}, Text("a.jsonl", text.String()))
	if err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	for i := 1; i < run.Len(); i++ {
		before, id := run.Event(EventID(i-1)).MsgID(), run.Event(EventID(i)).MsgID()
		if id != before+MsgIDStep {
			t.Errorf("message %s has id %d, and the one before it %d", run.MsgText(id), id, before)
		}
	}
	if run.Len() != messages {
		t.Errorf("there are %d messages, not %d", run.Len(), messages)
	}
}
