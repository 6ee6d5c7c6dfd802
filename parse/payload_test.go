package parse

import (
	"fmt"
	"strings"
	"testing"
)

// payloadText writes the payload at which data begins so that tests can compare it.
func payloadText(data []byte) string {
	text := ""
	for len(data) > 0 {
		field, raw, rest := payloadValue(data)
		text += fmt.Sprintf("%d=%s ", field, raw)
		data = rest
	}
	return text
}

// TestPayloads: every payload is found at its place, be it in the first page or a
// later one, short or longer than a page, and whatever follows it.
func TestPayloads(t *testing.T) {
	long := strings.Repeat("7", 3<<payloadBits)
	var all payloads
	var places []uint64
	var want []string
	for batch := range 3 {
		data := []byte{0}
		var at []int
		for i := range 2000 {
			values := []NamedValue{{FKey, []byte(fmt.Sprint(batch*10000 + i))}}
			if i%3 == 0 {
				values = append(values, NamedValue{FValue, []byte(long[:i*i%300])}, NamedValue{Field(i%2) + FTxn, nil})
			}
			if i == 1000 {
				values = append(values, NamedValue{FValues, []byte(long)})
			}
			at = append(at, len(data))
			data = appendPayload(data, values)
			text := ""
			for _, v := range values {
				text += fmt.Sprintf("%d=%s ", v.Field, v.Raw)
			}
			want = append(want, text)
		}
		first := all.add(data)
		clear(data) // what was kept is a copy
		for _, i := range at {
			places = append(places, first+uint64(i))
		}
	}
	if len(all.pages) < 10 {
		t.Errorf("%d pages, too few for this test", len(all.pages))
	}
	for i, place := range places {
		got := all.at(place)
		if payloadText(got) != want[i] {
			t.Fatalf("payload %d is %.100q, expected %.100q", i, payloadText(got), want[i])
		}
		if v, ok := payloadField(got, FKey); !ok || !strings.HasPrefix(want[i], fmt.Sprintf("%d=%s ", FKey, v.Text())) {
			t.Fatalf("payload %d: the key is %v, %v in %.100q", i, v, ok, want[i])
		}
		if other := all.at(places[(i+1)%len(places)]); !samePayload(got, got) || samePayload(got, other) || samePayload(got, nil) {
			t.Fatalf("payload %d equals that behind it or none, or not itself", i)
		}
	}
	if all.at(0) != nil || !samePayload(nil, nil) {
		t.Error("no payload is one")
	}
}

// TestPayloadsOfChunks: of a log that is read in many chunks, each event has the
// payload of its line, or none, as that says.
func TestPayloadsOfChunks(t *testing.T) {
	var text strings.Builder
	var want []string
	for i := range 2000 {
		payload := ""
		switch i % 3 {
		case 0:
			fmt.Fprintf(&text, `{"node":"A","kind":"put","key":"k%d","value":%d}`+"\n", i, i)
			payload = fmt.Sprintf("%d=\"k%d\" %d=%d ", FKey, i, FValue, i)
		case 1:
			fmt.Fprintf(&text, `{"node":"A","event":"e%d"}`+"\n", i)
		default:
			fmt.Fprintf(&text, `{"node":"A","kind":"send","msg_id":%d}`+"\n", i)
		}
		want = append(want, payload)
	}
	log, err := readWith(2, 4<<10, Options{}, Text("a.jsonl", text.String()))
	if err != nil {
		t.Fatal(err)
	}
	r := log.Runs[0]
	for i := range r.Len() {
		e := r.Event(EventID(i))
		if got := payloadText(r.payload.at(e.get(colPayload))); got != want[i] {
			t.Fatalf("event %d has payload %q, expected %q", i, got, want[i])
		}
	}
	if len(r.payload.pages) < 10 {
		t.Errorf("%d pages, too few for this test", len(r.payload.pages))
	}
}
