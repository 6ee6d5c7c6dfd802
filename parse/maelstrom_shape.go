package parse

import "slices"

// wireShapes knows lines of messages by what stands between their values, as
// shapes does for events (scan_shape.go):
//
//	{"src": "c1" ,"dest": "n1" ,"body":{"type":"read","key": 7 ,"msg_id": 1 }}
//
// They are learned and read likewise:
//
//  1. A line without anything unusual that gave events is learned: the text
//     before each value, and what the value says of the message.
//  2. A line is read by following the tree of steps to the end of one. Where no
//     step fits, or a value is not as simple as most, it is read the long way,
//     which alone says what is wrong with a line.
//
// TestWireShapes and FuzzScanner hold that against the long way.
//
// What the values of a body mean hangs on its type, so the type is no value but
// part of the text, and the end of the line knows it.
type wireShapes = textTree[wireMeaning]

// wireMeaning is what the value behind a text says.
type wireMeaning struct {
	part  wirePart
	field Field // of partField

	// Of an endOfLine:
	journal bool
	answers bool   // some field is not of the message but of the event that it answers with
	typ     uint16 // of the body: index in maelstromDecoder.types
}

// wireType is a type of bodies.
type wireType struct {
	term
	kind Kind // of the send
}

// answerFields are the payload of answers alone: their receivers do not have them.
var answerFields = setOf(FID, FTS, FIndex)

// wirePart is what a value says of a message.
type wirePart uint8

const (
	partOther wirePart = iota // nothing
	partSrc
	partDest
	partID    // the network's
	partNode  // who logged the line
	partEnd   // of a journal
	partMsgID // of the body, as are those below
	partReply
	partField // of the payload
	partTime  // when
	partType  // no value: the next text begins with it
	endOfLine // there is no value: the line ends with the text

	nameParts = partField // those before it are texts or digits
)

// wireLine is what the shape of a line gave.
type wireLine struct {
	names [partType][]byte // by part; nil where the line has none
	time  rawJSON
	ends  *wireMeaning
}

// readShape reads a line of a known shape, and returns false where it has none.
func (d *maelstromDecoder) readShape(line []byte, emit func(*Record)) bool {
	if d.event.strict || !d.shapes.worthIt() {
		return false
	}
	var w wireLine
	found := d.readSteps(&w, line) == len(line) && d.emitShape(&w, emit)
	d.shapes.count(found)
	return found
}

// readSteps reads a line by the steps of the tree, and returns where it ends.
// (Most values are a text or a number that ends within a word: those take no
// calls, which would take longer than they.)
func (d *maelstromDecoder) readSteps(w *wireLine, line []byte) int {
	d.event.scratch, d.event.scanner.keys = d.event.scratch[:0], d.event.scanner.keys[:0]
	d.shape.Payload = d.shape.Payload[:0]
	text := line[:min(len(line)+expectedBytes, cap(line))]
	step, i := &d.shapes.start, 0
	for {
		if len(text)-i < expectedBytes {
			step = step.search(text, i)
		} else {
			head := (*[2 * wordBytes]byte)(text[i:])
			word0, word1 := word(head[:], 0), word(head[:], wordBytes)
			step = step.next.like(word0, word1)
			for step != nil && step.text.size() > 2*wordBytes && !step.text.goesOn(text, i) {
				step = step.other.like(word0, word1)
			}
		}
		if step == nil {
			return notPlain
		}
		i += step.text.size()
		part, end := step.means.part, notPlain
		if part >= partType {
			if part == endOfLine {
				w.ends = &step.means
				return i
			}
			continue
		}
		if i+2*wordBytes <= len(text) {
			head := (*[2 * wordBytes]byte)(text[i:])
			if value := word(head[:], 0); byte(value) == '"' {
				if n := first(specialBytes(word(head[:], 1))); isShort(n) && head[1+n] == '"' {
					w.names[part], end = head[1:1+n], i+n+2
				}
			} else if n := first(nonDigits(value)); isShortNumber(value, n) {
				w.names[part], end = head[:n], i+n
			}
		}
		if part >= nameParts || end == notPlain {
			if end = d.readValue(w, &step.means, text, i, end); end == notPlain {
				return notPlain
			}
		}
		i = end
	}
}

// readValue reads a value that is longer, or more than a name, and returns where
// it ends. end is that where it is known.
func (d *maelstromDecoder) readValue(w *wireLine, means *wireMeaning, text []byte, i, end int) int {
	if means.part < nameParts && means.part != partOther {
		w.names[means.part], end = plainName(text, i)
		return end
	}
	if end == notPlain {
		if end = d.event.scanner.value(text, i, 1); end == notPlain {
			return notPlain
		}
	}
	switch raw := text[i:end]; means.part {
	case partTime:
		w.time = raw
	case partField:
		value, err := d.event.payloadValue(means.field, raw)
		if err != nil {
			return notPlain
		}
		d.shape.Payload = append(d.shape.Payload, NamedValue{means.field, value})
	}
	return end
}

// plainName reads a text without escapes, or plain digits that do not begin with
// a zero, at i. It returns where the value ends, and notPlain for all others and
// for an empty text.
func plainName(text []byte, i int) (name []byte, end int) {
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

// emitShape hands on the events of a line whose values are in w. It returns false
// where the line is not as simple as it looked.
func (d *maelstromDecoder) emitShape(w *wireLine, emit func(*Record)) bool {
	rec, terms := &d.shape, &d.event.terms
	src, dest := w.names[partSrc], w.names[partDest]
	rec.HasWall, rec.Received = false, false
	sends, receives := true, true
	if w.ends.journal {
		end := w.names[partEnd]
		sends, receives = string(end) == "send", string(end) == "recv"
	} else if node := w.node(d.node); node != nil {
		var err *lineError
		d.src, d.dest = src, dest
		if sends, receives, err = d.sides(node); err == nil && w.time != nil {
			rec.Wall, err = d.times.read(w.time)
			rec.HasWall = true
		}
		if err != nil {
			return false
		}
	}
	typ := &d.types[w.ends.typ]
	rec.Label, rec.From, rec.To = typ.text, src, append(rec.To[:0], dest)
	rec.terms = [numTermRoles]*term{termLabel: &typ.term, termTo: terms[termTo].of(dest)}
	rec.WireID, rec.MsgID, rec.InReplyTo = w.names[partID], w.names[partMsgID], w.names[partReply]
	if sends {
		rec.Node, rec.terms[termNode] = src, terms[termNode].of(src)
		rec.Kind, rec.Role, rec.OwnLine, rec.Received = typ.kind, Sends, receives, receives && !w.ends.answers
		emit(rec)
	}
	if receives && !rec.Received {
		rec.Payload = slices.DeleteFunc(rec.Payload, func(v NamedValue) bool { return answerFields.has(v.Field) })
		rec.Node, rec.terms[termNode] = dest, nil
		rec.Kind, rec.Role, rec.OwnLine = Receive, NoRole, sends
		emit(rec)
	}
	return sends || receives
}

// node returns who logged the line, which may be that of the file.
func (w *wireLine) node(ofFile []byte) []byte {
	if w.names[partNode] != nil {
		return w.names[partNode]
	}
	return ofFile
}
