package parse

// shapes knows lines by what stands between their values, for the lines of a
// log are written by a few statements:
//
//	{"node":" n1 ","kind":"send","to":" n2 ","msg_id": 7 ,"vc": {…} }
//
// Such a line needs no keys to be looked up and no rules to be asked, because a
// line of its shape was asked them before:
//
//  1. A line that the scanner found plain, and that gave an event, is learned:
//     the text before each value, and what fill did with the value. The kind is
//     no value here but part of the text, since the meaning of others hangs on it.
//     Lines that begin alike share those steps, so the shapes are a tree.
//  2. A line is read by following the tree. Where no step fits, or a value is
//     not plain or not what it should be, the line is read the long way.
//
// Keys that differ in one line of a shape differ in all, so none stands twice.
type shapes struct {
	start shapeStep // before the first text
	size  int       // steps of the tree
	lines int       // that were learned
	trial
}

// shapeStep is a piece of text and what the value after it says.
type shapeStep struct {
	text   expectedText
	size   int     // of the text
	quoted bool    // the value is a string
	role   keyRole // noRole where the value says nothing of the event but perhaps a payload field
	field  Field
	next   []*shapeStep

	last bool // there is no value: the line ends with the text
	kind Kind // of such a line
}

// Bounds on what a log of ever new shapes can cost.
const (
	maxShapeSteps   = 1024
	maxShapeChoices = 8
	maxShapeLines   = 4096
)

// readShape reads a line of a known shape into rec, and returns false where it
// has none. What rec then holds means nothing.
func (r *eventReader) readShape(rec *Record, line []byte) bool {
	if r.strict || !r.shapes.worthIt() {
		return false
	}
	found := r.readSteps(rec, line)
	r.shapes.count(found)
	return found
}

// readSteps reads a line by the steps of the tree.
func (r *eventReader) readSteps(rec *Record, line []byte) bool {
	text := r.quick(rec, line)
	step, i := &r.shapes.start, 0
	for {
		if step = step.follow(text, i); step == nil {
			return false
		}
		if i += step.size; step.last {
			break
		}
		if step.quoted && i+wordBytes <= len(text) { // as most values are, and short
			if mask := specialBytes(word(text, i)); mask != 0 {
				if end := i + first(mask); text[end] == '"' && rec.setText(step.role, text[i:end]) {
					i = end
					continue
				}
			}
		}
		if i = r.readValue(rec, step, text, i); i == notPlain {
			return false
		}
	}
	rec.Kind = step.kind
	if rec.Node == nil {
		rec.Node = r.node
	}
	return i == len(line)
}

// quick begins to read a line into rec, and returns it with some of what follows
// it, as words are wide.
func (r *eventReader) quick(rec *Record, line []byte) []byte {
	rec.reset()
	r.scratch, r.line = r.scratch[:0], line
	r.scanner.keys = r.scanner.keys[:0]
	r.scanner.clock.reset()
	return line[:min(len(line)+3*wordBytes, cap(line))]
}

// follow returns the step whose text stands at i, nil where there is none.
func (s *shapeStep) follow(text []byte, i int) *shapeStep {
	if i+2*wordBytes > len(text) {
		return s.search(text, i)
	}
	head := text[i : i+2*wordBytes]
	first, second := word(head, 0), word(head, wordBytes)
	for _, n := range s.next {
		if !n.text.begins(first, second) {
			continue
		}
		if n.size <= 2*wordBytes {
			return n
		}
		if n.size > 4*wordBytes || i+4*wordBytes > len(text) {
			return s.search(text, i)
		}
		if tail := text[i+2*wordBytes : i+4*wordBytes]; n.text.ends(word(tail, 0), word(tail, wordBytes)) {
			return n
		}
	}
	return nil
}

// search is follow for texts that four words do not tell apart. (Its calls in
// the loop of follow would cost more than the loop.)
func (s *shapeStep) search(text []byte, i int) *shapeStep {
	for _, n := range s.next {
		if n.text.at(text, i) {
			return n
		}
	}
	return nil
}

// readValue reads the value that begins at i and returns where it ends. The
// quotation marks of a quoted one belong to the texts around it.
func (r *eventReader) readValue(rec *Record, step *shapeStep, text []byte, i int) int {
	switch {
	case step.quoted:
		if end := plainEnd(text, i); byteAt(text, end) == '"' && rec.setText(step.role, text[i:end]) {
			return end
		}
		end := r.readOther(rec, step, text, i-1)
		return max(end-1, notPlain)
	case step.role == roleVector && r.scanner.clock.found == nil:
		if end := r.scanner.clock.read(r.nodeOf(rec), text, i); end != notPlain {
			rec.setClock(r.scanner.clock.found)
			return end
		}
	default:
		if c := byteAt(text, i); c >= '1' && c <= '9' {
			if end := skipDigits(text, i+1); !continuesNumber[byteAt(text, end)] && rec.setText(step.role, text[i:end]) {
				return end
			}
		}
	}
	return r.readOther(rec, step, text, i)
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
func (r *eventReader) readOther(rec *Record, step *shapeStep, text []byte, i int) int {
	form, end := r.scanner.slot(text, i, step.role, r.nodeOf(rec))
	if end == notPlain {
		return notPlain
	}
	s := slot{text[i:end], form}
	var err *lineError
	switch {
	case s.raw.isNull():
		return notPlain
	case step.role == roleLabel:
		rec.Label = s.text()
	case step.role == roleNode:
		rec.Node, err = s.nodeName()
	case step.role != noRole:
		err = r.set(rec, step.role, &s)
	case step.field != 0:
		var value rawJSON
		if value, err = r.payloadValue(step.field, s.raw); err == nil {
			rec.Payload = append(rec.Payload, NamedValue{Field: step.field, Raw: value})
		}
	}
	if err != nil {
		return notPlain
	}
	return end
}

// learnShape learns the shape of a line from which rec was filled.
func (r *eventReader) learnShape(rec *Record, line []byte) {
	if !r.shapes.tried || !r.plain || r.runByTrace || r.noted.has(keyPID) || r.shapes.lines == maxShapeLines {
		return
	}
	r.shapes.lines++
	r.scanner.keys = r.scanner.keys[:0]
	step, from := &r.shapes.start, 0
	i := skipBlanks(line, 0)
	for byteAt(line, i) != '}' {
		i = skipBlanks(line, i+1) // behind the bracket or the comma
		end := keyEnd(line, i)
		if end == notPlain { // there is no key
			break
		}
		k := keyFor(line[i+1 : end])
		i = colonEnd(line, end+1)
		role, field := r.meaning(k, rec.Kind)
		if k != 0 {
			end = i + len(r.slots[k].raw)
		} else if end = r.scanner.value(line, i, 1); end == notPlain {
			return
		}
		if byteAt(line, i) == 'n' || role != noRole && field != 0 {
			return
		}
		if role != roleKind {
			mark := 0 // of a quotation mark
			if byteAt(line, i) == '"' {
				mark = 1
			}
			if step = r.shapes.add(step, line[from:i+mark], shapeStep{quoted: mark > 0, role: role, field: field}); step == nil {
				return
			}
			from = end - mark
		}
		i = skipBlanks(line, end)
	}
	r.shapes.add(step, line[from:], shapeStep{last: true, kind: rec.Kind})
}

// meaning returns what fill makes of the value of a key that was noted on a
// line of that kind.
func (r *eventReader) meaning(k keyID, kind Kind) (keyRole, Field) {
	if k == 0 {
		return noRole, 0
	}
	role := eventKeys.roleOf[k]
	if role != noRole {
		if _, counts := r.get(role, kind); counts != k {
			role = noRole
		}
	}
	return role, eventKeys.payloadField(kind, k)
}

// add returns the step with that text and meaning after a step, and makes it
// where there is none. It returns nil where the tree is too large.
func (t *shapes) add(after *shapeStep, text []byte, s shapeStep) *shapeStep {
	s.text.setText(text)
	s.size = len(text)
	for _, n := range after.next {
		if n.text.equal(&s.text) {
			if n.role != s.role || n.field != s.field || n.last != s.last {
				return nil // the same keys, but others count on lines of this kind
			}
			return n
		}
	}
	if len(after.next) == maxShapeChoices || t.size == maxShapeSteps {
		return nil
	}
	t.size++
	after.next = append(after.next, &s)
	return &s
}
