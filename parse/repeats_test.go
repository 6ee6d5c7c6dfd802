package parse

import "testing"

// TestOneEventInTwoFiles: lines of two files are one event where they say the
// same, and two where they differ in anything.
func TestOneEventInTwoFiles(t *testing.T) {
	const more = `{"node":"A","vc":{"A":2}}` + "\n"
	line := func(rest string) string {
		return `{"node":"A","kind":"send","event":"e","to":["B","C"],"msg_id":1,"vc":{"A":1}` + rest + "}\n"
	}
	const all = `,"hlc":{"pt":1700000000000,"c":1},"lamport":1,"time":1700000000000,"tt":[1700000000,1700000001],"ok":true,"token":1`
	tests := map[string]string{
		"kind":        `{"node":"A","kind":"write","event":"e","to":["B","C"],"msg_id":1,"vc":{"A":1}` + all + "}\n",
		"label":       `{"node":"A","kind":"send","event":"f","to":["B","C"],"msg_id":1,"vc":{"A":1}` + all + "}\n",
		"receivers":   `{"node":"A","kind":"send","event":"e","to":["B"],"msg_id":1,"vc":{"A":1}` + all + "}\n",
		"message":     `{"node":"A","kind":"send","event":"e","to":["B","C"],"msg_id":2,"vc":{"A":1}` + all + "}\n",
		"clock":       `{"node":"A","kind":"send","event":"e","to":["B","C"],"msg_id":1,"vc":{"A":1,"B":1}` + all + "}\n",
		"a reply":     line(all + `,"in_reply_to":1`),
		"a sender":    line(all + `,"from":"A"`),
		"hlc":         line(`,"hlc":{"pt":1700000000000,"c":2},"lamport":1,"time":1700000000000,"tt":[1700000000,1700000001],"ok":true,"token":1`),
		"lamport":     line(`,"hlc":{"pt":1700000000000,"c":1},"lamport":2,"time":1700000000000,"tt":[1700000000,1700000001],"ok":true,"token":1`),
		"wall time":   line(`,"hlc":{"pt":1700000000000,"c":1},"lamport":1,"time":1700000000001,"tt":[1700000000,1700000001],"ok":true,"token":1`),
		"interval":    line(`,"hlc":{"pt":1700000000000,"c":1},"lamport":1,"time":1700000000000,"tt":[1700000000,1700000002],"ok":true,"token":1`),
		"success":     line(`,"hlc":{"pt":1700000000000,"c":1},"lamport":1,"time":1700000000000,"tt":[1700000000,1700000001],"ok":false,"token":1`),
		"payload":     line(`,"hlc":{"pt":1700000000000,"c":1},"lamport":1,"time":1700000000000,"tt":[1700000000,1700000001],"ok":true,"token":2`),
		"a number":    line(all + `,"seq":1`),
		"incarnation": line(all + `,"incarnation":2`),
	}
	for what, other := range tests {
		log := readAll(t, Options{}, Text("x.log", line(all)), Text("y.log", other+more))
		if log.Events() != 3 {
			t.Errorf("%s differs: %d events, want both and the one after", what, log.Events())
		}
	}
	if log := readAll(t, Options{}, Text("x.log", line(all)), Text("y.log", line(all)+more)); log.Events() != 2 {
		t.Errorf("nothing differs: %d events, want one and the one after", log.Events())
	}
}
