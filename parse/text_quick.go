package parse

// quickText reads what a pattern found in a line straight into a Record, for
// patterns and kind rules of which each group says one thing that no other says.
// Which groups those are, and what they mean, is settled once:
//
//  1. Of most lines the values are texts, which the record takes as they stand.
//     All others are made JSON, and read as they would be if they had been noted.
//  2. Where two groups may speak of the same, or a value cannot be read, the
//     line is read the long way, by noting all values and filling the record from
//     them: which of two counts, and what is wrong, is decided in one place.
type quickText struct {
	event    *eventReader
	fromLine bool          // the whole line is the label
	own      quickValues   // of the pattern and of what the rule of the file sets
	kinds    []quickValues // of the kind rules
}

// quickValues is what a pattern, with what a rule sets beside it, says of an
// event.
type quickValues struct {
	ok      bool         // each value says one thing that no other says
	roles   []quickValue // the vector clock last, which is read faster once the node is known
	payload []quickValue
}

// quickValue is a group of a pattern, or a fixed value.
type quickValue struct {
	key   keyID
	role  keyRole
	way   wayToRead // of a role
	term  termRole  // of one that is read asTerm
	at    int       // the index of the group's first place
	fixed rawJSON   // nil of a group
}

// newQuickText settles what the groups of a pattern and of the mapping's rules
// mean, given the keys of the groups and the roles that the format fills itself.
func newQuickText(r *eventReader, keys []keyID, given roleSet, m *mapping) *quickText {
	q := &quickText{event: r, fromLine: given.has(roleLabel)}
	seen, roles := keySet{}, given
	q.own = quickValuesOf(keys, m.set, &seen, &roles)
	q.own.ok = q.own.ok && !r.runByTrace && len(m.paths) == 0
	for i := range m.kinds {
		k := &m.kinds[i]
		seen, roles := seen, roles
		q.kinds = append(q.kinds, quickValuesOf(k.keys, k.set, &seen, &roles))
	}
	return q
}

// quickValuesOf returns the values of some groups and fixed values. It adds their
// keys and roles to those that are taken.
func quickValuesOf(keys []keyID, set []keyedValue, taken *keySet, roles *roleSet) quickValues {
	q := quickValues{ok: true}
	var clock []quickValue
	add := func(v quickValue) {
		if v.role = eventKeys.roleOf[v.key]; taken.has(v.key) || v.role != noRole && roles.has(v.role) || v.key == keyTS || v.key == keyIndex {
			q.ok = false
			return
		}
		taken.add(v.key)
		*roles |= 1 << v.role
		switch v.role {
		case noRole:
			q.payload = append(q.payload, v)
		case roleVector:
			clock = append(clock, v)
		default:
			q.roles = append(q.roles, v.settled())
		}
	}
	for g, k := range keys {
		if k.isField() {
			add(quickValue{key: k, at: 2 * g})
		}
	}
	for _, c := range set {
		if c.key.isField() {
			add(quickValue{key: c.key, fixed: c.value})
		}
	}
	q.roles = append(q.roles, clock...)
	return q
}

// settled returns a value with the way to read it.
func (v quickValue) settled() quickValue {
	of := termRoles[v.role]
	switch {
	case v.fixed != nil:
	case of.ok:
		v.way, v.term = asTerm, of.role
	case new(Record).textOf(v.role) != nil:
		v.way = asText
	}
	return v
}

// read reads a line of which a pattern found the places of its groups. It
// returns false where the long way has to; what rec then holds means nothing.
func (q *quickText) read(rec *Record, line []byte, found []int, m *mapping) bool {
	rec.reset()
	q.event.beginText()
	if q.fromLine {
		rec.Label = line
	}
	return q.finish(rec, line, found, m)
}

// finish is read for a record to which the format has given its own part. An
// event without a group for its label has it already.
func (q *quickText) finish(rec *Record, line []byte, found []int, m *mapping) bool {
	if !q.own.ok || q.event.strict || !q.own.readRoles(q.event, rec, line, found) {
		return false
	}
	if rec.Node == nil {
		rec.Node = q.event.node
	}
	kind, text, foundKind := m.kindOf(rec.Label, line)
	if kind < 0 {
		return len(rec.Node) > 0 && q.own.readPayload(q.event, rec, line, found)
	}
	own := &q.kinds[kind]
	rec.Kind = m.kinds[kind].Kind
	return own.ok && q.own.readPayload(q.event, rec, line, found) &&
		own.readRoles(q.event, rec, text, foundKind) && own.readPayload(q.event, rec, text, foundKind) && len(rec.Node) > 0
}

// readRoles reads all but the payload from what was found in a text.
func (q *quickValues) readRoles(r *eventReader, rec *Record, text []byte, found []int) bool {
	for i := range q.roles {
		v := &q.roles[i]
		if v.fixed != nil {
			if !r.quickSlot(rec, v.role, &slot{raw: v.fixed}) {
				return false
			}
			continue
		}
		from := found[v.at]
		if from < 0 {
			continue
		}
		value := text[from:found[v.at+1]]
		switch v.way {
		case asText:
			*rec.textOf(v.role) = value
			continue
		case asTerm:
			if t := r.terms[v.term].known(value); t != nil {
				rec.setTerm(v.term, t)
				continue
			}
		}
		if !r.quickText(rec, v, value) {
			return false
		}
	}
	return true
}

// readPayload reads the payload from what was found in a text, as fillPayload
// does. Most patterns have none of it.
func (q *quickValues) readPayload(r *eventReader, rec *Record, text []byte, found []int) bool {
	return len(q.payload) == 0 || q.readFields(r, rec, text, found)
}

func (q *quickValues) readFields(r *eventReader, rec *Record, text []byte, found []int) bool {
	for i := range q.payload {
		v := &q.payload[i]
		field, raw := eventKeys.payloadField(rec.Kind, v.key), v.fixed
		if field == 0 {
			continue
		}
		if raw == nil {
			from := found[v.at]
			if from < 0 {
				continue
			}
			raw, _ = r.valueOf(v.key, text[from:found[v.at+1]])
		}
		value, err := r.payloadValue(field, raw)
		if err != nil {
			return false
		}
		rec.Payload = append(rec.Payload, NamedValue{Field: field, Raw: value})
	}
	return true
}

// quickText reads the text of a group into the record.
func (r *eventReader) quickText(rec *Record, v *quickValue, text []byte) bool {
	switch v.role {
	case roleVector:
		if !r.scanner.clock.whole(r.lastClock(rec), trimSpace(text)) {
			return false
		}
		rec.Clock = r.scanner.clock.found
		return true
	case roleTime:
		if ns, ok := r.lastTime.read(text); ok {
			rec.Wall, rec.HasWall = ns, true
			return true
		}
	case roleLabel: // of which a long one hardly comes again
		if len(text) >= wordBytes {
			rec.Label = text
			return true
		}
		fallthrough
	default:
		if r.takeText(rec, v.role, text) {
			return true
		}
	}
	raw, form := r.valueOf(v.key, text)
	return r.quickSlot(rec, v.role, &slot{raw, form})
}

// quickSlot reads a value into the record, as fill does where the role has no
// other.
func (r *eventReader) quickSlot(rec *Record, role keyRole, s *slot) bool {
	var err *lineError
	switch {
	case role == roleLabel:
		rec.Label = s.text()
	case role == roleNode:
		rec.Node, err = s.nodeName()
	case role == roleKind:
		ok := false
		rec.Kind, ok = kindOf(s.text())
		return ok && s.raw.isString()
	default:
		err = r.set(rec, role, s)
	}
	return err == nil
}
