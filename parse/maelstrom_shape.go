package parse

import "slices"

// Lines of messages have shapes as those of events have (scan_shape.go), and are
// read by them likewise:
//
//	{"src":" c1 ","dest":" n1 ","body":{"type": "read","key": 7 ,"msg_id": 1 }}
//
// What the values of a body mean hangs on its type, so the type is no value but
// part of the text, and the end of the line knows it. So is the end in a journal.
// What is unusual about a line is not learned, and where a value is not as simple as
// most, the line is read the long way, which alone says what is wrong with it.
// TestWireShapes and FuzzScanner hold that against the long way.

// wireShape is what the end of a shape knows of messages.
type wireShape struct {
	journal         bool // the shape says which end the line is
	sends, receives bool // the ends, where nobody else says it
	answers         bool // some field is not of the message but of the event that it answers with
}

// answerFields are the payload of answers alone: their receivers do not have them.
var answerFields = setOf(FID, FTS, FIndex)

// readShape reads a line of a known shape, and returns false where it has none, or
// is not as simple as it looked.
func (d *maelstromDecoder) readShape(line []byte, emit func(*Record)) bool {
	end := d.event.readShape(&d.shape, line)
	if end == nil {
		return false
	}
	sends, receives := d.shapeEnds(&end.message)
	d.emitShape(&end.message, sends, receives, emit)
	return sends || receives
}

// readAhead is for [lookAhead].
func (d *maelstromDecoder) readAhead(data []byte, l *lineReader) (next int) {
	for d.shaped && next < len(data) {
		line, known := d.event.readNext(&d.shape, data[next:], l.maxLine)
		if known == nil {
			break
		}
		sends, receives := d.shapeEnds(&known.message)
		if !sends && !receives {
			break
		}
		l.begin(line)
		d.emitShape(&known.message, sends, receives, l.take)
		next = l.end(data, next+len(line))
	}
	return next
}

// shapeEnds says which ends of its message a line is, none where it is read the long
// way. In the record that its steps have filled, Node is who sent the message, and
// From who logged the line.
func (d *maelstromDecoder) shapeEnds(m *wireShape) (sends, receives bool) {
	rec := &d.shape
	node := rec.From
	if node == nil {
		node = d.node
	}
	if node == nil || m.journal {
		return m.sends, m.receives
	}
	d.src, d.dest = rec.Node, rec.To[0]
	sends, receives, _ = d.sides(node) // none with an error
	return sends, receives
}

// emitShape hands on the events of a line that is these ends.
func (d *maelstromDecoder) emitShape(m *wireShape, sends, receives bool, emit func(*Record)) {
	rec := &d.shape
	rec.From, rec.terms[termFrom] = rec.Node, nil
	rec.OwnLine = sends && receives
	if sends {
		rec.Role, rec.Received = Sends, receives && !m.answers
		emit(rec)
	}
	if receives && !rec.Received {
		rec.Payload = slices.DeleteFunc(rec.Payload, func(v NamedValue) bool { return answerFields.has(v.Field) })
		rec.Node, rec.terms[termNode] = rec.To[0], nil
		rec.Kind, rec.Role = Receive, NoRole
		emit(rec)
	}
}
