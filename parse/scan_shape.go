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
type shapes = textTree[valueMeaning]

// valueMeaning is what the value behind a text of a shape says.
type valueMeaning struct {
	quoted bool    // it is a string
	role   keyRole // noRole where it says nothing of the event but perhaps a payload field
	field  Field

	way  wayToRead // the quickest
	term termRole  // of a value that is read asTerm

	// Of asNone, where a line ends:
	kind  Kind
	label *term // nil where the label is a value or missing
}

// wayToRead is how a value is read.
type wayToRead uint8

const (
	asAny    wayToRead = iota // by readValue
	asTerm                    // by a look among the terms
	asNumber                  // as the digits of a message id
	asClock                   // as a vector clock
	asNone                    // there is none: the line ends with the text
	asText                    // as it stands; of text logs
)

// meaningOf returns the meaning of a value.
func meaningOf(quoted bool, role keyRole, field Field) valueMeaning {
	v := valueMeaning{quoted: quoted, role: role, field: field}
	switch {
	case quoted && termRoles[role].ok:
		v.way, v.term = asTerm, termRoles[role].role
	case !quoted && role == roleMsgID:
		v.way = asNumber
	case role == roleVector:
		v.way = asClock
	}
	return v
}

// readShape reads a line of a known shape into rec, and returns false where it
// has none. What rec then holds means nothing.
func (r *eventReader) readShape(rec *Record, line []byte) bool {
	if r.strict || !r.shapes.worthIt() {
		return false
	}
	found := r.readSteps(rec, line)
	r.shapes.count(found)
	return found
}

// readSteps reads a line by the steps of the tree. What most lines are of is read
// without a call, which would take longer than what it does.
func (r *eventReader) readSteps(rec *Record, line []byte) bool {
	text := r.quick(rec, line)
	step, i := &r.shapes.start, 0
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
			return false
		}
		i += step.text.size()
		value := &step.means
		switch value.way {
		case asTerm:
			if len(text)-i < wordBytes {
				break
			}
			if t, size := r.terms[value.term].short(word(text, i)); t != nil {
				rec.setTerm(value.term, t)
				i += size
				continue
			}
		case asNumber:
			if len(text)-i < wordBytes {
				break
			}
			w := word(text, i)
			if size := first(nonDigits(w)); isShortNumber(w, size) {
				rec.MsgID, rec.MsgNumber = text[i:i+size], digitsValue(w, size)+1
				i += size
				continue
			}
		case asClock:
			if end := r.readClock(rec, text, i); end != notPlain {
				i = end
				continue
			}
		case asNone:
			r.endShape(rec, value)
			return i == len(line)
		}
		if i = r.readValue(rec, value, text, i); i == notPlain {
			return false
		}
	}
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

// quick begins to read a line into rec, and returns it with some of what follows
// it, as words are wide.
func (r *eventReader) quick(rec *Record, line []byte) []byte {
	rec.reset()
	r.scratch, r.line = r.scratch[:0], line
	r.scanner.keys = r.scanner.keys[:0]
	r.scanner.clock.reset()
	return line[:min(len(line)+expectedBytes, cap(line))]
}

// readValue reads the value that begins at i and returns where it ends. The
// quotation marks of a quoted one belong to the texts around it.
func (r *eventReader) readValue(rec *Record, value *valueMeaning, text []byte, i int) int {
	switch {
	case value.quoted:
		if end := plainEnd(text, i); byteAt(text, end) == '"' && r.takeText(rec, value.role, text[i:end]) {
			return end
		}
		end := r.readOther(rec, value, text, i-1)
		return max(end-1, notPlain)
	case value.role == roleVector:
		if end := r.readClock(rec, text, i); end != notPlain {
			return end
		}
	default:
		if c := byteAt(text, i); c >= '1' && c <= '9' {
			if end := skipDigits(text, i+1); !continuesNumber[byteAt(text, end)] && rec.setText(value.role, text[i:end]) {
				return end
			}
		}
	}
	return r.readOther(rec, value, text, i)
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

// readClock reads the vector clock that begins at i, if the line has none yet, and
// returns where it ends.
func (r *eventReader) readClock(rec *Record, text []byte, i int) int {
	if r.scanner.clock.found != nil {
		return notPlain
	}
	end := r.scanner.clock.read(r.lastClock(rec), text, i)
	if end != notPlain {
		rec.Clock = r.scanner.clock.found
	}
	return end
}

// lastClock returns the last clock of the node of a line, as far as that is read.
func (r *eventReader) lastClock(rec *Record) *lastClock {
	t := rec.terms[termNode]
	if t == nil {
		return r.scanner.clock.last.of(r.nodeOf(rec))
	}
	if t.clock == nil {
		t.clock = r.scanner.clock.last.of(t.text)
	}
	return t.clock
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
	case s.raw.isNull():
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
