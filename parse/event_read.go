package parse

import (
	"math/bits"
	"slices"
)

// eventReader reads events that are JSON objects with the field names of the
// event model. A format uses it in this order, line by line:
//
//  1. read validates the line and notes the value of every key that is known;
//     a line that is no JSON begins by beginText instead;
//  2. put adds or replaces a value by the name of its field, which is how a
//     mapping, or a format with other names, feeds it;
//  3. fill turns what was noted into a Record.
//
// Where nothing comes between 1 and 3, readShape does the work of all three for
// lines that are like an earlier one but for their values, and learnShape, after
// 3, adds to what it knows. readKeyed does it for lines whose keys come in ever
// other orders.
//
// It keeps its scratch between lines, so it is for one goroutine, and what the
// Record points to lives until the next read.
type eventReader struct {
	json       validator
	scanner    scanner
	shapes     textTree
	terms      terms
	keyed      trial // of readKeyed
	times      timeReader
	wireTimes  timeReader // of lines of messages, for which times is what reads their bodies
	lastTime   lastTime
	node       []byte // of lines that carry none; nil where nobody says
	runByTrace bool
	traced     usedMark // set where a line has a trace id and runByTrace asks for it
	strict     bool     // never scan; tests compare

	line    []byte          // that read was given
	slots   [maxKeys]slot   // by keyID; only those of used hold anything
	used    []keyID         // in the order of the line
	noted   keySet          // the same
	plain   bool            // the scanner read the line
	roles   roleSet         // those of the noted keys
	first   [numRoles]keyID // of each of these, the key that is preferred
	scratch []byte
	lineEnd int         // where the line ends that is read ahead, 0 where nobody has looked
	padded  []byte      // a line that ends where its buffer does, with room behind it
	clock   vectorStamp // one that the scanner could not read
}

// slot is a value that was noted for a key.
type slot struct {
	raw  rawJSON
	form slotForm
}

// slotForm is a set of what is known of a value.
type slotForm uint8

const (
	inLine     slotForm = 1 << iota // it is a part of eventReader.line
	plainForm                       // a string without escapes, or digits
	vectorForm                      // the vector clock that the scanner has read
	stampForm                       // the HLC that the scanner has read
)

// text is rawJSON.text.
func (s *slot) text() []byte {
	if s.form&plainForm == 0 {
		return s.raw.text()
	}
	if s.raw[0] == '"' {
		return s.raw[1 : len(s.raw)-1]
	}
	return s.raw
}

func newEventReader(f *fileContext) *eventReader {
	r := &eventReader{
		times:      timesOf(f),
		wireTimes:  timesOf(f),
		runByTrace: f.opt.RunByTrace,
		traced:     f.traced,
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

// begin forgets the values of the line before.
func (r *eventReader) begin() {
	r.used, r.scratch, r.noted, r.roles = r.used[:0], r.scratch[:0], keySet{}, 0
}

// read forgets the line before, validates this one, and notes its known keys.
func (r *eventReader) read(line []byte) *lineError {
	r.line = line
	if r.plain = !r.strict && r.scan(line); r.plain {
		return nil
	}
	if err := r.json.object(line); err != nil {
		return err
	}
	r.collect(line)
	return nil
}

// collect forgets the line before and notes the known keys of a validated
// object.
func (r *eventReader) collect(line rawJSON) {
	r.begin()
	_ = walkObject(line, func(key []byte, value rawJSON) *lineError {
		if k := keyFor(key); k != 0 {
			r.note(k, slot{value, inLine})
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
	if r.noted.has(k) {
		i := slices.Index(r.used, k)
		others := slices.Delete(r.used, i, i+1)
		r.used, r.noted, r.roles = r.used[:0], keySet{}, 0
		for _, other := range others {
			r.note(other, r.slots[other])
		}
	}
}

func (r *eventReader) note(k keyID, s slot) {
	r.slots[k] = s
	if r.noted.has(k) {
		return
	}
	r.used = append(r.used, k)
	r.noted.add(k)
	role := eventKeys.roleOf[k]
	if first := &r.first[role]; !r.roles.has(role) || k < *first {
		*first = k
	}
	r.roles |= 1 << role
}

// put sets the field of that name, such as "msg_id" or "token", if there is one, to
// a piece of validated JSON, over whatever the line itself says. The value must live
// as long as the Record.
func (r *eventReader) put(name string, value rawJSON) {
	r.putValue(eventKeys.ids[name], value)
}

// putValue is put by the key of the field.
func (r *eventReader) putValue(k keyID, value rawJSON) {
	if k.isField() {
		r.note(k, slot{raw: value})
	}
}

// nodeSoFar returns the node that was noted, or that the file has; nil where
// neither is there.
func (r *eventReader) nodeSoFar() []byte {
	if s, _ := r.get(roleNode, Internal); s != nil {
		return s.text()
	}
	return r.node
}

// nullCounts are the roles in which null is a value (and an error).
var nullCounts = rolesOf(roleVector, roleHLC, roleLamport, roleTrueTime, roleNode)

// get returns the value that counts for a role, and its key; nil where there is
// none. A null stands for no value, except in clocks.
func (r *eventReader) get(role keyRole, kind Kind) (*slot, keyID) {
	if !r.roles.has(role) {
		return nil, 0
	}
	k := r.first[role]
	if s := &r.slots[k]; !s.raw.isNull() && k != keyTS && k != keyIndex {
		return s, k
	}
	for _, k := range eventKeys.roles[role] {
		s := &r.slots[k]
		if r.noted.has(k) && (!s.raw.isNull() || nullCounts.has(role)) && eventKeys.has(kind, k) {
			return s, k
		}
	}
	return nil, 0
}

// at makes an error about the value of key k one about the line.
func (r *eventReader) at(k keyID, err *lineError) *lineError {
	if err == nil {
		return nil
	}
	if s := &r.slots[k]; s.form&inLine != 0 {
		err.col = column1(r.line, s.raw) - 1 + max(err.col, 1)
	} else {
		err.col = 0
	}
	return inField(eventKeys.names[k], err)
}

// label returns the text of the event's label as noted so far, "" where it has
// none.
func (r *eventReader) label() []byte {
	if s, _ := r.get(roleLabel, Internal); s != nil {
		return s.text()
	}
	return nil
}

// ownRules are the roles that fill reads by rules of their own.
var ownRules = rolesOf(noRole, roleLabel, roleKind, roleNode)

// fill turns what was noted into rec, whose kind is kind where the line itself
// names none.
func (r *eventReader) fill(rec *Record, kind Kind) *lineError {
	rec.reset()
	rec.Kind = kind
	rec.Label = r.label()
	if err := r.fillKind(rec); err != nil {
		return err
	}
	if err := r.fillNode(rec); err != nil {
		return err
	}
	for left := r.roles &^ ownRules; left != 0; left &= left - 1 {
		role := keyRole(bits.TrailingZeros32(uint32(left)))
		if s, k := r.get(role, rec.Kind); s != nil {
			if err := r.set(rec, role, s); err != nil {
				return r.at(k, err)
			}
		}
	}
	return r.fillPayload(rec)
}
