package parse

import "bytes"

// wireLearner learns the shape of a line, from left to right.
type wireLearner struct {
	d    *maelstromDecoder
	line []byte
	from int // where the text before the next value begins
	step *textStep
	seen roleSet // roles that the line has
	ends valueMeaning
}

// learnShape learns the shape of a line that gave events, unless something about
// it is unusual.
func (d *maelstromDecoder) learnShape(line []byte) {
	w, typ := &d.wire, d.wire.typ.text()
	if !d.event.plain || len(w.event) > 0 || w.run != nil || w.ok != nil || len(typ) > maxTreeText || !d.event.shapes.learns() {
		return
	}
	d.event.scanner.keys = d.event.scanner.keys[:0]
	l := wireLearner{d: d, line: line, step: &d.event.shapes.start}
	l.ends = valueMeaning{way: asNone, kind: answerKind(typ), label: &term{text: bytes.Clone(typ)}}
	l.ends.message = wireShape{journal: w.journal, sends: !w.journal || string(w.end) == `"send"`, receives: !w.journal || string(w.end) == `"recv"`}
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
	w := &l.d.wire
	switch {
	case w.journal && k == keyMessage:
		return l.members(i, l.ofMessage)
	case w.journal && k == keyType:
		return l.fixed(i)
	case !w.journal && k == keyNode:
		return l.plain(i, roleFrom)
	case w.single && k == keyTime:
		return l.value(i, roleWireTime, 0)
	}
	return l.ofMessage(k, i)
}

// ofMessage learns a member of the message, which may be the line itself.
func (l *wireLearner) ofMessage(k keyID, i int) int {
	switch k {
	case keySrc:
		return l.plain(i, roleNode)
	case keyDest:
		return l.plain(i, roleTo)
	case keyIDField:
		return l.plain(i, roleWireID)
	case keyBody:
		return l.members(i, l.ofBody)
	}
	return l.value(i, noRole, 0)
}

// ofBody learns a member of the body: see noteBody.
func (l *wireLearner) ofBody(k keyID, i int) int {
	switch k {
	case keyType:
		return l.fixed(i)
	case keyMsgID:
		return l.plain(i, roleMsgID)
	case keyReply:
		return l.plain(i, roleReply)
	}
	f := eventKeys.payloadField(l.ends.kind, k)
	l.ends.message.answers = l.ends.message.answers || answerFields.has(f)
	return l.value(i, noRole, f)
}

// fixed learns a value that is a part of the text. Where it begins, lines are likely
// to part, so there or a bit before it the text has a step of its own.
func (l *wireLearner) fixed(i int) int {
	part := min(i, l.from+2*wordBytes)
	if !l.add(l.line[l.from:part], valueMeaning{way: asMore}) {
		return notPlain
	}
	l.from = part
	return l.d.event.scanner.value(l.line, i, 1)
}

// plain learns a name or an id. One that the line has twice counts once, and
// nothing is learned of it.
func (l *wireLearner) plain(i int, role keyRole) int {
	if l.seen.has(role) {
		return notPlain
	}
	l.seen |= 1 << role
	return l.value(i, role, 0)
}

// value learns the value that begins at i, and returns where it ends. Those with a
// role of their own are read plain or not at all; others may be any JSON.
func (l *wireLearner) value(i int, role keyRole, f Field) int {
	mark := 0
	if role != noRole {
		mark = quoteMark(l.line, i)
	}
	means := meaningOf(mark > 0, role, f)
	means.plain = role != noRole && role != roleWireTime
	end := l.d.event.scanner.value(l.line, i, 1)
	if end == notPlain || !l.add(l.line[l.from:i+mark], means) {
		return notPlain
	}
	l.from = end - mark
	return end
}

// add adds a step for a text. It returns false where the tree has no room for it,
// or knows the text with another meaning.
func (l *wireLearner) add(text []byte, means valueMeaning) bool {
	l.step = l.d.event.shapes.add(l.step, text, means)
	return l.step != nil
}
