package parse

import "bytes"

// maxLabelled is how many lines are learned with their labels.
const maxLabelled = 6

// learnShape learns the shape of a line from which rec was filled.
func (r *eventReader) learnShape(rec *Record, line []byte) {
	if !r.plain || r.runByTrace || r.noted.has(keyPID) || !r.shapes.learns() {
		return
	}
	if r.shapes.lines > maxLabelled || !r.learnSteps(rec, line, true) {
		r.learnSteps(rec, line, false)
	}
}

// learnSteps learns the steps of a line, with its label as a part of them or a
// value. It returns false where the tree cannot hold them.
func (r *eventReader) learnSteps(rec *Record, line []byte, labelled bool) bool {
	r.scanner.keys = r.scanner.keys[:0]
	end := valueMeaning{way: asNone, kind: rec.Kind}
	step, from := &r.shapes.start, 0
	i := skipBlanks(line, 0)
	for byteAt(line, i) != '}' {
		i = skipBlanks(line, i+1) // behind the bracket or the comma
		keyEnd := keyEnd(line, i)
		if keyEnd == notPlain { // there is no key
			break
		}
		k := keyFor(line[i+1 : keyEnd])
		i = colonEnd(line, keyEnd+1)
		role, field := r.meaning(k, rec.Kind)
		valueEnd := i + len(r.slots[k].raw)
		if k == 0 {
			valueEnd = r.scanner.value(line, i, 1)
		}
		if valueEnd == notPlain || byteAt(line, i) == 'n' && eventKeys.roleOf[k] != noRole || role != noRole && field != 0 {
			return false
		}
		switch mark := quoteMark(line, i); {
		case role == roleKind:
		case role == roleLabel && labelled && r.slots[k].form&plainForm != 0:
			end.label = &term{text: bytes.Clone(rec.Label)}
		default:
			if step = r.shapes.add(step, line[from:i+mark], meaningOf(mark > 0, role, field)); step == nil {
				return false
			}
			from = valueEnd - mark
		}
		i = skipBlanks(line, valueEnd)
	}
	return r.shapes.add(step, line[from:], end) != nil
}

// quoteMark returns the length of the quotation mark at i, 0 where there is none.
func quoteMark(line []byte, i int) int {
	if byteAt(line, i) == '"' {
		return 1
	}
	return 0
}

// meaning returns what fill makes of the value of a key that was noted on a
// line of that kind.
func (r *eventReader) meaning(k keyID, kind Kind) (keyRole, Field) {
	if k == 0 {
		return noRole, 0
	}
	role := eventKeys.roleOf[k]
	if role != noRole {
		if _, counts := r.get(role, kind); counts != k {
			role = noRole
		}
	}
	return role, eventKeys.payloadField(kind, k)
}
