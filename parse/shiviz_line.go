package parse

import "bytes"

// oneLineDecoder reads events of one line, "… host {clock} text".
type oneLineDecoder struct{ shivizBase }

// shut reports whether a line ends in a label.
func (d *oneLineDecoder) shut(line []byte) bool {
	_, ok := findClock(d.event, &d.clock, line)
	return ok && d.labels()
}

func (d *oneLineDecoder) decode(line []byte, emit func(*Record)) (outcome, *lineError) {
	if d.skip(line) {
		return lineSkipped, nil
	}
	text, ok := findClock(d.event, &d.clock, line)
	switch {
	case !ok && bytes.Contains(line, []byte(`{"`)):
		return lineEvent, badLine(ClassClock, 0, "no vector clock with an entry of the host before it")
	case !ok:
		return lineUnmatched, nil
	}
	if err := d.fill(text, line); err != nil {
		return lineEvent, err
	}
	d.emit(emit)
	return lineEvent, nil
}

func (d *oneLineDecoder) finish(func(*Record)) *lineError { return nil }

// findClock finds the vector clock in a line: the first JSON object of
// counters with an entry of the word before it, or of that word's last path
// segment, as in "[akka://System/user/node0] {"node0":1} text". It fills rec
// and returns the event's text: what follows, or else what stands before.
func findClock(r *eventReader, rec *Record, line []byte) (text []byte, ok bool) {
	for at := 1; at < len(line); at++ {
		if line[at] != '{' || line[at-1] != ' ' {
			continue
		}
		end := bytes.IndexByte(line[at:], '}')
		if end < 0 {
			return nil, false
		}
		clock := line[at : at+end+1]
		for _, host := range hostsBefore(line[:at]) {
			rec.reset()
			if r.readHostClock(rec, host, clock) != nil || !hasEntry(rec, host) {
				continue
			}
			if text = line[at+end+1:]; len(bytes.TrimSpace(text)) == 0 {
				text = line[:at]
			}
			return text, true
		}
	}
	return nil, false
}

// hostsBefore returns the names that may stand for the host at the end of
// text: its last word, without brackets, and that word's last path segment.
func hostsBefore(text []byte) [][]byte {
	text = bytes.TrimRight(text, " \t])>:,")
	word := text[bytes.LastIndexAny(text, " \t[(<")+1:]
	if len(word) == 0 || startsAsJSON(text) {
		return nil
	}
	if slash := bytes.LastIndexByte(word, '/'); slash >= 0 && slash+1 < len(word) {
		return [][]byte{word, word[slash+1:]}
	}
	return [][]byte{word}
}

// startsAsJSON reports whether a line begins as JSON does.
func startsAsJSON(line []byte) bool {
	return line[0] == '{' || bytes.HasPrefix(line, []byte(`[{`))
}
