package parse

import (
	"bytes"
	"time"
)

// maelstromDecoder reads messages.
//
// A line that does not say who logged it is both ends of the message: a send
// at src and a receive at dest, which belong together whatever their ids. A
// line with a node (of its own, or from the file's name) is that node's end
// only, and so is a line of a journal.
//
// A journal's time counts from the beginning of the test, and one observer
// took it: it is no node's clock, and is left out. So is the time of a line
// that is both ends.
type maelstromDecoder struct {
	event   *eventReader
	mapping *mapping
	node    []byte // from the file's name
	header  []byte // the file's header as written
	wire    wire
	shaped  bool   // no mapping comes between a line and its events
	shape   Record // of a line of a known shape
	send    Record
	receive Record

	src, dest []byte // of the current line
}

func newMaelstromDecoder(f *fileContext) (decoder, error) {
	r := newEventReader(f)
	d := &maelstromDecoder{event: r, mapping: newMapping(f, r), node: r.node, header: f.headerLine}
	d.shaped = d.mapping.idle()
	if r.times.unit == 0 {
		r.times.unit = time.Millisecond // the unit of every time in a body
	}
	return d, nil
}

func (d *maelstromDecoder) decode(line []byte, emit func(*Record)) (outcome, *lineError) {
	if d.shaped && d.readShape(line, emit) {
		return lineEvent, nil
	}
	if skipBlanks(line, 0) == len(line) || d.mapping.ignores(line) {
		return lineSkipped, nil
	}
	if err := d.event.read(line); err != nil {
		return lineEvent, err
	}
	if d.event.noted.has(keyHeader) {
		return lineSkipped, repeatedHeader(line, d.header)
	}
	d.wire.read(d.event)
	sends, receives, err := d.ends()
	if err != nil {
		return lineEvent, err
	}
	if sends && receives && len(d.wire.event) > 0 {
		return lineEvent, badLine(ClassField, 0, "field %s on a line that is both ends of a message: say by \"node\" whose it is",
			Quote(eventKeys.names[d.wire.event[0].key]))
	}
	if err := d.note(line, sends); err != nil {
		return lineEvent, err
	}
	if err := d.emit(sends, receives, emit); err != nil {
		return lineEvent, err
	}
	if d.shaped {
		d.learnShape(line)
	}
	return lineEvent, nil
}

// emit makes the records of a line's ends, and hands them on when all are good.
func (d *maelstromDecoder) emit(sends, receives bool, emit func(*Record)) *lineError {
	if sends {
		if err := d.fill(&d.send, answerKind(d.event.label()), d.wire.src); err != nil {
			return err
		}
		d.send.Role, d.send.OwnLine = Sends, receives
	}
	if receives {
		for _, k := range [...]keyID{keyKind, keyTS, keyIndex} { // these are the answer's, see noteBody
			d.event.forget(k)
		}
		if err := d.fill(&d.receive, Receive, d.wire.dest); err != nil {
			return err
		}
		d.receive.OwnLine = sends
	}
	if sends {
		emit(&d.send)
	}
	if receives {
		emit(&d.receive)
	}
	return nil
}

func (d *maelstromDecoder) finish(func(*Record)) *lineError { return nil }

// ends reads the names of a message and says which of its ends the line is.
func (d *maelstromDecoder) ends() (sends, receives bool, err *lineError) {
	w := &d.wire
	if d.src, err = endName("src", w.src); err != nil {
		return false, false, err
	}
	if d.dest, err = endName("dest", w.dest); err != nil {
		return false, false, err
	}
	if !w.body.isObject() {
		return false, false, badLine(ClassField, 0, `no "body", expected an object with a "type"`)
	}
	if w.journal {
		switch string(w.end) {
		case `"send"`:
			return true, false, nil
		case `"recv"`:
			return false, true, nil
		}
		return false, false, badLine(ClassField, 0, `the "type" of a journal's line is %s, expected "send" or "recv"`, w.end.describe())
	}
	node := d.node
	if w.node != nil {
		if node, err = endName("node", w.node); err != nil {
			return false, false, err
		}
	}
	w.single = node != nil
	return d.sides(node)
}

// sides says which ends of the message the line is whose node has that name; nil
// where nobody says.
func (d *maelstromDecoder) sides(node []byte) (sends, receives bool, err *lineError) {
	if node == nil {
		return true, true, nil
	}
	sends, receives = bytes.Equal(node, d.src), bytes.Equal(node, d.dest)
	if !sends && !receives {
		err = badLine(ClassField, 0, "the line is of node %s, but the message goes from %s to %s",
			Quote(string(node)), Quote(string(d.src)), Quote(string(d.dest)))
	}
	return sends, receives, err
}

func endName(key string, raw rawJSON) ([]byte, *lineError) {
	if raw == nil {
		return nil, badLine(ClassField, 0, "no %q, expected a message with src, dest and body", key)
	}
	name, err := (&slot{raw: raw}).nodeName()
	return name, inField(key, err)
}

// note notes what the line says of its event or events.
func (d *maelstromDecoder) note(line []byte, sends bool) *lineError {
	r := d.event
	r.begin()
	kind := Receive
	if sends {
		kind = answerKind(d.wire.typ.text())
	}
	d.noteBody(kind)
	if len(r.label()) == 0 {
		return badLine(ClassField, 0, `the body has no "type", expected a text`)
	}
	for _, m := range d.wire.event {
		r.note(m.key, m.slot)
	}
	if d.wire.run != nil {
		r.put("run", d.wire.run)
	}
	d.mapping.applyFields(line)
	if sends {
		d.mapping.applyKind(line)
	}
	d.noteOK(kind)
	return nil
}

// noteOK notes the body's "ok", which only the kinds of answers define. In
// other messages it counts where it can be read.
func (d *maelstromDecoder) noteOK(kind Kind) {
	value := d.wire.ok
	_, isBool := value.bool()
	if value != nil && !d.event.noted.has(keyOK) && (isBool || d.event.noted.has(keyKind) || kind != Send && kind != Receive) {
		d.event.note(keyOK, slot{value, inLine})
	}
}

// fill makes the record of one end, at node.
func (d *maelstromDecoder) fill(rec *Record, kind Kind, node rawJSON) *lineError {
	d.event.note(keyNode, slot{raw: node})
	if err := d.event.fill(rec, kind); err != nil {
		return err
	}
	if id := d.wire.id; id.isNumber() || id.isString() {
		rec.WireID = id.text()
	}
	rec.From, rec.To, rec.ToAll = d.src, append(rec.To[:0], d.dest), false
	return d.fillTime(rec)
}

// noteBody notes what the body says. A body is the application's: of its
// fields only those count that the protocol defines and those of the
// vocabulary's payload.
func (d *maelstromDecoder) noteBody(kind Kind) {
	for _, m := range d.wire.fields {
		k := m.key
		switch {
		case k == keyType && m.raw.isString():
			d.event.note(keyEvent, slot{raw: m.raw})
		case k == keyMsgID || k == keyReply,
			eventKeys.fields[k] != 0 && (k != keyTS && k != keyIndex || !eventKeys.has(kind, k)):
			d.event.note(k, m.slot)
		}
	}
}

// fillTime reads the time of a node's own line.
func (d *maelstromDecoder) fillTime(rec *Record) *lineError {
	if d.wire.time == nil || !d.wire.single {
		return nil
	}
	var err *lineError
	rec.Wall, err = d.event.wireTimes.read(d.wire.time)
	rec.HasWall = err == nil
	return inField("time", inString(err))
}

// column1 returns the column of a value within its line, from 1.
func column1(line []byte, value rawJSON) int { return cap(line) - cap(value) + 1 }
