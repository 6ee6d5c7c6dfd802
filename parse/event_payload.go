package parse

import (
	"strconv"
	"time"
)

// fillPayload keeps the vocabulary's fields of events that mean something.
func (r *eventReader) fillPayload(rec *Record) *lineError {
	if rec.Kind == Internal || !r.noted.meets(&eventKeys.payload) {
		return nil
	}
	strict := kindFields[rec.Kind]
	for _, k := range r.used {
		f := eventKeys.payloadField(rec.Kind, k)
		if f == 0 {
			continue
		}
		value, err := r.payloadValue(f, r.slots[k].raw)
		switch {
		case err == nil:
			rec.Payload = append(rec.Payload, NamedValue{Field: f, Raw: value})
		case strict.has(f):
			return r.at(k, err)
		}
	}
	return nil
}

// payloadField returns the payload field that key k names on a line of that
// kind, 0 where it is none.
func (t *keyTable) payloadField(kind Kind, k keyID) Field {
	f := t.fields[k]
	if kind == Internal || f == FID && kind != ID || (k == keyTS || k == keyIndex) && t.has(kind, k) {
		return 0
	}
	return f
}

// payloadValue checks a value against what its field may hold. Times become
// nanoseconds, so that nobody need know the log's unit.
func (r *eventReader) payloadValue(f Field, raw rawJSON) (rawJSON, *lineError) {
	switch fields[f].typ {
	case nameValue:
		if !raw.isString() && !raw.isNumber() {
			return nil, badLine(ClassField, 0, "%s, expected a text or a number", raw.describe())
		}
	case intValue:
		if text := raw.text(); !isInt(text) {
			return nil, badLine(ClassField, 0, "%s, expected an integer of 64 bits", raw.describe())
		}
	case boolValue:
		if _, ok := raw.bool(); !ok {
			return nil, badLine(ClassField, 0, "%s, expected true or false", raw.describe())
		}
	case numberValue:
		if !isFloat(raw) {
			return nil, badLine(ClassField, 0, "%s, expected a number that a double can hold", raw.describe())
		}
	case timeValue:
		ns, err := r.times.readExpiry(raw)
		if err != nil {
			return nil, err
		}
		return r.keep(func(b []byte) []byte { return strconv.AppendInt(b, ns, 10) }), nil
	}
	return raw, nil
}

// isInt reports whether text is an integer of 64 bits.
func isInt(text []byte) bool {
	if _, ok := parseCount(text); ok {
		return true
	}
	_, err := strconv.ParseInt(string(text), 10, 64)
	return err == nil
}

// isFloat reports whether a value is a number that a double can hold.
func isFloat(raw rawJSON) bool {
	if _, ok := parseCount(raw); ok {
		return true
	}
	_, ok := RawValue(string(raw)).Float()
	return ok
}

// readExpiry is read for a field of the vocabulary, whose durations are all in
// milliseconds: that is the unit of a number that neither a declaration nor its
// magnitude explains.
func (t timeReader) readExpiry(raw rawJSON) (int64, *lineError) {
	if _, whole, _, ok := splitDecimal(raw.text()); ok && t.unit == 0 && unitByMagnitude(whole) == 0 {
		t.unit = time.Millisecond
	}
	return t.read(raw)
}
