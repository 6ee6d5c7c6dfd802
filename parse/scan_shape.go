package parse

import "bytes"

// Lines are known by what stands between their values (textTree), for the lines of
// a log are written by a few statements:
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
	end, _ := r.readSteps(rec, r.roomy(line), len(line))
	r.shapes.count(end != nil)
	return end
}

// readNext is readShape for the line of at most that size with which a text begins. It
// returns the line, too, without what ends it. What it cannot read is for readShape to
// try and count.
func (r *eventReader) readNext(rec *Record, text []byte, most int) (line []byte, end *valueMeaning) {
	if r.strict || !r.shapes.goesWell() {
		return nil, nil
	}
	end, size := r.readSteps(rec, text, notPlain)
	if end == nil || size > most || text[size-1] == '\r' { // a part of what ends the line, perhaps
		return nil, nil
	}
	r.shapes.count(true)
	return text[:size], end
}

// readSteps reads the line with which a text begins by the steps of the tree, and
// returns the end of its shape, nil where it has none, and its size. Whoever does not
// know that gives notPlain: then the line ends where its shape does, and only where a
// value is not read here is the end looked for before, so that no value goes beyond it.
//
// The values that most lines are made of are read in the loop, for a call takes longer
// than they do. That i is never negative is said for the compiler, which then leaves out
// the checks of wordFrom.
func (r *eventReader) readSteps(rec *Record, text []byte, size int) (*valueMeaning, int) {
	r.beginQuick(rec)
	step, i := &r.shapes.start, 0
	for i >= 0 && i <= len(text)-2*wordBytes { // else the line has ended
		word0, word1 := wordFrom(text, i), wordFrom(text, i+wordBytes)
		step = step.next
		for step != nil && !(step.begins(word0, word1) && (len(step.rest) == 0 || step.goesOn(text, i))) {
			step = step.other
		}
		if step == nil {
			return nil, notPlain
		}
		i += step.size
		if i < 0 || i > len(text)-wordBytes {
			return nil, notPlain
		}
		w, value := wordFrom(text, i), &step.means
		switch value.way {
		case asMore:
			continue
		case asTerm:
			if marks := quotes(w); marks != 0 {
				if t := r.terms[value.term].keyed(keyBefore(w, marks)); t != nil {
					rec.setTerm(value.term, t)
					i += len(t.text)
					continue
				}
			}
		case asID, asReply, asField:
			if marks := nonDigits(w); marks != 0 && byte(w)-'1' < 9 {
				n := first(marks)
				digits := text[i : i+n]
				switch value.way {
				case asID:
					rec.MsgID, rec.MsgNumber = digits, digitsValue(w, n)+1
				case asReply:
					rec.InReplyTo, rec.ReplyNumber = digits, digitsValue(w, n)+1
				default:
					rec.Payload = append(rec.Payload, NamedValue{value.field, rawJSON(digits)})
				}
				i += n
				continue
			}
		case asClock:
			last := r.lastClock(rec)
			if end := last.read(text, i, step.several); end != notPlain {
				rec.Clock, i = r.scanner.clock.last.number(last), end
				step.several = len(rec.Clock.changed) > 1
				continue
			}
		case asNone:
			if i != size && (size != notPlain || !endsLine(w)) {
				return nil, notPlain
			}
			r.endShape(rec, value)
			return value, i
		}
		if i = r.readInLine(rec, value, text, i, size); i == notPlain {
			return nil, notPlain
		}
	}
	return nil, notPlain
}

// endsLine reports whether a word begins with what ends a line.
func endsLine(w uint64) bool { return byte(w) == '\n' || uint16(w) == '\r'|'\n'<<8 }

// readInLine reads the value that begins at i by readValue. Where the size of the line
// is not known, it looks for its end, beyond which no value goes.
func (r *eventReader) readInLine(rec *Record, value *valueMeaning, text []byte, i, size int) int {
	if size != notPlain {
		return r.readValue(rec, value, text, i)
	}
	if r.lineEnd == 0 {
		end := bytes.IndexByte(text[i:], '\n')
		if end < 0 {
			return notPlain
		}
		r.lineEnd = i + end
	}
	end := r.readValue(rec, value, text[:min(r.lineEnd+wordsBehind, len(text))], i)
	if end > r.lineEnd {
		return notPlain
	}
	return end
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

// wordsBehind is how many bytes may be looked at behind a line at least.
const wordsBehind = 4 * wordBytes

// roomy returns a line with wordsBehind bytes behind it: those of its buffer, or zeros
// where that ends before.
func (r *eventReader) roomy(line []byte) []byte {
	if cap(line)-len(line) < wordsBehind {
		r.padded = append(append(r.padded[:0], line...), make([]byte, wordsBehind)...)
		return r.padded
	}
	return line[:len(line)+wordsBehind]
}

// beginQuick prepares for a line that is read straight into rec.
func (r *eventReader) beginQuick(rec *Record) {
	rec.reset()
	r.scratch, r.lineEnd = r.scratch[:0], 0
	r.scanner.keys = r.scanner.keys[:0]
	r.scanner.clock.reset()
}
