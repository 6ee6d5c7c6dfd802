package parse

import "bytes"

func (r *eventReader) fillKind(rec *Record) *lineError {
	s, k := r.get(roleKind, rec.Kind)
	if s == nil {
		return nil
	}
	var ok bool
	if rec.Kind, ok = kindOf(s.text()); !ok || !s.raw.isString() {
		return r.at(k, badLine(ClassField, 0, "%s is no kind of the event vocabulary, so no check would see the event: 'tracecausal help events' lists them, 'tracecausal help config' shows how to map other words", s.raw.describe()))
	}
	return nil
}

func (r *eventReader) fillNode(rec *Record) (err *lineError) {
	s, k := r.get(roleNode, rec.Kind)
	if s == nil && r.node == nil {
		return badLine(ClassField, 0, `no node, expected one of "node", "host", "process", "pid", "nid", "TracerIdentity" (or --node-from-file; 'tracecausal help config' shows how to map other keys)`)
	}
	if s == nil {
		rec.Node = r.node
		return nil
	}
	if rec.Node, err = s.nodeName(); err != nil {
		return r.at(k, err)
	}
	if k == keyHost && r.noted.has(keyPID) {
		name, err := r.slots[keyPID].nodeName()
		if err != nil {
			return r.at(keyPID, err)
		}
		rec.Node = r.keep(func(b []byte) []byte { return append(append(append(b, rec.Node...), ':'), name...) })
	}
	return nil
}

// keep returns what write appends to the scratch.
func (r *eventReader) keep(write func([]byte) []byte) []byte {
	from := len(r.scratch)
	r.scratch = write(r.scratch)
	return r.scratch[from:]
}

// name reads a text, or a number as its text.
func (s *slot) name() ([]byte, *lineError) {
	if s.form&plainForm != 0 || s.raw.isString() || s.raw.isNumber() {
		return s.text(), nil
	}
	return nil, badLine(ClassField, 0, "%s, expected a name: a text or a number", s.raw.describe())
}

// nodeName is name, but for an empty one.
func (s *slot) nodeName() ([]byte, *lineError) {
	name, err := s.name()
	if err == nil && len(name) == 0 {
		err = badLine(ClassField, 0, "an empty name")
	}
	return name, err
}

func readName(raw rawJSON) ([]byte, *lineError) { return (&slot{raw: raw}).name() }

// nameInto reads the name that a role carries, where there is one.
func (r *eventReader) nameInto(role keyRole, kind Kind, into *[]byte) (err *lineError) {
	s, k := r.get(role, kind)
	if s == nil {
		return nil
	}
	*into, err = s.name()
	return r.at(k, err)
}

// idInto reads the message id that a role carries, where there is one.
func (r *eventReader) idInto(role keyRole, kind Kind, into *[]byte) *lineError {
	s, k := r.get(role, kind)
	if s == nil {
		return nil
	}
	if s.form&plainForm == 0 && !s.raw.isString() && (!s.raw.isNumber() || bytes.ContainsAny(s.raw, ".eE")) {
		return r.at(k, badLine(ClassField, 0, "%s, expected a message id: an integer or a text", s.raw.describe()))
	}
	*into = s.text()
	return nil
}

func (r *eventReader) fillMessage(rec *Record) *lineError {
	if err := r.idInto(roleMsgID, rec.Kind, &rec.MsgID); err != nil {
		return err
	}
	if err := r.idInto(roleReply, rec.Kind, &rec.InReplyTo); err != nil {
		return err
	}
	if err := r.nameInto(roleFrom, rec.Kind, &rec.From); err != nil {
		return err
	}
	if s, k := r.get(roleTo, rec.Kind); s != nil {
		return r.at(k, readReceivers(rec, s))
	}
	return nil
}

func readReceivers(rec *Record, s *slot) *lineError {
	raw := s.raw
	if list, ok := namesInText(s); ok {
		raw = list
	}
	if raw.isArray() {
		return walkElements(raw, func(v rawJSON) *lineError { return addReceiver(rec, &slot{raw: v}) })
	}
	return addReceiver(rec, s)
}

// namesInText returns the array of names that stands inside a text, as where
// the lines of a text format say to=["B","C"]. Any other text is a name.
func namesInText(s *slot) (list rawJSON, ok bool) {
	if !s.raw.isString() {
		return nil, false
	}
	text := rawJSON(s.text())
	if !text.isArray() || validJSON(text) != nil {
		return nil, false
	}
	ok = true
	_ = walkElements(text, func(v rawJSON) *lineError {
		ok = ok && v.isString()
		return nil // so the walk has no error to lose
	})
	return text, ok
}

func addReceiver(rec *Record, s *slot) *lineError {
	name, err := s.name()
	switch {
	case err != nil:
		return err
	case string(name) == "*":
		rec.ToAll = true
	case len(name) > 0:
		rec.To = append(rec.To, name)
	}
	return nil
}

func (r *eventReader) fillClocks(rec *Record) (err *lineError) {
	if s, k := r.get(roleVector, rec.Kind); s != nil {
		if err := r.fillVector(rec, s); err != nil {
			return r.at(k, err)
		}
	}
	if s, k := r.get(roleHLC, rec.Kind); s != nil {
		if rec.HLC, rec.HLCUnit, err = r.times.readHLC(s.raw); err != nil {
			return r.at(k, err)
		}
		rec.HasHLC = true
	}
	if s, k := r.get(roleLamport, rec.Kind); s != nil {
		if rec.Lamport, err = readCount(s.raw, ClassClock); err != nil {
			return r.at(k, err)
		}
		rec.HasLamport = true
	}
	return nil
}

// fillVector takes the clock that the scanner has read, or reads it.
func (r *eventReader) fillVector(rec *Record, s *slot) *lineError {
	if s.form&vectorForm == 0 {
		return readVector(rec, s.raw)
	}
	c := &r.scanner.clock
	rec.Vector, rec.Array, rec.HasVC = c.entries, c.counts, true
	if len(c.entries) > 0 { // an array has no names to be in order
		rec.Order = c.inOrder
	}
	return nil
}

func (r *eventReader) fillTimes(rec *Record) (err *lineError) {
	if s, k := r.get(roleTime, rec.Kind); s != nil {
		if rec.Wall, err = r.times.read(s.raw); err != nil {
			return r.at(k, err)
		}
		rec.HasWall = true
	}
	if s, k := r.get(roleTrueTime, rec.Kind); s != nil {
		if rec.TrueTime, err = r.times.readTrueTime(s.raw); err != nil {
			return r.at(k, err)
		}
		rec.HasTT = true
	}
	return nil
}

// fillPlace reads where an event belongs: life, run, position, and its "ok".
func (r *eventReader) fillPlace(rec *Record) (err *lineError) {
	if err := r.nameInto(roleLife, rec.Kind, &rec.Life); err != nil {
		return err
	}
	if err := r.nameInto(roleRun, rec.Kind, &rec.Run); err != nil {
		return err
	}
	if r.runByTrace && len(rec.Run) == 0 {
		if err := r.nameInto(roleTrace, rec.Kind, &rec.Run); err != nil {
			return err
		}
	}
	if s, k := r.get(roleSeq, rec.Kind); s != nil {
		if rec.Seq, err = readInt(s.raw, ClassField); err != nil {
			return r.at(k, err)
		}
		rec.HasSeq = true
	}
	if s, k := r.get(roleOK, rec.Kind); s != nil {
		if rec.OK, rec.HasOK = s.raw.bool(); !rec.HasOK {
			return r.at(k, badLine(ClassField, 0, "%s, expected true or false", s.raw.describe()))
		}
	}
	return nil
}
