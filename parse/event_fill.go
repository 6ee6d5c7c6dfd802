package parse

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

// setText takes a text as the value of a role. It returns false for roles that
// read more into a text than its bytes, and for texts that not every role takes.
func (rec *Record) setText(role keyRole, text []byte) bool {
	if len(text) == 0 {
		return false
	}
	if field := rec.textOf(role); field != nil {
		*field = text
		return true
	}
	if role != roleTo || text[0] == '*' || text[0] == '[' {
		return false
	}
	rec.To = append(rec.To, text)
	return true
}

// textOf returns where a record has the one text that a role is, nil where the
// role is more than that.
func (rec *Record) textOf(role keyRole) *[]byte {
	switch role {
	case roleLabel:
		return &rec.Label
	case roleNode:
		return &rec.Node
	case roleMsgID:
		return &rec.MsgID
	case roleReply:
		return &rec.InReplyTo
	case roleFrom:
		return &rec.From
	case roleLife:
		return &rec.Life
	case roleRun:
		return &rec.Run
	case roleWireID:
		return &rec.WireID
	}
	return nil
}

// set reads the value of a role into the record. Label, kind and node have
// rules of their own, and come first.
func (r *eventReader) set(rec *Record, role keyRole, s *slot) (err *lineError) {
	if s.form&plainForm != 0 && rec.setText(role, s.text()) {
		return nil
	}
	switch role {
	case roleMsgID:
		rec.MsgID, err = s.messageID()
	case roleReply:
		rec.InReplyTo, err = s.messageID()
	case roleFrom:
		rec.From, err = s.name()
	case roleTo:
		err = readReceivers(rec, s)
	case roleVector:
		err = r.setVector(rec, s)
	case roleHLC:
		rec.HLC, rec.HLCUnit, err = r.readStamp(s)
		rec.HasHLC = true
	case roleLamport:
		rec.Lamport, err = readCount(s.raw)
		rec.HasLamport = true
	case roleTime:
		rec.Wall, err = r.readTime(s.raw)
		rec.HasWall = true
	case roleWireTime:
		rec.Wall, err = r.wireTimes.read(s.raw)
		rec.HasWall = true
	case roleTrueTime:
		rec.TrueTime, err = r.times.readTrueTime(s.raw)
		rec.HasTT = true
	default:
		err = r.setPlace(rec, role, s)
	}
	return err
}

// setPlace reads where an event belongs: life, run, position, and its "ok".
func (r *eventReader) setPlace(rec *Record, role keyRole, s *slot) (err *lineError) {
	switch role {
	case roleLife:
		rec.Life, err = s.name()
	case roleRun:
		rec.Run, err = s.name()
	case roleTrace:
		if !r.runByTrace {
			break
		}
		r.traced.set()
		if len(rec.Run) == 0 {
			rec.Run, err = s.name()
		}
	case roleSeq:
		rec.Seq, err = readInt(s.raw, ClassField)
		rec.HasSeq = true
	case roleOK:
		if rec.OK, rec.HasOK = s.raw.bool(); !rec.HasOK {
			err = badLine(ClassField, 0, "%s, expected true or false", s.raw.describe())
		}
	}
	return err
}

// messageID reads a message id: an integer or a text.
func (s *slot) messageID() ([]byte, *lineError) {
	if s.form&plainForm == 0 && !s.raw.isString() && !s.raw.isInteger() {
		return nil, badLine(ClassField, 0, "%s, expected a message id: an integer or a text", s.raw.describe())
	}
	return s.text(), nil
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

// readStamp takes the stamp that the scanner has read, or reads it.
func (r *eventReader) readStamp(s *slot) (HLC, int64, *lineError) {
	if s.form&stampForm == 0 {
		return r.times.readHLC(s.raw)
	}
	return r.times.inUnit(r.scanner.stamp, s.raw)
}

// setVector takes the clock that the scanner has read, or reads it.
func (r *eventReader) setVector(rec *Record, s *slot) *lineError {
	if s.form&vectorForm == 0 {
		r.clock.begin()
		rec.Clock = &r.clock
		return readVector(&r.clock, s.raw)
	}
	rec.Clock = r.scanner.clock.found
	return nil
}
