package parse

// shapes knows lines by what stands between their values, for the lines of a
// log are written by a few statements:
//
//	{"node":" n1 ","kind":"send","to":" n2 ","msg_id": 7 ,"vc": {…} }
//
// Such a line needs no keys to be looked up and no rules to be asked, because a
// line of its shape was asked them before:
//
//  1. A line that the scanner found plain, and that gave an event, is learned:
//     the text before each value, and what fill did with the value. The kind is
//     no value here but part of the text, since the meaning of others hangs on it.
//     So are the labels of the first lines, for most logs have few.
//     Lines that begin alike share those steps, so the shapes are a tree.
//  2. A line is read by following the tree. Where no step fits, or a value is
//     not plain or not what it should be, the line is read the long way.
//
// Keys that differ in one line of a shape differ in all, so none stands twice.
//
// Lines of messages are read likewise (maelstrom_shape.go).

// valueMeaning is what the value behind a text of a shape says.
type valueMeaning struct {
	quoted bool    // it is a string
	role   keyRole // noRole where it says nothing of the event but perhaps a payload field
	field  Field

	way   wayToRead // the quickest
	term  termRole  // of a value that is read asTerm
	plain bool      // it is text without escapes or a whole number, or the line is read the long way

	// Of asNone, where a line ends:
	kind    Kind
	label   *term // nil where the label is a value or missing
	message wireShape
}

// wayToRead is how a value is read.
type wayToRead uint8

const (
	asAny   wayToRead = iota // by readValue
	asMore                   // there is none: the text goes on
	asTerm                   // by a look among the terms
	asID                     // as the digits of a message id
	asReply                  // as the digits of the id that it replies to
	asField                  // as the digits of a payload field
	asClock                  // as a vector clock
	asNone                   // there is none: the line ends with the text
	asText                   // as it stands; of text logs
)

// meaningOf returns the meaning of a value.
func meaningOf(quoted bool, role keyRole, field Field) valueMeaning {
	v := valueMeaning{quoted: quoted, role: role, field: field}
	switch {
	case quoted && termRoles[role].ok:
		v.way, v.term = asTerm, termRoles[role].role
	case role == roleVector:
		v.way = asClock
	case quoted:
	case role == roleMsgID:
		v.way = asID
	case role == roleReply:
		v.way = asReply
	case role == noRole && field.takesDigits():
		v.way = asField
	}
	return v
}

// takesDigits reports whether any whole number can stand in the field, as it is.
func (f Field) takesDigits() bool {
	return f != 0 && fields[f].typ != boolValue && fields[f].typ != timeValue
}

// readShape reads a line of a known shape into rec, and returns the end of the
// shape, nil where it has none. What rec then holds means nothing.
func (r *eventReader) readShape(rec *Record, line []byte) *valueMeaning {
	if r.strict || !r.shapes.worthIt() {
		return nil
	}
	end := r.readSteps(rec, line)
	r.shapes.count(end != nil)
	return end
}

// readSteps reads a line by the steps of the tree. What most lines are of is read
// without a call, which would take longer than what it does.
func (r *eventReader) readSteps(rec *Record, line []byte) *valueMeaning {
	text := r.quick(rec, line)
	step, i := &r.shapes.start, 0
	for i >= 0 && i <= len(text)-2*wordBytes { // else the line has ended
		word0, word1 := wordFrom(text, i), wordFrom(text, i+wordBytes)
		step = step.next
		for step != nil && !(step.begins(word0, word1) && (len(step.rest) == 0 || step.goesOn(text, i))) {
			step = step.other
		}
		if step == nil {
			return nil
		}
		i += step.size
		if i < 0 || i > len(text)-wordBytes {
			return nil
		}
		w, value := wordFrom(text, i), &step.means
		switch value.way {
		case asMore:
			continue
		case asTerm:
			if marks := quotes(w); marks != 0 {
				if t, ok := r.terms[value.term].keyed(keyBefore(w, marks)); ok {
					rec.setTerm(value.term, t)
					i += len(t.text)
					continue
				}
			}
		case asID, asReply, asField:
			if marks := nonDigits(w); marks != 0 && byte(w)-'1' < 9 {
				size := first(marks)
				digits := text[i : i+size]
				switch value.way {
				case asID:
					rec.MsgID, rec.MsgNumber = digits, digitsValue(w, size)+1
				case asReply:
					rec.InReplyTo, rec.ReplyNumber = digits, digitsValue(w, size)+1
				default:
					rec.Payload = append(rec.Payload, NamedValue{value.field, rawJSON(digits)})
				}
				i += size
				continue
			}
		case asClock:
			if end := r.scanner.clock.read(r.lastClock(rec), text, i); end != notPlain {
				rec.Clock, i = r.scanner.clock.found, end
				continue
			}
		case asNone:
			if i != len(line) {
				return nil
			}
			r.endShape(rec, value)
			return value
		}
		if i = r.readValue(rec, value, text, i); i == notPlain {
			return nil
		}
	}
	return nil
}

// endShape adds to rec what the end of a shape knows of all its lines, and the node
// of those that name none.
func (r *eventReader) endShape(rec *Record, end *valueMeaning) {
	rec.Kind = end.kind
	if end.label != nil {
		rec.setTerm(termLabel, end.label)
	}
	if rec.Node == nil {
		rec.Node = r.node
	}
}

// wordsBehind is how many bytes may be looked at behind a line.
const wordsBehind = 4 * wordBytes

// quick begins to read a line into rec, and returns it with what follows it, as
// words are wide: wordsBehind bytes, of the buffer or any.
func (r *eventReader) quick(rec *Record, line []byte) []byte {
	rec.reset()
	r.scratch = r.scratch[:0]
	r.scanner.keys = r.scanner.keys[:0]
	r.scanner.clock.reset()
	if cap(line)-len(line) < wordsBehind {
		r.last = append(append(r.last[:0], line...), make([]byte, wordsBehind)...)
		return r.last
	}
	return line[:len(line)+wordsBehind]
}

// readValue reads the value that begins at i and returns where it ends. The
// quotation marks of a quoted one belong to the texts around it.
func (r *eventReader) readValue(rec *Record, value *valueMeaning, text []byte, i int) int {
	switch {
	case value.quoted:
		if end := plainEnd(text, i); byteAt(text, end) == '"' && r.takeText(rec, value.role, text[i:end]) {
			return end
		}
		i--
	case value.role == roleVector:
		if end := r.scanner.clock.read(r.lastClock(rec), text, i); end != notPlain {
			rec.Clock = r.scanner.clock.found
			return end
		}
	default:
		if c := byteAt(text, i); c >= '1' && c <= '9' {
			if end := skipDigits(text, i+1); !continuesNumber[byteAt(text, end)] && rec.setText(value.role, text[i:end]) {
				return end
			}
		}
	}
	if value.plain {
		return notPlain
	}
	end := r.readOther(rec, value, text, i)
	if value.quoted && end != notPlain {
		end--
	}
	return end
}

// takeText takes a plain text as the value of a role, as setText does, and makes
// it a term where the role has such.
func (r *eventReader) takeText(rec *Record, role keyRole, text []byte) bool {
	if !rec.setText(role, text) {
		return false
	}
	if of := termRoles[role]; of.ok {
		rec.terms[of.role] = r.terms[of.role].of(text)
	}
	return true
}

// setTerm takes a term as the value of its role.
func (rec *Record) setTerm(role termRole, t *term) {
	rec.terms[role] = t
	switch role {
	case termNode:
		rec.Node = t.text
	case termLabel:
		rec.Label = t.text
	case termFrom:
		rec.From = t.text
	case termTo:
		rec.To = append(rec.To, t.text)
	}
}

// lastClock returns the last clock of the node of a line, as far as that is read.
func (r *eventReader) lastClock(rec *Record) *lastClock {
	t := rec.terms[termNode]
	if t == nil || t.clock == nil {
		return r.findLastClock(rec)
	}
	return t.clock
}

func (r *eventReader) findLastClock(rec *Record) *lastClock {
	last := r.scanner.clock.last.of(r.nodeOf(rec))
	if t := rec.terms[termNode]; t != nil {
		t.clock = last
	}
	return last
}

// nodeOf returns the node of a line as far as it was read, nil where nobody
// names it.
func (r *eventReader) nodeOf(rec *Record) []byte {
	if rec.Node != nil {
		return rec.Node
	}
	return r.node
}

// readOther is readValue for all that is not just text.
func (r *eventReader) readOther(rec *Record, value *valueMeaning, text []byte, i int) int {
	form, end := r.scanner.slot(text, i, value.role, r.nodeOf(rec))
	if end == notPlain {
		return notPlain
	}
	s := slot{text[i:end], form}
	var err *lineError
	switch {
	case s.raw.isNull() && value.role != noRole:
		return notPlain
	case value.role == roleLabel:
		rec.Label = s.text()
	case value.role == roleNode:
		rec.Node, err = s.nodeName()
	case value.role != noRole:
		err = r.set(rec, value.role, &s)
	case value.field != 0:
		var raw rawJSON
		if raw, err = r.payloadValue(value.field, s.raw); err == nil {
			rec.Payload = append(rec.Payload, NamedValue{Field: value.field, Raw: raw})
		}
	}
	if err != nil {
		return notPlain
	}
	return end
}
