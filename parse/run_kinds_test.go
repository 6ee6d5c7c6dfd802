package parse

import (
	"slices"
	"testing"
)

func TestEventsByKindAndRole(t *testing.T) {
	log := readAll(t, Options{}, Text("a.jsonl", `{"node":"A","kind":"send"}
{"node":"A","kind":"write","resource":"r"}
{"node":"B","kind":"receive"}
{"node":"B"}
{"node":"B","kind":"send"}
`))
	r := log.Runs[0]
	if got, want := slices.Collect(r.OfKind(Write, Send)), []EventID{0, 1, 4}; !slices.Equal(got, want) {
		t.Errorf("writes and sends: got %v, want %v", got, want)
	}
	if got, want := slices.Collect(r.OfRole(Receives)), []EventID{2}; !slices.Equal(got, want) {
		t.Errorf("ends of messages: got %v, want %v", got, want)
	}
	if r.CountKind(Internal) != 1 || r.CountKind(Put) != 0 || r.CountRole(Sends) != 2 {
		t.Errorf("counts: internal %d, put %d, sends %d", r.CountKind(Internal), r.CountKind(Put), r.CountRole(Sends))
	}
}
