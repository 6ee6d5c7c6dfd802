package parse

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
