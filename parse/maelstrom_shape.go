package parse

import "slices"

// wireShapes knows lines of messages by what stands between their values, as
// shapes does for events (scan_shape.go):
//
//		{"src":" c1 ","dest":" n1 ","body":{"type":" read ","key": 7 ,"msg_id": 1 }}
//
//	 1. A line without anything unusual that gave events is learned: the text
//	    before each value, and what the value says of the message.
//	 2. A line is read by following the tree of steps to the end of one. Where no
//	    step fits, or a value is not as simple as most, it is read the long way,
//	    which alone says what is wrong with a line.
//
// TestWireShapes and FuzzScanner hold that against the long way.
//
// What the values of a body mean hangs on the kind that its type stands for, so
// behind the type comes a step for the kind, whose text stands in no line.
type wireShapes = textTree[wireMeaning]

// wireMeaning is what the value behind a text says.
type wireMeaning struct {
	part    wirePart
	field   Field // of partField
	journal bool  // of an endOfLine
}

// kindText is the text of the step behind a type of that kind.
func kindText(kind Kind) []byte { return []byte{'k', 'i', 'n', 'd', byte(kind)} }

// wirePart is what a value says of a message.
type wirePart uint8

const (
	partOther wirePart = iota // nothing
	partSrc
	partDest
	partID   // the network's
	partNode // who logged the line
	partTime // when
	partEnd  // of a journal
	partType // of the body, as are those below
	partKind // no value: the kind that the type stands for
	partMsgID
	partReply
	partField // of the payload
	endOfLine // there is no value: the line ends with the text
)

// wireLine is what the shape of a line gave, beside what is in the record of the
// send.
type wireLine struct {
	src, dest, node []byte
	time            rawJSON
	end             []byte // of a journal
	journal         bool
}

// readShape reads a line of a known shape, and returns false where it has none.
func (d *maelstromDecoder) readShape(line []byte, emit func(*Record)) bool {
	if d.event.strict || !d.shapes.worthIt() {
		return false
	}
	var w wireLine
	found := d.readSteps(&w, line) && d.emitShape(&w, emit)
	d.shapes.count(found)
	return found
}

// readSteps reads a line by the steps of the tree.
func (d *maelstromDecoder) readSteps(w *wireLine, line []byte) bool {
	text := d.event.quick(&d.send, line)
	step, i := &d.shapes.start, 0
	for {
		if step = step.follow(text, i); step == nil {
			return false
		}
		if i += step.size; step.means.part == endOfLine {
			w.journal = step.means.journal
			return i == len(line)
		}
		if i = d.readPart(w, &step.means, text, i); i == notPlain {
			return false
		}
		if step.means.part == partType {
			if step = step.follow(kindText(d.send.Kind), 0); step == nil {
				return false
			}
		}
	}
}

// readPart reads the value that begins at i and returns where it ends.
func (d *maelstromDecoder) readPart(w *wireLine, means *wireMeaning, text []byte, i int) int {
	switch means.part {
	case partOther, partTime, partField:
		end := d.event.scanner.value(text, i, 1)
		if end == notPlain {
			return notPlain
		}
		return d.readValue(w, means, text[i:end], end)
	}
	value, end := plainName(text, i)
	if end == notPlain {
		return notPlain
	}
	rec := &d.send
	switch means.part {
	case partSrc:
		w.src = value
	case partDest:
		w.dest = value
	case partNode:
		w.node = value
	case partEnd:
		w.end = value
	case partID:
		rec.WireID = value
	case partMsgID:
		rec.MsgID = value
	case partReply:
		rec.InReplyTo = value
	case partType:
		if text[i] != '"' {
			return notPlain
		}
		rec.Label, rec.Kind = value, answerKind(value)
	}
	return end
}

// readValue takes a value that may be of any type, and returns where it ends.
func (d *maelstromDecoder) readValue(w *wireLine, means *wireMeaning, raw rawJSON, end int) int {
	switch means.part {
	case partTime:
		w.time = raw
	case partField:
		value, err := d.event.payloadValue(means.field, raw)
		if err != nil {
			return notPlain
		}
		d.send.Payload = append(d.send.Payload, NamedValue{means.field, value})
	}
	return end
}

// plainName reads a text without escapes, or plain digits that do not begin with
// a zero, at i. It returns where the value ends, and notPlain for all others and
// for an empty text.
func plainName(text []byte, i int) (value []byte, end int) {
	switch c := byteAt(text, i); {
	case c == '"':
		if end = plainEnd(text, i+1); byteAt(text, end) == '"' && end > i+1 {
			return text[i+1 : end], end + 1
		}
	case c >= '1' && c <= '9':
		if end = skipDigits(text, i+1); !continuesNumber[byteAt(text, end)] {
			return text[i:end], end
		}
	}
	return nil, notPlain
}

// emitShape hands on the events of a line whose values are in w and in the record
// of the send. It returns false where the line is not as simple as it looked.
func (d *maelstromDecoder) emitShape(w *wireLine, emit func(*Record)) bool {
	d.src, d.dest = w.src, w.dest
	rec := &d.send
	sends, receives := string(w.end) == "send", string(w.end) == "recv"
	if !w.journal {
		node := d.node
		if w.node != nil {
			node = w.node
		}
		var err *lineError
		if sends, receives, err = d.sides(node); err == nil && node != nil && w.time != nil {
			rec.Wall, err = d.times.read(w.time)
			rec.HasWall = true
		}
		if err != nil {
			return false
		}
	}
	rec.From, rec.To = w.src, append(rec.To, w.dest)
	if sends {
		rec.Node, rec.Role, rec.OwnLine = w.src, Sends, receives
		emit(rec)
	}
	if receives {
		said := len(rec.Payload)
		rec.Payload = slices.DeleteFunc(rec.Payload, func(v NamedValue) bool { return v.Field == FID || v.Field == FTS || v.Field == FIndex })
		rec.Node, rec.Kind, rec.Role, rec.OwnLine = w.dest, Receive, NoRole, sends
		rec.Twin = sends && said == len(rec.Payload)
		emit(rec)
	}
	return sends || receives
}
