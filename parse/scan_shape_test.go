package parse

import "testing"

// TestShapeTaken: a line that is like an earlier one but for its values is read
// by its shape: but for all of them but the label where labels are a part of it,
// and else but for all. Otherwise shapes would be right and idle.
func TestShapeTaken(t *testing.T) {
	for _, lines := range [][3]string{
		{`{"node":"A","kind":"send","event":"ask","to":"B","msg_id":1,"vc":{"A":1}}`,
			`{"node":"node-1","kind":"send","event":"ask","to":"Zürich","msg_id":234567891,"vc":{"node-1":17}}`,
			`{"node":"node-1","kind":"send","event":"ask again","to":"Zürich","msg_id":234567891,"vc":{"node-1":17}}`},
		{`{"vc": [1, 0], "event": "x", "node": "A"}`, `{"vc": [2, 5], "event": "x", "node": "B"}`, `{"vc": [2, 5], "event": "y", "node": "B"}`},
		{`{"node":7,"hlc":{"pt":1,"c":0},"unknown":"u","time":1700000000}`, `{"node":80,"hlc":{"c":3,"pt":2},"unknown":"ü","time":1700000001.5}`,
			`{"node":80,"hlc":{"c":3,"pt":2},"unknown":"ü","time":1700000001.5}`},
	} {
		for _, labelled := range []bool{true, false} {
			d, like := newJSONLines(&fileContext{opt: &Options{}}), lines[1]
			if !labelled {
				d.event.shapes.lines, like = maxLabelled, lines[2]
			}
			if _, err := d.decode([]byte(lines[0]), func(*Record) {}); err != nil {
				t.Fatal(err)
			}
			var rec Record
			if d.event.readShape(&rec, []byte(like)) == nil {
				t.Errorf("%s is not read by the shape of %s", like, lines[0])
			}
		}
	}
}

// TestShapesGivenUp: where lines have ever other shapes, few are tried; where
// they come to have one again, all are.
func TestShapesGivenUp(t *testing.T) {
	var s textTree
	tried := func(found bool) (n int) {
		for range 100 * triedOneIn {
			if s.worthIt() {
				n++
				s.count(found)
			}
		}
		return n
	}
	if n := tried(false); n > 100+mostMisses {
		t.Errorf("%d lines of unknown shapes were tried", n)
	}
	if n := tried(true); n < 99*triedOneIn {
		t.Errorf("only %d lines of known shapes were tried", n)
	}
}

// TestShapesAreBounded: neither many choices, nor many steps, nor a long text make
// the tree grow for ever.
func TestShapesAreBounded(t *testing.T) {
	var s textTree
	if s.add(&s.start, make([]byte, maxTreeText+1), valueMeaning{}) != nil {
		t.Error("a text that is too long is kept")
	}
	for i := range 3 * maxTreeChoices {
		if s.add(&s.start, []byte{byte(i)}, valueMeaning{}) != nil != (i < maxTreeChoices) {
			t.Errorf("choice %d", i)
		}
	}
	step := &s.start
	for i := maxTreeChoices; step != nil; i++ {
		if step = s.add(step, []byte{0}, valueMeaning{}); step != nil && i > maxTreeSteps {
			t.Fatalf("%d steps", i)
		}
	}
}
