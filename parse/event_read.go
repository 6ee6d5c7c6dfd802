package parse

import (
	"bytes"
	"slices"
)

// eventReader reads events that are JSON objects with the field names of the
// event model. A format uses it in this order, line by line:
//
//  1. check validates the line;
//  2. collect notes the value of every key that is known;
//  3. put adds or replaces a value by the name of its field, which is how a
//     mapping, or a format with other names, feeds it;
//  4. fill turns what was noted into a Record.
//
// It keeps its scratch between lines, so it is for one goroutine, and text of
// the Record lives until the next collect.
type eventReader struct {
	json       validator
	times      timeReader
	node       []byte // of lines that carry none; nil where nobody says
	runByTrace bool

	slots   [maxKeys]slot // by keyID
	used    []keyID       // the slots that hold a value, in the order of the line
	scratch []byte
}

// slot is a value that was noted for a key.
type slot struct {
	raw rawJSON
	col int // of its first byte in the line, from 1; 0 where it is in none
}

func newEventReader(f *fileContext) *eventReader {
	r := &eventReader{
		times:      timesOf(f),
		runByTrace: f.opt.RunByTrace,
	}
	if f.node != "" {
		r.node = []byte(f.node)
	}
	return r
}

// timesOf returns how times are read in a file: flags overrule its header.
func timesOf(f *fileContext) timeReader {
	t := timeReader{unit: f.opt.TimeUnit, zone: f.opt.Location}
	if t.unit == 0 && f.header != nil {
		t.unit = f.header.timeUnit
	}
	return t
}

// begin forgets the line before.
func (r *eventReader) begin() {
	for _, k := range r.used {
		r.slots[k] = slot{}
	}
	r.used, r.scratch = r.used[:0], r.scratch[:0]
}

// collect forgets the line before and notes the known keys of a validated
// object.
func (r *eventReader) collect(line rawJSON) {
	r.begin()
	_ = walkObject(line, func(key []byte, value rawJSON) *lineError {
		if k, ok := eventKeys.ids[string(key)]; ok {
			r.note(k, slot{raw: value, col: cap(line) - cap(value) + 1})
		}
		return nil // so the walk has no error to lose
	})
}

// drop forgets the values of a field under all its spellings.
func (r *eventReader) drop(name string) {
	k := eventKeys.ids[name]
	r.forget(k)
	for role := range eventKeys.roles {
		if slices.Contains(eventKeys.roles[role], k) {
			for _, other := range eventKeys.roles[role] {
				r.forget(other)
			}
		}
	}
}

func (r *eventReader) forget(k keyID) {
	if i := slices.Index(r.used, k); i >= 0 {
		r.used = slices.Delete(r.used, i, i+1)
		r.slots[k] = slot{}
	}
}

func (r *eventReader) note(k keyID, s slot) {
	if r.slots[k].raw == nil {
		r.used = append(r.used, k)
	}
	r.slots[k] = s
}

// put sets the field of that name, such as "msg_id" or "token", to a piece of
// validated JSON, over whatever the line itself says. It reports whether there
// is such a field. The value must live as long as the Record.
func (r *eventReader) put(name string, value rawJSON) bool {
	k, ok := eventKeys.ids[name]
	if ok && k != keyHeader {
		r.note(k, slot{raw: value})
	}
	return ok && k != keyHeader
}

// putText is put for text of a log that is not JSON: digits are a number and
// true a boolean where the field calls for one.
func (r *eventReader) putText(name string, text []byte) bool {
	k, ok := eventKeys.ids[name]
	if !ok || k == keyHeader {
		return false
	}
	value := rawJSON(bytes.TrimSpace(text))
	if !r.takesJSON(k) || r.json.value(value) != nil {
		from := len(r.scratch)
		r.scratch = appendQuoted(r.scratch, text)
		value = rawJSON(r.scratch[from:])
	}
	r.note(k, slot{raw: value})
	return true
}

// takesJSON reports whether text of a key that happens to be JSON is meant so.
func (r *eventReader) takesJSON(k keyID) bool {
	switch f := eventKeys.fields[k]; {
	case k == keyTS || k == keyIndex:
		return true
	case f != 0:
		return fields[f].typ != nameValue && fields[f].typ != timeValue
	}
	for _, role := range []keyRole{roleLamport, roleSeq, roleOK, roleTrueTime} {
		if slices.Contains(eventKeys.roles[role], k) {
			return true
		}
	}
	return false
}

// get returns the value that counts for a role, and its key. A null stands for
// no value, except in clocks.
func (r *eventReader) get(role keyRole, kind Kind) (s slot, k keyID, ok bool) {
	clock := role == roleVector || role == roleHLC || role == roleLamport || role == roleTrueTime || role == roleNode
	for _, k := range eventKeys.roles[role] {
		s := r.slots[k]
		if s.raw != nil && (clock || !s.raw.isNull()) && eventKeys.has(kind, k) {
			return s, k, true
		}
	}
	return slot{}, 0, false
}

// at makes an error about the value of key k one about the line.
func (r *eventReader) at(k keyID, err *lineError) *lineError {
	if err == nil {
		return nil
	}
	if col := r.slots[k].col; col > 0 {
		err.col = col - 1 + max(err.col, 1)
	} else {
		err.col = 0
	}
	return inField(eventKeys.names[k], err)
}

// label returns the text of the event's label as noted so far, "" where it has
// none.
func (r *eventReader) label() []byte {
	s, _, ok := r.get(roleLabel, Internal)
	if !ok {
		return nil
	}
	return s.raw.text()
}

// fill turns what was noted into rec, whose kind is kind where the line itself
// names none.
func (r *eventReader) fill(rec *Record, kind Kind) *lineError {
	rec.reset()
	rec.Kind = kind
	rec.Label = r.label()
	for _, read := range []func(*eventReader, *Record) *lineError{
		(*eventReader).fillKind, (*eventReader).fillNode, (*eventReader).fillMessage,
		(*eventReader).fillClocks, (*eventReader).fillTimes, (*eventReader).fillPlace,
		(*eventReader).fillPayload,
	} {
		if err := read(r, rec); err != nil {
			return err
		}
	}
	return nil
}
