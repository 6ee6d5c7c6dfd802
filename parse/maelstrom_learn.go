package parse

import (
	"bytes"
	"slices"
)

// wireLearner learns the shape of a line, from left to right.
type wireLearner struct {
	d    *maelstromDecoder
	line []byte
	from int // where the text before the next value begins
	step *textStep[wireMeaning]
	seen uint // parts that the line has, one bit each
	ends wireMeaning
}

// learnShape learns the shape of a line that gave events, unless something about
// it is unusual.
func (d *maelstromDecoder) learnShape(line []byte) {
	w, typ := &d.wire, d.wire.typ.text()
	if !d.event.plain || len(w.event) > 0 || w.run != nil || w.ok != nil || len(typ) > maxTreeText || !d.shapes.learns() {
		return
	}
	d.event.scanner.keys = d.event.scanner.keys[:0]
	l := wireLearner{d: d, line: line, step: &d.shapes.start}
	l.ends = wireMeaning{part: endOfLine, journal: w.journal, typ: d.typeOf(typ)}
	if l.members(skipBlanks(line, 0), l.ofLine) != notPlain {
		l.add(line[l.from:], l.ends)
	}
}

// members learns the members of the object that begins at i, and returns where
// it ends.
func (l *wireLearner) members(i int, learn func(k keyID, i int) int) int {
	for byteAt(l.line, i) != '}' {
		i = skipBlanks(l.line, i+1) // behind the bracket or the comma
		end := keyEnd(l.line, i)
		if end == notPlain { // there is no key
			break
		}
		k := keyFor(l.line[i+1 : end])
		if i = learn(k, colonEnd(l.line, end+1)); i == notPlain {
			return notPlain
		}
		i = skipBlanks(l.line, i)
	}
	return i + 1
}

// ofLine learns a member of the line.
func (l *wireLearner) ofLine(k keyID, i int) int {
	journal := l.d.wire.journal
	switch {
	case journal && k == keyMessage:
		return l.members(i, l.ofMessage)
	case journal && k == keyType:
		return l.value(i, partEnd, 0)
	case !journal && k == keyNode:
		return l.value(i, partNode, 0)
	case !journal && k == keyTime:
		return l.value(i, partTime, 0)
	}
	return l.ofMessage(k, i)
}

// ofMessage learns a member of the message, which may be the line itself.
func (l *wireLearner) ofMessage(k keyID, i int) int {
	switch k {
	case keySrc:
		return l.value(i, partSrc, 0)
	case keyDest:
		return l.value(i, partDest, 0)
	case keyIDField:
		return l.value(i, partID, 0)
	case keyBody:
		return l.members(i, l.ofBody)
	}
	return l.value(i, partOther, 0)
}

// ofBody learns a member of the body: see noteBody.
func (l *wireLearner) ofBody(k keyID, i int) int {
	switch k {
	case keyType:
		return l.typ(i)
	case keyMsgID:
		return l.value(i, partMsgID, 0)
	case keyReply:
		return l.value(i, partReply, 0)
	}
	if f := eventKeys.payloadField(l.d.types[l.ends.typ].kind, k); f != 0 {
		l.ends.answers = l.ends.answers || answerFields.has(f)
		return l.value(i, partField, f)
	}
	return l.value(i, partOther, 0)
}

// typ learns the type, which is the beginning of the next text.
func (l *wireLearner) typ(i int) int {
	if l.value(i, partType, 0) == notPlain {
		return notPlain
	}
	end := l.from
	l.from = i
	return end
}

// value learns the value that begins at i, and returns where it ends. A part
// that the line has twice counts once, and nothing is learned of it.
func (l *wireLearner) value(i int, part wirePart, f Field) int {
	if single := part != partOther && part != partField; single {
		if l.seen>>part&1 == 1 {
			return notPlain
		}
		l.seen |= 1 << part
	}
	if !l.add(l.line[l.from:i], wireMeaning{part: part, field: f}) {
		return notPlain
	}
	l.from = l.d.event.scanner.value(l.line, i, 1)
	return l.from
}

// add adds a step for a text. It returns false where the tree has no room for it,
// or knows the text with another meaning.
func (l *wireLearner) add(text []byte, means wireMeaning) bool {
	l.step = l.d.shapes.add(l.step, text, means)
	return l.step != nil
}

// typeOf returns the index of a type in the list of those that are known.
func (d *maelstromDecoder) typeOf(name []byte) uint16 {
	i := slices.IndexFunc(d.types, func(t wireType) bool { return string(t.text) == string(name) })
	if i < 0 {
		i = len(d.types) // less than maxTreeLines
		d.types = append(d.types, wireType{term{text: bytes.Clone(name)}, answerKind(name)})
	}
	return uint16(i)
}
