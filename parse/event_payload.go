package parse

import (
	"strconv"
	"time"
)

// fillPayload keeps the vocabulary's fields of events that mean something.
func (r *eventReader) fillPayload(rec *Record) *lineError {
	if rec.Kind == Internal {
		return nil
	}
	strict := kindFields[rec.Kind]
	for _, k := range r.used {
		f := eventKeys.fields[k]
		if f == 0 || f == FID && rec.Kind != ID || (k == keyTS || k == keyIndex) && eventKeys.has(rec.Kind, k) {
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

// payloadValue checks a value against what its field may hold. Times become
// nanoseconds, so that nobody need know the log's unit.
func (r *eventReader) payloadValue(f Field, raw rawJSON) (rawJSON, *lineError) {
	switch fields[f].typ {
	case nameValue:
		if !raw.isString() && !raw.isNumber() {
			return nil, badLine(ClassField, 0, "%s, expected a text or a number", raw.describe())
		}
	case intValue:
		if _, err := strconv.ParseInt(string(raw.text()), 10, 64); err != nil {
			return nil, badLine(ClassField, 0, "%s, expected an integer of 64 bits", raw.describe())
		}
	case boolValue:
		if _, ok := RawValue(string(raw)).Bool(); !ok {
			return nil, badLine(ClassField, 0, "%s, expected true or false", raw.describe())
		}
	case numberValue:
		if _, ok := RawValue(string(raw)).Float(); !ok {
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

// readExpiry is read for a field of the vocabulary, whose durations are all in
// milliseconds: that is the unit of a number that neither a declaration nor its
// magnitude explains.
func (t timeReader) readExpiry(raw rawJSON) (int64, *lineError) {
	if _, whole, _, ok := splitDecimal(raw.text()); ok && t.unit == 0 && unitByMagnitude(whole) == 0 {
		t.unit = time.Millisecond
	}
	return t.read(raw)
}
