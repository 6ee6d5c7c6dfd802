package parse

import "slices"

// eventReader reads events that are JSON objects with the field names of the
// event model. A format uses it in this order, line by line:
//
//  1. read validates the line and notes the value of every key that is known;
//     a line that is no object begins by begin instead;
//  2. put adds or replaces a value by the name of its field, which is how a
//     mapping, or a format with other names, feeds it;
//  3. fill turns what was noted into a Record.
//
// It keeps its scratch between lines, so it is for one goroutine, and what the
// Record points to lives until the next read.
type eventReader struct {
	json       validator
	scanner    scanner
	times      timeReader
	node       []byte // of lines that carry none; nil where nobody says
	runByTrace bool

	slots   [maxKeys]slot // by keyID; only those of used hold anything
	used    []keyID       // in the order of the line
	noted   keySet        // the same
	roles   roleSet       // at least those of the noted keys
	scratch []byte
}

// slot is a value that was noted for a key.
type slot struct {
	raw     rawJSON
	col     int  // of its first byte in the line, from 1; 0 where it is in none
	isClock bool // it is the vector clock that the scanner has read
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
	r.used, r.scratch, r.noted, r.roles = r.used[:0], r.scratch[:0], keySet{}, 0
}

// read forgets the line before, validates this one, and notes its known keys.
func (r *eventReader) read(line []byte) *lineError {
	if r.scan(line) {
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
			r.note(k, slot{raw: value, col: column1(line, value)})
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
		r.used = slices.Delete(r.used, i, i+1)
		r.noted.remove(k)
	}
}

func (r *eventReader) note(k keyID, s slot) {
	if !r.noted.has(k) {
		r.used = append(r.used, k)
		r.noted.add(k)
		r.roles |= 1 << eventKeys.roleOf[k]
	}
	r.slots[k] = s
}

// put sets the field of that name, such as "msg_id" or "token", to a piece of
// validated JSON, over whatever the line itself says. It reports whether there
// is such a field. The value must live as long as the Record.
func (r *eventReader) put(name string, value rawJSON) bool {
	k := eventKeys.ids[name]
	if !k.isField() {
		return false
	}
	r.note(k, slot{raw: value})
	return true
}

// nullCounts are the roles in which null is a value (and an error).
var nullCounts = rolesOf(roleVector, roleHLC, roleLamport, roleTrueTime, roleNode)

// get returns the value that counts for a role, and its key; nil where there is
// none. A null stands for no value, except in clocks.
func (r *eventReader) get(role keyRole, kind Kind) (*slot, keyID) {
	if r.roles>>role&1 == 0 {
		return nil, 0
	}
	for _, k := range eventKeys.roles[role] {
		if !r.noted.has(k) {
			continue
		}
		s := &r.slots[k]
		if (!s.raw.isNull() || nullCounts>>role&1 == 1) && eventKeys.has(kind, k) {
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
	if s, _ := r.get(roleLabel, Internal); s != nil {
		return s.raw.text()
	}
	return nil
}

// Steps of fill that lines without a key for them skip.
var (
	messageRoles = rolesOf(roleMsgID, roleReply, roleFrom, roleTo)
	clockRoles   = rolesOf(roleVector, roleHLC, roleLamport)
	timeRoles    = rolesOf(roleTime, roleTrueTime)
	placeRoles   = rolesOf(roleLife, roleRun, roleTrace, roleSeq, roleOK)
)

// fill turns what was noted into rec, whose kind is kind where the line itself
// names none.
func (r *eventReader) fill(rec *Record, kind Kind) (err *lineError) {
	rec.reset()
	rec.Kind = kind
	rec.Label = r.label()
	if err = r.fillKind(rec); err != nil {
		return err
	}
	if err = r.fillNode(rec); err != nil {
		return err
	}
	for _, step := range [...]struct {
		roles roleSet
		fill  func(*eventReader, *Record) *lineError
	}{
		{messageRoles, (*eventReader).fillMessage}, {clockRoles, (*eventReader).fillClocks},
		{timeRoles, (*eventReader).fillTimes}, {placeRoles, (*eventReader).fillPlace},
	} {
		if r.roles&step.roles != 0 {
			if err = step.fill(r, rec); err != nil {
				return err
			}
		}
	}
	return r.fillPayload(rec)
}
