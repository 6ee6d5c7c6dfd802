package parse

import "testing"

// TestInLineOrder: a run is not said to be in line order where numbers, own
// entries or files put some node's events in another.
func TestInLineOrder(t *testing.T) {
	in := func(text string) File { return Text("in.jsonl", text) }
	tests := []struct {
		name  string
		files []File
		want  bool
	}{
		{"lines only", []File{in(`{"node":"B"}` + "\n" + `{"node":"A"}` + "\n" + `{"node":"B"}` + "\n"), Text("other.jsonl", `{"node":"C"}`+"\n")}, true},
		{"numbers that agree", []File{in(`{"node":"A","seq":1}` + "\n" + `{"node":"A","seq":2}` + "\n")}, true},
		{"numbers that fall", []File{in(`{"node":"B"}` + "\n" + `{"node":"A","seq":2}` + "\n" + `{"node":"A","seq":1}` + "\n")}, false},
		{"own entries that fall", []File{in(`{"node":"A","vc":{"A":2}}` + "\n" + `{"node":"A","vc":{"A":1}}` + "\n")}, false},
		{"a second file that comes first", []File{in(`{"node":"A","seq":3}` + "\n"), Text("other.jsonl", `{"node":"A","seq":2}`+"\n")}, false},
	}
	for _, tt := range tests {
		r := readAll(t, Options{}, tt.files...).Runs[0]
		rise := true
		for s := range r.Strands() {
			last := uint64(0)
			for e := range r.EventsOf(StrandID(s)) {
				rise = rise && last < e.get(colLine)
				last = e.get(colLine)
			}
		}
		if r.InLineOrder() != tt.want || rise != tt.want {
			t.Errorf("%s: said to be in line order: %v; in line order: %v; expected %v", tt.name, r.InLineOrder(), rise, tt.want)
		}
	}
}
