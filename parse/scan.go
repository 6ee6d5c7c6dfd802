package parse

import "bytes"

// The scanner is the quick way into a line. It validates and splits in one
// pass what nearly every line is, and leaves the rest to the strict path, which
// is the validator and a walk after it:
//
//  1. The keys of the line's object are looked up as they come; the value of a
//     known one is noted, of any other only its end is found. A key that stands
//     twice is noticed: known ones by a set, others by comparing them.
//  2. A string is scanned eight bytes at a time, a number byte by byte, and
//     what they may hold is what the validator allows. Values nest as deep as
//     maxPlainDepth.
//  3. The first vector clock of the line is read on the way (scan_clock.go), for
//     it is more than half of most lines. Whatever is no plain clock is left to
//     readVector.
//  4. Anything else ends the scan with notPlain: an error, a key with escapes, a
//     deeper value, an object of many keys. The strict path then reads the line
//     from its start. Only that one says what is wrong with a line.
//
// So both ways end in the same slots, and what the slots mean is decided in one
// place, which is fill. FuzzScanner holds the two against each other.
type scanner struct {
	clock clockScanner
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
	i := skipBlanks(line, 0)
	if byteAt(line, i) != '{' {
		return false
	}
	if i = skipBlanks(line, i+1); byteAt(line, i) == '}' {
		return skipBlanks(line, i+1) == len(line)
	}
	for {
		if i = r.scanMember(line, i); i == notPlain {
			return false
		}
		switch i = skipBlanks(line, i); byteAt(line, i) {
		case ',':
			i = skipBlanks(line, i+1)
		case '}':
			return skipBlanks(line, i+1) == len(line)
		default:
			return false
		}
	}
}

// scanMember notes the member of the line's object that begins at i, and
// returns where it ends.
func (r *eventReader) scanMember(line []byte, i int) int {
	end := keyEnd(line, i)
	if end == notPlain {
		return notPlain
	}
	k := keyID(eventKeys.words.find(line[i+1:], end-i-1))
	start := colonEnd(line, end+1)
	switch {
	case start == notPlain, k != 0 && r.noted.has(k):
		return notPlain
	case k == 0:
		if !r.scanner.addKey(0, line, i+1, end) {
			return notPlain
		}
		return r.scanner.value(line, start, 1)
	}
	s := slot{col: start + 1}
	i = notPlain
	if eventKeys.roleOf[k] == roleVector && !r.scanner.clock.found {
		i = r.scanner.clock.read(line, start)
		s.isClock = i != notPlain
	}
	if i == notPlain {
		if i = r.scanner.value(line, start, 1); i == notPlain {
			return notPlain
		}
	}
	s.raw = line[start:i]
	r.note(k, s)
	return i
}

// keyEnd returns where the closing quotation mark of the key at i stands.
func keyEnd(line []byte, i int) int {
	if byteAt(line, i) != '"' {
		return notPlain
	}
	end := plainEnd(line, i+1)
	if byteAt(line, end) == '"' {
		return end
	}
	end, escaped, err := scanString(line, i) // which knows UTF-8
	if escaped || err != nil {
		return notPlain
	}
	return end - 1
}

// colonEnd returns where the value begins whose key ends before i.
func colonEnd(line []byte, i int) int {
	if byteAt(line, i) != ':' {
		if i = skipBlanks(line, i); byteAt(line, i) != ':' {
			return notPlain
		}
	}
	return skipBlanks(line, i+1)
}

// addKey notes the key line[start:end] of the object whose keys begin at first.
// It refuses one that stands twice, and one too many.
func (s *scanner) addKey(first int, line []byte, start, end int) bool {
	k := plainKey{signature(line[start:], end-start), line[start:end]}
	others := s.keys[first:]
	for i := range others {
		if others[i].signature == k.signature && bytes.Equal(others[i].text, k.text) {
			return false
		}
	}
	s.keys = append(s.keys, k)
	return len(others) < maxPlainKeys
}

// value returns where the value that begins at i ends. depth is how many
// objects and arrays it lies in.
func (s *scanner) value(line []byte, i, depth int) int {
	switch c := byteAt(line, i); {
	case c == '"':
		return textEnd(line, i)
	case c == '{' && depth < maxPlainDepth:
		return s.object(line, i, depth+1)
	case c == '[' && depth < maxPlainDepth:
		return s.array(line, i, depth+1)
	case c == '-' || c >= '0' && c <= '9':
		return orNotPlain(scanNumber(line, i))
	case c == 't':
		return orNotPlain(scanWord(line, i, "true"))
	case c == 'f':
		return orNotPlain(scanWord(line, i, "false"))
	case c == 'n':
		return orNotPlain(scanWord(line, i, "null"))
	}
	return notPlain
}

func orNotPlain(end int, err *lineError) int {
	if err != nil {
		return notPlain
	}
	return end
}

// textEnd returns the index after the string that begins at i.
func textEnd(line []byte, i int) int {
	end := plainEnd(line, i+1)
	if byteAt(line, end) == '"' {
		return end + 1
	}
	end, _, err := scanString(line, i)
	return orNotPlain(end, err)
}

func (s *scanner) object(line []byte, i, depth int) int {
	first := len(s.keys)
	if i = skipBlanks(line, i+1); byteAt(line, i) == '}' {
		return i + 1
	}
	for {
		end := keyEnd(line, i)
		if end == notPlain || !s.addKey(first, line, i+1, end) {
			return notPlain
		}
		if i = colonEnd(line, end+1); i == notPlain {
			return notPlain
		}
		if i = s.value(line, i, depth); i == notPlain {
			return notPlain
		}
		switch i = skipBlanks(line, i); byteAt(line, i) {
		case ',':
			i = skipBlanks(line, i+1)
		case '}':
			s.keys = s.keys[:first]
			return i + 1
		default:
			return notPlain
		}
	}
}

func (s *scanner) array(line []byte, i, depth int) int {
	if i = skipBlanks(line, i+1); byteAt(line, i) == ']' {
		return i + 1
	}
	for {
		if i = s.value(line, i, depth); i == notPlain {
			return notPlain
		}
		switch i = skipBlanks(line, i); byteAt(line, i) {
		case ',':
			i = skipBlanks(line, i+1)
		case ']':
			return i + 1
		default:
			return notPlain
		}
	}
}
