package parse

import "bytes"

// The scanner reads lines of JSON that have no known shape (scan_shape.go) and are
// not read key by key (scan_keyed.go). It validates and splits in one pass what
// nearly every line is, and leaves the rest to the strict path, which is the
// validator and a walk after it:
//
//  1. The members of the line's object are taken as they come. A key is looked
//     up, and the value of a known one is noted. A key that stands twice is
//     noticed: known ones by a set, others by comparing them.
//  2. Keys and strings are scanned eight bytes at a time (scan_bytes.go). What
//     they may hold is what the validator allows.
//  3. The first vector clock is read on the way (scan_clock.go), for it is more
//     than half of most lines, and so is an HLC (scan_stamp.go). What is no plain
//     clock is left to readVector.
//  4. Anything else ends the scan with notPlain: an error, a key with escapes, a
//     value deeper than maxPlainDepth, an object of many keys. The strict path
//     then reads the line from its start. Only that one says what is wrong.
//
// So both ways end in the same slots, and what the slots mean is decided in one
// place, which is fill. FuzzScanner holds the two, and the quicker ways, against each
// other.
//
// Words are wide, so the text that is scanned goes on behind the line, as far as
// there is memory of its buffer. That cannot make an event of bytes behind it:
// the object must end within the line.
type scanner struct {
	clock clockScanner
	stamp stamp      // the HLC that was read
	keys  []plainKey // of the open objects, outermost first; without the known ones of the line itself
}

// plainKey is a key without escapes.
type plainKey struct {
	signature uint64
	text      []byte
}

const (
	// notPlain is returned in place of an index by what finds a line not plain.
	notPlain = -1

	// maxPlainDepth bounds how deep a plain value nests.
	maxPlainDepth = 8

	// maxPlainKeys bounds how many keys are compared with each other.
	maxPlainKeys = fewKeys
)

// scan notes the known keys of a line, as collect does. Where it returns false
// the line is not plain, and what was noted means nothing.
func (r *eventReader) scan(line []byte) bool {
	r.begin()
	r.scanner.keys = r.scanner.keys[:0]
	r.scanner.clock.reset()
	text := line[:min(len(line)+3*wordBytes, cap(line))]
	i := skipBlanks(text, 0)
	if byteAt(text, i) != '{' {
		return false
	}
	if i = skipBlanks(text, i+1); byteAt(text, i) != '}' {
		i = r.scanMembers(text, i)
	}
	return i != notPlain && i < len(line) && skipBlanks(line, i+1) == len(line)
}

// scanMembers notes the members that begin at i, and returns where the bracket
// after them stands.
func (r *eventReader) scanMembers(text []byte, i int) int {
	for {
		k, start := r.scanner.key(text, i)
		if start == notPlain || k != 0 && r.noted.has(k) {
			return notPlain
		}
		if k == 0 {
			i = r.scanner.value(text, start, 1)
		} else {
			i = r.scanValue(text, start, k)
		}
		if i == notPlain {
			return notPlain
		}
		if i = skipBlanks(text, i); byteAt(text, i) != ',' {
			break
		}
		i = skipBlanks(text, i+1)
	}
	if byteAt(text, i) != '}' {
		return notPlain
	}
	return i
}

// scanValue notes the value of a key that begins at i, and returns where it
// ends.
func (r *eventReader) scanValue(text []byte, i int, k keyID) int {
	role, node := eventKeys.roleOf[k], []byte(nil)
	if role == roleVector {
		node = r.nodeSoFar()
	}
	form, end := r.scanner.slot(text, i, role, node)
	if end != notPlain {
		r.note(k, slot{text[i:end], form})
	}
	return end
}

// slot reads the value of a role that begins at i, and returns its form and
// where it ends. node is the node of the line, where it is known by now.
func (s *scanner) slot(text []byte, i int, role keyRole, node []byte) (form slotForm, end int) {
	switch c := byteAt(text, i); {
	case c == '"':
		if end = plainEnd(text, i+1); byteAt(text, end) == '"' {
			return inLine | plainForm, end + 1
		}
		return inLine, textEnd(text, i)
	case c >= '1' && c <= '9':
		if end = skipDigits(text, i+1); !continuesNumber[byteAt(text, end)] {
			return inLine | plainForm, end
		}
	case role == roleVector && s.clock.found == nil:
		if end = s.clock.read(s.clock.last.of(node), text, i); end != notPlain {
			return inLine | vectorForm, end
		}
	case role == roleHLC && c == '{':
		if end = s.readStamp(text, i); end != notPlain {
			return inLine | stampForm, end
		}
	}
	return inLine, s.value(text, i, 1)
}

// continuesNumber marks what follows the digits of a number that has more.
var continuesNumber = [256]bool{'.': true, 'e': true, 'E': true}

// key reads the key at i of the line's object, and returns where its value
// begins. Of an unknown key the id is 0.
func (s *scanner) key(text []byte, i int) (k keyID, start int) {
	if i+1+wordBytes < len(text) && text[i] == '"' {
		w := word(text, i+1)
		if n := first(quotes(w)); n < wordBytes { // a key that is known is plain
			if k = keyID(eventKeys.words.findShort(shortKey(w, n))); k != 0 {
				i += 1 + n + 1
				if i+2 < len(text) && text[i] == ':' && text[i+1] == ' ' && text[i+2] > ' ' {
					return k, i + 2
				}
				return k, colonEnd(text, i)
			}
		}
	}
	end := keyEnd(text, i)
	if end == notPlain {
		return 0, notPlain
	}
	k = keyFor(text[i+1 : end])
	if k == 0 && !s.addKey(0, text[i+1:end]) {
		return 0, notPlain
	}
	return k, colonEnd(text, end+1)
}

// keyEnd returns where the closing quotation mark of the key at i stands.
func keyEnd(text []byte, i int) int {
	if byteAt(text, i) != '"' {
		return notPlain
	}
	end := plainEnd(text, i+1)
	if byteAt(text, end) == '"' {
		return end
	}
	end, escaped, err := scanString(text, i) // which knows UTF-8
	if escaped || err != nil {
		return notPlain
	}
	return end - 1
}

// colonEnd returns where the value begins whose key ends before i.
func colonEnd(text []byte, i int) int {
	if i+1 < len(text) && text[i] == ':' && text[i+1] > ' ' {
		return i + 1
	}
	if i = skipBlanks(text, i); byteAt(text, i) != ':' {
		return notPlain
	}
	return skipBlanks(text, i+1)
}

// addKey notes a key of the object whose keys begin at first. It refuses one
// that stands twice, and one too many.
func (s *scanner) addKey(first int, text []byte) bool {
	k := plainKey{signature(text, len(text)), text}
	others := s.keys[first:]
	for i := range others {
		if others[i].signature == k.signature && bytes.Equal(others[i].text, k.text) {
			return false
		}
	}
	s.keys = append(s.keys, k)
	return len(others) < maxPlainKeys
}
