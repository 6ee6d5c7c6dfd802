package parse

import "bytes"

func (r *eventReader) fillKind(rec *Record) *lineError {
	s, k, ok := r.get(roleKind, rec.Kind)
	if !ok {
		return nil
	}
	name := s.raw.text()
	if rec.Kind, ok = ParseKind(string(name)); !ok || !s.raw.isString() {
		return r.at(k, badLine(ClassField, 0, "%s is no kind of the event vocabulary, so no check would see the event: 'tracecausal help events' lists them, 'tracecausal help config' shows how to map other words", s.raw.describe()))
	}
	return nil
}

func (r *eventReader) fillNode(rec *Record) *lineError {
	s, k, ok := r.get(roleNode, rec.Kind)
	if !ok && r.node == nil {
		return badLine(ClassField, 0, `no node, expected one of "node", "host", "process", "pid", "nid", "TracerIdentity" (or --node-from-file; 'tracecausal help config' shows how to map other keys)`)
	}
	if !ok {
		rec.Node = r.node
		return nil
	}
	var err *lineError
	if rec.Node, err = readNode(s.raw); err != nil {
		return r.at(k, err)
	}
	if pid := r.slots[keyPID]; k == keyHost && pid.raw != nil {
		name, err := readNode(pid.raw)
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

// readName reads a text, or a number as its text.
func readName(raw rawJSON) ([]byte, *lineError) {
	if raw.isString() || raw.isNumber() {
		return raw.text(), nil
	}
	return nil, badLine(ClassField, 0, "%s, expected a name: a text or a number", raw.describe())
}

func readNode(raw rawJSON) ([]byte, *lineError) {
	name, err := readName(raw)
	if err == nil && len(name) == 0 {
		err = badLine(ClassField, 0, "an empty name")
	}
	return name, err
}

// readInto reads the value of a role, where there is one.
func (r *eventReader) readInto(role keyRole, kind Kind, read func(rawJSON) *lineError) *lineError {
	s, k, ok := r.get(role, kind)
	if !ok {
		return nil
	}
	return r.at(k, read(s.raw))
}

// nameInto reads the name that a role carries, where there is one.
func (r *eventReader) nameInto(role keyRole, kind Kind, into *[]byte) *lineError {
	return r.readInto(role, kind, func(raw rawJSON) (err *lineError) {
		*into, err = readName(raw)
		return err
	})
}

func (r *eventReader) fillMessage(rec *Record) *lineError {
	if err := r.readInto(roleMsgID, rec.Kind, readIDInto(&rec.MsgID)); err != nil {
		return err
	}
	if err := r.readInto(roleReply, rec.Kind, readIDInto(&rec.InReplyTo)); err != nil {
		return err
	}
	if err := r.nameInto(roleFrom, rec.Kind, &rec.From); err != nil {
		return err
	}
	return r.readInto(roleTo, rec.Kind, func(raw rawJSON) *lineError {
		if list, ok := namesInText(raw); ok {
			raw = list
		}
		if raw.isArray() {
			return walkArray(raw, func(v rawJSON) *lineError { return addReceiver(rec, v) })
		}
		return addReceiver(rec, raw)
	})
}

// namesInText returns the array of names that stands inside a text, as where
// the lines of a text format say to=["B","C"]. Any other text is a name.
func namesInText(raw rawJSON) (list rawJSON, ok bool) {
	text := rawJSON(raw.text())
	if !raw.isString() || len(text) == 0 || text[0] != '[' || validJSON(text) != nil {
		return nil, false
	}
	ok = true
	_ = walkArray(text, func(v rawJSON) *lineError {
		ok = ok && v.isString()
		return nil // so the walk has no error to lose
	})
	return text, ok
}

// readIDInto reads a message id: an integer or a text.
func readIDInto(id *[]byte) func(rawJSON) *lineError {
	return func(raw rawJSON) *lineError {
		if !raw.isString() && (!raw.isNumber() || bytes.ContainsAny(raw, ".eE")) {
			return badLine(ClassField, 0, "%s, expected a message id: an integer or a text", raw.describe())
		}
		*id = raw.text()
		return nil
	}
}

func addReceiver(rec *Record, raw rawJSON) *lineError {
	name, err := readName(raw)
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

func (r *eventReader) fillClocks(rec *Record) *lineError {
	if err := r.readInto(roleVector, rec.Kind, func(raw rawJSON) *lineError { return readVector(rec, raw) }); err != nil {
		return err
	}
	err := r.readInto(roleHLC, rec.Kind, func(raw rawJSON) (err *lineError) {
		rec.HLC, rec.HLCUnit, err = r.times.readHLC(raw)
		rec.HasHLC = err == nil
		return err
	})
	if err != nil {
		return err
	}
	return r.readInto(roleLamport, rec.Kind, func(raw rawJSON) (err *lineError) {
		rec.Lamport, err = readCount(raw, ClassClock)
		rec.HasLamport = err == nil
		return err
	})
}

func (r *eventReader) fillTimes(rec *Record) *lineError {
	err := r.readInto(roleTime, rec.Kind, func(raw rawJSON) (err *lineError) {
		rec.Wall, err = r.times.read(raw)
		rec.HasWall = err == nil
		return err
	})
	if err != nil {
		return err
	}
	return r.readInto(roleTrueTime, rec.Kind, func(raw rawJSON) (err *lineError) {
		rec.TrueTime, err = r.times.readTrueTime(raw)
		rec.HasTT = err == nil
		return err
	})
}

// fillPlace reads where an event belongs: life, run, position, and its "ok".
func (r *eventReader) fillPlace(rec *Record) *lineError {
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
	err := r.readInto(roleSeq, rec.Kind, func(raw rawJSON) (err *lineError) {
		rec.Seq, err = readInt(raw, ClassField)
		rec.HasSeq = err == nil
		return err
	})
	if err != nil {
		return err
	}
	return r.readInto(roleOK, rec.Kind, func(raw rawJSON) *lineError {
		if rec.OK, rec.HasOK = RawValue(string(raw)).Bool(); !rec.HasOK {
			return badLine(ClassField, 0, "%s, expected true or false", raw.describe())
		}
		return nil
	})
}
