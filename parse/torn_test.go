package parse

import (
	"fmt"
	"strings"
	"testing"
)

// TestLastLineWithoutNewline: it is read where it shows that it is whole. Else
// it may be a part of a line, and an id of 12 that lost its last digit would be
// another message.
func TestLastLineWithoutNewline(t *testing.T) {
	const pattern = `^(?<node>\w+) (?<kind>\w+) id=(?<msg_id>\d+)$`
	const open = "1 bad: torn last line: it ends without a newline, and nothing else shows that it is whole; end it with one if it is"
	meaning := meaningOfTexts(t)
	tests := []struct {
		what, text string
		opt        Options
		want       string
	}{
		{"JSON", `{"node":"a"}` + "\n" + `{"node":"b"}`, Options{}, "2 events"},
		{"JSON of one line", `{"node":"a"}`, Options{}, "1 event"},
		{"an array", `[{"node":"a"},` + "\n" + `{"node":"b"}]`, Options{}, "2 events"},
		{"a message", `{"src":"a","dest":"b","body":{"type":"x","msg_id":1}}`, Options{}, "2 events"},
		{"a pattern", "a send id=12\nb receive id=12", Options{Format: "text", Parser: pattern}, "1 event, " + open},
		{"a pattern, and a carriage return", "a send id=12\r\nb receive id=12\r", Options{Format: "text", Parser: pattern}, "1 event, " + open},
		{"a pattern that does not fit the rest", "a send id=12\nb rece", Options{Format: "text", Parser: pattern}, "1 event, " + open},
		{"a pattern, and blanks behind it", "a send id=12\n  ", Options{Format: "text", Parser: pattern}, "1 event"},
		{"a pattern, and its newline", "a send id=12\nb receive id=12\n", Options{Format: "text", Parser: pattern}, "2 events"},
		{"host first", "a {\"a\":1}\nstarts\na {\"a\":2}\nsto", Options{}, "2 events"},
		{"host first, and texts have a meaning", "a {\"a\":1}\nstarts\na {\"a\":2}\nsto", Options{Config: meaning}, "1 event, 2 bad: " + open[len("1 bad: "):]},
		{"host first, cut in a host", "a {\"a\":1}\nstarts\nb", Options{}, "1 event, " + open},
		{"host first, and its newline", "a {\"a\":1}\nstarts\na {\"a\":2}\nstops\n", Options{}, "2 events"},
		{"host last", "starts\na {\"a\":1}\nstops\na {\"a\":2}", Options{Format: "shiviz"}, "2 events"},
		{"host last, cut in its clock", "starts\na {\"a\":1}\nstops\na {\"a\":2", Options{Format: "shiviz"}, `1 event, 1 bad: torn last line (it ends without a newline): the vector clock "{"a":2" is cut off`},
		{"host and text on one line", "a {\"a\":1} starts\na {\"a\":2} sto", Options{Format: "shiviz"}, "2 events"},
		{"host and text on one line, and texts have a meaning", "a {\"a\":1} starts\na {\"a\":2} sto", Options{Format: "shiviz", Config: meaning}, "1 event, " + open},
		{"a ShiViz parser", "a {\"a\":1} starts\na {\"a\":2} sto", Options{Format: "shiviz", Parser: `(?<host>\S+) (?<clock>{.*}) (?<event>.*)`}, "1 event, " + open},
		{"GoVector", "a {\"a\":1}\nINFO starts\na {\"a\":2}\nINFO sto", Options{Format: "govector"}, "2 events"},
	}
	for _, tt := range tests {
		log := readAll(t, tt.opt, Text("log", tt.text))
		in := log.Inputs[0]
		got := Plural(in.Events, "event")
		if in.Bad > 0 {
			got += fmt.Sprintf(", %d bad: %s", in.Bad, in.Errors[0].Msg)
		}
		if got != tt.want && (in.Bad == 0 || !strings.Contains(tt.want, " bad: ") || !strings.HasPrefix(got, tt.want)) {
			t.Errorf("%s: %s, want %s", tt.what, got, tt.want)
		}
	}
}

// meaningOfTexts maps a label to a kind, so that checks look at labels.
func meaningOfTexts(t *testing.T) *Config {
	t.Helper()
	c, err := ReadConfig("tracecausal.yaml", []byte("kinds:\n  - match: '^starts$'\n    kind: start\n"))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestLostHalfOfTheFirstPair: where the first line of ShiViz text is lost, pairs
// can be read from it that are none. Nothing shows that but the half that is
// left at the end, and then no event is sure.
func TestLostHalfOfTheFirstPair(t *testing.T) {
	tests := []struct {
		what, text string
		damaged    bool
	}{
		{"host first", "a {\"a\":1}\none\na {\"a\":2}\ntwo\n", false},
		{"host last", "one\na {\"a\":1}\ntwo\na {\"a\":2}\n", false},
		{"host first, without the first host", "one\na {\"a\":2}\ntwo\na {\"a\":3}\nthree\n", true},
		{"and the last text is torn", "one\na {\"a\":2}\ntwo\na {\"a\":3}\nthr", true},
		{"host last, without the first text", "a {\"a\":1}\ntwo\na {\"a\":2}\nthree\na {\"a\":3}\n", true},
		{"declared", "(?<host>\\S*) (?<clock>{.*})\\n(?<event>.*)\n\none\na {\"a\":2}\ntwo\na {\"a\":3}\n", false},
	}
	for _, tt := range tests {
		log := readAll(t, Options{Format: "shiviz", Config: meaningOfTexts(t)}, Text("log", tt.text))
		if log.Damaged() != tt.damaged || tt.damaged && log.Bad() == 0 {
			t.Errorf("%s: damaged %v, %d bad lines", tt.what, log.Damaged(), log.Bad())
		}
		if log := readAll(t, Options{Format: "shiviz"}, Text("log", tt.text)); log.Damaged() {
			t.Errorf("%s, and texts are labels only: damaged", tt.what)
		}
	}
}
